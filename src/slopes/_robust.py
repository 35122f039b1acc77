"""A parabola that goes on as two straight lines. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._reduction import gradient_of, value_of


def huber(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Huber's loss: a parabola near the target, straight lines further out.

    .. math:: \ell(p, t) = \begin{cases} \frac{1}{2} r^2 & |r| \le \delta \\
              \delta (|r| - \frac{1}{2} \delta) & |r| > \delta \end{cases}, \qquad r = p - t

    The derivative is continuous; only the second one jumps, at :math:`|r| = \delta`.

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    delta : float
        The positive residual at which the parabola ends.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if `delta` is not positive and finite.

    Examples
    --------
    >>> huber([0.5, 3.0], [0.0, 0.0], reduction="none")
    array([0.125, 2.5  ])

    References
    ----------
    P. J. Huber, Robust estimation of a location parameter, 1964, doi:10.1214/aoms/1177703732.
    """
    delta = number("huber", "delta", delta, 0.0)

    def value(p: Array, t: Array) -> Array:
        r = np.abs(p - t)
        # One line for both pieces, and the square of a large residual is never formed.
        c = np.minimum(r, delta)
        return np.asarray(c * (r - c / 2.0))

    return value_of("huber", reduction, value, predictions=predictions, targets=targets)


def huber_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `huber` with respect to the predictions: the residual, clipped.

    .. math:: \frac{\partial \ell}{\partial p} = \max(-\delta, \min(\delta, p - t))

    Parameters
    ----------
    predictions, targets, delta, reduction
        As for `huber`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `predictions`
        In the precision of `predictions`.

    Raises
    ------
    TypeError, ValueError
        As for `huber`.

    Examples
    --------
    >>> huber_grad([0.5, 3.0], [0.0, 0.0], reduction="sum")
    array([0.5, 1. ])
    """
    delta = number("huber_grad", "delta", delta, 0.0)
    return gradient_of(
        "huber_grad",
        reduction,
        lambda p, t: np.clip(p - t, -delta, delta),
        predictions=predictions,
        targets=targets,
    )


def smooth_l1(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    beta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Smooth absolute error: Huber's loss divided by its parameter.

    .. math::
        :impl: slopes.losses.smooth_l1(p, t, beta=\delta)

        \ell(p, t) = \begin{cases} \frac{r^2}{2 \delta} & |r| \le \delta \\
        |r| - \frac{1}{2} \delta & |r| > \delta \end{cases}, \qquad r = p - t

    with :math:`\delta` for `beta`. The lines have the slopes -1 and 1 whatever it is.

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    beta : float
        The positive residual at which the parabola ends.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if `beta` is not positive and finite.

    Examples
    --------
    >>> smooth_l1([0.5, 3.0], [0.0, 0.0], beta=2.0, reduction="none")
    array([0.0625, 2.    ])

    References
    ----------
    R. Girshick, Fast R-CNN, 2015, arXiv:1504.08083.
    """
    beta = number("smooth_l1", "beta", beta, 0.0)

    def value(p: Array, t: Array) -> Array:
        r = np.abs(p - t)
        c = np.minimum(r, beta)
        return np.asarray((c / beta) * (r - c / 2.0))

    return value_of("smooth_l1", reduction, value, predictions=predictions, targets=targets)


def smooth_l1_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    beta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `smooth_l1` with respect to the predictions.

    .. math::
        :impl: slopes.losses.smooth_l1_grad(p, t, beta=\delta)

        \frac{\partial \ell}{\partial p} = \max(-1, \min(1, (p - t) / \delta))

    Takes and refuses what `smooth_l1` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> smooth_l1_grad([0.5, 3.0], [0.0, 0.0], beta=2.0, reduction="sum")
    array([0.25, 1.  ])
    """
    beta = number("smooth_l1_grad", "beta", beta, 0.0)
    return gradient_of(
        "smooth_l1_grad",
        reduction,
        lambda p, t: np.clip((p - t) / beta, -1.0, 1.0),
        predictions=predictions,
        targets=targets,
    )
