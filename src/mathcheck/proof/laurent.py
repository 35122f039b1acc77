"""Sparse polynomials with integer coefficients in any number of numbered generators.

Exponents may be fractions, which makes e^{x/2} and e^x powers of one generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, isqrt

Exponent = int | Fraction
Monomial = tuple[tuple[int, Exponent], ...]
"""Pairs of a generator and its exponent, sorted by generator; no exponent is zero."""

Polynomial = dict[Monomial, int]
"""Coefficients by monomial; none is zero."""

Spend = Callable[[int], None]
"""Called with the number of terms that are about to be made; raises when there are too many."""


def exponent(value: Exponent) -> Exponent:
    """Return an exponent as an int if it is whole."""
    if isinstance(value, Fraction) and value.denominator == 1:
        return value.numerator
    return value


def monomial(exponents: dict[int, Exponent]) -> Monomial:
    """Return the monomial with given exponents."""
    return tuple(sorted((key, exponent(value)) for key, value in exponents.items() if value != 0))


def times(left: Monomial, right: Monomial) -> Monomial:
    """Return the product of two monomials."""
    if not left:
        return right
    if not right:
        return left
    exponents = dict(left)
    for key, value in right:
        exponents[key] = exponents.get(key, 0) + value
    return monomial(exponents)


def product(left: Polynomial, right: Polynomial, spend: Spend) -> Polynomial:
    """Return the product of two polynomials."""
    spend(len(left) * len(right))
    result: Polynomial = {}
    for first, a in left.items():
        for second, b in right.items():
            key = times(first, second)
            result[key] = result.get(key, 0) + a * b
    return {key: value for key, value in result.items() if value}


def generators(monomials: Iterable[Monomial]) -> set[int]:
    """Return the generators that occur in some monomials, or in a polynomial."""
    return {key for item in monomials for key, _ in item}


def lowest(monomials: Iterable[Monomial]) -> dict[int, Exponent]:
    """Return the smallest exponent of each generator; a generator that is absent counts as 0."""
    exponents = [dict(item) for item in monomials]
    keys = sorted({key for item in exponents for key in item})
    return {key: min(item.get(key, 0) for item in exponents) for key in keys}


def primitive(polynomial: Polynomial) -> tuple[int, Monomial, Polynomial]:
    """Split a polynomial into a number, a monomial and a rest without such factors.

    The leading coefficient of the rest is positive.
    """
    keys = list(polynomial)
    factor = gcd(*polynomial.values())
    if polynomial[max(keys, key=_order(keys))] < 0:
        factor = -factor
    common = lowest(keys)
    inverse = monomial({key: -value for key, value in common.items()})
    rest = {times(key, inverse): value // factor for key, value in polynomial.items()}
    return factor, monomial(common), rest


def quotient(dividend: Polynomial, divisor: Polynomial, spend: Spend) -> Polynomial | None:
    """Return the quotient of two primitive polynomials if the division leaves no rest."""
    if not generators(divisor) <= generators(dividend):
        return None
    spend(len(dividend) + len(divisor))
    order = _order([*dividend, *divisor])
    rest = {order(key): value for key, value in dividend.items()}
    by = {order(key): value for key, value in divisor.items()}
    highest, last = max(by), min(by)
    if not _covers(min(rest), last):
        return None
    result: dict[tuple[Exponent, ...], int] = {}
    while rest:
        top = max(rest)
        if not _covers(top, highest) or rest[top] % by[highest]:
            return None
        spend(len(by))
        shift = tuple(a - b for a, b in zip(top, highest, strict=True))
        factor = result[shift] = rest[top] // by[highest]
        for key, value in by.items():
            place = tuple(a + b for a, b in zip(shift, key, strict=True))
            changed = rest.get(place, 0) - factor * value
            if changed:
                rest[place] = changed
            else:
                del rest[place]
    keys = sorted({key for item in (*dividend, *divisor) for key, _ in item})
    return {monomial(dict(zip(keys, shift, strict=True))): value for shift, value in result.items()}


def square_root(polynomial: Polynomial) -> Polynomial | None:
    """Return the polynomial whose square this is, with a positive leading coefficient, or None."""
    order = _order(list(polynomial))
    rest = {order(key): value for key, value in polynomial.items()}
    first = _half(max(rest))
    leading = isqrt(abs(rest[max(rest)]))
    if first is None or _half(min(rest)) is None or leading**2 != rest.pop(max(rest)):
        return None
    root = {first: leading}
    while rest:
        top = max(rest)
        shift = tuple(a - b for a, b in zip(top, first, strict=True))
        if len(root) > len(polynomial) or shift in root or rest[top] % (2 * leading):
            return None
        factor = rest[top] // (2 * leading)
        for key, value in [*((key, 2 * value) for key, value in root.items()), (shift, factor)]:
            place = tuple(a + b for a, b in zip(shift, key, strict=True))
            rest[place] = rest.get(place, 0) - factor * value
            if not rest[place]:
                del rest[place]
        root[shift] = factor
    if any(power < 0 for key in root for power in key):
        return None
    keys = sorted({key for item in polynomial for key, _ in item})
    return {monomial(dict(zip(keys, powers, strict=True))): value for powers, value in root.items()}


def _half(powers: tuple[Exponent, ...]) -> tuple[Exponent, ...] | None:
    """Return half of some exponents, or None if one of them is odd: x need not have a root."""
    if any(isinstance(power, int) and power % 2 for power in powers):
        return None
    return tuple(power // 2 if isinstance(power, int) else power / 2 for power in powers)


def _order(monomials: list[Monomial]) -> Callable[[Monomial], tuple[Exponent, ...]]:
    """Return a key of the lexicographic order on some monomials."""
    keys = sorted(generators(monomials))

    def dense(item: Monomial) -> tuple[Exponent, ...]:
        exponents = dict(item)
        return tuple(exponents.get(key, 0) for key in keys)

    return dense


def _covers(left: tuple[Exponent, ...], right: tuple[Exponent, ...]) -> bool:
    return all(a >= b for a, b in zip(left, right, strict=True))
