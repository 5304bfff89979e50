/* Draws the live chart in a site without a server: Plotly over the still image, from the figure written beside it.
   When it is drawn, and when the image comes back, boot.js says. */
(function () {
  "use strict";
  const ROOT = new URL("..", document.currentScript.src);
  const PHONE = 480;
  let graph = null;

  let plotly = null;
  function loadPlotly() {
    plotly =
      plotly ||
      new Promise(function (resolve, reject) {
        const script = document.createElement("script");
        script.src = new URL("assets/plotly-basic.min.js", ROOT);
        script.onload = resolve;
        script.onerror = () => ((plotly = null), reject(new Error("not loaded: " + script.src)));
        document.head.appendChild(script);
      });
    return plotly;
  }

  async function readFigure(box, theme, width) {
    const look = (width < PHONE ? "narrow-" : "wide-") + theme;
    const answer = await fetch(box.dataset.figures + look + ".json");
    if (!answer.ok) throw new Error("not read: " + answer.url);
    return answer.json();
  }

  window.esecPlainChart = {
    async draw(box, theme, width) {
      const [drawn] = await Promise.all([readFigure(box, theme, width), loadPlotly()]);
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", drawn.label);
      graph = document.createElement("div");
      graph.className = "live-graph";
      group.append(graph);
      document.getElementById("react-entry-point").replaceChildren(group);
      await window.Plotly.newPlot(graph, drawn.figure.data, drawn.figure.layout, drawn.config);
      /* A click on a point opens the figure's card. */
      graph.on("plotly_click", function (clicked) {
        const id = clicked.points[0] && clicked.points[0].customdata;
        if (id && box.dataset.cards) window.location.assign(box.dataset.cards + encodeURIComponent(id) + "/");
      });
    },
    clear() {
      if (graph) window.Plotly.purge(graph);
      graph = null;
      document.getElementById("react-entry-point").replaceChildren();
    },
    loadPlotly,
  };
})();
