"""The picture on the first page: bend, measure, descend."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from slopes._arrays import Array
from slopes.activations import ACTIVATIONS, sigmoid
from slopes.descent import descend
from slopes.figures.descend import contours, trace
from slopes.figures.style import COLORS, INK, function_style, panels
from slopes.losses import binary_cross_entropy, squared_error
from slopes.steps import gradient, momentum

__all__ = ["cover"]


def cover() -> Figure:
    """Draw activations, losses and descents side by side, without scales.

    Returns
    -------
    Figure
        Three panels: three activations; squared error and cross entropy of a sigmoid against the
        logit, for the target 1; gradient descent with and without momentum in a narrow valley.

    Examples
    --------
    >>> len(cover().axes)
    3
    """
    figure, axes = panels(1, 3, height=2.6)
    for ax, title, draw in zip(
        axes, ("bend", "measure", "descend"), (bend, measure, valley), strict=True
    ):
        draw(ax)
        ax.set(xticks=[], yticks=[], xlabel="", ylabel="")
        ax.set_title(title, loc="center", style="italic", fontsize="x-large")
    return figure


def bend(ax: Axes) -> None:
    """Draw three activations through the origin, each with its name beside it."""
    x = np.linspace(-3.4, 3, 321)
    places = {"relu": (-3.3, 0.12), "gelu": (-3.1, -0.6), "tanh": (1.5, 0.5)}
    for name, place in places.items():
        style = function_style(name)
        ax.plot(x, ACTIVATIONS[name].f(x), linewidth=2, **style)
        ax.text(*place, style["label"])
    ax.set_ylim(-1.3, 2.9)
    ax.spines[["left", "bottom"]].set_position("zero")
    ax.spines[["left", "bottom"]].set_alpha(0.4)


def measure(ax: Axes) -> None:
    """Draw what two losses say of a score whose target is 1."""
    z = np.linspace(-4, 4, 201)
    one = np.ones_like(z)
    entropy = binary_cross_entropy(z, one, reduction="none")
    square = squared_error(sigmoid(z), one, reduction="none")
    ax.plot(z, entropy, linewidth=2)
    ax.plot(z, square, "--", linewidth=2)
    ax.text(-2.1, 2.5, "cross entropy")
    ax.text(-3.95, 0.08, "squared error")
    ax.spines[["left", "bottom"]].set_alpha(0.4)


def valley(ax: Axes) -> None:
    """Draw two descents in a narrow valley: one crosses it again and again, one runs along it."""
    turn = np.array([[1.0, -0.45], [0.45, 1.0]])
    curvature = turn @ np.diag([0.12, 2.0]) @ turn.T

    def loss(w: Array) -> float:
        return float(w @ curvature @ w) / 2

    contours(loss, (-3.4, 1.6), (-2.3, 1.5), levels=np.geomspace(0.01, 6, 14).tolist(), ax=ax)
    for rule, rate, color, marker in (
        (gradient(), 0.78, COLORS["orange"], "o"),
        (momentum(0.8), 0.12, COLORS["blue"], "s"),
    ):
        path = descend(
            lambda w: (loss(w), curvature @ w),
            [-3.0, -0.2],
            learning_rate=rate,
            steps=30,
            rule=rule,
        )
        trace(path, ax=ax, color=color, marker=marker)
    ax.plot(0, 0, "+", color=INK, markersize=9)
    ax.spines[:].set_visible(False)
