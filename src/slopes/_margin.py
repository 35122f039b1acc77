"""Losses of a score and of a class -1 or 1. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array
from slopes._binary import signs
from slopes._reduction import over_elements


def squared_hinge(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Squared hinge loss: the hinge loss without its kink.

    .. math::
        :impl: slopes.losses.squared_hinge(s, y)

        \ell(s, y) = \max(0, 1 - y s)^2

    Parameters
    ----------
    scores : array_like, any shape
        Finite real numbers s, positive for class 1.
    targets : array_like, shape of `scores`
        Classes y, each -1 or 1.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `scores`; shape of `scores` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`.

    Examples
    --------
    >>> squared_hinge([2.0, 0.5, -1.0], [1, 1, 1], reduction="none")
    array([0.  , 0.25, 4.  ])

    References
    ----------
    Y. Tang, Deep learning using linear support vector machines, 2013, arXiv:1306.0239.
    """
    return _squared_hinge("squared_hinge", (True, False), scores, targets, reduction)[0]


def squared_hinge_grad(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `squared_hinge` with respect to the scores.

    .. math::
        :impl: slopes.losses.squared_hinge_grad(s, y)

        \frac{\partial \ell}{\partial s} = -2 y \max(0, 1 - y s)

    Takes and refuses what `squared_hinge` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> squared_hinge_grad([2.0, 0.5, -1.0], [1, 1, 1], reduction="sum")
    array([ 0., -1., -4.])
    """
    return _squared_hinge("squared_hinge_grad", (False, True), scores, targets, reduction)[1]


def squared_hinge_both(
    scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `squared_hinge` and its gradient."""
    return _squared_hinge("squared_hinge", (True, True), scores, targets, reduction)


def _squared_hinge(
    who: str, wanted: tuple[bool, bool], scores: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(s: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        short = np.maximum(1.0 - y * s, 0.0)
        slope = (-2.0 * y) * short + 0.0 if wanted[1] else None
        return np.square(short) if wanted[0] else None, slope

    return over_elements(who, wanted, reduction, kernel, scores=scores, targets=targets)


def soft_margin(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Logistic loss: `binary_cross_entropy` for the targets -1 and 1.

    .. math::
        :impl: slopes.losses.soft_margin(s, y)

        \ell(s, y) = \log(1 + e^{-y s})

    Smooth everywhere.

    Parameters
    ----------
    scores, targets, reduction
        As for `hinge`.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `scores`; shape of `scores` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`.

    Examples
    --------
    >>> soft_margin([1000.0, 0.0, -1000.0], [1, 1, 1], reduction="none").round(4)
    array([0.000e+00, 6.931e-01, 1.000e+03])

    References
    ----------
    J. Friedman, T. Hastie, R. Tibshirani, Additive logistic regression: a statistical view of
    boosting, 2000, doi:10.1214/aos/1016218223.
    """
    return _soft_margin("soft_margin", (True, False), scores, targets, reduction)[0]


def soft_margin_grad(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `soft_margin` with respect to the scores.

    .. math::
        :impl: slopes.losses.soft_margin_grad(s, y)

        \frac{\partial \ell}{\partial s} = \frac{-y}{1 + e^{y s}}

    Takes and refuses what `soft_margin` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> soft_margin_grad([0.0, 40.0], [1, 1], reduction="sum")
    array([-5.00000000e-01, -4.24835426e-18])
    """
    return _soft_margin("soft_margin_grad", (False, True), scores, targets, reduction)[1]


def soft_margin_both(
    scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `soft_margin` and its gradient."""
    return _soft_margin("soft_margin", (True, True), scores, targets, reduction)


def _soft_margin(
    who: str, wanted: tuple[bool, bool], scores: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(s: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        u = y * s
        e = np.exp(-np.abs(u))
        value = slope = None
        if wanted[0]:
            # log(1 + e^-u) = max(-u, 0) + log(1 + e^-|u|): no exponential overflows.
            value = np.maximum(-u, 0.0) + np.log1p(e)
        if wanted[1]:
            slope = -y * np.maximum(e, u < 0) / (1.0 + e)
        return value, slope

    return over_elements(who, wanted, reduction, kernel, scores=scores, targets=targets)


def perceptron(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Perceptron loss: nothing to pay on the right side, however close.

    .. math::
        :impl: slopes.losses.perceptron(s, y)

        \ell(s, y) = \max(0, -y s)

    Its derivative jumps at :math:`s = 0`. Scores that are all 0 cost nothing and learn nothing.

    Parameters
    ----------
    scores, targets, reduction
        As for `hinge`.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `scores`; shape of `scores` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`.

    Examples
    --------
    >>> perceptron([2.0, 0.5, -1.0], [1, 1, 1], reduction="none")
    array([0., 0., 1.])

    References
    ----------
    F. Rosenblatt, The perceptron: a probabilistic model for information storage and organization
    in the brain, 1958, doi:10.1037/h0042519.
    """
    return _perceptron("perceptron", (True, False), scores, targets, reduction)[0]


def perceptron_grad(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `perceptron` with respect to the scores.

    .. math::
        :impl: slopes.losses.perceptron_grad(s, y)

        \frac{\partial \ell}{\partial s} = \begin{cases} -y & y s < 0 \\ 0 & y s > 0 \end{cases}

    At the kink, :math:`s = 0`, it is 0, the slope of the flat piece. Takes and refuses what
    `perceptron` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> perceptron_grad([2.0, 0.0, -1.0], [1, 1, 1], reduction="sum")
    array([ 0.,  0., -1.])
    """
    return _perceptron("perceptron_grad", (False, True), scores, targets, reduction)[1]


def perceptron_both(
    scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `perceptron` and its gradient."""
    return _perceptron("perceptron", (True, True), scores, targets, reduction)


def _perceptron(
    who: str, wanted: tuple[bool, bool], scores: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(s: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        short = np.maximum(-y * s, 0.0)
        slope = np.where(short > 0, -y, 0.0) if wanted[1] else None
        return short if wanted[0] else None, slope

    return over_elements(who, wanted, reduction, kernel, scores=scores, targets=targets)
