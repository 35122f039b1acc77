"""Smooth losses that grow like a straight line. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import number
from slopes._reduction import pair, reduced, spread

LN2 = 0.6931471805599453


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
    p, t, like = pair("huber", reduction, predictions=predictions, targets=targets)
    r = np.abs(p - t)
    # One line for both pieces, and the square of a large residual is never formed.
    c = np.minimum(r, delta)
    with np.errstate(under="ignore"):
        return reduced(c * (r - c / 2.0), reduction, like)


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
    p, t, like = pair("huber_grad", reduction, predictions=predictions, targets=targets)
    return spread(np.clip(p - t, -delta, delta), reduction, like)


def log_cosh(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Logarithm of the hyperbolic cosine of the residual.

    .. math:: \ell(p, t) = \log \cosh (p - t)

    Smooth everywhere; like half the square near 0, like :math:`|p - t| - \log 2` far away.

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`.

    Examples
    --------
    >>> log_cosh([1e-5, 1000.0], [0.0, 0.0], reduction="none")
    array([5.00000000e-11, 9.99306853e+02])
    """
    p, t, like = pair("log_cosh", reduction, predictions=predictions, targets=targets)
    r = np.abs(p - t)
    with np.errstate(under="ignore"):
        # cosh^2 = 1 + sinh^2 keeps the small values, e^-2r the large ones from overflow.
        near = 0.5 * np.log1p(np.sinh(np.minimum(r, 1.5)) ** 2)
        far = r - (LN2 - np.log1p(np.exp(-2.0 * np.minimum(r, 1e3))))
    return reduced(np.where(r < 1.5, near, far), reduction, like)


def log_cosh_grad(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `log_cosh` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = \tanh(p - t)

    Parameters
    ----------
    predictions, targets, reduction
        As for `log_cosh`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `predictions`
        In the precision of `predictions`.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`.

    Examples
    --------
    >>> log_cosh_grad([1e-5, 1000.0], [0.0, 0.0], reduction="sum")
    array([1.e-05, 1.e+00])
    """
    p, t, like = pair("log_cosh_grad", reduction, predictions=predictions, targets=targets)
    return spread(np.tanh(p - t), reduction, like)
