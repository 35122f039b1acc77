"""The value of sums and products with dots: the terms left out follow the pattern of the others."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mathcheck.errors import ShapeProblem, SyntaxProblem, Undefined
from mathcheck.grammar import ast
from mathcheck.values import relations, tensors
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator

Hole = tuple[ast.Node, int, int]
"""A part in which the first and the last term differ, with its value in each."""


def dots(self: Evaluator, node: ast.Dots) -> Value:
    """Return a sum or a product with terms left out, found from the first and the last ones."""
    period, holes = pattern_of(self, node)
    before, after = list(node.before), list(node.after)
    step = direction(self, node, holes, period)
    start, stop = holes[0][0][1], holes[0][0][2]
    terms: list[Value] = []
    for number in range((stop - start) // step + 1 if (stop - start) * step >= 0 else 0):
        for offset in range(period):
            terms.append(self.value(shifted(self, before[offset], holes[offset], number, step)))
    terms += [self.value(extra) for extra in after[period:]]
    if not terms:
        return 1 if node.operator == "*" else 0
    result = terms[0]
    for term in terms[1:]:
        result = (
            tensors.multiply(result, term) if node.operator == "*" else tensors.add(result, term)
        )
    return result


def pattern_of(self: Evaluator, node: ast.Dots) -> tuple[int, list[list[Hole]]]:
    """Return how many factors repeat, and where the first and the last group differ."""
    for period in range(1, min(len(node.before), len(node.after)) + 1):
        if len(node.before) % period:
            continue
        pairs = zip(node.before[:period], node.after[:period], strict=True)
        holes = [hole for first, last in pairs if (hole := differences(self, first, last))]
        if len(holes) == period and continued(self, node, holes, period):
            return period, holes
    raise SyntaxProblem("the terms around the dots follow no pattern", node.span)


def continued(self: Evaluator, node: ast.Dots, holes: list[list[Hole]], period: int) -> bool:
    """Return whether the groups of terms before the dots go on as the first one says."""
    step = direction(self, node, holes, period)
    return all(
        agree(
            self,
            shifted(self, node.before[k % period], holes[k % period], k // period, step),
            node.before[k],
        )
        is not False
        for k in range(period, len(node.before))
    )


def differences(self: Evaluator, first: ast.Node, last: ast.Node) -> list[Hole] | None:
    """Return the integer parts in which two terms differ, or None if they differ otherwise."""
    if first == last:
        return None
    found: list[Hole] = []

    def visit(one: Any, other: Any) -> bool:
        if one == other:
            return True
        if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
            return all(visit(a, b) for a, b in zip(one, other, strict=True))
        if isinstance(one, ast.Name) and isinstance(other, ast.Name) and one.name == other.name:
            return visit(one.indices, other.indices)
        if (
            isinstance(one, ast.Node)
            and type(one) is type(other)
            and not isinstance(one, (ast.Name, ast.Number))
        ):
            names = [k for k in vars(one) if k != "span"]
            saved = len(found)
            if all(visit(getattr(one, k), getattr(other, k)) for k in names):
                return True
            del found[saved:]
        if isinstance(one, ast.Node) and isinstance(other, ast.Node):
            try:
                found.append((one, self.whole(one), self.whole(other)))
            except (ShapeProblem, Undefined):
                return False
            return True
        return False

    return found if visit(first, last) and found else None


def direction(self: Evaluator, node: ast.Dots, holes: list[list[Hole]], period: int) -> int:
    """Return +1 or -1: the way in which the index goes."""
    if len(node.before) > period:
        following = differences(self, node.before[0], node.before[period])
        if following:
            return following[0][2] - following[0][1]
    return 1 if holes[0][0][2] >= holes[0][0][1] else -1


def shifted(
    self: Evaluator, term: ast.Node, holes: list[Hole], number: int, step: int = 0
) -> ast.Node:
    """Return a term with its index moved on."""
    step = step or 1

    def rebuild(part: Any) -> Any:
        for hole, start, _ in holes:
            if part is hole:
                return ast.Number(Fraction(start + number * step))
        if isinstance(part, tuple):
            return tuple(rebuild(item) for item in part)
        if isinstance(part, ast.Node):
            values = {k: rebuild(v) for k, v in vars(part).items() if k != "span"}
            return type(part)(**values, span=part.span)
        return part

    moved: ast.Node = rebuild(term)
    return moved


def agree(self: Evaluator, expected: ast.Node, came: ast.Node) -> bool | None:
    """Return whether two terms have one value; None where the place does not exist here."""
    try:
        return bool(relations.distance(self.value(expected), self.value(came)) < 1e-20)
    except ShapeProblem:
        return False
    except Undefined:
        return None


HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {ast.Dots: dots}
