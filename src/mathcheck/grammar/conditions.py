r"""Read relations inside an expression: those of a condition, a line of cases, a probability."""

from __future__ import annotations

from mathcheck.grammar import ast
from mathcheck.grammar.brackets import bracket
from mathcheck.grammar.cursor import Cursor
from mathcheck.grammar.names import is_declared
from mathcheck.grammar.signs import RELATIONS


def condition_or_sum(parser: Cursor) -> ast.Node:
    """Read a chain of relations, or an expression if there is none."""
    sides, signs, spans = [parser.sum()], [], []
    while parser.token.text in RELATIONS and parser.token.kind != "end":
        sign = parser.take()
        signs.append(RELATIONS[sign.text])
        spans.append(sign.span)
        sides.append(law(parser) if signs[-1] == "law" else parser.sum())
    if not signs:
        return sides[0]
    return ast.Relation(tuple(sides), tuple(signs), tuple(spans))


def inner_condition(parser: Cursor) -> ast.Node:
    """Read a condition below an operator."""
    left = parser.sum()
    sign = parser.take()
    if sign.text not in RELATIONS:
        raise parser.problem("a relation was expected here", sign.span)
    return ast.Relation((left, parser.sum()), (RELATIONS[sign.text],), (sign.span,))


def law(parser: Cursor) -> ast.Node:
    r"""Read what follows `\sim`: a normal law such as `N(0, 1)`, or an expression."""
    normal = parser.at("N") and parser.tokens[parser.position + 1].text == "("
    if normal and not is_declared(parser):
        start = parser.take().start
        return ast.Listing((bracket(parser),), span=parser.since(start))
    return parser.sum()
