/* Takes the page over without a flash: Dash's scripts are fetched one by one while the machine is idle, and the
   first view stays until the app has drawn the same page beside it. Without this file the page reads the same. */
(function () {
  "use strict";
  const page = document.documentElement;
  const first = document.getElementById("first-view");
  const entry = document.getElementById("react-entry-point");
  page.classList.add("boots");

  const idle = window.requestIdleCallback
    ? (work) => window.requestIdleCallback(work, { timeout: 3000 })
    : (work) => setTimeout(work, 50);

  function load(source) {
    return new Promise(function (resolve, reject) {
      const script = document.createElement("script");
      script.src = source;
      script.onload = resolve;
      script.onerror = () => reject(new Error("not loaded: " + source));
      document.head.appendChild(script);
    });
  }

  /* Dash asks for one layout; it must be that of this address. What Dash tells the console alone is said on the page:
     without layout or callbacks there is no app; an answer without content is a live chart that the server has not. */
  const request = window.fetch;
  window.fetch = function (resource, options) {
    const asked = typeof resource === "string" ? resource : "";
    const isLayout = asked.endsWith("_dash-layout");
    const answer = request.call(
      window, isLayout ? asked + "?address=" + encodeURIComponent(entry.dataset.address) : resource, options
    );
    if (isLayout || asked.endsWith("_dash-dependencies")) {
      answer.then((got) => got.ok || failApp(), failApp);
    } else if (asked.endsWith("_dash-update-component")) {
      answer.then((got) => (got.ok && got.status !== 204) || failChart(), failChart);
    }
    return answer;
  };

  function failApp() {
    page.classList.add("app-failed");
  }

  function failChart() {
    document.getElementById("live-chart").closest("figure").classList.add("live-failed");
  }

  /* A click on a control that needs the app, made before it is there, is kept and made again. */
  let early = null;
  function keep(event) {
    const control = event.target.closest("[data-live]");
    if (control && first && first.contains(control)) {
      early = control.id;
      control.setAttribute("aria-busy", "true");
    }
  }
  document.addEventListener("click", keep);

  function pathTo(node) {
    const steps = [];
    while (node && node !== first) {
      steps.unshift(Array.prototype.indexOf.call(node.parentNode.children, node));
      node = node.parentNode;
    }
    return steps;
  }

  function at(root, steps) {
    return steps.reduce((node, step) => node && node.children[step], root);
  }

  /* What the reader did to the first view goes over to the app's: typed text, choices, opened details, focus. */
  function handOver(root) {
    first.querySelectorAll("input, select, details").forEach(function (old) {
      const twin = at(root, pathTo(old));
      if (!twin || twin.tagName !== old.tagName) return;
      if (old.tagName === "DETAILS") twin.open = old.open;
      else if (twin.value !== old.value) twin.value = old.value;
    });
    first.querySelectorAll(".scroll").forEach(function (old) {
      const twin = at(root, pathTo(old));
      if (twin) twin.scrollLeft = old.scrollLeft;
    });
    const active = document.activeElement;
    const steps = active && first.contains(active) ? pathTo(active) : null;
    const top = window.scrollY;
    first.remove();
    page.classList.add("taken-over");
    const twin = steps && at(root, steps);
    if (twin) twin.focus({ preventScroll: true });
    window.scrollTo(window.scrollX, top);
    document.removeEventListener("click", keep);
    if (early) document.getElementById(early)?.click();
  }

  function watch() {
    const observer = new MutationObserver(function () {
      const end = entry.querySelector("#page-end");
      if (!end) return;
      observer.disconnect();
      /* Both roots hold the page as their only child, so that a path in one leads to the twin in the other. */
      handOver(entry.querySelector("#page").parentNode);
    });
    observer.observe(entry, { childList: true, subtree: true });
  }

  async function start() {
    const sources = Array.from(document.querySelectorAll("script[type='text/plain'][data-src]"), (s) => s.dataset.src);
    for (const source of sources) {
      await new Promise(idle);
      await load(source);
    }
    watch();
    await new Promise(idle);
    window.renderer = new window.DashRenderer();
  }

  if (entry && first) {
    const begin = () => idle(() => start().catch(failApp));
    if (document.readyState === "complete") begin();
    else window.addEventListener("load", begin);
  }

  /* The live chart: its libraries are fetched when a reader asks for it. */
  let libraries = null;
  function loadLibraries() {
    const sources = JSON.parse(document.getElementById("late-scripts").textContent);
    libraries = libraries || sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve());
    return libraries;
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.esec = {
    /* Waits for the libraries, then names the chart that the server is to describe, in the reader's theme and width. */
    request_chart: async function (clicks, chart) {
      if (!clicks) return window.dash_clientside.no_update;
      const button = document.getElementById("live-button");
      const box = document.getElementById("live-chart");
      button.setAttribute("aria-busy", "true");
      box.closest("figure").classList.remove("live-failed");
      try {
        await loadLibraries();
      } catch (error) {
        libraries = null;
        button.removeAttribute("aria-busy");
        failChart();
        return window.dash_clientside.no_update;
      }
      button.removeAttribute("aria-busy");
      /* Neither the empty box nor the chart in it moves what stands below, unless the screen changes. */
      box.style.minHeight = box.offsetHeight + "px";
      window.addEventListener("resize", () => (box.style.minHeight = ""), { once: true });
      const theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      const how = box.querySelector(".dash-graph") ? "picture" : theme;
      return chart + "|" + how + "|" + Math.round(box.getBoundingClientRect().width);
    },
    /* A click on a point opens the figure's card. */
    open_figure: function (clicked) {
      const id = clicked && clicked.points && clicked.points[0] && clicked.points[0].customdata;
      const pages = document.getElementById("live-chart").dataset.cards;
      if (id && pages) window.location.assign(pages + encodeURIComponent(id));
      return window.dash_clientside.no_update;
    },
  };
})();
