"""Exact numbers, int and Fraction: what they are as mpmath numbers, and under functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

Scalar = Any
"""int, Fraction, mpf, `mathcheck.values.arithmetic.Dual` or a symbolic scalar."""

_exact_apply: list[Callable[..., Any]] = []
"""What the functions of exact numbers are computed with, the last entry counting."""


@contextmanager
def exactly(apply: Callable[..., Scalar]) -> Iterator[None]:
    """Compute functions of exact numbers as `apply(name, *arguments)`, not as an mpf."""
    _exact_apply.append(apply)
    try:
        yield
    finally:
        _exact_apply.pop()


def exact_function() -> Callable[..., Scalar] | None:
    """Return what computes the functions of exact numbers here, or None if an mpf does."""
    return _exact_apply[-1] if _exact_apply else None


def number(value: Scalar) -> Scalar:
    """Return an exact number as an mpf at the working precision, and any other scalar as it is."""
    if isinstance(value, int):
        return mpf(value)
    if isinstance(value, Fraction):
        return mpf(value.numerator) / value.denominator
    return value


def whole(value: Scalar) -> int | None:
    """Return a scalar as an int if it is one, else None."""
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else None
    return int(value) if mp.isint(value) else None


def lowest_form(value: Fraction) -> int | Fraction:
    """Return a Fraction as an int if it is one."""
    return value.numerator if value.denominator == 1 else value
