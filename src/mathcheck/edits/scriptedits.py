"""Edits of what is raised or lowered: exponents, subscripts, transposes, bounds of a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mathcheck.edits.formula import BIG, Edit, Formula


def scripts(formula: Formula) -> Iterator[tuple[int, int, int]]:
    """Yield the positions of a script's mark and end, and that of the token it hangs on."""
    for i in range(len(formula.tokens)):
        if formula.at(i, "^", "_") and not formula.opaque[i]:
            owner = i - 1
            while owner > 0 and (
                formula.tokens[owner].kind == "prime" or formula.at(owner - 1, "^", "_")
            ):
                owner -= 2 if formula.at(owner - 1, "^", "_") else 1
            if formula.at(owner, "}") and formula.at(formula.partner.get(owner, 0) - 1, "^", "_"):
                owner = formula.partner[owner] - 2
            yield i, formula.base_end(i), max(owner, 0)


def exponent(formula: Formula) -> Iterator[Edit]:
    """Leave an exponent out, raise it by 1, lower the script."""
    for mark, end, owner in scripts(formula):
        content = formula.content(mark + 1, end)
        if formula.at(mark, "^") and not formula.at(owner, *BIG) and content not in ("\\top", "T"):
            yield formula.replaced(mark, end, "")
            yield formula.replaced(mark, end, f"_{{{content}}}")
            if re.fullmatch(r"[A-Za-z]|\\[a-z]+", content) and content != "\\star":
                yield formula.replaced(mark, end, f"^{{{content} + 1}}")


def subscript(formula: Formula) -> Iterator[Edit]:
    """Leave a subscript out, shift an index by 1, raise the script."""
    for mark, end, owner in scripts(formula):
        if formula.at(mark, "_") and not formula.at(owner, *BIG):
            content = formula.content(mark + 1, end)
            yield formula.replaced(mark, end, "")
            yield formula.replaced(mark, end, f"^{{{content}}}")
            if content in formula.indices:
                yield formula.replaced(mark, end, f"_{{{content} + 1}}")
            if content in ("F", "\\infty"):
                yield formula.replaced(mark, end, "_2" if content == "F" else "_1")


def transpose(formula: Formula) -> Iterator[Edit]:
    """Leave a transpose out."""
    for mark, end, _ in scripts(formula):
        if formula.at(mark, "^") and formula.content(mark + 1, end) in ("\\top", "T"):
            yield formula.replaced(mark, end, "")


OTHER = "\\ne"


def bound(formula: Formula) -> Iterator[Edit]:
    """Shift, swap or leave out what stands below and above a big operator."""
    for mark, end, owner in scripts(formula):
        if not formula.at(owner, *BIG):
            continue
        content = formula.content(mark + 1, end)
        yield formula.replaced(mark, end, "")
        if formula.at(mark, "^") and content != "\\infty":
            yield formula.replaced(mark, end, f"^{{{content} - 1}}")
            yield formula.replaced(mark, end, f"^{{{content} + 1}}")
        if formula.at(mark, "_") and OTHER in content:
            yield formula.replaced(mark, end, f"_{{{content.partition(OTHER)[0].strip()}}}")
        if formula.at(mark, "_") and formula.at(end, "^") and formula.at(owner, "\\int"):
            last = formula.base_end(end)
            upper = formula.content(end + 1, last)
            yield formula.replaced(mark, last, f"_{{{upper}}}^{{{content}}}")
