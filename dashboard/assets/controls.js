/* Small helps that a page can do without: copy buttons, PNG files, leaving at once. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
    } catch (error) {
      if (field.select) {
        field.focus();
        field.select();
      } else {
        getSelection().selectAllChildren(field);
      }
      return;
    }
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  }

  /* The stamped SVG is drawn at three times its size on a canvas; nothing leaves the browser. */
  async function savePng(link) {
    const text = await (await fetch(link.href)).text();
    const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 3;
    canvas.height = image.naturalHeight * 3;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(address);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    const file = document.createElement("a");
    file.href = URL.createObjectURL(blob);
    file.download = link.dataset.png + ".png";
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 1000);
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button);
    const picture = event.target.closest("a[data-png]");
    if (picture) {
      event.preventDefault();
      // The SVG is the same image: better that than nothing.
      savePng(picture).catch(() => window.location.assign(picture.href));
    }
    if (event.target.closest("[data-print]")) window.print();
    const way = event.target.closest("#way-out");
    if (way) {
      event.preventDefault();
      window.location.replace(way.href);
    }
  });

  /* Shift three times within two seconds leaves the page. */
  let presses = [];
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    const now = Date.now();
    presses = presses.filter((time) => now - time < 2000).concat(now);
    if (presses.length >= 3) window.location.replace(document.getElementById("way-out").href);
  });
})();
