"""Where a ReLU network bends along a straight line, counted exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, finite, same_shape

__all__ = ["breakpoints"]


def breakpoints(
    weights: Sequence[ArrayLike],
    biases: Sequence[ArrayLike],
    start: ArrayLike,
    end: ArrayLike,
) -> Array:
    r"""Return where the hidden units of a ReLU network switch on the way from `start` to `end`.

    .. math::
        :assume:

        h_0(t) = (1 - t) a + t c, \quad h_l(t) = \operatorname{relu}(W_l h_{l-1}(t) + b_l)

    Every hidden unit is affine in t between two neighboring results, and so is any affine
    output; there are at most `len(breakpoints(...)) - 1` linear pieces, and generically just as
    many. The sign changes are found layer by layer by linear interpolation, which over the real
    numbers is exact; nothing is sampled, so no piece is too short to be seen, down to rounding.

    Parameters
    ----------
    weights : sequence of arrays
        The hidden layers' matrices, of shapes (n_1, n_0), (n_2, n_1), ...; at least one.
    biases : sequence of arrays
        Their biases, of shapes (n_1,), (n_2,), ...
    start, end : array of shape (n_0,)
        The ends a and c of the segment.

    Returns
    -------
    array of shape (pieces + 1,)
        Increasing, from 0 to 1, both included.

    Raises
    ------
    ValueError
        If the shapes do not fit together or a number is not finite.

    Examples
    --------
    The tent map takes two units; a second copy of it folds each half once more.

    >>> tent = [[1.0], [1.0]], [[2.0, -4.0], [2.0, -4.0]]
    >>> breakpoints(tent, [[0.0, -0.5], [0.0, -0.5]], [0.0], [1.0])
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])

    References
    ----------
    B. Hanin and D. Rolnick, Complexity of linear regions in deep networks, ICML 2019,
    arXiv:1901.09021.
    """
    who = "breakpoints"
    a, b = as_float(start, who, "start"), as_float(end, who, "end")
    same_shape(who, start=a, end=b)
    finite(who, start=a, end=b)
    if a.ndim != 1 or not a.size:
        raise ValueError(f"{who}: start and end have the shape {a.shape}, wanted (n_0,)")
    if len(weights) != len(biases) or not len(weights):
        raise ValueError(
            f"{who}: {len(weights)} weights and {len(biases)} biases, wanted one of each per layer"
        )
    t = np.array([0.0, 1.0])
    h = np.stack([a, b], axis=1).astype(np.float64)
    for layer, pair in enumerate(zip(weights, biases, strict=True)):
        weight, bias = (as_float(array, who, "weights and biases") for array in pair)
        finite(who, weights=weight, biases=bias)
        if weight.ndim != 2 or weight.shape != (*bias.shape, len(h)):
            raise ValueError(
                f"{who}: weights {weight.shape} and biases {bias.shape} of layer {layer}, "
                f"wanted (n, {len(h)}) and (n,)"
            )
        t, h = _bend(t, weight.astype(np.float64) @ h + bias[:, None])
    return t


def _bend(t: Array, z: Array) -> tuple[Array, Array]:
    """Return the knots and values of max(0, z), where z is given by its values at knots t."""
    unit, left = np.nonzero(np.sign(z[:, :-1]) * np.sign(z[:, 1:]) < 0)
    low, high = z[unit, left], z[unit, left + 1]
    crossing = t[left] + low / (low - high) * (t[left + 1] - t[left])
    knots = np.unique(np.concatenate([t, crossing]))
    z = np.array([np.interp(knots, t, row) for row in z]).reshape(len(z), len(knots))
    z[unit, np.searchsorted(knots, crossing)] = 0.0  # what rounding may have missed by 1 ULP
    return knots, np.maximum(z, 0.0)
