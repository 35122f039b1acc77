"""Mutants of a `{symbols}` directive: a wider type, other dimensions, another definition."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mathcheck.edits.formula import Edit, splice
from mathcheck.edits.mutants import Mutant, describe, key, mutants
from mathcheck.grammar.declarations import LINE, split_equals

DECLARATION = re.compile(r"^\S.*(?:\n[ \t]+.*)*", re.MULTILINE)
"""A line with the indented ones that continue it."""
ENTRY = re.compile(r"(?<![\w\\{^])(?:R>=0|R<=0|R\+|R-(?!>)|N0|[RNZ])(?!\w)")
WIDER = {
    "R+": ("R", "R>=0"), "R-": ("R", "R<=0"), "R>=0": ("R",), "R<=0": ("R",),
    "N": ("N0", "R+"), "Z": ("R",),
}  # fmt: skip
NARROWER = {"R>=0": "R+", "R<=0": "R-", "N0": "N"}
INTERVAL = re.compile(r"(?<!\w)([(\[])([^()\[\],]*),([^()\[\],]*)([)\]])")
STRUCTURE = re.compile(
    r"\b(simplex|onehot|symmetric|psd|posdef|orthogonal|diagonal|unit) (\w+)(?: at \S+)?"
)
WEAKER = {
    "simplex": "R^{{{0}}}", "onehot": "simplex {0}", "unit": "R^{{{0}}}", "posdef": "psd {0}",
    "psd": "symmetric {0}", "diagonal": "symmetric {0}", "symmetric": "R^{{{0} x {0}}}",
    "orthogonal": "R^{{{0} x {0}}}",
}  # fmt: skip
FAMILY = re.compile(r"(?:objective|linear|step|convex|monotone)(?:\(.*?\))? ")
SIZES = re.compile(r"\^\{([^{}]*)\}|\^(\w)|(?:index|simplex|onehot|unit|symmetric|psd|posdef) (\w)")


def symbol_mutants(text: str) -> Iterator[Mutant]:
    r"""Yield the text of a `{symbols}` directive with one declaration changed, in all ways.

    Parameters
    ----------
    text : str
        The lines of the directive.

    Yields
    ------
    Mutant
        Its operator is "wider type", "narrower type", "interval", "dimension", "arity", "law" or
        "definition".

    Examples
    --------
    >>> for mutant in symbol_mutants("x : R+"):
    ...     print(mutant.operator, "--", mutant.latex)
    wider type -- x : R
    wider type -- x : R>=0
    """
    seen = {key(text)}
    names = {
        size for found in SIZES.findall(text) for size in re.findall(r"[A-Za-z]", "".join(found))
    }
    sizes = sorted(names - {"x"})
    for match in DECLARATION.finditer(text):
        for operator, edit in _declaration_edits(match[0].partition(" -- ")[0], sizes):
            placed = Edit(match.start() + edit.start, match.start() + edit.end, edit.new)
            edited = splice(text, placed)
            if key(edited) not in seen:
                seen.add(key(edited))
                yield Mutant(operator, edited, placed[:2], describe(text, placed))


def _declaration_edits(line: str, sizes: list[str]) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of one declaration: of its type, then of its definition."""
    match = LINE.match(line)
    kind, body = split_equals(match["type"]) if match else split_equals(line)
    start = match.start("type") if match else 0
    if match:
        for operator, edit in _type_edits(kind.rstrip(), sizes):
            yield operator, Edit(start + edit.start, start + edit.end, edit.new)
    offset = start + len(kind) + 1
    for mutant in mutants(body) if body else ():
        first, last = mutant.span
        new = mutant.latex[first : len(mutant.latex) - len(body) + last]
        yield "definition", Edit(offset + first, offset + last, new)


def _type_edits(kind: str, sizes: list[str]) -> Iterator[tuple[str, Edit]]:
    """Yield the edits of a type."""
    for found in STRUCTURE.finditer(kind):
        yield "wider type", Edit(*found.span(), WEAKER[found[1]].format(found[2]))
    if not re.match(r"index|subset|random|minimizer|dim", kind):
        for found in ENTRY.finditer(kind):
            for other in WIDER.get(found[0], ()):
                yield "wider type", Edit(*found.span(), other)
            if found[0] in NARROWER:
                yield "narrower type", Edit(*found.span(), NARROWER[found[0]])
    for found in INTERVAL.finditer(kind):
        yield "wider type", Edit(*found.span(), "R")
        for group, closed, open_ in ((1, "[", "("), (4, "]", ")")):
            if found[group] == closed:
                yield "narrower type", Edit(*found.span(group), open_)
            else:
                yield "wider type", Edit(*found.span(group), closed)
        if found[3].strip().isdigit():
            end = re.sub(r"\d+", lambda number: str(int(number[0]) + 1), found[3])
            yield "interval", Edit(*found.span(3), end)
    for found in re.finditer(r"\^\{(\w) x (\w)\}", kind):
        yield "dimension", Edit(*found.span(), f"^{{{found[2]} x {found[1]}}}")
    for found in SIZES.finditer(kind):
        for group in (1, 2, 3):
            for size in re.finditer(r"(?<!\\)\b(?!x\b)[A-Za-z]\b", found[group] or ""):
                place = found.start(group) + size.start()
                for other in sizes:
                    yield "dimension", Edit(place, place + 1, other)
    if "->" in kind:
        if family := FAMILY.match(kind):
            yield "wider type", Edit(0, family.end(), "")
        first = family.end() if family else 0
        domain = kind[first : kind.index("->")]
        yield "arity", Edit(first, first, "R, ")
        if "," in domain and "(" not in domain:
            yield "arity", Edit(first, first + domain.index(",") + 1, "")
        if kind.endswith(" entrywise"):
            yield "arity", Edit(len(kind) - len(" entrywise"), len(kind), "")
    for word, other in (("draws", "permutation"), ("permutation", "draws"), ("subset", "draws")):
        for found in re.finditer(rf"random {word}\b", kind):
            yield "law", Edit(*found.span(), f"random {other}")
