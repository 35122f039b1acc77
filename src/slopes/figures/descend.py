"""Descents in the plane: the contours of a loss and the paths across them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, count
from slopes.descent import Path
from slopes.figures.style import INK, PAPER, current

__all__ = ["contours", "trace"]

FAR = 1e6
"""Coordinates beyond this are not drawn: a diverging path just leaves the picture."""


def log_levels(values: Array, number: int) -> Array:
    """Return levels whose heights above the lowest finite value are a geometric sequence.

    The highest is the largest finite value, the lowest a thousandth of the way up to it. On a
    bowl this draws rings whose radii have one ratio, so that the bottom is not an empty spot.
    """
    finite = values[np.isfinite(values)]
    if not finite.size or finite.min() == finite.max():
        raise ValueError("contours: the loss is constant or not finite here; widen xlim and ylim")
    low, high = finite.min(), finite.max()
    return np.asarray(low + (high - low) * np.geomspace(1e-3, 1.0, number))


def contours(
    loss: Callable[[Array], Any],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    *,
    ax: Axes | None = None,
    levels: int | Sequence[float] = 12,
    points: int = 81,
) -> Axes:
    """Draw the contour lines of a loss of two parameters.

    Parameters
    ----------
    loss : callable
        `loss(w)`, one number for a parameter vector of shape (2,).
    xlim, ylim : tuple of float
        The part of the plane to draw; paths drawn later are cut off there.
    ax : Axes, optional
        Where to draw; new axes if not given.
    levels : int or sequence of float
        How many lines, geometrically spaced above the lowest value, or their heights.
    points : int
        The loss is evaluated on a grid of `points` × `points`, at least 2 × 2.

    Returns
    -------
    Axes
        The axes drawn on, with both limits set.

    Raises
    ------
    ValueError
        If the loss is constant or nowhere finite on the grid.

    Examples
    --------
    >>> ax = contours(lambda w: w @ w, (-1, 1), (-2, 2), levels=5)
    >>> len(ax.collections[0].levels)
    5
    """
    points = count("contours", "points", points, 2)
    x, y = np.linspace(*xlim, points), np.linspace(*ylim, points)
    heights = np.array([[float(loss(np.array([a, b]))) for a in x] for b in y])
    if isinstance(levels, int | np.integer):
        levels = list(log_levels(heights, count("contours", "levels", levels, 2)))
    ax = current(ax)
    ax.contour(x, y, heights, levels=levels, colors=INK, linewidths=0.8, alpha=0.4)
    ax.set(xlim=xlim, ylim=ylim, xlabel="$w_1$", ylabel="$w_2$")
    ax.grid(False)
    return ax


def trace(
    path: Path | ArrayLike,
    *,
    ax: Axes,
    label: str | None = None,
    color: str | None = None,
    marker: str = "o",
    linestyle: Any = "-",
) -> Axes:
    """Draw a descent in the plane: a marker at each recorded point, a hollow dot at the start.

    Parameters
    ----------
    path : Path or array of shape (R, 2)
        A recorded descent with two parameters, or its points.
    ax : Axes
        Where to draw, for instance what `contours` returned.
    label : str, optional
        Its name in the legend.
    color : str, optional
        The next color of the cycle by default.
    marker, linestyle
        As Matplotlib takes them.

    Returns
    -------
    Axes
        The axes drawn on; limits that were set stay as they are.

    Raises
    ------
    ValueError, TypeError
        If the path is not one of two parameters.

    Examples
    --------
    >>> ax = contours(lambda w: w @ w, (-1, 1), (-1, 1))
    >>> ax = trace([[1, 1], [0.5, 0.5], [0, 0]], ax=ax, label="straight down")
    >>> len(ax.lines)
    2
    """
    points = path.parameters if isinstance(path, Path) else path
    if isinstance(points, tuple) and isinstance(path, Path):
        raise ValueError(
            f"trace: the path has a tuple of {len(points)} parameters, wanted one array of two "
            "numbers; pass the points to draw as an array of shape (R, 2)"
        )
    places = as_float(points, "trace", "path")
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(
            f"trace: path has the shape {places.shape}, wanted (R, 2): one point in each row"
        )
    # A comparison with NaN is false, so this drops NaN too.
    places = np.where(np.abs(places) < FAR, places, np.nan)
    size = 4.5 if len(places) <= 60 else 2.5
    (line,) = ax.plot(
        *places.T, marker=marker, markersize=size, linestyle=linestyle, linewidth=1.2,
        color=color, label=label,
    )  # fmt: skip
    ax.plot(*places[:1].T, "o", markersize=9, mfc=PAPER, mec=line.get_color(), zorder=3)
    return ax
