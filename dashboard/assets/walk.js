/* Leads through a chart's figures by keyboard, one stop of the Tab key and arrow keys from figure to figure, and to the
   one that is touched. The focused figure is a link with the words of the table, so that a screen reader says it; here
   it is also marked on the chart. */
(function () {
  "use strict";
  const POINT = "[data-point]";
  const STEPS = {
    ArrowRight: (at) => at + 1,
    ArrowDown: (at) => at + 1,
    ArrowLeft: (at) => at - 1,
    ArrowUp: (at) => at - 1,
    Home: () => 0,
    End: () => Infinity,
  };
  const pointsOf = (point) => Array.from(point.closest("ol").querySelectorAll(POINT));

  /* The still image as part of the page, unseen, in the image's place: it knows where each figure stands. */
  const twins = new WeakMap();
  async function twinOf(stage, image) {
    const known = twins.get(stage);
    if (known && known.source === image.currentSrc) return known.drawing;
    const text = await (await fetch(image.currentSrc)).text();
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    drawing.querySelectorAll("[id]").forEach((node) => node.removeAttribute("id"));
    ["role", "aria-labelledby"].forEach((name) => drawing.removeAttribute(name));
    drawing.setAttribute("aria-hidden", "true");
    drawing.setAttribute("class", "chart-twin");
    if (known) known.drawing.remove();
    stage.append(drawing);
    twins.set(stage, { source: image.currentSrc, drawing });
    return drawing;
  }

  async function laidOver(stage, image) {
    image.loading = "eager";
    await image.decode(); // it may be fetched only now
    const drawing = await twinOf(stage, image);
    drawing.style.width = image.clientWidth + "px";
    drawing.style.height = image.clientHeight + "px";
    return drawing;
  }

  async function placeOnImage(stage, id) {
    const image = stage.querySelector("img");
    if (!image) return null;
    const drawing = await laidOver(stage, image);
    const mark = drawing.querySelector('[data-obs="' + CSS.escape(id) + '"]');
    return mark && mark.getBoundingClientRect();
  }

  /* The live chart is asked by pointing at the figure, and left again: its label would cover the mark. */
  function placeOnGraph(graph, id) {
    const curve = graph.data.findIndex((trace) => (trace.customdata || []).includes(id));
    if (curve < 0) return null;
    const trace = graph._fullData[curve];
    const place = { curveNumber: curve, pointNumber: graph.data[curve].customdata.indexOf(id) };
    window.Plotly.Fx.hover(graph, [place], trace.xaxis + trace.yaxis);
    const shown = (graph._hoverdata || [])[0];
    window.Plotly.Fx.unhover(graph);
    if (!shown || !shown.bbox) return null;
    const { x0, x1, y0, y1 } = shown.bbox;
    const box = graph.getBoundingClientRect();
    return new DOMRect(box.x + x0, box.y + y0, x1 - x0, y1 - y0);
  }

  function unmark(stage) {
    stage.querySelectorAll(".chart-ring").forEach((ring) => ring.remove());
  }

  async function mark(point) {
    const stage = point.closest(".chart-stage");
    const graph = stage.querySelector(".is-live .js-plotly-plot");
    const place = graph ? placeOnGraph(graph, point.dataset.point) : await placeOnImage(stage, point.dataset.point);
    if (document.activeElement !== point) return;
    unmark(stage);
    if (!place) return;
    const from = stage.getBoundingClientRect();
    const ring = document.createElement("span");
    ring.className = "chart-ring";
    ring.style.left = place.x - from.x + "px";
    ring.style.top = place.y - from.y + "px";
    ring.style.width = place.width + "px";
    ring.style.height = place.height + "px";
    stage.append(ring);
  }

  /* Who touches a figure of the still image reads it at once; the live chart, where there is one, comes after. */
  const REACH = 32;
  document.addEventListener("click", async function (event) {
    const image = event.target.closest(".chart-stage picture img");
    if (!image) return;
    const stage = image.closest(".chart-stage");
    const drawing = await laidOver(stage, image).catch(() => null);
    let nearest = null;
    let reach = REACH;
    for (const drawn of drawing ? drawing.querySelectorAll("[data-obs]") : []) {
      const box = drawn.getBoundingClientRect();
      const away = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      if (away < reach) [nearest, reach] = [drawn, away];
    }
    const point = nearest && stage.querySelector('[data-point="' + CSS.escape(nearest.dataset.obs) + '"]');
    if (point) point.focus({ preventScroll: true });
  });

  document.addEventListener("focusin", function (event) {
    const point = event.target.closest(POINT);
    if (!point) return;
    pointsOf(point).forEach((other) => (other.tabIndex = other === point ? 0 : -1));
    mark(point).catch(() => null); // the words are said all the same
  });

  /* The live chart has come in the image's place: the focused figure is marked anew. */
  document.addEventListener("chart-drawn", function (event) {
    const point = event.target.querySelector(POINT + ":focus");
    if (point) mark(point).catch(() => null);
  });

  document.addEventListener("focusout", function (event) {
    const point = event.target.closest(POINT);
    const next = event.relatedTarget;
    if (point && !(next && point.closest("ol").contains(next))) unmark(point.closest(".chart-stage"));
  });

  document.addEventListener("keydown", function (event) {
    const point = event.target.closest(POINT);
    if (!point || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") {
      const stage = point.closest(".chart-stage");
      const after = Array.from(document.querySelectorAll("main :is(a, summary)")).find(
        (each) => stage.compareDocumentPosition(each) === Node.DOCUMENT_POSITION_FOLLOWING && each.getClientRects().length
      );
      if (after) after.focus();
      return;
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const points = pointsOf(point);
    points[Math.min(Math.max(step(points.indexOf(point)), 0), points.length - 1)].focus({ preventScroll: true });
  });
})();
