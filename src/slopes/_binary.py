"""Losses of one score and one of two classes. Import them from `slopes.losses`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, finite, number, same_shape
from slopes._elementwise import fitting
from slopes._reduction import both_of, everywhere, gradient_of, value_of


def probabilities_of_yes(who: str, targets: ArrayLike) -> None:
    """Refuse targets outside [0, 1]; NaN is refused elsewhere."""
    t = as_float(targets, who, "targets")
    if t.size and (t.min() < 0 or t.max() > 1):
        first = tuple(int(i) for i in np.argwhere((t < 0) | (t > 1))[0])
        raise ValueError(
            f"{who}: targets holds {t[first]:g} at index {first}, wanted probabilities in [0, 1]; "
            "turn labels -1 and 1 into (labels + 1) / 2"
        )


def nonnegative(who: str, name: str, array: Array) -> None:
    """Refuse factors that are negative or not finite."""
    finite(who, **{name: array})
    if array.size and array.min() < 0:
        first = tuple(int(i) for i in np.argwhere(array < 0)[0])
        raise ValueError(
            f"{who}: {name} holds {array[first]:g} at index {first}, wanted numbers >= 0"
        )


def factors(
    who: str, logits: ArrayLike, weight: ArrayLike | None, pos_weight: ArrayLike | None
) -> tuple[Array, ...]:
    """Return the weights of the elements and of the targets yes, in the shape of the logits."""
    like = as_float(logits, who, "logits")
    one = np.broadcast_to(np.float64(1.0), like.shape)
    w, yes = one, one
    if weight is not None:
        w = as_float(weight, who, "weight")
        same_shape(who, logits=like, weight=w)
        nonnegative(who, "weight", w)
    if pos_weight is not None:
        yes = fitting(who, "pos_weight", pos_weight, like)
        nonnegative(who, "pos_weight", yes)
    return w, yes


def _binary(
    who: str,
    logits: ArrayLike,
    targets: ArrayLike,
    weight: ArrayLike | None,
    pos_weight: ArrayLike | None,
    label_smoothing: float,
) -> tuple[Callable[..., tuple[Array, Array]], tuple[Array, ...]]:
    """Return what makes weighted, smoothed targets of a block, and the arrays that it takes."""
    eps = number(who, "label_smoothing", label_smoothing, 0.0, 1.0, closed=(True, False))
    probabilities_of_yes(who, targets)
    weighted = weight is not None or pos_weight is not None
    extra = factors(who, logits, weight, pos_weight) if weighted else ()

    def masses(t: Array, *extra: Array) -> tuple[Array, Array]:
        # 1 - t is formed before smoothing, so that neither side loses digits.
        yes, no = t, 1.0 - t
        if eps:
            yes, no = (1 - eps) * yes + eps / 2, (1 - eps) * no + eps / 2
        if extra:
            yes, no = extra[0] * (extra[1] * yes), extra[0] * no
        return yes, no

    return masses, extra


def _surprise(z: Array, e: Array, yes: Array, no: Array) -> Array:
    """Return the loss from e = exp(-|z|)."""
    # -log sigma(z) = max(-z, 0) + log(1 + e). Not softplus(z) - z t: that cancels for t near 1.
    a = np.log1p(e)
    return np.asarray(yes * (np.maximum(-z, 0.0) + a) + no * (np.maximum(z, 0.0) + a))


def _excess(z: Array, e: Array, yes: Array, no: Array) -> Array:
    """Return the slope from e = exp(-|z|)."""
    # sigma(z) - t would be 0 where sigma(z) rounds to t = 1.
    up = z >= 0
    return np.asarray((no * np.where(up, 1.0, e) - yes * np.where(up, e, 1.0)) / (1.0 + e))


def binary_cross_entropy(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
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
    pos_weight : float, or an array that broadcasts to `logits`, optional
        Nonnegative factor of the term with t: what a missed yes costs beside a missed no.
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
    who = "binary_cross_entropy"
    masses, extra = _binary(who, logits, targets, weight, pos_weight, label_smoothing)

    def value(z: Array, t: Array, *w: Array) -> Array:
        return _surprise(z, np.exp(-np.abs(z)), *masses(t, *w))

    return value_of(who, reduction, value, extra=extra, logits=logits, targets=targets)


def binary_cross_entropy_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `binary_cross_entropy` with respect to the logits.

    .. math:: \frac{\partial \ell}{\partial z} = \sigma(z) - t = (1 - t) \sigma(z) - t \sigma(-z)

    Parameters
    ----------
    logits, targets, weight, pos_weight, label_smoothing, reduction
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
    who = "binary_cross_entropy_grad"
    masses, extra = _binary(who, logits, targets, weight, pos_weight, label_smoothing)

    def slope(z: Array, t: Array, *w: Array) -> Array:
        return _excess(z, np.exp(-np.abs(z)), *masses(t, *w))

    return gradient_of(who, reduction, slope, extra=extra, logits=logits, targets=targets)


def binary_cross_entropy_both(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    """Return `binary_cross_entropy` and its gradient, from one exponential."""
    who = "binary_cross_entropy"
    masses, extra = _binary(who, logits, targets, weight, pos_weight, label_smoothing)

    def both(z: Array, t: Array, *w: Array) -> tuple[Array, Array]:
        e = np.exp(-np.abs(z))
        yes, no = masses(t, *w)
        return _surprise(z, e, yes, no), _excess(z, e, yes, no)

    return both_of(who, reduction, both, extra=extra, logits=logits, targets=targets)


def signs(who: str, targets: ArrayLike) -> None:
    """Refuse targets that are neither -1 nor 1; what is not finite is refused elsewhere."""
    y = as_float(targets, who, "targets")
    if not everywhere(lambda y: (np.abs(y) == 1) | ~np.isfinite(y), y):
        first = tuple(int(i) for i in np.argwhere(np.abs(y) != 1)[0])
        raise ValueError(
            f"{who}: targets holds {y[first]:g} at index {first}, wanted -1 or 1; "
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
    signs("hinge", targets)
    return value_of(
        "hinge",
        reduction,
        lambda s, y: np.maximum(0.0, 1.0 - y * s),
        scores=scores,
        targets=targets,
    )


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
    signs("hinge_grad", targets)
    return gradient_of(
        "hinge_grad",
        reduction,
        lambda s, y: np.where(y * s < 1, -y, 0.0),
        scores=scores,
        targets=targets,
    )
