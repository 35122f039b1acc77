"""The records that describe an activation to the rest of the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """A parameter of an activation: its keyword, default, and the open interval it lives in."""

    name: str
    default: float
    low: float
    high: float
    learned: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Kink:
    """A point without derivative: the value declared there and the interval of one-sided slopes.

    For a convex or concave bend [low, high] is the Clarke subdifferential. A jump upwards has
    high = inf: chords across it are arbitrarily steep. Positions hold at default parameters.
    """

    x: float
    grad: float
    low: float
    high: float


@dataclass(frozen=True)
class Activation:
    """What the rest of the program needs to know about an activation at default parameters.

    Attributes
    ----------
    name, title : str
        Key of `ACTIVATIONS` and heading.
    f, grad, grad2 : callable
        The function and its first two derivatives, all with the same keywords.
    limits, grad_limits : pair of float
        Values at -∞ and ∞.
    range : str
        Smallest interval that holds all values; a round bracket where the end is not reached.
    parameters : tuple of Parameter
    kinks : tuple of Kink
        Points where f' does not exist.
    bends : tuple of float
        Points where f' exists and f'' does not.
    monotone : bool
        Whether f never decreases.
    symmetry : str
        'odd', 'even' or ''.
    year : int or None
        Year of `reference`.
    reference : str
        Bibliography key of the origin, or ''.
    """

    name: str
    title: str
    f: Callable[..., Any]
    grad: Callable[..., Any]
    grad2: Callable[..., Any]
    limits: tuple[float, float]
    grad_limits: tuple[float, float]
    range: str
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[Kink, ...] = ()
    bends: tuple[float, ...] = ()
    monotone: bool = True
    symmetry: str = ""
    year: int | None = None
    reference: str = ""
