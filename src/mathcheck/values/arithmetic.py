"""One arithmetic for interchangeable scalars: exact numbers, mpmath numbers, duals, symbols.

A scalar is a Python int or Fraction (exact), an `mpmath.mpf` at the working precision, a `Dual`
around any of them, or a symbolic scalar. Python's own operators do not mix them: `1 / 3` is a
float, and a Fraction over an mpf is an error. Hence `add`, `subtract`, `multiply`, `divide` and
`power`, which never produce a float. A symbolic scalar is whatever has a method
`apply(name, *arguments)`; it does its own arithmetic.

A `Dual` is a value with a slope: forward-mode differentiation. Each derivative takes a new
level, and the dual of the higher level wraps that of the lower one, so that nested derivatives
cannot take each other's slopes for their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction

from mpmath import mp, mpf

from mathcheck.errors import Undefined
from mathcheck.values.exactnumbers import Scalar, exact_function, lowest_form, number, whole

LARGEST_EXACT_POWER = 1 << 14
"""In bits: a power of exact numbers that is larger becomes an mpf."""

LEVELS = itertools.count(1)


class Dual:
    """A value and its slope at one level of differentiation; never changed once made.

    Parameters
    ----------
    value, slope : scalar
        Of lower levels only.
    level : int
        The number of the derivative that the slope belongs to.
    """

    __slots__ = ("level", "slope", "value")

    def __init__(self, value: Scalar, slope: Scalar, level: int) -> None:
        self.value = value
        self.slope = slope
        self.level = level

    def __repr__(self) -> str:
        return f"Dual({self.value!r}, {self.slope!r}, {self.level})"

    def __add__(self, other: Scalar) -> Scalar:
        return add(self, other)

    def __radd__(self, other: Scalar) -> Scalar:
        return add(other, self)

    def __sub__(self, other: Scalar) -> Scalar:
        return subtract(self, other)

    def __rsub__(self, other: Scalar) -> Scalar:
        return subtract(other, self)

    def __mul__(self, other: Scalar) -> Scalar:
        return multiply(self, other)

    def __rmul__(self, other: Scalar) -> Scalar:
        return multiply(other, self)

    def __truediv__(self, other: Scalar) -> Scalar:
        return divide(self, other)

    def __rtruediv__(self, other: Scalar) -> Scalar:
        return divide(other, self)

    def __pow__(self, other: Scalar) -> Scalar:
        return power(self, other)

    def __rpow__(self, other: Scalar) -> Scalar:
        return power(other, self)

    def __neg__(self) -> Scalar:
        return Dual(-self.value, -self.slope, self.level)

    def __pos__(self) -> Scalar:
        return self


def new_level() -> int:
    """Return a level above all that were handed out before."""
    return next(LEVELS)


def seed(value: Scalar, level: int) -> Dual:
    """Return the variable of a derivative: the value with slope 1."""
    return Dual(value, 1, level)


def tangent(value: Scalar, level: int) -> Scalar:
    """Return the slope that a scalar has at a level; 0 if it does not depend on the variable."""
    if not isinstance(value, Dual) or value.level < level:
        return 0
    if value.level == level:
        return value.slope
    return _dual(tangent(value.value, level), tangent(value.slope, level), value.level)


def primal(value: Scalar) -> Scalar:
    """Return the value without slopes of any level."""
    while isinstance(value, Dual):
        value = value.value
    return value


def is_symbolic(value: Scalar) -> bool:
    """Tell whether a scalar, without its slopes, is symbolic."""
    return hasattr(primal(value), "apply")


def add(left: Scalar, right: Scalar) -> Scalar:
    """Return the sum of two scalars."""
    kind, other = type(left), type(right)
    if kind is other is mpf:
        return left + right
    if kind is Dual or other is Dual:
        level, a, da, b, db = _split(left, right)
        return _dual(add(a, b), add(da, db), level)
    if other is Fraction and kind is mpf:
        right = number(right)
    elif kind is Fraction and other is mpf:
        left = number(left)
    return left + right


def subtract(left: Scalar, right: Scalar) -> Scalar:
    """Return the difference of two scalars."""
    if type(left) is type(right) is mpf:
        return left - right
    return add(left, -right)


def multiply(left: Scalar, right: Scalar) -> Scalar:
    """Return the product of two scalars."""
    kind, other = type(left), type(right)
    if kind is other is mpf:
        return left * right
    if kind is Dual or other is Dual:
        level, a, da, b, db = _split(left, right)
        return _dual(multiply(a, b), add(_scaled(b, da), _scaled(a, db)), level)
    if other is Fraction and kind is mpf:
        right = number(right)
    elif kind is Fraction and other is mpf:
        left = number(left)
    return left * right


def divide(left: Scalar, right: Scalar) -> Scalar:
    """Return the quotient of two scalars, exact if both are."""
    kind, other = type(left), type(right)
    if kind is Dual or other is Dual:
        level, a, da, b, db = _split(left, right)
        quotient = divide(a, b)
        change = subtract(da, _scaled(quotient, db))
        return _dual(quotient, 0 if _is_exactly(change, 0) else divide(change, b), level)
    if is_symbolic(left) or is_symbolic(right):
        return left / right
    if right == 0:
        raise Undefined("division by zero")
    if kind is mpf or other is mpf:
        return number(left) / number(right)
    return lowest_form(Fraction(left) / right)


def power(base: Scalar, exponent: Scalar) -> Scalar:
    """Return a power of two scalars; 0^0 is 1.

    A base that is negative or zero is accepted where the real power exists and, under
    differentiation, the exponent is constant.
    """
    if isinstance(base, Dual) or isinstance(exponent, Dual):
        return _power_of_duals(base, exponent)
    for scalar in (base, exponent):
        if is_symbolic(scalar):
            return scalar.apply("power", base, exponent)
    count = whole(exponent)
    if count is not None:
        return _whole_power(base, count)
    if base < 0:
        raise Undefined("a negative number to a power that is not an integer")
    if base == 0:
        if exponent < 0:
            raise Undefined("zero to a negative power")
        return 0
    if (apply := exact_function()) and type(base) is not mpf and type(exponent) is not mpf:
        return apply("power", base, exponent)
    return number(base) ** number(exponent)


def _dual(value: Scalar, slope: Scalar, level: int) -> Scalar:
    return value if _is_exactly(slope, 0) else Dual(value, slope, level)


def _split(left: Scalar, right: Scalar) -> tuple[int, Scalar, Scalar, Scalar, Scalar]:
    """Return the higher level of the two, and the value and slope that each has there."""
    first = left.level if isinstance(left, Dual) else 0
    second = right.level if isinstance(right, Dual) else 0
    if first == second:
        return first, left.value, left.slope, right.value, right.slope
    if first > second:
        return first, left.value, left.slope, right, 0
    return second, left, 0, right.value, right.slope


def _is_exactly(value: Scalar, wanted: int) -> bool:
    return type(value) is int and value == wanted


def _scaled(factor: Scalar, slope: Scalar) -> Scalar:
    if _is_exactly(slope, 0):
        return 0
    return factor if _is_exactly(slope, 1) else multiply(factor, slope)


def _whole_power(base: Scalar, exponent: int) -> Scalar:
    if base == 0 and exponent < 0:
        raise Undefined("zero to a negative power")
    if isinstance(base, (int, Fraction)):
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if bits * abs(exponent) <= LARGEST_EXACT_POWER or base in (-1, 0, 1):
            return lowest_form(Fraction(base) ** exponent)
    return 1 if exponent == 0 else number(base) ** exponent


def _power_of_duals(base: Scalar, exponent: Scalar) -> Scalar:
    level, a, da, b, db = _split(base, exponent)
    value, slope = power(a, b), 0
    if db != 0:
        slope = multiply(multiply(value, logarithm(a)), db)
    if da != 0 and b != 0:
        slope = add(slope, multiply(multiply(b, power(a, subtract(b, 1))), da))
    return _dual(value, slope, level)


def smooth(
    name: str,
    compute: Callable[[Scalar], Scalar],
    slope: Callable[[Scalar, Scalar], Scalar],
) -> Callable[[Scalar], Scalar]:
    """Return a function of any scalar, from its value at an mpf and its slope.

    Parameters
    ----------
    name : str
        What a symbolic scalar calls the function.
    compute : callable
        Takes and returns an mpf.
    slope : callable
        Takes a scalar and the function's value there.
    """

    def function(argument: Scalar) -> Scalar:
        if type(argument) is mpf:
            try:
                return compute(argument)
            except (ArithmeticError, ValueError, NotImplementedError, mp.NoConvergence) as error:
                raise Undefined(f"{name} cannot be computed here") from error
        if isinstance(argument, Dual):
            value = function(argument.value)
            change = _scaled(slope(argument.value, value), argument.slope)
            return _dual(value, change, argument.level)
        if is_symbolic(argument):
            return argument.apply(name, argument)
        if apply := exact_function():
            return apply(name, argument)
        return function(number(argument))

    return function


def domain(
    compute: Callable[[Scalar], Scalar], accepts: Callable[[Scalar], bool], message: str
) -> Callable[[Scalar], Scalar]:
    """Return the computation of a function, with an error outside of its domain."""

    def function(argument: Scalar) -> Scalar:
        if not accepts(argument):
            raise Undefined(message)
        return compute(argument)

    return function


logarithm = smooth(
    "log",
    domain(lambda x: mp.log(x), lambda x: x > 0, "the logarithm of a number that is not positive"),
    lambda x, y: divide(1, x),
)
