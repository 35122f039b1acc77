"""Points at which an equation holds, found by moving one free number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mpmath import mp

from mathcheck.errors import MathError, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value


def solved(claim: ast.Relation, evaluator: Evaluator, table: SymbolTable) -> Evaluator | None:
    """Return an evaluator at a point where an equation holds, found by moving one free number."""
    if claim.relations[0] != "=":
        return evaluator if evaluator.holds(claim) else None
    for name in sorted(free_names(claim, table)):
        if not isinstance(table[name].type, symbols.Scalar) or (name, ()) in evaluator.bindings:
            continue
        try:
            start = evaluator.entry(name, ())
        except Undefined:
            continue
        if isinstance(start, int):
            continue

        def gap(place: Any, name: str = name) -> Any:
            value = residual(claim, evaluator.bind({(name, ()): place}))
            if tensors.is_array(value):
                raise Undefined("not one equation")
            return scalars.number(scalars.primal(value))

        try:
            root = mp.findroot(
                gap, (start, start + mp.mpf(1) / 8), tol=mp.mpf(10) ** -60, maxsteps=60
            )
            root = rounded(root, gap)
        except (ValueError, ZeroDivisionError, MathError, OverflowError):
            continue
        if not mp.im(root) and inside(table[name].type, root, evaluator):
            return evaluator.bind({(name, ()): mp.re(root)})
    return None


def rounded(root: Any, gap: Callable[[Any], Any]) -> Any:
    r"""Return 0 or the float64 next to a root, so that `r \ne 0` and `r = \delta` see it."""
    if abs(root) < mp.mpf(10) ** -40:
        return mp.mpf(0)
    near = mp.mpf(float(mp.re(root)))
    return near if not mp.im(root) and gap(near) == 0 else root


def residual(claim: ast.Relation, evaluator: Evaluator) -> Any:
    """Return the difference of the two sides of an equation."""
    left, right = (evaluator.value(side) for side in claim.sides[:2])
    if tensors.is_array(left) and not tensors.is_array(right) and right == 0:
        return left
    return tensors.subtract(left, right)


def inside(kind: symbols.Type, value: Any, evaluator: Evaluator) -> bool:
    """Return whether a number lies within the bounds of its type; what is no number does."""
    if not isinstance(kind, symbols.Scalar) or tensors.is_array(value):
        return True
    return all(room > 0 or (room == 0 and closed) for room, closed in rooms(kind, value, evaluator))


def rooms(kind: symbols.Scalar, value: Value, evaluator: Evaluator) -> Iterator[tuple[Any, bool]]:
    """Yield how far a number is from each bound of its type, and whether the bound belongs to it.

    Beyond a bound the distance is negative.
    """
    place = scalars.number(scalars.primal(value))
    for bound, closed, sign in ((kind.low, kind.closed[0], 1), (kind.high, kind.closed[1], -1)):
        if bound is not None:
            yield sign * (place - scalars.number(scalars.primal(evaluator.value(bound)))), closed
