/* Searches in a site without a server: the words of indicators, other names for them, and what has a place of its own,
   as dashboard/data/search.py does on a server, from the file that the form of the header names. */
(function () {
  "use strict";
  const ROOT = new URL("..", document.currentScript.src);
  const LANG = document.documentElement.lang;
  const MOST = 8;
  const MOST_INDICATORS = 5;
  const MOST_THINGS = 3;
  // A word itself before those that begin with it; what is named first before what comes after it.
  const WHOLE = 150;
  const BEGUN = 100;

  const held = new Map();
  function read(path) {
    if (!held.has(path)) {
      const reading = fetch(new URL(path, ROOT)).then((answer) =>
        answer.ok ? answer.json() : Promise.reject(new Error("not read: " + path))
      );
      reading.catch(() => held.delete(path)); // the next wish tries again
      held.set(path, reading);
    }
    return held.get(path);
  }

  const fold = (text) => text.replace(/œ/gi, "oe").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const partsOf = (text, silent) => (fold(text).match(/[\p{L}\p{N}]+/gu) || []).filter((word) => !silent.has(word));
  const NUMBER = /\d{1,3}(?:[\s.,\u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)?/g;
  const numbersOf = (text) => Array.from(new Set((text.match(NUMBER) || []).map((found) => found.replace(/\D/g, ""))));
  const singular = (word) => (word.length > 3 && /[sx]$/.test(word) ? word.slice(0, -1) : word);

  /* The file, with what is looked up by key made ready once. */
  let ready = null;
  function index() {
    ready =
      ready ||
      read("search/" + LANG + ".json").then(function (data) {
        const phrases = new Map(data.redirects.map((each) => [each.words.join(" "), each]));
        const kept = new Set(data.kept);
        const longest = Math.max(0, ...[...phrases.keys(), ...kept].map((text) => text.split(" ").length));
        const places = new Map(data.indicators.map(([id], place) => [id, place]));
        return { ...data, silent: new Set(data.silent), phrases, kept, longest, places, ids: new Set(data.figures) };
      });
    ready.catch(() => (ready = null));
    return ready;
  }

  /* Takes out the phrases of the list, the longest first; gives them and the words that are left. */
  function readRedirects(data, words) {
    const found = [];
    const left = [];
    for (let at = 0; at < words.length; ) {
      let length = Math.min(data.longest, words.length - at);
      const phrase = () => words.slice(at, at + length).map(singular).join(" ");
      while (length > 0 && !data.kept.has(phrase()) && !data.phrases.has(phrase())) length -= 1;
      if (length > 0 && !data.kept.has(phrase())) found.push(data.phrases.get(phrase()));
      else left.push(...words.slice(at, at + Math.max(length, 1)));
      at += Math.max(length, 1);
    }
    return [Array.from(new Set(found)), left];
  }

  /* Letters to change, add or leave out between two words; more than `most` are not counted. */
  function apart(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const now = [i];
      for (let j = 1; j <= other.length; j += 1)
        now.push(Math.min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1)));
      before = now;
    }
    return before[other.length];
  }

  function addBest(weights, held, share) {
    for (const [place, weight] of Object.entries(held))
      weights.set(Number(place), Math.max(weights.get(Number(place)) || 0, weight * share));
  }

  function weigh(data, word) {
    const weights = new Map();
    const begins = (known) => known.startsWith(word) || (word.length > 3 && known.includes(word));
    const near = Object.keys(data.words).filter(begins);
    const same = [word, word + "s", word.slice(0, -1)];
    near.forEach((known) => addBest(weights, data.words[known], same.includes(known) ? WHOLE : BEGUN));
    if (weights.size || word.length <= 3) return weights;
    const most = word.length > 7 ? 2 : 1;
    const like = Object.keys(data.words).filter((known) => apart(word, known, most) <= most);
    like.forEach((known) => addBest(weights, data.words[known], BEGUN));
    return weights;
  }

  function allOf(each) {
    const [first, ...others] = each;
    const found = new Map(first);
    for (const weights of others)
      for (const [place, weight] of found)
        if (weights.has(place)) found.set(place, weight + weights.get(place));
        else found.delete(place);
    return Array.from(found).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([place]) => place);
  }

  function thingsOf(data, text) {
    const words = partsOf(text, data.silent);
    if (!words.length || words.every((word) => word.length < 2)) return [];
    const begin = (known) => words.every((word) => known.some((each) => each.startsWith(word)));
    return data.things.filter((thing) => begin(thing.called)).slice(0, MOST);
  }

  const CODE = /(?<![\p{L}\p{N}_/-])(?:[a-z]{0,3}-?\d+(?:[-/]\d+)+|[a-z]{1,3}-\d{4}(?:\d{4})?)(?![\p{L}\p{N}_-])/gu;

  /* What the words and numbers of a text find: places of indicators, the closest first (null where no word was given);
     numbers that a figure must show; ids of figures; other names; things with a place of their own. */
  function find(data, text) {
    const asked = text.trim().toLowerCase();
    const nothing = { indicators: null, numbers: [], named: [], figures: [], redirects: [], things: [] };
    if (data.places.has(asked)) return { ...nothing, indicators: [data.places.get(asked)] };
    const figures = [];
    const coded = [];
    const rest = asked.replace(CODE, function (code) {
      const known = data.codes[code] || data.codes[code.replace(/^[lrd]?-?/, "")];
      if (data.ids.has(code)) figures.push(code);
      else if (known) coded.push(...known);
      else return code;
      return " ";
    });
    const numbers = numbersOf(rest);
    const words = partsOf(rest, data.silent).filter((word) => !/^\d+$/.test(word));
    const [redirects, left] = readRedirects(data, words);
    const named = Array.from(new Set(numbers.flatMap((digits) => data.numbers[digits] || [])));
    const weighed = left.map((word) => weigh(data, word));
    redirects.forEach((each) => weighed.push(new Map(each.found.map((place, at) => [place, WHOLE / (at + 1)]))));
    let indicators = weighed.length ? allOf(weighed) : null;
    if (indicators) indicators.sort((a, b) => named.includes(b) - named.includes(a));
    else if (coded.length && !numbers.length && !figures.length) indicators = [];
    return { indicators, numbers, named, figures, redirects, things: [...coded, ...thingsOf(data, rest)] };
  }

  /* The first phrase of which all is typed but the end of the last word. */
  function begunRedirect(data, text) {
    const typed = partsOf(text, data.silent).map(singular);
    const begun = typed.join(" ");
    if (begun.length < 4) return [];
    const same = data.redirects.filter((each) => each.words.length === typed.length);
    return same.filter((each) => each.words.join(" ").startsWith(begun)).slice(0, 1);
  }

  const at = (path) => new URL(path, ROOT).href;
  const indicatorAt = (id) => at(LANG + "/indicators/" + encodeURIComponent(id) + "/");
  const figureAt = (id) => at(LANG + "/figures/" + encodeURIComponent(id) + "/");
  const searchAt = (text) => at(LANG + "/explorer/?q=" + encodeURIComponent(text));
  const rules = new Intl.PluralRules(LANG);
  const formOf = (forms, n) => (forms[rules.select(n)] || forms.other).replace("{n}", n.toLocaleString(LANG));

  async function suggest(text) {
    const data = await index();
    const found = find(data, text);
    const redirects = found.redirects.length ? found.redirects : begunRedirect(data, text);
    const meant = redirects.length ? redirects[0].found : found.named;
    const places = found.indicators && found.indicators.length ? found.indicators : meant;
    const offered = [
      ...redirects.slice(0, 2).map((each) => ({ text: each.text, kind: "", href: searchAt(each.typed) })),
      ...found.figures.map((id) => ({ text: id, kind: data.texts.figure, href: figureAt(id) })),
      ...places.slice(0, MOST_INDICATORS).map(function (place) {
        const [id, name] = data.indicators[place];
        return { text: name, kind: data.texts.indicator, href: indicatorAt(id) };
      }),
      ...found.things.slice(0, places.length ? MOST_THINGS : MOST).map((each) => ({ ...each, href: at(each.href) })),
    ];
    const suggestions = Array.from(new Map(offered.map((each) => [each.text, each])).values()).slice(0, MOST);
    const said = suggestions.length ? formOf(data.texts.suggestions, suggestions.length) : data.texts.none;
    return { suggestions, said };
  }

  /* An element with its content and attributes, for the pages that draw what was found. */
  function make(name, content, attributes) {
    const node = document.createElement(name);
    node.append(...[].concat(content === undefined ? [] : content));
    Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
    return node;
  }

  window.esecSearch = {
    suggest,
    make,
    read,
    at,
    formOf,
    indicatorAt,
    figureAt,
    find: async (text) => find(await index(), text),
    index,
  };
})();
