/* Filters every figure in the browser, where no server does: the form's choices, the address and the list of results.
   Without choices the page stays as it was written. */
(function () {
  "use strict";
  const SEARCH = window.esecSearch;
  const { make } = SEARCH;
  const LANG = document.documentElement.lang;
  const STEP = 100;
  const form = document.querySelector(".explorer-form form");
  const results = document.querySelector(".explorer-results");
  const written = Array.from(results.childNodes);
  // Where a row of the file has what: id, place of its indicator, words, first and last day, numbers shown.
  const [ID, INDICATOR, PERIOD, , , , SOURCE, FIRST, LAST, NUMBERS] = Array(10).keys();

  const linkTo = (words, href) => make("a", words, { href });

  const chosenIn = (search) =>
    new Map([...new URLSearchParams(search)].filter(([name, value]) => value && name !== "page"));

  /* The tests that a row must pass, by the name of the filter. */
  function testsOf(data, chosen, found) {
    const tests = new Map();
    for (const [name, value] of chosen) {
      const column = data.filters.indexOf(name);
      const values = value.split(",");
      if (data.of_indicators[name]) tests.set(name, (row) => values.includes(data.of_indicators[name][row[INDICATOR]]));
      else if (column >= 0) tests.set(name, (row, place) => values.includes(data.codes[place][column]));
    }
    const [start, end] = [chosen.get("start"), chosen.get("end")];
    // Dates are compared as texts: all of 2009 lies before "2009" with a last sign after it.
    if (start) tests.set("start", (row) => row[LAST] >= start);
    if (end) tests.set("end", (row) => row[FIRST] <= end + "~");
    if (found) {
      const kept = found.indicators && new Set(found.indicators);
      tests.set("q", function (row) {
        const numbered = found.named.includes(row[INDICATOR]);
        const shown = row[NUMBERS].split(" ");
        if (kept && !kept.has(row[INDICATOR])) return false;
        if (found.figures.length && !found.figures.includes(row[ID])) return false;
        return numbered || found.numbers.every((digits) => shown.includes(digits));
      });
    }
    return tests;
  }

  const passes = (tests, row, place, but) => {
    for (const [name, test] of tests) if (name !== but && !test(row, place)) return false;
    return true;
  };

  /* Says beside each choice of the form how many figures it would show. */
  function countChoices(data, tests) {
    form.querySelectorAll("select").forEach(function (field) {
      const column = data.filters.indexOf(field.name);
      const codeOf = (row, place) =>
        column >= 0 ? data.codes[place][column] : data.of_indicators[field.name][row[INDICATOR]];
      const counts = new Map();
      data.rows.forEach(function (row, place) {
        if (!passes(tests, row, place, field.name)) return;
        const code = String(codeOf(row, place));
        counts.set(code, (counts.get(code) || 0) + 1);
      });
      Array.from(field.options).filter((option) => option.value).forEach(function (option) {
        const words = (option.dataset.words = option.dataset.words || option.textContent.replace(/ \([^()]*\)$/, ""));
        const number = counts.get(option.value) || 0;
        option.textContent = words + " (" + number.toLocaleString(LANG) + ")";
        option.hidden = !number && !option.selected;
      });
    });
  }

  function fillForm(chosen) {
    Array.from(form.elements).forEach(function (field) {
      if (field.name && field.type !== "hidden") field.value = chosen.get(field.name) || "";
    });
  }

  function lineOf(data, words, row) {
    const [id, name] = words.indicators[row[INDICATOR]];
    const cells = row.slice(PERIOD, SOURCE + 1).map(String);
    const label = (at) => ({ "data-label": data.texts.columns[at] });
    const line = make("tr", make("th", linkTo(name, SEARCH.indicatorAt(id)), { scope: "row", ...label(0) }));
    cells.forEach(function (text, at) {
      const value = at === 3;
      const content = value ? make("a", text, { href: SEARCH.figureAt(row[ID]), class: "figure-link" }) : text;
      line.append(make("td", content, { ...label(at + 1), ...(value ? { class: "number" } : {}) }));
    });
    return line;
  }

  function tableOf(data, words, rows) {
    const body = make("tbody");
    const heads = data.texts.columns.map((text) => make("th", text, { scope: "col" }));
    const table = make("table", [make("thead", make("tr", heads)), body], { class: "stacked" });
    const region = make("div", table, { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "results" });
    const said = make("p", [], { role: "status", class: "small" });
    const more = make("button", data.texts.more, { type: "button", class: "button" });
    let shown = 0;
    function show() {
      const next = rows.slice(shown, shown + STEP).map((row) => lineOf(data, words, row));
      body.append(...next);
      shown += next.length;
      const numbers = { shown: shown.toLocaleString(LANG), total: rows.length.toLocaleString(LANG) };
      said.textContent = data.texts.shown.replace(/\{(\w+)\}/g, (place, name) => numbers[name]);
      more.hidden = shown >= rows.length;
      return next;
    }
    more.addEventListener("click", () => show()[0].querySelector("a").focus());
    show();
    return [region, said, more];
  }

  /* One record of a CSV text after the other; a quoted cell may hold line breaks. */
  function recordsOf(text) {
    const records = [];
    let start = 0;
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === '"') quoted = !quoted;
      else if (text[at] === "\n" && !quoted) {
        records.push(text.slice(start, at + 1));
        start = at + 1;
      }
    }
    return records;
  }

  /* The rows chosen, cut out of the file of all figures: the same columns and signs. */
  async function saveCsv(rows) {
    const answer = await fetch(SEARCH.at("data/observations.csv"));
    const [head, ...records] = recordsOf(await answer.text());
    const ids = new Set(rows.map((row) => row[ID]));
    const kept = records.filter((record) => ids.has(record.slice(0, record.indexOf(",")).replace(/"/g, "")));
    const address = URL.createObjectURL(new Blob([head, ...kept], { type: "text/csv" }));
    make("a", [], { href: address, download: "observations.csv" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }

  function said(found) {
    const parts = [];
    if (found && found.redirects.length)
      parts.push(make("div", found.redirects.map((each) => make("p", each.text)), { class: "notice", role: "status" }));
    const things = found ? Array.from(new Map(found.things.map((each) => [each.text, each])).values()).slice(0, 5) : [];
    const links = things.map((each) => make("li", linkTo(each.text, SEARCH.at(each.href))));
    if (links.length) parts.push(make("ul", links, { class: "inline-list" }));
    return parts;
  }

  function chips(data, chosen) {
    const items = Array.from(chosen).filter(([name]) => data.labels[name]).map(function ([name, value]) {
      const field = form.elements[name];
      const option = field && field.options && field.options[field.selectedIndex];
      const words = data.labels[name] + ": " + ((option && option.dataset.words) || value);
      const rest = new URLSearchParams(Array.from(chosen).filter(([other]) => other !== name));
      return make("li", make("a", words + " ×", { href: "?" + rest, class: "chip" }));
    });
    const over = make("li", linkTo(data.texts.over, window.location.pathname));
    return make("ul", [...items, over], { class: "inline-list" });
  }

  async function show(search) {
    const chosen = chosenIn(search);
    fillForm(chosen);
    if (!chosen.size) return results.replaceChildren(...written);
    const rowsFile = "search/rows-" + LANG + ".json";
    const [data, words] = await Promise.all([SEARCH.read(rowsFile), SEARCH.index()]);
    const found = chosen.get("q") ? await SEARCH.find(chosen.get("q")) : null;
    const tests = testsOf(data, chosen, found);
    const rows = data.rows.filter((row, place) => passes(tests, row, place, ""));
    const order = found && (found.indicators || found.named);
    if (order && order.length) {
      const rank = new Map(order.map((place, at) => [place, at]));
      const rankOf = (row) => rank.get(row[INDICATOR]) ?? order.length;
      rows.sort((a, b) => rankOf(a) - rankOf(b)); // those of one rank keep their order
    }
    countChoices(data, tests);
    const above = [chips(data, chosen), ...said(found)];
    if (!rows.length) return results.replaceChildren(...above, make("h2", data.texts.nothing, { id: "results" }));
    const indicators = new Set(rows.map((row) => row[INDICATOR])).size;
    const counts = [SEARCH.formOf(data.texts.indicators, indicators), SEARCH.formOf(data.texts.figures, rows.length)];
    const save = make("button", data.texts.csv, { type: "button", class: "button" });
    save.addEventListener("click", () => saveCsv(rows));
    const heading = make("h2", counts.join(" · "), { id: "results", tabindex: "-1" });
    results.replaceChildren(...above, heading, make("p", save), ...tableOf(data, words, rows));
  }

  /* Where the files cannot be read, the page stays as it was written. */
  const tryTo = (search) => show(search).catch((error) => console.warn(error));

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    window.history.pushState(null, "", given.size ? "?" + given : window.location.pathname);
    tryTo(window.location.search);
  });
  window.addEventListener("popstate", () => tryTo(window.location.search));
  if (window.location.search) tryTo(window.location.search);
})();
