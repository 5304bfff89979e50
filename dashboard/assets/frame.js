/* Tells the page around an embedded chart how high the chart is, and nothing else. */
(function () {
  "use strict";
  if (window.parent === window) return;
  const page = document.documentElement;
  const tell = () =>
    window.parent.postMessage({ type: "esec-height", height: Math.ceil(page.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(page);
  window.addEventListener("load", tell);
})();
