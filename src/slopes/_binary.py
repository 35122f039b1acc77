"""Losses of one score and one of two classes. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, finite, number, same_shape
from slopes._elementwise import fitting
from slopes._reduction import over_elements


def probabilities_of_yes(who: str, block: Array, targets: ArrayLike) -> None:
    """Refuse a block of the targets that holds anything outside [0, 1]."""
    if block.size and not (block.min() >= 0 and block.max() <= 1):
        t = as_float(targets, who, "targets")
        first = tuple(int(i) for i in np.argwhere(~((t >= 0) & (t <= 1)))[0])
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
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    pos_weight: ArrayLike | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    eps = number(who, "label_smoothing", label_smoothing, 0.0, 1.0, closed=(True, False))
    weighted = weight is not None or pos_weight is not None
    extra = factors(who, logits, weight, pos_weight) if weighted else ()

    def kernel(z: Array, t: Array, *extra: Array) -> tuple[Any, Any]:
        probabilities_of_yes(who, t, targets)
        # 1 - t is formed before smoothing, so that neither side loses digits.
        yes, no = t, 1.0 - t
        if eps:
            yes, no = (1 - eps) * yes + eps / 2, (1 - eps) * no + eps / 2
        if extra:
            yes, no = extra[0] * (extra[1] * yes), extra[0] * no
        return surprise_and_excess(z, yes, no, wanted)

    return over_elements(
        who, wanted, reduction, kernel, extra=extra, logits=logits, targets=targets
    )


def surprise_and_excess(
    z: Array, yes: Array, no: Array, wanted: tuple[bool, bool]
) -> tuple[Any, Any]:
    """Return, as wanted, the cross entropy of logits with masses of yes and no, and its slope."""
    e = np.exp(-np.abs(z))
    value = slope = None
    if wanted[0]:
        # -log sigma(z) = max(-z, 0) + log(1 + e). Not softplus(z) - z t: that cancels for t near 1.
        a = np.log1p(e)
        value = yes * (np.maximum(-z, 0.0) + a)
        value += no * (np.maximum(z, 0.0) + a)
    if wanted[1]:
        # sigma(z) - t would be 0 where sigma(z) rounds to t = 1. And sigma(z) (1 + e) is 1 for
        # z >= 0 and e below: np.where would wait for a branch at every number.
        up = z >= 0
        slope = no * np.maximum(e, up)
        slope -= yes * np.maximum(e, ~up)
        slope /= 1.0 + e
    return value, slope


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
    return _binary(
        "binary_cross_entropy",
        (True, False),
        logits,
        targets,
        weight=weight,
        pos_weight=pos_weight,
        label_smoothing=label_smoothing,
        reduction=reduction,
    )[0]


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
    return _binary(
        "binary_cross_entropy_grad",
        (False, True),
        logits,
        targets,
        weight=weight,
        pos_weight=pos_weight,
        label_smoothing=label_smoothing,
        reduction=reduction,
    )[1]


def binary_cross_entropy_both(
    logits: ArrayLike, targets: ArrayLike, **options: Any
) -> tuple[Any, Any]:
    """Return `binary_cross_entropy` and its gradient, from one exponential."""
    return _binary("binary_cross_entropy", (True, True), logits, targets, **options)


def signs(who: str, block: Array, targets: ArrayLike) -> None:
    """Refuse a block of the targets that holds anything but -1 and 1."""
    if not (np.abs(block) == 1).all():
        y = as_float(targets, who, "targets")
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
    return _hinge("hinge", (True, False), scores, targets, reduction)[0]


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
    return _hinge("hinge_grad", (False, True), scores, targets, reduction)[1]


def hinge_both(
    scores: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `hinge` and its gradient."""
    return _hinge("hinge", (True, True), scores, targets, reduction)


def _hinge(
    who: str, wanted: tuple[bool, bool], scores: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(s: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        short = np.maximum(1.0 - y * s, 0.0)
        slope = np.where(short > 0, -y, 0.0) if wanted[1] else None
        return short if wanted[0] else None, slope

    return over_elements(who, wanted, reduction, kernel, scores=scores, targets=targets)
