"""Losses of K logits and one of K classes. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._labels import Kernel, class_weight, classes, over_rows, put
from slopes._rows import Room, Shifted, flat, log_probabilities, probabilities, row_sum, shifted


def surprise_of(parts: Shifted, at: Array) -> Array:
    """Return -log s of the labeled classes: a sum of numbers that are not negative."""
    surprise = np.log1p(parts.rest[:, 0])
    if parts.low is not None:
        surprise -= flat(parts.low)[at]
    surprise -= flat(parts.high)[at]
    return surprise


def share_of(parts: Shifted, at: Array) -> tuple[Array, Array]:
    """Return columns with s and 1 - s of the labeled classes, both without cancellation."""
    w, total = flat(parts.w)[at][:, None], 1.0 + parts.rest
    # Below the largest entry w is at most half of the total.
    return w / total, np.where(w == 1.0, parts.rest, total - w) / total


def pull(parts: Shifted, at: Array, factor: Array, other: Array) -> Array:
    """Return factor (s_j - 1[j = y]), in the place of `parts.w`.

    The entry of the target is minus the others' share, where s - 1 would be 0 for a class that
    dominates.
    """
    slope = parts.w
    slope *= factor / (1.0 + parts.rest)
    return put(slope, at, -(factor * other)[:, 0])


def _numbered(wanted: tuple[bool, bool]) -> Kernel:
    """Return the cross entropy of rows with class numbers."""

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        parts = shifted(z, room)
        value = surprise_of(parts, at) if wanted[0] else None
        slope = pull(parts, at, factor, share_of(parts, at)[1]) if wanted[1] else None
        return value, slope

    return kernel


def _spread(wanted: tuple[bool, bool], w: Array | None, eps: float, numbers: bool) -> Kernel:
    """Return the cross entropy of rows with probabilities, or with smoothed class numbers."""

    def kernel(z: Array, y: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        parts = shifted(z, room)
        target = put(np.zeros_like(z), y, 1.0) if numbers else y
        mass = (1 - eps) * target + eps / z.shape[-1] if eps else target
        mass = mass if w is None else w * mass
        value = slope = None
        if wanted[0]:
            # No mass, no cost: 0 * inf is 0 here.
            costs = np.where(mass > 0, log_probabilities(parts), 0.0)
            costs *= mass
            value = -row_sum(costs)
        if wanted[1]:
            # s_j (sum of the others' mass) - mass_j (1 - s_j).
            slope, complement = probabilities(parts)
            slope *= row_sum(mass)[:, None] - mass
            complement *= mass
            slope -= complement
            slope *= factor
        return value, slope

    return kernel


def _cross_entropy(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    normalized: bool = True,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    eps = number(who, "label_smoothing", label_smoothing, 0.0, 1.0, closed=(True, False))
    w = class_weight(who, weight, logits, axis)
    given = classes(
        who,
        logits,
        labels,
        axis=axis,
        reduction=reduction,
        weight=w,
        inside=eps > 0,
        ignore_index=ignore_index,
        rows=True,
        normalized=normalized,
    )
    plain = given.numbers and eps == 0
    kernel = _numbered(wanted) if plain else _spread(wanted, w, eps, given.numbers)
    return over_rows(who, given, kernel, reduction, wanted)


def cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    normalized: bool = True,
    reduction: str = "mean",
) -> Any:
    r"""Cross entropy of the softmax of logits with class numbers or target probabilities.

    .. math:: \ell(z, y) = - \sum_{k=1}^{K} w_k y_k \log s_k, \qquad
              s_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}}

    Integer labels count classes from 0 and mean the one-hot y. Label smoothing replaces
    :math:`y_k` by :math:`(1 - \varepsilon) y_k + \varepsilon / K`. A logit -inf takes its class
    out of the race: the loss is inf if that class has target mass, unchanged if it has none.

    Parameters
    ----------
    logits : array_like, shape (..., K, ...)
        Real numbers z, not probabilities.
    labels : array_like
        Integers from 0 to K - 1, shape of `logits` without `axis`; or floats, shape of `logits`,
        nonnegative and with sum 1 along `axis`. The dtype decides which.
    axis : int
        The axis of the classes.
    label_smoothing : float
        The number :math:`\varepsilon` in [0, 1).
    weight : array_like, shape (K,), optional
        Nonnegative weight :math:`w_k` of each class.
    ignore_index : int, optional
        A class number, of any size, whose rows count for nothing: loss 0, gradient 0, and not
        among those that 'mean' divides by.
    normalized : bool
        False allows target rows with any sum.
    reduction : {'mean', 'sum', 'none'}
        The sum of all rows divided as PyTorch does: for integer labels by the sum of the
        weights of the labeled classes (without `weight` the number of rows), for probabilities
        by the number of rows; or the sum; or the rows.

    Returns
    -------
    scalar or ndarray
        In [0, inf], in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError
        A dtype is not supported, or class numbers come as floats.
    ValueError
        Shapes do not fit, a label is out of range, target probabilities are negative or do not
        sum to 1, a logit is NaN or +inf, a weight is negative, `weight` has another length,
        `label_smoothing` is outside [0, 1), the reduction is unknown, or 'mean' would divide
        by 0.

    Examples
    --------
    >>> cross_entropy([[2.0, 1.0, 0.0]], [0]).round(4)
    np.float64(0.4076)
    >>> cross_entropy([[2.0, 1.0, 0.0]], [[0.5, 0.5, 0.0]]).round(4)
    np.float64(0.9076)

    References
    ----------
    I. J. Good, Rational decisions, 1952.
    C. Szegedy et al., Rethinking the Inception architecture, 2016, arXiv:1512.00567.
    """
    return _cross_entropy(
        "cross_entropy",
        (True, False),
        logits,
        labels,
        axis=axis,
        label_smoothing=label_smoothing,
        weight=weight,
        ignore_index=ignore_index,
        normalized=normalized,
        reduction=reduction,
    )[0]


def cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    normalized: bool = True,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `cross_entropy` with respect to the logits.

    .. math:: \frac{\partial \ell}{\partial z_j} = s_j \sum_{k=1}^{K} w_k y_k - w_j y_j

    For targets with sum 1 and no weights this is :math:`s_j - y_j`.

    Parameters
    ----------
    logits, labels, axis, label_smoothing, weight, ignore_index, normalized, reduction
        As for `cross_entropy`; 'mean' divides the gradient by the same number.

    Returns
    -------
    ndarray, shape of `logits`
        In the precision of `logits`; each row sums to 0.

    Raises
    ------
    TypeError, ValueError
        As for `cross_entropy`.

    Examples
    --------
    >>> cross_entropy_grad([[2.0, 1.0, 0.0]], [0]).round(3)
    array([[-0.335,  0.245,  0.09 ]])
    """
    return _cross_entropy(
        "cross_entropy_grad",
        (False, True),
        logits,
        labels,
        axis=axis,
        label_smoothing=label_smoothing,
        weight=weight,
        ignore_index=ignore_index,
        normalized=normalized,
        reduction=reduction,
    )[1]


def cross_entropy_both(logits: ArrayLike, labels: ArrayLike, **options: Any) -> tuple[Any, Any]:
    """Return `cross_entropy` and its gradient, from one exponential of each logit."""
    return _cross_entropy("cross_entropy", (True, True), logits, labels, **options)
