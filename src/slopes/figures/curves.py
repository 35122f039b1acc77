"""Curves of activations: one function with its derivatives, several together, all on one sheet."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from slopes._arrays import Array
from slopes.activations import ACTIVATIONS, Activation
from slopes.figures.style import INK, ORDERS, PAPER, current, function_style

__all__ = ["anatomy", "compare", "mark_kinks", "sheet"]


def primes(order: int) -> str:
    """Return the primes of a derivative; those of TeX are too small to be seen on a phone."""
    return ("", r"\hspace{0.1}′", r"\hspace{0.1}″")[order]


def corners(record: Activation) -> list[float]:
    """Return the points where f′ or f″ does not exist."""
    return sorted([kink.x for kink in record.kinks] + list(record.bends))


def grid(low: float, high: float, kinks: Sequence[float] = (), points: int = 601) -> Array:
    """Return sorted points from `low` to `high` that hold every kink and its two neighbors."""
    near = [np.nextafter(k, side) for k in kinks for side in (-np.inf, np.inf)]
    x = np.concatenate([np.linspace(low, high, points), list(kinks), near])
    return np.unique(x[(low <= x) & (x <= high)])


def values(record: Activation, order: int, x: Array) -> Array:
    """Return f, f′ or f″ of `record` at `x`, broken where it jumps so that no riser is drawn."""
    y = np.asarray((record.f, record.grad, record.grad2)[order](x), dtype=float)
    jump = np.abs(np.diff(y)) > 1e-3
    tiny = np.diff(x) < 1e-12
    y = y.copy()
    y[1:][jump & tiny] = np.nan
    return y


def mark_kinks(
    ax: Axes,
    record: Activation,
    order: int,
    color: str,
    *,
    low: float = -np.inf,
    high: float = np.inf,
) -> None:
    """Mark where f, f′ or f″ jumps: a hollow dot at each one-sided limit, a full dot at the value.

    Points at which the order shown is continuous get no mark.

    Parameters
    ----------
    ax : Axes
        Where to draw.
    record : Activation
        An entry of `slopes.ACTIVATIONS`.
    order : int
        0 for f, 1 for f′, 2 for f″.
    color : str
        Color of the dots.
    low, high : float
        Kinks outside this interval are left out.

    Examples
    --------
    The step jumps once, so it gets two hollow dots and a full one:

    >>> figure, ax = plt.subplots()
    >>> mark_kinks(ax, ACTIVATIONS["heaviside"], 0, "tab:blue")
    >>> [len(line.get_xdata()) for line in ax.lines]
    [2, 1]
    """
    f = (record.f, record.grad, record.grad2)[order]
    for x in corners(record):
        if not low <= x <= high:
            continue
        left, right = (float(f(np.nextafter(x, side))) for side in (-np.inf, np.inf))
        if abs(right - left) <= 1e-3:
            continue
        ax.plot([x, x], [left, right], "o", color=color, mfc=PAPER, zorder=3)
        ax.plot(x, float(f(x)), "o", color=color, zorder=4)


def anatomy(name: str, *, low: float = -5.0, high: float = 5.0) -> Figure:
    """Draw f, f′ and f″ of one activation on one pair of axes.

    Parameters
    ----------
    name : str
        A key of `slopes.ACTIVATIONS`.
    low, high : float
        Ends of the x axis.

    Returns
    -------
    Figure
        One figure; jumps are marked by dots.

    Raises
    ------
    KeyError
        If the name is not in the table.

    Examples
    --------
    >>> len(anatomy("tanh").axes[0].lines)
    3
    """
    record = ACTIVATIONS[name]
    x = grid(low, high, corners(record))
    figure, ax = plt.subplots()
    colors = (function_style(name)["color"], INK, INK)
    for order, color in enumerate(colors):
        y = values(record, order, x)
        ax.plot(x, y, color=color, label=f"$f{primes(order)}$", **ORDERS[order])
        mark_kinks(ax, record, order, color, low=low, high=high)
    ax.set_xlabel("$x$")
    ax.legend(loc="best", fontsize="large")
    return figure


def compare(
    names: Sequence[str],
    *,
    order: int = 0,
    low: float = -5.0,
    high: float = 5.0,
    ax: Axes | None = None,
) -> Axes:
    """Draw several activations, or their derivatives, on one pair of axes.

    Parameters
    ----------
    names : sequence of str
        Keys of `slopes.ACTIVATIONS`.
    order : int
        0 for f, 1 for f′, 2 for f″.
    low, high : float
        Ends of the x axis.
    ax : Axes, optional
        Where to draw; new axes if not given.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    KeyError
        If a name is not in the table.

    Examples
    --------
    >>> [line.get_label() for line in compare(["sigmoid", "tanh"]).lines]
    ['Sigmoid', 'Tanh']
    """
    ax = current(ax)
    for name in names:
        record = ACTIVATIONS[name]
        x = grid(low, high, corners(record))
        style = function_style(name)
        ax.plot(x, values(record, order, x), **style)
        mark_kinks(ax, record, order, style["color"], low=low, high=high)
    ax.set_xlabel("$x$")
    ax.set_ylabel(f"$f{primes(order)}(x)$")
    ax.legend()
    return ax


def sheet(
    order: int = 0,
    *,
    names: Sequence[str] | None = None,
    low: float = -4.0,
    high: float = 4.0,
    ylim: tuple[float, float] = (-2.2, 4.2),
    columns: int = 4,
) -> Figure:
    """Draw every activation in a small panel of its own, all on the same two scales.

    Parameters
    ----------
    order : int
        0 for f, 1 for f′, 2 for f″.
    names : sequence of str, optional
        Keys of `slopes.ACTIVATIONS`; all of them if not given.
    low, high, ylim
        The scales that all panels share.
    columns : int
        Panels in a row.

    Returns
    -------
    Figure
        Panels in the order of the table.

    Raises
    ------
    KeyError
        If a name is not in the table.

    Examples
    --------
    >>> len(sheet(names=["relu", "elu", "gelu"]).axes)
    4
    """
    names = list(ACTIVATIONS) if names is None else list(names)
    rows = -(-len(names) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(7.2, 1.65 * rows), sharex=True, sharey=True, squeeze=False
    )
    for ax, name in zip(axes.flat, names, strict=False):
        record = ACTIVATIONS[name]
        x = grid(low, high, corners(record))
        color = function_style(name)["color"]
        ax.plot(x, values(record, order, x), color=color, **ORDERS[order])
        mark_kinks(ax, record, order, color, low=low, high=high)
        ax.axhline(0, color=INK, linewidth=0.6)
        ax.set_title(record.title, fontsize="small")
    for ax in axes.flat[len(names) :]:
        ax.set_visible(False)
    axes[0, 0].set_ylim(*ylim)
    return figure
