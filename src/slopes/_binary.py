"""Losses of one score and one of two classes. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, finite, number, same_shape
from slopes._reduction import pair, reduced, spread
from slopes.activations import sigmoid, softplus


def _binary(
    who: str,
    logits: ArrayLike,
    targets: ArrayLike,
    weight: ArrayLike | None,
    label_smoothing: float,
    reduction: str,
) -> tuple[Array, Array, Array, Array, Array]:
    """Return logits, target, one minus target, weights and the logits as they came in."""
    eps = number(who, "label_smoothing", label_smoothing, 0.0, 1.0, closed=(True, False))
    z, t, like = pair(who, reduction, logits=logits, targets=targets)
    if ((t < 0) | (t > 1)).any():
        first = tuple(int(i) for i in np.argwhere((t < 0) | (t > 1))[0])
        raise ValueError(
            f"{who}: targets holds {t[first]:g} at index {first}, wanted probabilities in [0, 1]; "
            "turn labels -1 and 1 into (labels + 1) / 2"
        )
    w = np.ones_like(z)
    if weight is not None:
        given = as_float(weight, who, "weight")
        same_shape(who, logits=z, weight=given)
        finite(who, weight=given)
        w = given.astype(np.float64)
        if (w < 0).any():
            first = tuple(int(i) for i in np.argwhere(w < 0)[0])
            raise ValueError(
                f"{who}: weight holds {w[first]:g} at index {first}, wanted numbers >= 0"
            )
    # 1 - t is formed before smoothing, so that neither side loses digits.
    return z, (1 - eps) * t + eps / 2, (1 - eps) * (1 - t) + eps / 2, w, like


def binary_cross_entropy(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> Any:
    r"""Cross entropy of a yes-or-no target, from the logit of yes.

    .. math:: \ell(z, t) = - t \log \sigma(z) - (1 - t) \log(1 - \sigma(z)),
              \qquad \sigma(z) = \frac{1}{1 + e^{-z}}

    Smooth everywhere. Label smoothing replaces t by
    :math:`(1 - \varepsilon) t + \varepsilon / 2`.

    Parameters
    ----------
    logits : array_like, any shape
        Finite real numbers z, not probabilities.
    targets : array_like, shape of `logits`
        Probabilities t of yes, in [0, 1].
    weight : array_like, shape of `logits`, optional
        Nonnegative factor of each element.
    label_smoothing : float
        The number :math:`\varepsilon` in [0, 1).
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number (not by the sum of `weight`, as in
        PyTorch), add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape of `logits` for 'none'.

    Raises
    ------
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a number is not finite, a target is outside [0, 1], a weight is negative,
        `label_smoothing` is outside [0, 1), the reduction is unknown, or the batch is empty and
        the reduction is 'mean'.

    Examples
    --------
    >>> binary_cross_entropy([0.0, 1000.0], [1.0, 0.0], reduction="none").round(4)
    array([6.931e-01, 1.000e+03])

    References
    ----------
    D. R. Cox, The regression analysis of binary sequences, 1958.
    I. J. Good, Rational decisions, 1952.
    """
    z, yes, no, w, like = _binary(
        "binary_cross_entropy", logits, targets, weight, label_smoothing, reduction
    )
    with np.errstate(under="ignore"):
        # -log sigma(z) = softplus(-z). Not softplus(z) - z t: that cancels for t near 1.
        values = yes * softplus(-z) + no * softplus(z)
        return reduced(w * values, reduction, like)


def binary_cross_entropy_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `binary_cross_entropy` with respect to the logits.

    .. math:: \frac{\partial \ell}{\partial z} = \sigma(z) - t = (1 - t) \sigma(z) - t \sigma(-z)

    Parameters
    ----------
    logits, targets, weight, label_smoothing, reduction
        As for `binary_cross_entropy`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `logits`
        In the precision of `logits`.

    Raises
    ------
    TypeError, ValueError
        As for `binary_cross_entropy`.

    Examples
    --------
    >>> binary_cross_entropy_grad([0.0, -10.0], [1.0, 1.0], reduction="sum").round(5)
    array([-0.5    , -0.99995])
    """
    z, yes, no, w, like = _binary(
        "binary_cross_entropy_grad", logits, targets, weight, label_smoothing, reduction
    )
    with np.errstate(under="ignore"):
        # sigma(z) - t would be 0 where sigma(z) rounds to t = 1.
        return spread(w * (no * sigmoid(z) - yes * sigmoid(-z)), reduction, like)


def _signs(who: str, targets: Array) -> None:
    """Refuse targets that are neither -1 nor 1."""
    wrong = np.abs(targets) != 1
    if wrong.any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{who}: targets holds {targets[first]:g} at index {first}, wanted -1 or 1; "
            "turn labels 0 and 1 into 2 * labels - 1"
        )


def hinge(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Hinge loss: nothing to pay beyond the margin 1.

    .. math::
        :impl: slopes.hinge(s, y)

        \ell(s, y) = \max(0, 1 - y s)

    Its derivative jumps at the margin, where :math:`y s = 1`.

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
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a number is not finite, a target is neither -1 nor 1, the reduction is
        unknown, or the batch is empty and the reduction is 'mean'.

    Examples
    --------
    >>> hinge([2.0, 0.5, -1.0], [1, 1, 1], reduction="none")
    array([0. , 0.5, 2. ])

    References
    ----------
    C. Cortes, V. Vapnik, Support-vector networks, 1995, doi:10.1007/BF00994018.
    """
    s, y, like = pair("hinge", reduction, scores=scores, targets=targets)
    _signs("hinge", y)
    return reduced(np.maximum(0.0, 1.0 - y * s), reduction, like)


def hinge_grad(scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `hinge` with respect to the scores.

    .. math::
        :impl: slopes.hinge_grad(s, y)

        \frac{\partial \ell}{\partial s} = \begin{cases} -y & y s < 1 \\ 0 & y s > 1 \end{cases}

    At the kink, where :math:`y s = 1`, it is 0, the slope of the flat piece.

    Parameters
    ----------
    scores, targets, reduction
        As for `hinge`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `scores`
        In the precision of `scores`.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`.

    Examples
    --------
    >>> hinge_grad([2.0, 1.0, -1.0], [1, 1, 1], reduction="sum")
    array([ 0.,  0., -1.])
    """
    s, y, like = pair("hinge_grad", reduction, scores=scores, targets=targets)
    _signs("hinge_grad", y)
    return spread(np.where(y * s < 1, -y, 0.0), reduction, like)
