// Loaded before the style sheet, so that no page flashes in the wrong scheme.
// @ts-check
"use strict";

(() => {
  const script = document.currentScript;
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  /** The reader's choice: auto, light or dark. Storage may be forbidden; then it is auto. */
  function chosen() {
    try {
      return localStorage.getItem("mode") ?? "auto";
    } catch {
      return "auto";
    }
  }

  /** Show the page in the scheme that was chosen. */
  function apply(mode = chosen()) {
    const known = ["light", "dark"].includes(mode);
    root.dataset.mode = known ? mode : "auto";
    root.dataset.theme = known ? mode : system.matches ? "dark" : "light";
  }

  // The fonts come together with the style sheet, so that no line moves when they are there.
  // From a folder they cannot: browsers take every file for a host of its own.
  if (location.protocol !== "file:") {
    for (const name of script.dataset.fonts.split(" ").filter(Boolean)) {
      const href = new URL(name, script.src).href;
      const link = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "anonymous", href };
      document.head.append(Object.assign(document.createElement("link"), link));
    }
  }

  apply();
  system.addEventListener("change", () => apply(root.dataset.mode));
  // Another page of the book, or another tab of this one, has changed it.
  addEventListener("storage", () => apply());

  addEventListener("DOMContentLoaded", () => {
    for (const select of document.querySelectorAll(".scheme-select")) {
      select.value = root.dataset.mode;
      select.addEventListener("change", () => {
        apply(select.value);
        try {
          localStorage.setItem("mode", select.value);
        } catch {
          // The choice then lasts as long as the page.
        }
      });
    }
  });
})();
