/* The workbench of a site without a server: draws the chosen series below one another on the same years, from the file
   of all courses. The address holds which they are, and the period. */
(function () {
  "use strict";
  const SEARCH = window.esecSearch;
  const { make } = SEARCH;
  const LANG = document.documentElement.lang;
  const page = document.getElementById("page");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  /* The state of the address: ids in their order, first and last year. */
  function stateIn(search) {
    const given = new URLSearchParams(search);
    const year = (name) => (/^\d{4}$/.test(given.get(name) || "") ? Number(given.get(name)) : null);
    const ids = (given.get("indicators") || "").split(",").filter(Boolean);
    return { ids: Array.from(new Set(ids)), since: year("since"), until: year("until") };
  }
  function addressOf(state, ids) {
    const given = [["indicators", ids.join(",")], ["since", state.since], ["until", state.until]];
    const kept = given.filter(([, value]) => value).map(([name, value]) => name + "=" + encodeURIComponent(value));
    return "?" + kept.join("&").replace(/%2C/g, ",");
  }

  function moved(ids, at, by) {
    const other = ids.slice();
    other.splice(at + by, 0, ...other.splice(at, 1));
    return other;
  }

  function chosenList(data, state, ids) {
    const { texts } = data;
    const items = ids.map(function (id, at) {
      const { name } = data.courses[id];
      const ways = [[texts.remove, ids.filter((other) => other !== id)]];
      if (at < ids.length - 1) ways.unshift([texts.down, moved(ids, at, 1)]);
      if (at) ways.unshift([texts.up, moved(ids, at, -1)]);
      const links = ways.map(([words, other]) =>
        make("li", make("a", [words, make("span", " " + name, { class: "unseen" })], { href: addressOf(state, other) }))
      );
      const own = make("a", name, { href: SEARCH.indicatorAt(id) });
      return make("li", [own, make("ul", links, { class: "inline-list small" })]);
    });
    const heading = make("h2", texts.series, { class: "minor-heading", id: "series" });
    return make("section", [heading, make("ol", items)], { class: "compare-series", "aria-labelledby": "series" });
  }

  function periodForm(data, state, ids) {
    const digits = { inputmode: "numeric", maxlength: "4", pattern: "[0-9]{4}" };
    function field(name, words) {
      const input = make("input", [], { id: name, name, ...digits, value: state[name] || "" });
      return make("div", [make("label", words, { for: name }), input], { class: "field" });
    }
    const both = [field("since", data.texts.first), field("until", data.texts.last)];
    const fields = make("div", both, { class: "two-fields" });
    const hidden = make("input", [], { type: "hidden", name: "indicators", value: ids.join(",") });
    return make("form", [hidden, fields, make("button", data.texts.apply, { class: "button" })], { method: "get" });
  }

  const within = (state) => (point) =>
    (!state.since || point.x >= state.since) && (!state.until || point.x < state.until + 1);

  /* Traces of a series: the line where points are joined, a mark for each number, a bar for each range. */
  function tracesOf(series, at, theme, state) {
    const colour = theme.series[at % theme.series.length];
    const inside = within(state);
    const chain = series.runs.flatMap((run) => [...run.map((n) => series.points[n]).filter(inside), null]);
    const points = series.points.filter((point) => inside(point) && point.y !== null);
    const ranges = series.points.filter((point) => inside(point) && point.ends).flatMap((point) => [
      { ...point, y: point.ends[0] }, { ...point, y: point.ends[1] }, null,
    ]);
    const trace = (some, more) => ({
      type: "scatter", name: series.label, x: some.map((p) => p && p.x), y: some.map((p) => p && p.y),
      customdata: some.map((p) => p && p.id), text: some.map((p) => (p ? p.said : "")),
      hovertemplate: "%{text}<extra></extra>", ...more,
    });
    return [
      trace(chain, { mode: "lines", line: { color: colour, width: 2.2 }, hoverinfo: "skip", hovertemplate: null }),
      trace(ranges, { mode: "lines", line: { color: colour, width: 5 } }),
      trace(points, {
        mode: "markers",
        marker: {
          size: 8,
          color: points.map((p) => (p.hollow || p.bound ? theme.paper : colour)),
          line: { color: colour, width: 1.8 },
        },
      }),
    ].filter((each) => each.x.length);
  }

  function draw(data, place, panel, years, state) {
    const theme = data.themes[dark.matches ? "dark" : "light"];
    const axis = { fixedrange: true, zeroline: false, gridcolor: theme.grid, linecolor: theme.rule };
    axis.tickfont = { color: theme.muted };
    const layout = {
      height: 240, margin: { l: 64, r: 16, t: 8, b: 28 }, showlegend: false, hovermode: "closest", dragmode: false,
      paper_bgcolor: theme.paper, plot_bgcolor: theme.paper, font: { color: theme.ink }, separators: data.separators,
      xaxis: { ...axis, range: [years[0] - 0.5, years[1] + 1], showgrid: false, tickformat: "d", ticks: "outside" },
      yaxis: { ...axis, rangemode: "tozero" },
    };
    const traces = panel.series.flatMap((series, at) => tracesOf(series, at, theme, state));
    return window.Plotly.newPlot(place, traces, layout, data.config).then(() =>
      place.on("plotly_click", (clicked) => window.location.assign(SEARCH.figureAt(clicked.points[0].customdata)))
    );
  }

  function valuesOf(data, panel, state) {
    const lines = panel.series.flatMap((series) =>
      series.points.filter(within(state)).map((point) =>
        make("tr", [
          make("th", series.label ? series.label + ", " + point.when : point.when, { scope: "row" }),
          make("td", make("a", point.told, { href: SEARCH.figureAt(point.id) }), { class: "number" }),
        ])
      )
    );
    const heads = [data.texts.period, data.texts.value].map((words) => make("th", words, { scope: "col" }));
    const table = make("table", [make("thead", make("tr", heads)), make("tbody", lines)]);
    return make("details", [make("summary", data.texts.values), table]);
  }

  /* Panels of one series, and what draws each. */
  function sectionOf(data, id, years, state) {
    const { name, panels, remarks } = data.courses[id];
    const drawn = [];
    const figures = panels.map(function (panel) {
      const place = make("div");
      const words = [panel.heading, panel.unit].filter(Boolean).join(", ");
      drawn.push(() => draw(data, place, panel, years, state));
      const label = [name, words].filter(Boolean).join(", ");
      return make("figure", [
        make("figcaption", make("span", words, { class: "chart-subtitle" })),
        make("div", place, { role: "group", "aria-label": label }),
        valuesOf(data, panel, state),
      ], { class: "chart" });
    });
    const heading = make("h2", make("a", name, { href: SEARCH.indicatorAt(id) }), { class: "minor-heading" });
    const told = remarks.map((words) => make("p", words, { class: "small" }));
    return [make("section", [heading, ...figures, ...told]), drawn];
  }

  /* Links that add a series keep those that are chosen. */
  function leadOn(data, state, ids) {
    const add = page.querySelector(".compare-add");
    const full = ids.length >= data.most;
    add.querySelectorAll("a").forEach(function (link) {
      const own = (link.dataset.own = link.dataset.own || stateIn(new URL(link.href).search).ids.join(","));
      link.href = addressOf(state, [...ids, own].filter((each, at, all) => all.indexOf(each) === at));
      link.closest("li").hidden = full || ids.includes(own);
    });
    const form = add.querySelector("form");
    form.addEventListener("submit", async function (event) {
      event.preventDefault();
      const words = await SEARCH.index();
      const found = await SEARCH.find(new FormData(form).get("find"));
      const named = (found.indicators || found.named).map((place) => words.indicators[place]);
      const known = named.filter(([id]) => data.courses[id]).slice(0, 12);
      const linkTo = ([id, name]) => make("a", name, { href: addressOf(state, [...ids, id]) });
      const content = known.length ? make("ul", known.map((each) => make("li", linkTo(each)))) : data.texts.none;
      const list = make("div", content, { role: "status", class: "found-series" });
      add.querySelectorAll(".found-series").forEach((old) => old.remove());
      form.after(list);
    });
    return add;
  }

  async function show() {
    const state = stateIn(window.location.search);
    const data = await SEARCH.read("search/courses-" + LANG + ".json");
    const ids = state.ids.filter((id) => data.courses[id]).slice(0, data.most);
    const add = leadOn(data, state, ids);
    if (!ids.length) return;
    const series = ids.flatMap((id) => data.courses[id].panels.flatMap((panel) => panel.series));
    const inside = series.flatMap((each) => each.points).filter(within(state)).map((point) => Math.floor(point.x));
    const years = [Math.min(...inside), Math.max(...inside)];
    const sections = inside.length ? ids.map((id) => sectionOf(data, id, years, state)) : [];
    const hints = ids.length === 1 ? [make("p", data.texts.another, { class: "notice" })] : [];
    if (!inside.length) hints.push(make("p", data.texts.nothing));
    const over = make("p", make("a", data.texts.over, { href: window.location.pathname }));
    const settings = [chosenList(data, state, ids), periodForm(data, state, ids), over, add];
    const controls = make("div", settings, { class: "filters" });
    const main = make("div", [...hints, ...sections.map(([section]) => section)]);
    const grid = make("div", [controls, main], { class: "compare-grid" });
    page.querySelector(".lead").closest("div").replaceChildren(page.querySelector("h1"), grid);
    await window.esecPlainChart.loadPlotly();
    const drawAll = () => Promise.all(sections.flatMap(([, drawn]) => drawn.map((each) => each())));
    await drawAll();
    dark.addEventListener("change", drawAll);
    page.dataset.drawn = String(ids.length);
  }
  show().catch((error) => console.warn(error));
})();
