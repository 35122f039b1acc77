"""Edits that leave something out: a name, a factor, a bracket, a term, a condition."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mathcheck.edits.formula import BARS, CLOSERS, OPENERS, Edit, Formula
from mathcheck.grammar.functions import FUNCTIONS, WORD_FUNCTIONS


def atom(formula: Formula) -> Iterator[Edit]:
    """Leave a name, a number or an operator with its scripts out."""
    for i, token in enumerate(formula.tokens):
        if formula.is_factor(i) and token.text not in OPENERS and token.text not in BARS:
            if not formula.arguments(i) and not formula.at(i - 1, "^", "_"):
                yield formula.replaced(i, formula.end(i), "")


def factor(formula: Formula) -> Iterator[Edit]:
    """Leave a fraction, a root, a call, a function with its argument out."""
    for i, token in enumerate(formula.tokens):
        if not formula.is_factor(i) or formula.at(i - 1, "^", "_"):
            continue
        end = formula.end(i)
        if formula.arguments(i):
            yield formula.replaced(i, end, "")
        elif token.text in FUNCTIONS or (token.kind == "word" and token.word in WORD_FUNCTIONS):
            if end < len(formula.tokens) and formula.is_factor(end):
                yield formula.replaced(i, formula.end(end), "")
        elif formula.is_name(i) and formula.at(end, "("):
            yield formula.replaced(i, formula.end(end), "")


def group(formula: Formula) -> Iterator[Edit]:
    """Leave a bracket with its content out, or only the brackets."""
    for i, token in enumerate(formula.tokens):
        if token.text not in ("(", "[", "\\{", "\\langle") or formula.partner.get(i, 0) <= i:
            continue
        yield formula.replaced(i, formula.end(i), "")
        last = formula.partner[i]
        yield formula.replaced(i, last + 1, formula.content(i, last + 1))


def term(formula: Formula) -> Iterator[Edit]:
    """Leave a term of a sum out, with its sign."""
    for i in range(len(formula.tokens)):
        if formula.opaque[i] or formula.below[i]:
            continue
        if formula.at(i, "+", "-") and not formula.leads(i):
            end = _term_end(formula, i + 1)
            yield formula.replaced(i, end, "")
        elif formula.leads(i) and (formula.is_factor(i) or formula.at(i, "-")):
            end = _term_end(formula, i + 1 if formula.at(i, "-") else i)
            if formula.at(end, "+", "-"):
                yield formula.replaced(i, end + 1 if formula.at(end, "+") else end, "")


def _term_end(formula: Formula, position: int) -> int:
    """Return where the term that a position belongs to ends."""
    stop = formula.expression_end(position)
    while position < stop and not formula.at(position, "+", "-"):
        position = formula.base_end(position)
    return min(position, stop)


def condition(formula: Formula) -> Iterator[Edit]:
    """Leave a condition out; swap the values of two lines of a piecewise definition."""
    inside: list[int] = []
    for i, token in enumerate(formula.tokens):
        if token.text == "\\begin" and token.word == "cases":
            inside.append(i)
        elif token.text == "\\end" and token.word == "cases" and inside:
            yield from _swapped_values(formula, inside.pop() + 1, i)
        elif token.text == "\\text" and not inside and token.word.split()[:1] not in ([], ["and"]):
            end = _condition_end(formula, i + 1)
            if end > i + 1:
                yield _without_separator(formula, i, end)


def _condition_end(formula: Formula, position: int) -> int:
    """Return where the condition that a position belongs to ends: before a comma and wide space."""
    while position < len(formula.tokens) and formula.tokens[position].kind not in ("row", "word"):
        if formula.tokens[position].text in CLOSERS:
            break
        if formula.at(position, ",") and formula.gap(position + 1):
            break
        position = formula.base_end(position)
    return position


def _without_separator(formula: Formula, first: int, end: int) -> Edit:
    """Return the edit that leaves tokens out, with the comma and the wide space that set them off.

    They are those before it, or those after it where it opens its row.
    """
    if formula.at(first - 1, ","):
        first -= 1
    if first == 0 or formula.at(first - 1, "&") or formula.tokens[first - 1].kind == "row":
        after = end + 1 if formula.at(end, ",") else end
        last = formula.start(after) if after < len(formula.tokens) else len(formula.source)
        return Edit(formula.start(first), last, "")
    return Edit(formula.tokens[first - 1].end, formula.tokens[end - 1].end, "")


def _swapped_values(formula: Formula, first: int, end: int) -> Iterator[Edit]:
    """Yield the edits that swap the values of neighboring lines."""
    starts = [first] + [k + 1 for k in range(first, end) if formula.tokens[k].kind == "row"]
    values = []
    for start in starts:
        stop = start
        while stop < end and not formula.at(stop, "&"):
            stop = formula.base_end(stop)
        if start < stop < end:
            values.append((start, stop))
    for (a, b), (c, d) in pairwise(values):
        between = formula.source[formula.tokens[b - 1].end : formula.start(c)]
        yield formula.replaced(a, d, formula.text(c, d) + between + formula.text(a, b))
