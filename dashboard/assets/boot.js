/* Makes the chart of a page live: Dash's scripts are fetched one by one while the machine is idle, and Dash draws the
   chart under its still image once a reader has come to it. It takes the image's place when the reader points at it,
   touches it or focuses one of its figures. The image keeps its box, so nothing moves; where anything fails, it stays.
   In a site without a server static_chart.js draws, not Dash. */
(function () {
  "use strict";
  const page = document.documentElement;
  const box = document.getElementById("live-chart");
  const stage = box.closest(".chart-stage");
  const plain = window.esecPlainChart;
  const scripts = plain ? null : JSON.parse(document.getElementById("live-scripts").textContent);
  const PATIENCE = 15000;

  const idle = window.requestIdleCallback
    ? (work) => window.requestIdleCallback(work, { timeout: 3000 })
    : (work) => setTimeout(work, 50);

  const loaded = new Map();
  function load(source) {
    if (loaded.has(source)) return loaded.get(source);
    const loading = new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = source;
      script.async = false; // fetched at once, run in order
      script.onload = resolve;
      script.onerror = () => reject(new Error("not loaded: " + source));
      document.head.appendChild(script);
    });
    loaded.set(source, loading);
    loading.catch(() => loaded.delete(source)); // the next wish tries again
    return loading;
  }

  /* Resolves once a selector finds something in the chart's box. */
  function appears(selector) {
    return new Promise(function (resolve, reject) {
      const look = () => box.querySelector(selector) && (observer.disconnect(), resolve());
      const observer = new MutationObserver(look);
      observer.observe(box, { childList: true, subtree: true });
      setTimeout(() => (observer.disconnect(), reject(new Error("not drawn: " + selector))), PATIENCE);
      look();
    });
  }

  async function startDash(pause) {
    for (const source of scripts.early) {
      await pause();
      await load(source);
    }
    await pause();
    window.renderer = window.renderer || new window.DashRenderer();
    await appears("#live-graph-box");
    page.classList.add("app-ready");
  }

  let dash = null;
  function ready(pause) {
    dash = dash || startDash(pause).catch((error) => ((dash = null), Promise.reject(error)));
    return dash;
  }

  let asked = 0;
  async function drawByDash(theme, wide) {
    await ready(() => null);
    await Promise.all(scripts.late.map(load));
    window.dash_clientside.set_props("live-graph-box", {
      "data-asked": ++asked,
      "data-chart": box.dataset.chart,
      "data-lang": page.lang,
      "data-search": box.dataset.search,
      "data-theme": theme,
      "data-width": wide,
    });
  }

  let width = 0;
  async function drawGraph() {
    width = window.innerWidth;
    const theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    // As wide as the image, over which the graph is drawn mark by mark.
    const wide = box.querySelector("img").clientWidth;
    document.getElementById("react-entry-point").style.width = wide + "px";
    await (plain ? plain.draw(box, theme, wide) : drawByDash(theme, wide));
    await appears(".js-plotly-plot .plot-container .main-svg");
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    box.classList.add("is-drawn");
  }

  let drawing = null;
  function draw() {
    const drawn = (drawing = drawing || drawGraph());
    // The next wish tries again.
    drawn.catch(() => drawing === drawn && (drawing = null));
    return drawn;
  }

  async function show() {
    await draw();
    box.classList.add("is-live");
    stage.dispatchEvent(new CustomEvent("chart-drawn", { bubbles: true }));
  }

  /* A finger has its answer from the image first (walk.js), on a slow phone within so many milliseconds: drawing keeps
     the phone busy for seconds. */
  const ANSWERED = 400;
  let showing = null;
  function wish(event) {
    if (showing || box.classList.contains("is-live")) return;
    const pause = event.pointerType === "touch" && !box.classList.contains("is-drawn") ? ANSWERED : 0;
    const first = new Promise((done) => setTimeout(done, pause));
    showing = first.then(show).catch(() => null).finally(() => (showing = null));
  }
  ["pointerenter", "pointerdown", "focusin"].forEach((name) => stage.addEventListener(name, wish));

  /* Who has come to the chart will turn to it: it is drawn ahead once the reader rests there, having scrolled, pointed
     or typed, or else after a longer look. Who saves data is not made to fetch it. */
  const RESTED = 500;
  const LOOKED = 8000;
  let here = false;
  let moved = false;
  let rest = 0;
  function awaitRest() {
    clearTimeout(rest);
    if (here && !drawing) rest = setTimeout(() => idle(() => draw().catch(() => null)), moved ? RESTED : LOOKED);
  }
  if (!(navigator.connection && navigator.connection.saveData)) {
    const middle = { rootMargin: "-25% 0px" };
    new IntersectionObserver((seen) => ((here = seen.at(-1).isIntersecting), awaitRest()), middle).observe(box);
    ["scroll", "pointermove", "touchstart", "keydown"].forEach((name) =>
      window.addEventListener(name, () => ((moved = true), awaitRest()), { passive: true })
    );
  }

  /* The picture button saves the image with title, source and address, not Plotly's drawing without them. */
  box.addEventListener(
    "click",
    function (event) {
      if (!event.target.closest(".modebar-btn")) return;
      event.stopPropagation();
      window.location.assign(box.dataset.picture);
    },
    true
  );

  /* Another screen or theme has another image: it shows, until the reader turns to the chart again. */
  function backToImage() {
    if (!box.classList.contains("is-drawn")) return;
    box.classList.remove("is-drawn", "is-live");
    drawing = null;
    if (plain) plain.clear();
    else window.dash_clientside.set_props("live-graph-box", { children: null });
  }
  window.addEventListener("resize", () => window.innerWidth !== width && backToImage());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", backToImage);

  if (plain) return;
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.esec = {
    /* A click on a point opens the figure's card. */
    open_figure: function (clicked) {
      const id = clicked && clicked.points && clicked.points[0] && clicked.points[0].customdata;
      if (id && box.dataset.cards) window.location.assign(box.dataset.cards + encodeURIComponent(id));
      return window.dash_clientside.no_update;
    },
  };

  /* The other half of `ChartBox` in dashboard/web/dash_private.py. */
  window.esec_components = {
    ChartBox: ({ id, role, label, children }) =>
      window.React.createElement("div", { id, role, "aria-label": label }, children),
  };

  const begin = () => ready(() => new Promise(idle)).catch(() => null);
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
})();
