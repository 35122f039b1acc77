"""What probabilities look like: reliability diagrams, calibration error, maps of the simplex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.tri import TriContourSet
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, count, finite, same_shape
from slopes.figures.style import COLORS, INK, current

__all__ = [
    "CORNERS",
    "Reliability",
    "calibration_error",
    "reliability",
    "reliability_diagram",
    "simplex_grid",
    "simplex_map",
]


class Reliability(NamedTuple):
    """Predictions sorted into bins of equal width by their confidence; B bins."""

    number: Array  # predictions in the bin, integers of shape (B,)
    confidence: Array  # their mean confidence, NaN in an empty bin
    accuracy: Array  # the share of them that is right, NaN in an empty bin


def reliability(confidence: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> Reliability:
    """Compare confidence with accuracy, bin by bin.

    Bin b of B holds the confidences from b / B, included, to (b + 1) / B, excluded; the last one
    holds 1 as well.

    Parameters
    ----------
    confidence : array_like, shape (n,)
        The probability each prediction gave to its own decision, in [0, 1].
    correct : array_like of bool, shape (n,)
        Whether the decision was right.
    bins : int
        The number B of bins.

    Returns
    -------
    Reliability
        Number, mean confidence and accuracy of every bin.

    Raises
    ------
    ValueError
        Shapes differ, a confidence is outside [0, 1], or `correct` is not 0 or 1.

    Examples
    --------
    >>> reliability([0.6, 0.8, 0.8, 0.8], [True, True, True, False], bins=2).accuracy
    array([ nan, 0.75])
    """
    who = "reliability"
    c, hit = as_float(confidence, who, "confidence"), as_float(correct, who, "correct")
    same_shape(who, confidence=c, correct=hit)
    finite(who, confidence=c, correct=hit)
    if c.ndim != 1:
        raise ValueError(f"{who}: confidence {c.shape}, wanted one axis; flatten both arrays")
    if ((c < 0) | (c > 1)).any():
        raise ValueError(f"{who}: confidence from {c.min():g} to {c.max():g}, wanted [0, 1]")
    if not np.isin(hit, (0, 1)).all():
        raise ValueError(f"{who}: correct holds other values than 0 and 1; compare with the labels")
    bins = count(who, "bins", bins, 1)
    index = np.searchsorted(np.arange(1, bins) / bins, c, side="right")
    number = np.bincount(index, minlength=bins)
    divisor = np.where(number > 0, number, np.nan)
    return Reliability(
        number,
        np.bincount(index, weights=c, minlength=bins) / divisor,
        np.bincount(index, weights=hit, minlength=bins) / divisor,
    )


def calibration_error(confidence: ArrayLike, correct: ArrayLike, *, bins: int = 10) -> float:
    r"""Expected calibration error: the mean gap between confidence and accuracy of the bins.

    .. math:: \operatorname{ECE} = \sum_{b=1}^{B} \frac{n_b}{n} \lvert a_b - c_b \rvert

    Parameters
    ----------
    confidence, correct, bins
        As for `reliability`; at least one prediction.

    Returns
    -------
    float
        In [0, 1]. It is positive for finite n even when every probability is right.

    Raises
    ------
    ValueError
        As for `reliability`, or there is no prediction.

    Examples
    --------
    >>> round(calibration_error([0.6, 0.8, 0.8, 0.8], [True, True, True, False], bins=2), 3)
    0.0
    >>> round(calibration_error([0.6, 0.8, 0.8, 0.8], [True, True, True, False], bins=10), 3)
    0.2

    References
    ----------
    M. P. Naeini, G. F. Cooper, M. Hauskrecht, Obtaining well calibrated probabilities using
    Bayesian binning, 2015.
    """
    number, mean, accuracy = reliability(confidence, correct, bins=bins)
    if not number.any():
        raise ValueError("calibration_error: no prediction came, wanted at least one")
    full = number > 0
    gap = np.abs(accuracy[full] - mean[full])
    return float(number[full] @ gap / number.sum())


def reliability_diagram(
    confidence: ArrayLike,
    correct: ArrayLike,
    *,
    bins: int = 10,
    color: str = COLORS["blue"],
    ax: Axes | None = None,
) -> Axes:
    """Draw accuracy against confidence, one dot for each bin, and the gap to the diagonal.

    Parameters
    ----------
    confidence, correct, bins
        As for `reliability`.
    color : str
        Color of dots and gaps.
    ax : Axes, optional
        Where to draw; new axes if not given.

    Returns
    -------
    Axes
        The axes drawn on. The area of a dot grows with the number of predictions in its bin.

    Raises
    ------
    ValueError
        As for `reliability`.

    Examples
    --------
    >>> reliability_diagram([0.6, 0.8], [True, True]).get_xlabel()
    'confidence'
    """
    ax = current(ax)
    number, mean, accuracy = reliability(confidence, correct, bins=bins)
    full = number > 0
    ax.plot([0, 1], [0, 1], "--", color=INK, linewidth=1)
    ax.vlines(mean[full], mean[full], accuracy[full], color=color, alpha=0.5)
    area = 12 + 160 * number[full] / number.sum()
    ax.scatter(mean[full], accuracy[full], s=area, color=color, zorder=3)
    ax.set(xlim=(0, 1.03), ylim=(0, 1.03), xlabel="confidence", ylabel="accuracy")
    return ax


def simplex_grid(divisions: int) -> Array:
    """Return all points of the simplex of three classes whose entries are multiples of 1/n.

    Parameters
    ----------
    divisions : int
        The number n of steps along an edge.

    Returns
    -------
    ndarray, shape ((n + 1)(n + 2) / 2, 3)
        Rows of nonnegative numbers with sum 1.

    Raises
    ------
    ValueError, TypeError
        If `divisions` is not a whole number of at least 1.

    Examples
    --------
    >>> simplex_grid(1)
    array([[0., 0., 1.],
           [0., 1., 0.],
           [1., 0., 0.]])
    """
    n = count("simplex_grid", "divisions", divisions, 1)
    i, j = (axis.ravel() for axis in np.indices((n + 1, n + 1)))
    inside = i + j <= n
    i, j = i[inside], j[inside]
    return np.column_stack([i, j, n - i - j]) / n


CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, 0.75**0.5]])
"""Where the three certain distributions stand in the plane: a triangle of side 1."""


def simplex_map(
    points: ArrayLike,
    values: ArrayLike,
    *,
    levels: Sequence[float] | int = 10,
    names: Sequence[str] = ("class 1", "class 2", "class 3"),
    ax: Axes | None = None,
) -> TriContourSet:
    """Color the triangle of all distributions over three classes by a function of them.

    Parameters
    ----------
    points : array_like, shape (n, 3)
        Distributions, for instance `simplex_grid(60)`.
    values : array_like, shape (n,)
        The function at these points.
    levels : int or increasing sequence of floats
        Where one color ends and the next begins.
    names : three strings
        Written at the corners.
    ax : Axes, optional
        Where to draw; new axes if not given.

    Returns
    -------
    TriContourSet
        For a color bar.

    Raises
    ------
    TypeError, ValueError
        If an array is not one of numbers, or the shapes do not fit.

    Examples
    --------
    >>> points = simplex_grid(2)
    >>> simplex_map(points, points.max(axis=1), levels=[0.3, 0.6, 1.0]).levels
    array([0.3, 0.6, 1. ])
    """
    ax = current(ax)
    x, y = (as_float(points, "simplex_map", "points") @ CORNERS).T
    filled = ax.tricontourf(x, y, as_float(values, "simplex_map", "values"), levels=levels)
    filled.set_edgecolor("face")
    ax.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color=INK, linewidth=1)
    for (u, v), name in zip(CORNERS, names, strict=True):
        ax.annotate(
            name, (u, v), (0, 6 if v else -6), textcoords="offset points",
            ha="center", va="bottom" if v else "top",
        )  # fmt: skip
    ax.set_aspect("equal")
    ax.set_axis_off()
    return filled
