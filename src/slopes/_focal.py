"""Losses that weigh easy rows and hard rows differently. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._binary import probabilities_of_yes
from slopes._labels import class_weight, classes, over_rows
from slopes._multiclass import pull, share_of, surprise_of
from slopes._reduction import over_elements
from slopes._rows import Room, shifted


def _focal(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    gamma: float = 2.0,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    gamma = number(who, "gamma", gamma, 0.0, closed=(True, False))
    w = class_weight(who, weight, logits, axis)
    given = classes(who, logits, labels, axis=axis, reduction=reduction, weight=w)

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        parts = shifted(z, room)
        surprise = surprise_of(parts, at)[:, None]
        s, other = share_of(parts, at)
        focus = other**gamma
        value = slope = None
        if wanted[0]:
            value = (focus * surprise)[:, 0]
        if wanted[1]:
            # s log s is 0 at s = 0, and -log s / (1 - s) is 1 at s = 1.
            entropic = s * np.where(s > 0, surprise, 0.0)
            ratio = np.divide(entropic, other, out=np.ones_like(other), where=other > 0)
            slope = pull(parts, at, factor * (focus * (1.0 + gamma * ratio)), other)
        return value, slope

    return over_rows(who, given, kernel, reduction, wanted)


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
    return _focal(
        "focal",
        (True, False),
        logits,
        labels,
        gamma=gamma,
        axis=axis,
        weight=weight,
        reduction=reduction,
    )[0]


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
    return _focal(
        "focal_grad",
        (False, True),
        logits,
        labels,
        gamma=gamma,
        axis=axis,
        weight=weight,
        reduction=reduction,
    )[1]


def focal_both(logits: ArrayLike, labels: ArrayLike, **options: Any) -> tuple[Any, Any]:
    """Return `focal` and its gradient."""
    return _focal("focal", (True, True), logits, labels, **options)


def sigmoid_focal(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    gamma: float = 2.0,
    reduction: str = "mean",
) -> Any:
    r"""Focal loss of a yes-or-no target, from the logit of yes.

    .. math::
        :impl: slopes.losses.sigmoid_focal(z, t, gamma=2)

        \ell(z, t) = - t (1 - \sigma(z))^2 \log \sigma(z)
        - (1 - t) \sigma(z)^2 \log(1 - \sigma(z)), \qquad
        \sigma(z) = \frac{1}{1 + e^{-z}}

    with `gamma` in the place of both exponents 2. At 0 it is `binary_cross_entropy`. The paper's
    :math:`\alpha` is a factor of the elements with t = 1, and :math:`1 - \alpha` of the others.

    Parameters
    ----------
    logits : array_like, any shape
        Finite real numbers z, not probabilities.
    targets : array_like, shape of `logits`
        Probabilities t of yes, in [0, 1].
    gamma : float
        The focusing exponent, at least 0.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape of `logits` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `binary_cross_entropy`, and if `gamma` is negative.

    Examples
    --------
    >>> sigmoid_focal([0.0, 10.0], [1.0, 0.0], reduction="none").round(4)
    array([0.1733, 9.9991])

    References
    ----------
    T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollár, Focal loss for dense object detection,
    2017, arXiv:1708.02002.
    """
    return _sigmoid_focal("sigmoid_focal", (True, False), logits, targets, gamma, reduction)[0]


def sigmoid_focal_grad(
    logits: ArrayLike,
    targets: ArrayLike,
    *,
    gamma: float = 2.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `sigmoid_focal` with respect to the logits.

    .. math::
        :impl: slopes.losses.sigmoid_focal_grad(z, t, gamma=2)

        \frac{\partial \ell}{\partial z} = t (1 - \sigma(z))^2
        (2 \sigma(z) \log \sigma(z) - (1 - \sigma(z))) + (1 - t) \sigma(z)^2
        (\sigma(z) - 2 (1 - \sigma(z)) \log(1 - \sigma(z)))

    Takes and refuses what `sigmoid_focal` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> sigmoid_focal_grad([0.0, 10.0], [1.0, 0.0], reduction="sum").round(4)
    array([-0.2983,  1.0008])
    """
    who = "sigmoid_focal_grad"
    return _sigmoid_focal(who, (False, True), logits, targets, gamma, reduction)[1]


def sigmoid_focal_both(
    logits: ArrayLike, targets: ArrayLike, *, gamma: float = 2.0, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `sigmoid_focal` and its gradient."""
    return _sigmoid_focal("sigmoid_focal", (True, True), logits, targets, gamma, reduction)


def _sigmoid_focal(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    targets: ArrayLike,
    gamma: float,
    reduction: str,
) -> tuple[Any, Any]:
    gamma = number(who, "gamma", gamma, 0.0, closed=(True, False))

    def kernel(z: Array, t: Array) -> tuple[Any, Any]:
        probabilities_of_yes(who, t, targets)
        e, up = np.exp(-np.abs(z)), z >= 0
        a, total = np.log1p(e), 1.0 + e
        yes, no = np.maximum(e, up) / total, np.maximum(e, ~up) / total
        surprise, relief = np.maximum(-z, 0.0) + a, np.maximum(z, 0.0) + a
        missed, false = t * no**gamma, (1.0 - t) * yes**gamma
        value = slope = None
        if wanted[0]:
            value = missed * surprise + false * relief
        if wanted[1]:
            slope = false * (yes + gamma * no * relief) - missed * (no + gamma * yes * surprise)
        return value, slope

    return over_elements(who, wanted, reduction, kernel, logits=logits, targets=targets)
