"""Losses of K logits and one of K classes. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, number, same_shape
from slopes._distributions import distribution
from slopes._labels import class_rows, class_weight, is_integer, labeled_weight, one_hot
from slopes._reduction import check_reduction, reduced, spread
from slopes.softmax import log_probabilities, probabilities, shifted


def _masses(
    who: str,
    logits: ArrayLike,
    labels: ArrayLike,
    axis: int,
    label_smoothing: float,
    weight: ArrayLike | None,
    normalized: bool,
    reduction: str,
) -> tuple[Array, Array, Array, int, float]:
    """Return logits, weighted smoothed targets, logits as they came, axis, divisor of 'mean'."""
    eps = number(who, "label_smoothing", label_smoothing, 0.0, 1.0, closed=(True, False))
    z, like, axis = class_rows(who, logits, axis)
    w = class_weight(who, weight, z.shape[-1])
    count = z[..., 0].size
    check_reduction(who, reduction, count)
    if is_integer(labels):
        target = one_hot(who, np.asarray(labels), z.shape)
        total = labeled_weight(who, target @ w, reduction)
    else:
        given = as_float(labels, who, "labels")
        if given.dtype.kind == "f" and given.ndim == like.ndim - 1:
            raise TypeError(
                f"{who}: labels {given.shape} has dtype {np.asarray(labels).dtype}, wanted "
                "integers for class numbers; convert it with labels.astype(int)"
            )
        same_shape(who, logits=like, labels=given)
        target = distribution(who, "labels", given, axis, normalized)
        total = float(count)
    return z, w * ((1 - eps) * target + eps / z.shape[-1]), like, axis, total


def cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weight: ArrayLike | None = None,
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
    z, mass, like, _, total = _masses(
        "cross_entropy", logits, labels, axis, label_smoothing, weight, normalized, reduction
    )
    with np.errstate(under="ignore"):
        surprise = -log_probabilities(shifted(z))
        # No mass, no cost: 0 * inf is 0 here.
        terms = mass * np.where(mass > 0, surprise, 0.0)
        return reduced(terms.sum(axis=-1), reduction, like, total)


def cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    label_smoothing: float = 0.0,
    weight: ArrayLike | None = None,
    normalized: bool = True,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `cross_entropy` with respect to the logits.

    .. math:: \frac{\partial \ell}{\partial z_j} = s_j \sum_{k=1}^{K} w_k y_k - w_j y_j

    For targets with sum 1 and no weights this is :math:`s_j - y_j`.

    Parameters
    ----------
    logits, labels, axis, label_smoothing, weight, normalized, reduction
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
    z, mass, like, axis, total = _masses(
        "cross_entropy_grad", logits, labels, axis, label_smoothing, weight, normalized, reduction
    )
    with np.errstate(under="ignore"):
        s, complement = probabilities(shifted(z))
        # s_j (sum of the others' mass) - mass_j (1 - s_j): the target's entry is minus the
        # others' share, where s - 1 would be 0 for a class that dominates.
        others = mass.sum(axis=-1, keepdims=True) - mass
        gradient = np.moveaxis(s * others - mass * complement, -1, axis)
        return spread(gradient, reduction, like, total)


def _focus(
    who: str,
    logits: ArrayLike,
    labels: ArrayLike,
    axis: int,
    gamma: float,
    weight: ArrayLike | None,
    reduction: str,
) -> tuple[Array, Array, Array, Array, int, float, float]:
    """Return logits, one-hot labels, weight of each row, logits as they came, axis, gamma, sum."""
    gamma = number(who, "gamma", gamma, 0.0, closed=(True, False))
    z, like, axis = class_rows(who, logits, axis)
    w = class_weight(who, weight, z.shape[-1])
    check_reduction(who, reduction, z[..., 0].size)
    if not is_integer(labels):
        raise TypeError(
            f"{who}: labels has dtype {np.asarray(labels).dtype}, wanted integers for class "
            "numbers; convert them with labels.astype(int)"
        )
    hot = one_hot(who, np.asarray(labels), z.shape)
    row = hot @ w
    return z, hot, row, like, axis, gamma, labeled_weight(who, row, reduction)


def focal(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    gamma: float = 2.0,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Focal loss: cross entropy that pays less for rows already well classified.

    .. math::
        :impl: slopes.focal(z, k - 1, gamma=\gamma, weight=w, reduction='sum')

        \ell(z, k) = - w_k (1 - s_k)^{\gamma} \log s_k, \qquad
        s_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}

    with the class k counted from 1, and from 0 in `labels`.

    At :math:`\gamma = 0` it is `cross_entropy`; for :math:`\gamma > 0` it is not convex in the
    logits. A logit -inf takes its class out of the race: the loss is inf if it is the target.

    Parameters
    ----------
    logits : array_like, shape (..., K, ...)
        Real numbers z, not probabilities.
    labels : array_like of integers, shape of `logits` without `axis`
        Class numbers y from 0 to K - 1.
    gamma : float
        The focusing exponent, at least 0.
    axis : int
        The axis of the classes.
    weight : array_like, shape (K,), optional
        Nonnegative weight of each class; the paper's :math:`\alpha`.
    reduction : {'mean', 'sum', 'none'}
        As for `cross_entropy`: 'mean' divides by the sum of the weights of the labeled classes.

    Returns
    -------
    scalar or ndarray
        In [0, inf], in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `cross_entropy`, and if `gamma` is negative.

    Examples
    --------
    >>> focal([[2.0, 1.0, 0.0]], [0]).round(4)
    np.float64(0.0457)

    References
    ----------
    T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár, Focal loss for dense object detection,
    2017, arXiv:1708.02002.
    """
    z, hot, row, like, _, gamma, total = _focus(
        "focal", logits, labels, axis, gamma, weight, reduction
    )
    with np.errstate(under="ignore"):
        parts = shifted(z)
        surprise = -np.where(hot > 0, log_probabilities(parts), 0.0).sum(axis=-1)
        other = (hot * probabilities(parts)[1]).sum(axis=-1)
        # No weight, no cost: 0 * inf is 0 here.
        values = row * other**gamma * np.where(row > 0, surprise, 0.0)
        return reduced(values, reduction, like, total)


