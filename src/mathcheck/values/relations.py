"""Decide whether a relation holds: with a tolerance for numbers, exactly for indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mpmath import mp

from mathcheck.errors import ShapeProblem, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.values import scalars, tensors
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator

ORDERINGS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0)}


def holds(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether a condition is true; with a derivative under way, a tie is a kink."""
    if isinstance(node, ast.Both):
        return all(holds(evaluator, part) for part in node.parts)
    if not isinstance(node, ast.Relation):
        raise ShapeProblem("a condition is a relation, such as x > 0", node.span)
    return all(
        related(evaluator, left, relation, right)
        for left, relation, right in zip(node.sides, node.relations, node.sides[1:], strict=False)
    )


def related(evaluator: Evaluator, left: ast.Node, relation: str, right: ast.Node) -> bool:
    """Return whether one relation of a condition is true."""
    if relation in ("in", "notin"):
        return misplaced(evaluator, left, relation, right) is None
    if isinstance(left, ast.Listing):
        return all(related(evaluator, item, relation, right) for item in left.items)
    if isinstance(right, ast.Listing):
        return True  # `t = 0, 1, ...` says what t runs through
    first, second = evaluator.value(left), evaluator.value(right)
    if tensors.is_array(first) or tensors.is_array(second):
        return all_equal(first, second) == (relation == "=")
    sign = scalars.compare(first, second)
    if relation in ("=", "!="):
        exact = is_given(evaluator, left) and isinstance(right, ast.Number)
        return (sign == 0 or (not exact and only_rounding(first, second))) == (relation == "=")
    if relation in ORDERINGS:
        return sign in ORDERINGS[relation]
    raise ShapeProblem(f"the relation {relation!r} is no condition")


def is_given(evaluator: Evaluator, node: ast.Node) -> bool:
    """Return whether a value is no result of a computation: `x = 0` is meant exactly."""
    return isinstance(node, ast.Name) and not evaluator.table.definitions.get(node.name)


def only_rounding(first: Value, second: Value) -> bool:
    """Return whether two computed numbers differ by no more than rounding."""
    if any(scalars.is_symbolic(scalars.primal(value)) for value in (first, second)):
        return False
    return bool(distance(first, second) <= mp.mpf(10) ** (-mp.dps * 4 // 5))


def all_equal(first: Value, second: Value) -> bool:
    """Return whether two arrays are equal, or all entries of an array equal a number."""
    if not tensors.is_array(second):
        return all(scalars.compare(x, second) == 0 for x in first.flat)
    tensors.same_shape(first, second, "compare")
    return all(scalars.compare(x, y) == 0 for x, y in zip(first.flat, second.flat, strict=True))


def misplaced(
    evaluator: Evaluator, left: ast.Node, relation: str, right: ast.Node
) -> tuple[Value, str] | None:
    r"""Return a value for which `\in` or `\notin` is false, with where it is; None if it holds."""
    for item in left.items if isinstance(left, ast.Listing) else (left,):
        value = evaluator.value(item)
        if member(evaluator, value, right) != (relation == "in"):
            return value, "outside" if relation == "in" else "inside"
    return None


def member(evaluator: Evaluator, value: Value, node: ast.Node) -> bool:
    """Return whether a value lies in an interval or a set."""
    if isinstance(node, ast.Matrix) and len(node.rows) == 2 and len(node.rows[0]) == 1:
        node = ast.Interval(node.rows[0][0], node.rows[1][0], (False, False), span=node.span)
    if isinstance(node, ast.Interval):
        low, high = evaluator.value(node.low), evaluator.value(node.high)
        return (
            scalars.compare(low, value) < (1 if node.closed[0] else 0)
            and scalars.compare(value, high) < (1 if node.closed[1] else 0)
        )  # fmt: skip
    if isinstance(node, ast.SetOf):
        if node.standard:
            lowest = 1 if node.standard == "N" else -mp.inf
            return node.standard == "R" or bool(value == int(value) and value >= lowest)
        return any(scalars.compare(value, evaluator.value(item)) == 0 for item in node.elements)
    if isinstance(node, ast.Name):
        found = evaluator.value(node)
        if isinstance(found, (tuple, frozenset)):
            return value in found
        raise ShapeProblem(f"{symbols.plain(node.name)} is not a set", node.span)
    raise ShapeProblem("an interval or a set was expected after \\in", node.span)


def distance(left: Value, right: Value) -> Any:
    """Return the largest difference of two values, relative where they are large."""
    if not tensors.is_array(left) and tensors.is_array(right):
        left, right = right, left
    if tensors.is_array(left) and not tensors.is_array(right):
        if scalars.primal(right) != 0:
            raise ShapeProblem(f"cannot compare {tensors.describe(left)} and a number")
        pairs = [(x, 0) for x in left.flat]
    elif tensors.is_array(left):
        tensors.same_shape(left, right, "compare")
        pairs = list(zip(left.flat, right.flat, strict=True))
    else:
        pairs = [(left, right)]
    worst: Any = mp.mpf(0)
    for x, y in pairs:
        x, y = scalars.number(scalars.primal(x)), scalars.number(scalars.primal(y))
        if x == y:
            continue
        if mp.isinf(x) or mp.isinf(y):
            return mp.inf
        worst = max(worst, abs(x - y) / max(1, abs(x), abs(y)))
    return worst


def deviation(left: Value, right: Value, *, in_percent: bool) -> Any:
    """Return the largest difference of the entries; in percent, of the largest one on the right."""
    tensors.same_shape(left, right, "compare")
    pairs = zip(entries(left), entries(right), strict=True)
    largest = max((abs(x - y) for x, y in pairs if x != y), default=mp.mpf(0))
    if not in_percent or not largest:
        return largest
    if not size(right):
        raise Undefined("the right side is 0, of which there is no percentage")
    return 100 * largest / size(right)


def size(value: Value) -> Any:
    """Return the absolute value of a number, or that of the largest entry of an array."""
    return max(abs(x) for x in entries(value))


def entries(value: Value) -> list[Any]:
    """Return the plain numbers that a number, a vector or a matrix consists of."""
    flat = value.flat if tensors.is_array(value) else [value]
    return [scalars.number(scalars.primal(x)) for x in flat]


def share(gap: Any, left: Value, right: Value) -> Any:
    """Return a distance as a share of the larger side: being small is not being near."""
    if tensors.is_array(left) or tensors.is_array(right):
        return gap
    sizes = [abs(scalars.number(scalars.primal(value))) for value in (left, right)]
    return gap / min(1, max(sizes)) if any(sizes) else gap
