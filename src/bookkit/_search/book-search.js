// What a query finds. Knows no page and no browser: tests run it in the build's own engine.
"use strict";

var BookSearch = (function () {
  // Letters and signs that readers type by name, as they are or in LaTeX.
  const NAMES = {
    "∇": "nabla", "∂": "partial", "∞": "infty", "Σ": "Sigma", "∑": "sum", "∏": "prod",
    "∥": "Vert", "‖": "Vert", "⋆": "star", "∈": "in", "ε": "epsilon", "ϵ": "epsilon",
    "φ": "varphi", "ϕ": "phi", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
    "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu",
    "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "χ": "chi",
    "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Λ": "Lambda", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell", "ℝ": "R", "²": "2", "³": "3", "√": "sqrt",
  };
  const SIGNS = new RegExp("[" + Object.keys(NAMES).join("") + "]", "gu");
  const SYNONYMS = new Map(Object.entries({
    grad: "derivative", gradient: "derivative", gradients: "derivative", slope: "derivative",
    grad2: "second derivative", hessian: "hessian derivative", jacobian: "jacobian derivative",
    swish: "silu", logistic: "sigmoid logistic", nll: "negative log likelihood",
    bce: "binary cross entropy", mse: "mean squared error", mae: "mean absolute error",
    logsumexp: "log sum exp logsumexp", lse: "lse log sum exp", minibatch: "mini batch minibatch",
    crossentropy: "cross entropy", kullback: "kl kullback", optimiser: "optimizer",
  }));
  const STOP = new Set(
    "a an and are as at be by for from how in is it of on or the to what which with".split(" "),
  );
  // How much a kind of entry counts.
  const WEIGHTS = {
    symbol: 1.3, page: 1.7, section: 1.2, equation: 0.8, function: 0.7, exercise: 0.4, source: 0.15,
  };
  const ASIDE = /^appendix\/|#(further-reading|where-it-comes-from|exercises)/;

  function weight(entry) {
    const aside = entry.kind === "section" && ASIDE.test(entry.address);
    return WEIGHTS[entry.kind] * (aside ? 0.5 : 1);
  }

  // A formula without what can be typed in several ways: spaces, braces, fonts, \left.
  function key(text) {
    return text
      .replace(SIGNS, (sign) => NAMES[sign])
      .replace(/\\(?:operatorname|mathcal|mathbb|mathbf|mathrm|text|left|right)\b\*?/g, "")
      .replace(/\|\||\\Vert/g, "Vert")
      .replace(/'|\\prime/g, "′")
      .replace(/[\\\s{}$*]/g, "");
  }

  function words(text) {
    const plain = text
      .replace(SIGNS, (sign) => " " + NAMES[sign] + " ")
      .normalize("NFKD").replace(/\p{M}/gu, "")
      .toLowerCase();
    const found = plain.match(/[\p{L}\p{N}]+(?:_[\p{L}\p{N}]+)*/gu) || [];
    const all = [];
    for (const word of found) {
      all.push(word);
      if (word.includes("_")) all.push(...word.split("_"));
    }
    return all.flatMap((word) => (SYNONYMS.get(word) || word).split(" "));
  }

  // "rates" finds "rate", and "losses" "loss"; both sides lose the same ending.
  function stem(word) {
    if (STOP.has(word)) return null;
    if (word.length > 4 && /(ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
    return word.length > 3 && /[^su]s$/.test(word) ? word.slice(0, -1) : word;
  }

  // data: {pages: [[title, address], ...], entries: [[kind, page, anchor, title, names, text], ...]}
  async function build(data) {
    const documents = data.entries.map(([kind, page, anchor, title, names, text], id) => ({
      id, kind, title, text,
      page: data.pages[page][0],
      address: data.pages[page][1] + (anchor && "#" + anchor),
      names: names.join(" "),
      keys: names.map(key),
      senses: [...names, kind === "symbol" ? title.split(": ").pop() : ""].map(normal),
    }));
    const index = new MiniSearch({
      fields: ["title", "names", "page", "text"],
      tokenize: words,
      processTerm: stem,
    });
    await index.addAllAsync(documents, { chunkSize: 50 }); // else the page stands still
    return { documents, index };
  }

  // What a name means: the Jacobian of softmax is its derivative.
  function normal(text) {
    return words(text).map(stem).filter((word) => word && word !== "jacobian").sort().join(" ");
  }

  // Entries whose symbol or name is the query itself: first as typed, then however it is written.
  function exact(book, query) {
    const [wanted, lower, sense] = [key(query), key(query).toLowerCase(), normal(query)];
    if (!wanted) return [];
    const rank = (entry) => {
      if (entry.keys.includes(wanted)) return 0;
      if (entry.keys.some((one) => one.toLowerCase() === lower)) return 1;
      return sense && entry.senses.includes(sense) ? 1 : 2;
    };
    return book.documents
      .filter((entry) => entry.kind !== "exercise" && rank(entry) < 2)
      .map((entry) => [rank(entry), weight(entry), entry])
      .sort((a, b) => a[0] - b[0] || b[1] - a[1] || a[2].id - b[2].id)
      .map(([, , entry]) => entry);
  }

  function search(book, query, limit = 12) {
    const options = {
      boost: { title: 4, names: 3, page: 2 },
      boostDocument: (id) => weight(book.documents[id]),
      prefix: (term) => term.length > 1,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      weights: { fuzzy: 0.2, prefix: 0.4 },
    };
    let found = book.index.search(query, { ...options, combineWith: "AND" });
    if (!found.length) found = book.index.search(query, options);
    const entries = [...exact(book, query), ...found.map((hit) => book.documents[hit.id])];
    return [...new Set(entries)].slice(0, limit);
  }

  // The part of a text around the first word of the query: [[piece, whether it matches], ...].
  function snippet(text, query, length = 140) {
    const terms = words(query).map(stem).filter(Boolean);
    const pieces = text.split(/(\s+)/);
    const like = (word) => (term) => word === term || (term.length > 1 && word.startsWith(term));
    const matches = (word) => word && terms.some(like(word));
    const hit = (piece) => words(piece).map(stem).some(matches);
    const first = pieces.findIndex(hit);
    const start = first < 10 ? 0 : first - 8; // some words before it
    const shown = [];
    let size = 0;
    for (const piece of pieces.slice(start)) {
      size += piece.length;
      if (size > length) {
        shown.push(["…", false]);
        break;
      }
      shown.push([piece, hit(piece)]);
    }
    return start ? [["… ", false], ...shown] : shown;
  }

  return { build, search, snippet, key };
})();
