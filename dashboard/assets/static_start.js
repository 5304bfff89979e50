/* Leads from the first page to the language that the browser prefers among those of the site. */
(function () {
  "use strict";
  const links = Array.from(document.querySelectorAll("a[hreflang]"));
  const wished = navigator.languages.map((name) => name.toLowerCase().split("-")[0]);
  const known = wished.find((lang) => links.some((link) => link.hreflang === lang));
  window.location.replace((links.find((link) => link.hreflang === known) || links[0]).href);
})();
