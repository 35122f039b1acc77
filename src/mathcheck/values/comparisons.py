"""Comparisons of interchangeable scalars, aware of what happens to slopes at a tie."""

from __future__ import annotations

from mpmath import mpf

from mathcheck.errors import Kink
from mathcheck.values.arithmetic import Dual, is_symbolic, primal, subtract
from mathcheck.values.exactnumbers import Scalar, number


def compare(left: Scalar, right: Scalar) -> int:
    """Return the sign of `left - right`: -1, 0 or 1.

    Raises
    ------
    Kink
        If the two are equal but move apart: what depends on the comparison has a corner here.
    """
    sign = _order(primal(left), primal(right))
    if sign == 0 and moves(subtract(left, right)):
        raise Kink("a derivative at a point where two values cross")
    return sign


def maximum(*args: Scalar) -> Scalar:
    """Return the largest of some scalars; `Kink` if several are and their slopes differ."""
    return _extreme(args, 1)


def minimum(*args: Scalar) -> Scalar:
    """Return the smallest of some scalars; `Kink` if several are and their slopes differ."""
    return _extreme(args, -1)


def _order(left: Scalar, right: Scalar) -> int:
    for scalar in (left, right):
        if is_symbolic(scalar):
            return int(scalar.apply("compare", left, right))
    if type(left) is mpf or type(right) is mpf:
        left, right = number(left), number(right)
    return int(left > right) - int(left < right)


def moves(value: Scalar) -> bool:
    """Tell whether a scalar has a slope at any level that is not zero."""
    if not isinstance(value, Dual):
        return False
    return bool(primal(value.slope) != 0) or moves(value.slope) or moves(value.value)


def _extreme(args: tuple[Scalar, ...], sign: int) -> Scalar:
    best = args[0]
    for scalar in args[1:]:
        if _order(primal(scalar), primal(best)) == sign:
            best = scalar
    for scalar in args:
        if scalar is not best and _order(primal(scalar), primal(best)) == 0:
            compare(scalar, best)
    return best
