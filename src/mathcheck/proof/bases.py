"""Values in normal form, and the bases whose powers they are made of.

A base is a generator (a variable, e^t, log P, an unknown function of something), the root of a
prime number, or a polynomial in other bases.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from mathcheck.proof.laurent import Exponent, Monomial

LARGEST_PRIME = 1000
"""Numbers are split into primes up to this one; what is left over counts as a prime."""


class Value(NamedTuple):
    """A rational number times powers of bases, which are given by their numbers."""

    coefficient: Fraction
    factors: Monomial


ZERO = Value(Fraction(0), ())
ONE = Value(Fraction(1), ())


def constant(number: Exponent) -> Value:
    """Return a rational number as a value."""
    return Value(Fraction(number), ())


@dataclass(frozen=True)
class Base:
    """Something that powers are taken of.

    `kind` is "atom", "prime" (`data` is the number), "sum" (`data` is a polynomial) or "abs"
    (`data` is the number of a base). `sign` is 1 for positive, 0 for not negative, else None.
    `real` says that the base has real values.
    """

    kind: str
    data: Any
    sign: int | None
    real: bool


def primes(number: Fraction) -> dict[int, int]:
    """Return the prime factors of a positive number with their exponents."""
    found: dict[int, int] = {}
    for rest, sign in ((number.numerator, 1), (number.denominator, -1)):
        candidate = 2
        while candidate * candidate <= rest and candidate <= LARGEST_PRIME:
            while rest % candidate == 0:
                found[candidate] = found.get(candidate, 0) + sign
                rest //= candidate
            candidate += 1
        if rest > 1:
            found[rest] = found.get(rest, 0) + sign
    return found
