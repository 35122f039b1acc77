"""Each row of the table of symbols has an address, so that search and previews can lead to it."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

HEAD = ("Symbol", "Python")
"""How the head of a table begins whose rows are symbols."""


def symbol_id(latex: str) -> str:
    r"""Return the id of the row of a symbol: its letter, without what it is applied to.

    Examples
    --------
    >>> [symbol_id(latex) for latex in (r"\eta", "H(p, q)", r"\mu_J", r"w^\star", "f'")]
    ['symbol-eta', 'symbol-H-p-q', 'symbol-mu_J', 'symbol-w-star', 'symbol-f-prime']
    """
    symbol = re.split(r"\s*=\s*", latex)[0].replace("'", r"\prime")
    symbol = re.sub(r"\\(?:operatorname|mathcal|mathbb)\b", "", symbol)
    return "symbol-" + "-".join(re.findall(r"\w+", symbol))


def address_symbols(app: Sphinx, document: nodes.document) -> None:
    """Give each row of the tables of symbols an id."""
    for table in document.findall(nodes.table):
        [group] = table.findall(nodes.tgroup)
        head = [entry.astext() for entry in next(iter(group.findall(nodes.thead)))[0]]
        if tuple(head[: len(HEAD)]) != HEAD:
            continue
        for row in next(iter(group.findall(nodes.tbody))):
            symbols = [node.astext() for node in row[0].findall(nodes.math)]
            if symbols:
                row["ids"].append(symbol_id(symbols[0]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-read", address_symbols)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
