/* Small helps that a page can do without: copy buttons, leaving at once, suggestions while one searches. */
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  /* What was done is said for two seconds in the place of what was offered. */
  function tell(button, said) {
    const words = (button.dataset.words = button.dataset.words || button.textContent);
    button.textContent = said;
    setTimeout(() => (button.textContent = words), 2000);
  }

  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(button.dataset.text ?? field.value ?? field.textContent);
    } catch (error) {
      if (!field) {
        window.location.assign(button.href);
      } else if (field.select) {
        field.focus();
        field.select();
      } else {
        getSelection().selectAllChildren(field);
      }
      return;
    }
    tell(button, button.dataset.copied);
  }

  /* The image is a promise, because some browsers let only a click that has just been made write to the clipboard. */
  async function copyPicture(link) {
    const picture = fetch(link.href).then((answer) => (answer.ok ? answer.blob() : Promise.reject(answer)));
    picture.catch(() => null);
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    tell(link, link.dataset.copied);
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-copy]");
    if (button) {
      event.preventDefault();
      copy(button);
    }
    const picture = event.target.closest("a[data-picture]");
    if (picture) {
      event.preventDefault();
      // What cannot be copied is saved as a file.
      copyPicture(picture).catch(() => window.location.assign(picture.href));
    }
    if (event.target.closest("[data-print]")) window.print();
    if (event.target.closest("#way-out")) {
      event.preventDefault();
      leave();
    }
    document.querySelectorAll(".menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });

  /* The page goes blank at once, whatever the other site takes; Back does not lead to it. */
  function leave() {
    document.documentElement.classList.add("left");
    document.title = "";
    window.location.replace(document.getElementById("way-out").href);
  }

  /* Shift three times, or Escape twice, within two seconds leaves the page. Only bare presses count: none that types
     or selects, and no Escape that closes something or leads out of a field or a chart. */
  const FIELDS = "input, select, [data-point]";
  const PRESSES = { Shift: 3, Escape: 2 };
  let pressed = [];
  document.addEventListener("keydown", function (event) {
    const menu = event.key === "Escape" && document.querySelector(".menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    const used = event.key === "Escape" && (menu || event.defaultPrevented || event.target.closest(FIELDS));
    if (used || !PRESSES[event.key] || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) {
      pressed = [];
      return;
    }
    if (event.repeat) return;
    const now = Date.now();
    pressed = pressed.filter((each) => each.key === event.key && now - each.time < 2000);
    pressed.push({ key: event.key, time: now });
    if (pressed.length >= PRESSES[event.key]) leave();
  });
  document.addEventListener("pointerdown", () => (pressed = []));

  /* Suggestions while one types, as a combobox: the list is offered, never forced; Enter without a choice searches. */
  function offerSuggestions(form) {
    const field = form.querySelector("input");
    const list = document.createElement("ul");
    const said = document.createElement("div");
    let chosen = -1;
    let asking = null;
    let waiting = 0;

    list.id = "site-suggestions";
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", form.dataset.suggestions);
    said.className = "unseen";
    said.setAttribute("role", "status");
    form.append(list, said);
    const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    Object.entries(states).forEach(([name, value]) => field.setAttribute(name, value));

    function choose(at) {
      chosen = at;
      Array.from(list.children).forEach((option, place) => option.setAttribute("aria-selected", place === at));
      const option = list.children[at];
      if (option) {
        field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        field.removeAttribute("aria-activedescendant");
      }
    }

    function close() {
      clearTimeout(waiting);
      if (asking) asking.abort();
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function show(answer) {
      list.replaceChildren(
        ...answer.suggestions.map(function (each, at) {
          const option = document.createElement("li");
          option.id = list.id + "-" + at;
          option.setAttribute("role", "option");
          option.dataset.href = each.href;
          option.textContent = each.text;
          if (each.kind) {
            const kind = document.createElement("span");
            kind.className = "faint";
            kind.textContent = each.kind;
            option.append(" ", kind);
          }
          return option;
        })
      );
      choose(-1);
      list.hidden = answer.suggestions.length === 0;
      field.setAttribute("aria-expanded", String(!list.hidden));
      said.textContent = answer.said;
    }

    async function ask() {
      if (asking) asking.abort();
      asking = new AbortController();
      try {
        const text = field.value.trim();
        // In a site without a server another script searches (static_search.js).
        if (window.esecSearch) return show(await window.esecSearch.suggest(text));
        const address = form.dataset.suggest + "&q=" + encodeURIComponent(text);
        const answer = await fetch(address, { signal: asking.signal });
        if (answer.ok) show(await answer.json());
      } catch (error) {
        // Without suggestions the form still searches.
      }
    }

    field.addEventListener("input", function () {
      clearTimeout(waiting);
      if (field.value.trim().length < 2) close();
      else waiting = setTimeout(ask, 150);
    });
    field.addEventListener("keydown", function (event) {
      const last = list.children.length - 1;
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" && !list.hidden) {
        event.preventDefault();
        choose(chosen >= last ? 0 : chosen + 1);
      } else if (event.key === "ArrowDown" && field.value.trim().length >= 2) {
        event.preventDefault();
        ask();
      } else if (event.key === "ArrowUp" && !list.hidden) {
        event.preventDefault();
        choose(chosen <= 0 ? last : chosen - 1);
      } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
        event.preventDefault();
        window.location.assign(list.children[chosen].dataset.href);
      }
    });
    // The field keeps the focus while one points at the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", function (event) {
      const option = event.target.closest("[role=option]");
      if (option) window.location.assign(option.dataset.href);
    });
    field.addEventListener("blur", close);
  }
  document.querySelectorAll("[data-suggest]").forEach(offerSuggestions);
})();
