"""Facts of an activation that can be computed from its record: moments, extrema, steepness."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from slopes.activations import ACTIVATIONS, Activation
from slopes.tables import Table, sci

__all__ = [
    "SPAN",
    "Moments",
    "interior_minimum",
    "lowest",
    "moments",
    "normal_expectation",
    "overview",
    "profile",
    "steepest",
]

SPAN = 40.0
"""Extrema are looked for between −SPAN and SPAN, in steps of 0.01 and then to about nine digits."""


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


def normal_expectation(g: Callable[[float], float], *, breaks: tuple[float, ...] = ()) -> float:
    """Return E[g(z)] for z from the standard normal distribution, by adaptive quadrature.

    Parameters
    ----------
    g : callable
        A function of one number that grows slower than exp(z²/2).
    breaks : tuple of float
        Points where g has kinks or jumps; the quadrature starts anew there.

    Returns
    -------
    float
        The expectation, to about 1e-12 times the largest value of the integrand.

    Examples
    --------
    >>> round(normal_expectation(lambda z: z * z), 12)
    1.0
    """
    # Beyond ±39 the density is 0 in float64.
    edges = sorted({-39.0, -6.0, 0.0, 6.0, 39.0, *(b for b in breaks if -39 < b < 39)})
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

    Examples
    --------
    >>> lowest(lambda x: (x - 2) ** 2)
    (2.0, 0.0)
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
    if best.fun >= y[at]:
        return float(x[at]), float(y[at])
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

    Examples
    --------
    >>> interior_minimum(ACTIVATIONS["hardswish"])
    (-1.5, -0.375)
    """
    if record.monotone:
        return None
    place = lowest(record.f, breaks=tuple(kink.x for kink in record.kinks))
    return place if np.isfinite(place[0]) else None


def steepest(record: Activation) -> float:
    """Return the steepest slope of an activation, its Lipschitz constant.

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
    return max([round(-negative, 13), *one_sided, *map(abs, record.grad_limits)])


def pair(values: tuple[float, float], digits: int = 4) -> str:
    """Return two numbers as `a, b`."""
    return ", ".join(sci(value + 0.0, digits) for value in values)


def interval(text: str) -> str:
    """Return a record's range with long numbers cut to four decimals and signs for a reader."""
    short = re.sub(r"\d+\.\d{5,}", lambda match: f"{float(match[0]):.4f}", text)
    return short.replace("inf", "∞").replace("-", "−")


def points(places: tuple[float, ...]) -> str:
    """Return places on the x axis as `−3, 3`, or a dash if there are none."""
    return ", ".join(sci(place, 3) for place in places) or "–"


def profile(name: str) -> Table:
    """Return the facts of one activation as a table with a row for each fact.

    Parameters
    ----------
    name : str
        A key of `slopes.ACTIVATIONS`; its default parameters are used.

    Returns
    -------
    Table
        Parameters, range, limits, kinks with the declared derivative, steepest slope, lowest
        point, and the moments under the standard normal distribution.

    Raises
    ------
    KeyError
        If there is no activation of this name.

    Examples
    --------
    >>> profile("relu").rows[0]
    ('range', '[0, ∞)')
    """
    if name not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise KeyError(f"profile: no activation {name!r}; wanted one of {known}")
    record = ACTIVATIONS[name]
    rows: list[tuple[str, object]] = []
    for parameter in record.parameters:
        learned = ", learned" if parameter.learned else ""
        default = sci(parameter.default, 3)
        rows.append((f"parameter `{parameter.name}`", f"default {default}{learned}"))
    rows += [
        ("range", interval(record.range)),
        ("limits at −∞, ∞", pair(record.limits)),
        ("limits of $f'$ at −∞, ∞", pair(record.grad_limits)),
    ]
    for kink in record.kinks:
        slopes = f"slopes {sci(kink.low, 4)} to {sci(kink.high, 4)}"
        rows.append((f"kink at {sci(kink.x, 3)}", f"{slopes}, declared {sci(kink.grad, 4)}"))
    for bend in record.bends:
        rows.append((f"bend at {sci(bend, 3)}", "$f'$ exists, $f''$ jumps"))
    rows += [
        ("symmetry", record.symmetry or "none"),
        ("never decreases", record.monotone),
        ("largest $|f'|$", steepest(record)),
    ]
    dip = interior_minimum(record)
    if dip:
        rows.append(("lowest point $(x, f(x))$", pair(dip, 6)))
    under_normal = moments(record)
    rows += [
        (r"$E[f(z)]$, $z \sim N(0, 1)$", under_normal.mean),
        ("$E[f(z)^2]$", under_normal.second),
        ("$E[f'(z)^2]$", under_normal.slope_second),
    ]
    return Table(("fact", "value"), rows, digits=4)


def overview() -> Table:
    """Return one row of facts for every activation of the table, in its order.

    Returns
    -------
    Table
        Name, range, kinks, steepest slope and the three moments.

    Examples
    --------
    >>> len(overview().rows) == len(ACTIVATIONS)
    True
    """
    columns = (
        "function",
        "range",
        "kinks",
        "largest $|f'|$",
        "$E[f]$",
        "$E[f^2]$",
        "$E[f'^2]$",
    )
    rows = []
    for record in ACTIVATIONS.values():
        under_normal = moments(record)
        rows.append(
            (
                record.title,
                interval(record.range),
                points(tuple(kink.x for kink in record.kinks)),
                steepest(record),
                under_normal.mean,
                under_normal.second,
                under_normal.slope_second,
            )
        )
    return Table(columns, rows, digits=4)
