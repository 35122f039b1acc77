// The search dialog: opens with "/", Ctrl-K or the search button; loads the index when it opens.
"use strict";

(function () {
  const root = document.documentElement.dataset.content_root || "./";
  const KINDS = {
    page: "Page", section: "Section", equation: "Equation", symbol: "Symbol",
    function: "Function", exercise: "Exercise", source: "Source",
  };
  let book = null;
  let dialog = null;
  let input, list, status;

  // Script elements and not fetch(): the site is also read from a folder, by file://.
  function load(name) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = root + name;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`cannot load ${name}`));
      document.head.append(script);
    });
  }

  async function prepare() {
    await Promise.all(["_static/minisearch.js", "_static/book-search.js", "search-data.js"].map(load));
    book = await BookSearch.build(BookSearchData);
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function create() {
    input = element("input", {
      id: "book-search-input", type: "search", role: "combobox", "aria-expanded": "false",
      "aria-controls": "book-search-results", "aria-autocomplete": "list",
      "aria-label": "Search the book", placeholder: "A word, a symbol or a formula: softmax, \\eta, H(p, q)",
      autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "go",
    });
    list = element("div", { id: "book-search-results", role: "listbox", "aria-label": "Results" });
    status = element("p", { role: "status", class: "book-search-status" });
    const close = element("button", { type: "button", class: "book-search-close" }, "Close");
    dialog = element(
      "dialog", { id: "book-search", "aria-label": "Search" },
      element("div", { class: "book-search-bar" }, input, close), status, list,
    );
    document.body.append(dialog);
    input.addEventListener("input", update);
    input.addEventListener("keydown", move);
    close.addEventListener("click", () => dialog.close());
    // A click on the dialog itself is one on its backdrop: its content fills it.
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    list.addEventListener("click", (event) => {
      if (event.target.closest("[role=option]")) dialog.close();
    });
  }

  async function open(query) {
    if (!dialog) create();
    if (!dialog.open) dialog.showModal();
    if (query) input.value = query;
    input.focus();
    input.select();
    if (!book) {
      status.textContent = "Loading the index …";
      try {
        await prepare();
      } catch (error) {
        status.textContent = `Search does not work: ${error.message}.`;
        return;
      }
    }
    update();
  }

  function option(entry, number, query) {
    const place = entry.kind === "page" ? "" : entry.page;
    const about = element("span", { class: "book-search-text" });
    for (const [text, hit] of BookSearch.snippet(entry.text, query)) {
      about.append(hit ? element("mark", {}, text) : text);
    }
    return element(
      "a", { role: "option", id: `book-search-${number}`, tabindex: "-1", href: root + entry.address, "aria-selected": "false" },
      element("span", { class: "book-search-title" }, entry.title), " ",
      element("span", { class: "book-search-place" }, [KINDS[entry.kind], place].filter(Boolean).join(" · ")), " ",
      about,
    );
  }

  function update() {
    if (!book) return;
    const query = input.value.trim();
    const found = query ? BookSearch.search(book, query) : [];
    list.replaceChildren(...found.map((entry, number) => option(entry, number, query)));
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = !query ? "" : found.length === 1 ? "1 result" : `${found.length || "No"} results`;
    choose(0);
  }

  function choose(number) {
    const options = list.children;
    for (const one of options) one.setAttribute("aria-selected", "false");
    if (!options.length) return input.removeAttribute("aria-activedescendant");
    const chosen = options[(number + options.length) % options.length];
    chosen.setAttribute("aria-selected", "true");
    chosen.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", chosen.id);
  }

  function move(event) {
    const chosen = list.querySelector("[aria-selected=true]");
    const place = [...list.children].indexOf(chosen);
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) choose(place + steps[event.key]);
    else if (event.key === "Enter" && chosen) chosen.click();
    else if (event.key === "Escape") dialog.close(); // of itself, the field would only be emptied
    else return;
    event.preventDefault();
  }

  function isTyping(target) {
    return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
  }

  // In the capturing phase, before the theme's own search hears of it.
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    const control = /^k$/i.test(event.key) && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !control) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (dialog && dialog.open) dialog.close();
    else open();
  }, true);
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search-button__button")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open();
  }, true);

  if (document.getElementById("search-page")) {
    open(new URLSearchParams(location.search).get("q"));
  }
})();
