"""A parabola that goes on as two straight lines. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._reduction import over_elements


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
    return _huber("huber", (True, False), predictions, targets, delta, reduction)[0]


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
    return _huber("huber_grad", (False, True), predictions, targets, delta, reduction)[1]


def huber_both(
    predictions: ArrayLike, targets: ArrayLike, *, delta: float = 1.0, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `huber` and its gradient."""
    return _huber("huber", (True, True), predictions, targets, delta, reduction)


def _huber(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    delta: float,
    reduction: str,
) -> tuple[Any, Any]:
    delta = number(who, "delta", delta, 0.0)

    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        c = np.clip(r, -delta, delta)
        # One line for both pieces, and the square of a large residual is never formed.
        return c * (r - c / 2.0) if wanted[0] else None, c if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)


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
    return _smooth_l1("smooth_l1", (True, False), predictions, targets, beta, reduction)[0]


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
    return _smooth_l1("smooth_l1_grad", (False, True), predictions, targets, beta, reduction)[1]


def smooth_l1_both(
    predictions: ArrayLike, targets: ArrayLike, *, beta: float = 1.0, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `smooth_l1` and its gradient."""
    return _smooth_l1("smooth_l1", (True, True), predictions, targets, beta, reduction)


def _smooth_l1(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    beta: float,
    reduction: str,
) -> tuple[Any, Any]:
    beta = number(who, "beta", beta, 0.0)

    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        c = np.clip(r, -beta, beta)
        slope = c / beta
        return slope * (r - c / 2.0) if wanted[0] else None, slope if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)
