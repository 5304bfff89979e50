/* Small helps on the pages of a site without a server. */
(function () {
  "use strict";
  const ROOT = new URL("..", document.currentScript.src).href;

  /* A site that was written without its address has it from the browser, where a reader takes addresses away. */
  const BEGUN = /(^|[\s"'(=])\/(?=(?:[a-z]{2}|embed)\/)/g;
  const whole = (text) => text.replace(BEGUN, "$1" + ROOT);
  document.querySelectorAll(".copy-text, .print-only").forEach(function (each) {
    if (each.value !== undefined) each.value = whole(each.value);
    else if (!each.children.length) each.textContent = whole(each.textContent);
  });
  document.querySelectorAll("[data-text]").forEach((each) => (each.dataset.text = whole(each.dataset.text)));

  /* Each indicator has a fact sheet of its own, in a folder that bears its id. */
  const sheet = document.querySelector(".sheet-form");
  if (sheet)
    sheet.addEventListener("submit", function (event) {
      event.preventDefault();
      const chosen = new FormData(sheet).get("indicator");
      const folder = new URL(sheet.getAttribute("action"), window.location.href);
      window.location.assign(chosen ? new URL("indicator-" + encodeURIComponent(chosen) + "/", folder) : folder);
    });
})();