def focal_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    gamma: float = 2.0,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `focal` with respect to the logits.

    .. math::
        :impl: slopes.focal_grad(z, k - 1, gamma=\gamma, weight=w, reduction='sum')

        \frac{\partial \ell}{\partial z_j} = w_k (1 - s_k)^{\gamma}
        \left(1 - \gamma \frac{s_k \log s_k}{1 - s_k}\right) (s_j - \delta_{jk})

    Parameters
    ----------
    logits, labels, gamma, axis, weight, reduction
        As for `focal`; 'mean' divides the gradient by the same number.

    Returns
    -------
    ndarray, shape of `logits`
        In the precision of `logits`; each row sums to 0.

    Raises
    ------
    TypeError, ValueError
        As for `focal`.

    Examples
    --------
    >>> focal_grad([[2.0, 1.0, 0.0]], [0]).round(4)
    array([[-0.0983,  0.0719,  0.0264]])
    """
    z, hot, row, like, axis, gamma, total = _focus(
        "focal_grad", logits, labels, axis, gamma, weight, reduction
    )
    with np.errstate(under="ignore"):
        parts = shifted(z)
        s, complement = probabilities(parts)
        target = (hot * s).sum(axis=-1)
        other = (hot * complement).sum(axis=-1)
        surprise = -np.where(hot > 0, log_probabilities(parts), 0.0).sum(axis=-1)
        # s log s is 0 at s = 0, and -log s / (1 - s) is 1 at s = 1.
        entropic = target * np.where(target > 0, surprise, 0.0)
        ratio = np.divide(entropic, other, out=np.ones_like(other), where=other > 0)
        scale = row * other**gamma * (1.0 + gamma * ratio)
        slope = s * (1.0 - hot) - hot * complement
        gradient = np.moveaxis(scale[..., None] * slope, -1, axis)
        return spread(gradient, reduction, like, total)
