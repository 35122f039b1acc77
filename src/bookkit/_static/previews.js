// What a link leads to, beside it: while the mouse points at it or the keyboard has arrived there.
// It stays while it is pointed at, and Escape closes it (WCAG 1.4.13). Fingers just follow links.
"use strict";

(function () {
  const WAIT = 250; // milliseconds until it opens, and until it closes
  const WHOLE = "div.math, div.citation, div.exercise, tr, figure";
  const root = new URL(document.documentElement.dataset.content_root || "./", document.baseURI).href;
  const here = location.href.split("#")[0];
  const article = document.querySelector("article");
  let pieces = null; // what lies on other pages: a promise of {address: HTML}
  let card = null;
  let shown = null; // the link whose card is open
  let timer = 0;

  // A script element and not fetch(): the site is also read from a folder, by file://.
  function load() {
    return new Promise((resolve) => {
      const script = document.createElement("script");
      const page = here.slice(root.length).replace(/(^|\/)$/, "$1index").replace(/\.html$/, "");
      script.src = `${root}previews/${page}.js`;
      script.onload = () => resolve(BookPreviews);
      script.onerror = () => resolve({});
      document.head.append(script);
    });
  }

  function copied(element) {
    const target = element.closest(WHOLE);
    if (target) return [target.cloneNode(true)];
    const section = element.closest("section");
    const parts = section ? section.querySelectorAll(":scope > :is(h1, h2, h3, h4, p)") : [];
    return [...parts].slice(0, 2).map((part) => {
      const copy = document.createElement("p");
      copy.append(...part.cloneNode(true).childNodes);
      if (part.tagName !== "P") copy.className = "preview-title";
      return copy;
    });
  }

  function parsed(html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const element of template.content.querySelectorAll("[href], [src]")) {
      for (const name of ["href", "src"]) {
        const value = element.getAttribute(name);
        if (value && !/^\w+:/.test(value)) element.setAttribute(name, root + value);
      }
    }
    return [...template.content.childNodes];
  }

  async function content(link) {
    const [address, anchor] = link.href.split("#");
    if (address === here) {
      const target = document.getElementById(decodeURIComponent(anchor));
      return target && article.contains(target) ? copied(target) : [];
    }
    const found = await (pieces ||= load());
    return parsed(found[link.href.slice(root.length)] || "");
  }

  function clean(nodes) {
    const made = document.createElement("div");
    made.append(...nodes);
    for (const element of made.querySelectorAll("[id]")) element.removeAttribute("id");
    for (const element of made.querySelectorAll(".headerlink, button, .mathcheck-mark")) element.remove();
    for (const row of made.querySelectorAll("tr")) {
      row.replaceWith(...[...row.cells].map((cell) => {
        const part = document.createElement("p");
        part.append(...cell.childNodes);
        return part;
      }));
    }
    return made;
  }

  function create() {
    card = document.createElement("div");
    card.id = "book-preview";
    card.setAttribute("role", "tooltip");
    card.hidden = true;
    card.addEventListener("pointerenter", () => clearTimeout(timer));
    card.addEventListener("pointerleave", () => later(close));
    article.append(card);
  }

  function place(link) {
    const line = link.getClientRects()[0];
    const size = card.getBoundingClientRect();
    const below = line.bottom + size.height + 8 < innerHeight || line.top < size.height + 8;
    const left = Math.max(8, Math.min(line.left, document.documentElement.clientWidth - size.width - 8));
    const box = card.offsetParent.getBoundingClientRect();
    card.style.left = `${left - box.left}px`;
    card.style.top = `${(below ? line.bottom + 4 : line.top - size.height - 4) - box.top}px`;
  }

  async function open(link) {
    if (shown === link) return;
    const nodes = await content(link);
    if (!nodes.length || !(link.matches(":hover") || document.activeElement === link)) return;
    close();
    if (!card) create();
    card.replaceChildren(clean(nodes));
    if (link.title) link.removeAttribute("title"); // the browser's own card would lie above this one
    shown = link;
    link.setAttribute("aria-describedby", card.id);
    card.hidden = false;
    place(link);
  }

  function close() {
    clearTimeout(timer);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = null;
    card.hidden = true;
  }

  function later(action) {
    clearTimeout(timer);
    timer = setTimeout(action, WAIT);
  }

  function linkOf(event) {
    const link = event.target.closest && event.target.closest("a[href*='#']");
    if (!link || link.matches(".headerlink") || link.closest("#book-preview, .toctree-wrapper")) return null;
    return link.href.startsWith(root) ? link : null;
  }

  if (!article) return;
  article.addEventListener("pointerover", (event) => {
    const link = event.pointerType !== "touch" && linkOf(event);
    if (link) later(() => open(link));
  });
  article.addEventListener("pointerout", (event) => {
    if (linkOf(event)) later(close);
  });
  article.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link && link.matches(":focus-visible")) open(link);
  });
  article.addEventListener("focusout", (event) => {
    if (event.target === shown) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
})();
