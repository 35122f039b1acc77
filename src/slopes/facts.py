"""Facts of an activation that can be computed from its record: moments, extrema, steepness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from slopes.activations import Activation

SPAN = 40.0
"""Extrema are looked for between −SPAN and SPAN, in steps of 0.01 and then to full precision."""


@dataclass(frozen=True)
class Moments:
    """Moments of f(z) and f′(z) for z from the standard normal distribution.

    Attributes
    ----------
    mean : float
        E[f(z)].
    second : float
        E[f(z)²], the variance a layer passes forward.
    slope_second : float
        E[f′(z)²], the variance a layer passes backward.
    """

    mean: float
    second: float
    slope_second: float


def normal_expectation(
    g: Callable[[float], float], *, breaks: tuple[float, ...] = (), span: float = 39.0
) -> float:
    """Return E[g(z)] for z from the standard normal distribution, by adaptive quadrature.

    Parameters
    ----------
    g : callable
        A function of one number that grows slower than exp(z²/2).
    breaks : tuple of float
        Points where g has kinks or jumps; the quadrature starts anew there.
    span : float
        The integral runs from −span to span; beyond 39 the density is 0 in float64.

    Returns
    -------
    float
        The expectation, to about 1e-12 times the largest value of the integrand.

    Examples
    --------
    >>> round(normal_expectation(lambda z: z * z), 12)
    1.0
    """
    edges = sorted({-span, *(b for b in breaks if -span < b < span), -6.0, 0.0, 6.0, span})
    density = 1 / np.sqrt(2 * np.pi)
    pieces = (
        quad(lambda z: g(z) * density * np.exp(-z * z / 2), a, b, epsabs=1e-15, epsrel=1e-13)[0]
        for a, b in pairwise(edges)
    )
    return float(sum(pieces))


def moments(record: Activation) -> Moments:
    """Return the moments of an activation under a standard normal input.

    Parameters
    ----------
    record : Activation
        An entry of `slopes.ACTIVATIONS`; its default parameters are used.

    Returns
    -------
    Moments
        E[f], E[f²] and E[f′²].

    Examples
    --------
    >>> moments(ACTIVATIONS["relu"]).second
    0.5
    """
    breaks = tuple(kink.x for kink in record.kinks)

    def expect(g: Callable[[float], float]) -> float:
        return round(normal_expectation(g, breaks=breaks), 13) + 0.0

    return Moments(
        mean=expect(lambda z: float(record.f(z))),
        second=expect(lambda z: float(record.f(z)) ** 2),
        slope_second=expect(lambda z: float(record.grad(z)) ** 2),
    )


def lowest(g: Callable[[Any], Any], *, breaks: tuple[float, ...] = ()) -> tuple[float, float]:
    """Return where g is lowest between −SPAN and SPAN, and its value there.

    Parameters
    ----------
    g : callable
        A function of an array.
    breaks : tuple of float
        Points to look at besides the grid, such as kinks.

    Returns
    -------
    x, value : float
        The leftmost lowest point and the value; x is infinite if the infimum lies at an end.
    """
    x = np.unique(np.concatenate([np.linspace(-SPAN, SPAN, 8001), breaks]))
    y = np.asarray(g(x), dtype=float)
    at = int(np.argmin(y))
    if at in (0, len(x) - 1):
        return float(np.copysign(np.inf, x[at])), float(y[at])
    if y[at] in (y[at - 1], y[at + 1]) or x[at] in breaks:  # a flat piece, or a corner
        return float(x[at]), float(y[at])
    best = minimize_scalar(
        lambda t: float(g(t)), bounds=(x[at - 1], x[at + 1]), options={"xatol": 1e-12}
    )
    return float(best.x), float(best.fun)


def interior_minimum(record: Activation) -> tuple[float, float] | None:
    """Return (x, f(x)) at the lowest point of a function that dips below both its ends.

    Parameters
    ----------
    record : Activation
        An entry of `slopes.ACTIVATIONS`.

    Returns
    -------
    tuple of float, or None
        None if the function has no such dip.
    """
    if record.monotone:
        return None
    return lowest(record.f, breaks=tuple(kink.x for kink in record.kinks))


def steepest(record: Activation) -> float:
    """Return the largest |f′|, the Lipschitz constant of an activation.

    Parameters
    ----------
    record : Activation
        An entry of `slopes.ACTIVATIONS`; its default parameters are used.

    Returns
    -------
    float
        The supremum, one-sided slopes at kinks included; infinite if the function jumps.

    Examples
    --------
    >>> round(steepest(ACTIVATIONS["gelu"]), 10)
    1.1289041452
    """
    kinks = tuple(kink.x for kink in record.kinks)
    _, negative = lowest(lambda t: -np.abs(record.grad(t)), breaks=kinks)
    one_sided = (abs(slope) for kink in record.kinks for slope in (kink.low, kink.high))
    return max(-negative, *one_sided, 0.0)
