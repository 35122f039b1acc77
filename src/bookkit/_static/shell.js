// What the frame of a page does: sidebars, table of contents, copy buttons.
// Nothing here is needed to read the page. Deferred, so the document is complete.
// @ts-check
"use strict";

(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const wide = matchMedia("(min-width: 992px)");

  /** Close a dialog at a click beside it. */
  function closeOutside(dialog) {
    dialog.addEventListener("click", (event) => {
      if (event.target !== dialog) return;
      const box = dialog.getBoundingClientRect();
      const inside =
        box.left <= event.clientX && event.clientX <= box.right &&
        box.top <= event.clientY && event.clientY <= box.bottom;
      if (!inside) dialog.close();
    });
  }

  /** Move the content of one element, and its classes, into another. */
  function move(from, to) {
    to.append(...from.childNodes);
    to.classList.add(...from.classList);
    from.removeAttribute("class");
  }

  /** A sidebar stands beside a wide page, and opens over a narrow one as a modal dialog. */
  function sidebar(name, breakpoint) {
    const button = document.querySelector(`.${name}-toggle`);
    const panel = document.getElementById(`pst-${name}-sidebar`);
    const dialog = document.getElementById(`pst-${name}-sidebar-modal`);
    if (!button || !panel || !dialog) return;
    button.setAttribute("aria-expanded", String(breakpoint.matches));
    breakpoint.addEventListener("change", () => {
      dialog.close();
      panel.classList.remove("pst-sidebar-hidden");
      button.setAttribute("aria-expanded", String(breakpoint.matches));
    });
    button.addEventListener("click", () => {
      if (breakpoint.matches) {
        const hidden = panel.classList.toggle("pst-sidebar-hidden");
        button.setAttribute("aria-expanded", String(!hidden));
      } else {
        move(panel, dialog);
        dialog.showModal();
        button.setAttribute("aria-expanded", "true");
      }
    });
    dialog.addEventListener("close", () => {
      move(dialog, panel);
      button.setAttribute("aria-expanded", "false");
    });
    // A link to a place on this page would leave the dialog in front of it.
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("a")) dialog.close();
    });
    closeOutside(dialog);
  }

  /** Mark the section that is being read in the page's table of contents. */
  function follow() {
    const links = new Map();
    for (const link of all("#pst-page-toc-nav a")) {
      const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (target) links.set(target.querySelector("h1, h2, h3, h4, h5, h6") ?? target, link);
    }
    function mark(current) {
      for (const link of links.values()) {
        link.classList.toggle("active", link === current);
        if (link === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
      for (const entry of all("#pst-page-toc-nav .toc-entry")) {
        entry.classList.toggle("active", entry.contains(current));
      }
    }
    const observer = new IntersectionObserver(
      (entries) => {
        const seen = entries.filter((entry) => entry.isIntersecting).pop();
        if (seen) mark(links.get(seen.target));
      },
      { rootMargin: "0px 0px -70% 0px" },
    );
    for (const heading of links.keys()) observer.observe(heading);
  }

  /** Return the code of a block without the prompts and outputs of an example. */
  function codeOf(block) {
    const copy = block.cloneNode(true);
    for (const part of copy.querySelectorAll(".gp, .go, .linenos")) part.remove();
    return copy.textContent.replace(/\n+$/, "");
  }

  /** Give each block of code a button that copies it. */
  function copying() {
    if (!navigator.clipboard) return; // a plain http address that is not this machine
    for (const block of all("div:not(.output) > div.highlight > pre")) {
      const button = document.createElement("button");
      button.className = "copybtn";
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(codeOf(block));
          button.textContent = "Copied";
        } catch {
          button.textContent = "Not allowed";
        }
        setTimeout(() => (button.textContent = "Copy"), 2000);
      });
      block.after(button);
    }
  }

  /** Boxes that scroll are reached by the keyboard, the others are passed over. */
  function scrolling() {
    const boxes = all("pre, .cell_output > .output, .cell_output, .pst-scrollable-table-container");
    const wider = boxes.map((box) => box.scrollWidth > box.clientWidth);
    boxes.forEach((box, i) => {
      if (wider[i]) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    });
  }

  sidebar("primary", wide);
  sidebar("secondary", matchMedia("(min-width: 1200px)"));
  follow();
  copying();
  document.fonts.ready.then(scrolling);
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(scrolling);
  });
})();
