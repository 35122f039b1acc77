// A figure fills the window after a click on it or on its button; Escape brings it back.
(() => {
  "use strict";

  const dialog = document.createElement("dialog");
  dialog.className = "figure-dialog";
  const close = button("Close");
  const stage = document.createElement("div");
  stage.className = "figure-stage";
  stage.tabIndex = 0; // so that the arrow keys scroll it
  dialog.append(close, stage);

  let figure = null; // the one that is in the dialog
  const place = document.createComment("figure");

  function button(text) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = text;
    return element;
  }

  function name(svg) {
    const number = svg.closest("figure")?.querySelector(".caption-number");
    return number ? number.textContent.trim() : "Figure";
  }

  // The figure itself moves: a copy would repeat its ids.
  function open(svg, opener) {
    if (figure) return;
    figure = svg;
    opener.focus(); // where the browser returns to
    dialog.setAttribute("aria-label", name(svg));
    svg.parentNode.style.minHeight = `${svg.parentNode.offsetHeight}px`;
    svg.replaceWith(place);
    stage.append(svg);
    dialog.showModal();
  }

  dialog.addEventListener("close", () => {
    place.replaceWith(figure);
    figure.parentNode.style.minHeight = "";
    figure = null;
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  const figures = document.querySelectorAll("svg.figure");
  figures.forEach((svg) => {
    const opener = button("Enlarge");
    opener.setAttribute("aria-label", `Enlarge ${name(svg)}`);
    opener.className = "figure-enlarge";
    svg.after(opener);
    svg.classList.add("enlargeable");
    for (const element of [svg, opener]) {
      element.addEventListener("click", () => {
        if (!dialog.open) open(svg, opener);
      });
    }
  });
  if (figures.length) document.body.append(dialog);
})();
