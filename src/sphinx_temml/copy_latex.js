// What is copied from a page has its formulas as LaTeX: $…$ in a line, $$…$$ on lines of their own.
(() => {
  "use strict";

  const BLOCKS = "p, li, dt, dd, tr, pre, figcaption, div, h1, h2, h3, h4, h5, h6";

  const NOISE = ".eqno, .headerlink, .mathcheck-mark";

  const formulaAt = (node) =>
    (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("math");

  function latex(formula) {
    const source = formula.querySelector('annotation[encoding="application/x-tex"]');
    if (!source) return formula.textContent;
    const tex = source.textContent.trim();
    return formula.getAttribute("display") === "block" ? `\n$$\n${tex}\n$$\n` : `$${tex}$`;
  }

  document.addEventListener("copy", (event) => {
    const selection = document.getSelection();
    if (selection.isCollapsed) return;
    const range = selection.getRangeAt(0).cloneRange();
    const first = formulaAt(range.startContainer);
    const last = formulaAt(range.endContainer);
    if (first) range.setStartBefore(first); // a formula is copied whole or not at all
    if (last) range.setEndAfter(last);
    const piece = document.createElement("div");
    piece.append(range.cloneContents());
    const formulas = piece.querySelectorAll("math");
    if (!formulas.length) return;
    event.clipboardData.setData("text/html", piece.innerHTML);
    for (const formula of formulas) formula.replaceWith(latex(formula));
    for (const noise of piece.querySelectorAll(NOISE)) noise.remove();
    for (const block of piece.querySelectorAll(BLOCKS)) block.append("\n");
    const text = piece.textContent.replace(/\n{3,}/g, "\n\n").trim();
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
})();
