"""Maps of errors: how wrong a function is where, in units in the last place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from slopes import reference
from slopes._arrays import Array
from slopes.activations import ACTIVATIONS
from slopes.figures.style import COLORS, panels
from slopes.rivals import NAIVE, SCIPY

__all__ = ["error_map", "error_maps"]

LEAST, MOST = 0.1, 1e16
"""Errors outside are drawn on the edges."""
EDGES = np.concatenate([-np.logspace(3, -2, 26), np.logspace(-2, 3, 26)])
"""Five intervals for each power of ten of |x|, and one around 0."""
LOOKS: dict[str, dict[str, Any]] = {
    "textbook": {"color": COLORS["red"], "linestyle": (0, (2, 1)), "linewidth": 1.6},
    "SciPy": {"color": COLORS["orange"], "linestyle": (0, (5, 1.5)), "linewidth": 1.6},
    "slopes": {"color": COLORS["blue"], "linestyle": "-", "linewidth": 1.8},
}


ONE_BY_ONE = [(0,), (1,), (2,)]


def largest_by_interval(x: Array, error: Array) -> Array:
    """Return the largest error in each interval of `EDGES`, NaN where there is no point."""
    found = np.full(len(EDGES) - 1, np.nan)
    place = np.digitize(x, EDGES) - 1
    inside = (place >= 0) & (place < len(found))
    np.fmax.at(found, place[inside], error[inside])
    return found


def error_map(name: str, orders: Sequence[int] = (0,), *, ax: Axes) -> None:
    """Draw how large the errors of the ways to compute a function are, by intervals of x.

    Parameters
    ----------
    name : str
        A key of `slopes.ACTIVATIONS`.
    orders : sequence of {0, 1, 2}
        How many times the function is differentiated; of several derivatives the worst is drawn.
    ax : Axes
        Where to draw. The axis of x is linear from -0.01 to 0.01 and logarithmic beyond, up to
        1000; that of errors is logarithmic from 0.1 to 1e16 units in the last place of float64.

    Examples
    --------
    >>> figure, axes = panels(1, 2)
    >>> error_map("tanh", [1], ax=axes[0])
    """
    record, x = ACTIVATIONS[name], reference.points(name)
    ways: dict[str, Sequence[Callable[[Array], Array]]] = {
        "textbook": NAIVE.get(name, ()),
        "SciPy": SCIPY.get(name, ()),
        "slopes": (record.f, record.grad, record.grad2),
    }
    middle = (EDGES[1:] + EDGES[:-1]) / 2
    for who, forms in ways.items():
        known = [order for order in orders if order < len(forms)]
        if known:
            with np.errstate(all="ignore"):
                errors = [reference.errors(np.asarray(forms[k](x)), name, k) for k in known]
            largest = largest_by_interval(x, np.clip(np.max(errors, axis=0), LEAST, MOST))
            seen = ~np.isnan(largest)
            ax.plot(middle[seen], largest[seen], drawstyle="steps-mid", label=who, **LOOKS[who])
    ax.set(yscale="log", ylim=(LEAST / 2, 4 * MOST), xlim=(EDGES[0], EDGES[-1]))
    ax.set_xscale("symlog", linthresh=0.01, linscale=0.5)
    ax.set_xticks([-100, -1, 0, 1, 100], ["−100", "−1", "0", "1", "100"])
    ax.set_yticks([1, 1e8, 1e16])
    ax.minorticks_off()
    marks = ["", "′", "″"]
    ax.set_title(record.title + (marks[orders[0]] if len(orders) == 1 else ""), pad=3)


def error_maps(names: Sequence[str], *, together: bool = False) -> Figure:
    """Draw the maps of functions, a row for each with its two derivatives.

    Parameters
    ----------
    names : sequence of str
        Keys of `slopes.ACTIVATIONS`.
    together : bool
        Draw one map for each function, the worst of the three, and three functions in a row.

    Returns
    -------
    Figure

    Examples
    --------
    >>> len(error_maps(["tanh", "gelu"]).axes)
    6
    """
    maps = [
        (name, orders) for name in names for orders in ([(0, 1, 2)] if together else ONE_BY_ONE)
    ]
    figure, axes = panels(-(-len(maps) // 3), 3, height=1.3, share=True)
    for ax, (name, orders) in zip(axes.flat, maps, strict=False):
        error_map(name, orders, ax=ax)
    for ax in axes.flat[len(maps) :]:
        ax.remove()
    lines = {str(line.get_label()): line for ax in figure.axes for line in ax.lines}
    figure.legend(list(lines.values()), list(lines), loc="outside upper center", ncols=3)
    figure.supylabel("error (ULP)", fontsize="medium")
    return figure
