"""Losses of a real prediction and a real target. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._reduction import over_elements


def squared_error(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Squared error, without the factor one half.

    .. math:: \ell(p, t) = (p - t)^2

    Smooth everywhere.

    Parameters
    ----------
    predictions : array_like, any shape
        Finite real numbers p.
    targets : array_like, shape of `predictions`
        Finite real numbers t.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a number is not finite, the reduction is unknown, or the batch is empty
        and the reduction is 'mean'.

    Examples
    --------
    >>> squared_error([1.0, 3.0], [0.0, 1.0])
    np.float64(2.5)

    References
    ----------
    A. M. Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805.
    """
    return _squared("squared_error", (True, False), predictions, targets, reduction)[0]


def squared_error_grad(
    predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> Any:
    r"""Gradient of `squared_error` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = 2 (p - t)

    Parameters
    ----------
    predictions, targets, reduction
        As for `squared_error`; 'mean' divides the gradient by the number of elements.

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
    >>> squared_error_grad([1.0, 3.0], [0.0, 1.0])
    array([1., 2.])
    """
    return _squared("squared_error_grad", (False, True), predictions, targets, reduction)[1]


def squared_error_both(
    predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `squared_error` and its gradient."""
    return _squared("squared_error", (True, True), predictions, targets, reduction)


def _squared(
    who: str, wanted: tuple[bool, bool], predictions: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        return np.square(r) if wanted[0] else None, np.add(r, r) if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)


def absolute_error(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Absolute error.

    .. math:: \ell(p, t) = |p - t|

    Its derivative jumps where the prediction meets the target.

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
    >>> absolute_error([1.0, 3.0], [0.0, 1.0])
    np.float64(1.5)
    """
    return _absolute("absolute_error", (True, False), predictions, targets, reduction)[0]


def absolute_error_grad(
    predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> Any:
    r"""Gradient of `absolute_error` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = \operatorname{sign}(p - t)
              \quad \text{for } p \ne t

    At the kink, :math:`p = t`, it is 0: the middle of the subdifferential [-1, 1].

    Parameters
    ----------
    predictions, targets, reduction
        As for `absolute_error`; 'mean' divides the gradient by the number of elements.

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
    >>> absolute_error_grad([1.0, 1.0, 0.0], [0.0, 1.0, 1.0], reduction="sum")
    array([ 1.,  0., -1.])
    """
    return _absolute("absolute_error_grad", (False, True), predictions, targets, reduction)[1]


def absolute_error_both(
    predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `absolute_error` and its gradient."""
    return _absolute("absolute_error", (True, True), predictions, targets, reduction)


def _absolute(
    who: str, wanted: tuple[bool, bool], predictions: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        return np.abs(r) if wanted[0] else None, np.sign(r) if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)


def quantile(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    q: float = 0.5,
    reduction: str = "mean",
) -> Any:
    r"""Quantile loss (pinball loss), smallest on average at the quantile q of the targets.

    .. math:: \ell(p, t) = \begin{cases} q (t - p) & p \le t \\
              (1 - q) (p - t) & p > t \end{cases}

    Its derivative jumps where the prediction meets the target. At :math:`q = 1/2` it is half
    the absolute error.

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    q : float
        The quantile sought, in (0, 1).
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if `q` is not in (0, 1).

    Examples
    --------
    >>> quantile([0.0, 2.0], [1.0, 1.0], q=0.75, reduction="none")
    array([0.75, 0.25])

    References
    ----------
    R. Koenker, G. Bassett, Regression quantiles, 1978, doi:10.2307/1913643.
    """
    return _quantile("quantile", (True, False), predictions, targets, q, reduction)[0]


def quantile_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    q: float = 0.5,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `quantile` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = \begin{cases} -q & p < t \\
              1 - q & p > t \end{cases}

    At the kink, :math:`p = t`, it is 0, which the subdifferential [-q, 1 - q] contains.

    Parameters
    ----------
    predictions, targets, q, reduction
        As for `quantile`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `predictions`
        In the precision of `predictions`.

    Raises
    ------
    TypeError, ValueError
        As for `quantile`.

    Examples
    --------
    >>> quantile_grad([0.0, 1.0, 2.0], [1.0, 1.0, 1.0], q=0.75, reduction="sum")
    array([-0.75,  0.  ,  0.25])
    """
    return _quantile("quantile_grad", (False, True), predictions, targets, q, reduction)[1]


def quantile_both(
    predictions: ArrayLike, targets: ArrayLike, *, q: float = 0.5, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `quantile` and its gradient."""
    return _quantile("quantile", (True, True), predictions, targets, q, reduction)


def _quantile(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    q: float,
    reduction: str,
) -> tuple[Any, Any]:
    q = number(who, "q", q, 0.0, 1.0)

    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        value = np.maximum(-q * r, (1.0 - q) * r) if wanted[0] else None
        # np.where would wait for a branch at every number.
        slope = (1.0 - q) * (r > 0) - q * (r < 0) if wanted[1] else None
        return value, slope

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)
