"""Losses of a score and of a class -1 or 1. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array
from slopes._binary import signs
from slopes._reduction import gradient_of, value_of


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
    signs("squared_hinge", targets)
    return value_of(
        "squared_hinge",
        reduction,
        lambda s, y: np.square(np.maximum(0.0, 1.0 - y * s)),
        scores=scores,
        targets=targets,
    )


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
    signs("squared_hinge_grad", targets)
    return gradient_of(
        "squared_hinge_grad",
        reduction,
        lambda s, y: (-2.0 * y) * np.maximum(0.0, 1.0 - y * s) + 0.0,
        scores=scores,
        targets=targets,
    )


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
    signs("soft_margin", targets)

    def value(s: Array, y: Array) -> Array:
        # log(1 + e^u) = max(u, 0) + log(1 + e^-|u|): no exponential overflows.
        u = -y * s
        return np.asarray(np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u))))

    return value_of("soft_margin", reduction, value, scores=scores, targets=targets)


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
    signs("soft_margin_grad", targets)

    def slope(s: Array, y: Array) -> Array:
        u = y * s
        e = np.exp(-np.abs(u))
        return np.asarray(-y * np.where(u >= 0, e, 1.0) / (1.0 + e))

    return gradient_of("soft_margin_grad", reduction, slope, scores=scores, targets=targets)


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
    signs("perceptron", targets)
    return value_of(
        "perceptron",
        reduction,
        lambda s, y: np.maximum(0.0, -y * s),
        scores=scores,
        targets=targets,
    )


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
    signs("perceptron_grad", targets)
    return gradient_of(
        "perceptron_grad",
        reduction,
        lambda s, y: np.where(y * s < 0, -y, 0.0),
        scores=scores,
        targets=targets,
    )
