"""The picture on the first page: bend, measure, descend."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from slopes.activations import sigmoid
from slopes.descent import descend
from slopes.figures.curves import compare
from slopes.figures.style import COLORS, INK, panels
from slopes.losses import binary_cross_entropy, squared_error

__all__ = ["cover"]


def cover() -> Figure:
    """Draw an activation, two losses and a descent side by side.

    Returns
    -------
    Figure
        Three panels: some activations; squared error and cross entropy of a sigmoid against the
        logit, for the target 1; batch gradient descent on a tilted bowl.

    Examples
    --------
    >>> len(cover().axes)
    3
    """
    figure, (bend, measure, valley) = panels(1, 3, height=2.4)
    compare(["relu", "gelu", "tanh"], low=-3, high=3, ax=bend)
    bend.set(title="bend", ylim=(-1.2, 3), ylabel="")

    z = np.linspace(-4, 4, 201)
    one = np.ones_like(z)
    losses = {
        "cross entropy": binary_cross_entropy(z, one, reduction="none"),
        "squared error": squared_error(sigmoid(z), one, reduction="none"),
    }
    for (name, loss), style in zip(losses.items(), ("-", "--"), strict=True):
        measure.plot(z, loss, style, label=name)
    measure.set(title="measure", xlabel="logit")
    measure.legend()

    curvature = np.array([[1.0, 0.6], [0.6, 2.0]])
    path = descend(
        lambda w: (w @ curvature @ w / 2, curvature @ w), [-2.5, 2.0], learning_rate=0.75, steps=12
    )
    a, b = np.meshgrid(np.linspace(-3, 3, 61), np.linspace(-2.5, 2.5, 61))
    bowl = (curvature[0, 0] * a**2 + 2 * curvature[0, 1] * a * b + curvature[1, 1] * b**2) / 2
    valley.contour(a, b, bowl, levels=[0.1, 0.5, 1.5, 3, 5, 8], colors=INK, alpha=0.35)
    valley.plot(*np.asarray(path.parameters).T, "o-", color=COLORS["orange"])
    valley.set(title="descend", xlabel="$w_1$")
    return figure
