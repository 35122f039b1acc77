"""Two relatives of the cross entropy. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._labels import class_weight, classes, over_rows, put
from slopes._multiclass import pull, share_of, surprise_of
from slopes._rows import Room, flat, shifted


def poly_cross_entropy(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    epsilon: float = 2.0,
    axis: int = -1,
    reduction: str = "mean",
) -> Any:
    r"""Poly loss: cross entropy whose first power of :math:`1 - s_k` has another coefficient.

    .. math::
        :impl: slopes.losses.poly_cross_entropy(z, k - 1, epsilon=\gamma, reduction='sum')

        \ell(z, k) = - \log s_k + \gamma (1 - s_k), \qquad
        s_i = \frac{e^{z_i}}{\sum_{j=1}^{K} e^{z_j}}

    with :math:`\gamma` for `epsilon`, and the class k counted from 1, and from 0 in `labels`.
    It is not convex in the logits.

    Parameters
    ----------
    logits, labels, axis
        As for `focal`.
    epsilon : float
        Coefficient of the added term, at least -1, where it removes the first power.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all rows by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf], in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `focal`, and if `epsilon` is less than -1.

    Examples
    --------
    >>> poly_cross_entropy([[2.0, 1.0, 0.0]], [0], epsilon=1.0).round(4)
    np.float64(0.7424)

    References
    ----------
    Z. Leng et al., PolyLoss: a polynomial expansion perspective of classification loss functions,
    2022, arXiv:2204.12511.
    """
    return _poly("poly_cross_entropy", (True, False), logits, labels, epsilon, axis, reduction)[0]


def poly_cross_entropy_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    epsilon: float = 2.0,
    axis: int = -1,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `poly_cross_entropy` with respect to the logits.

    .. math::
        :impl: slopes.losses.poly_cross_entropy_grad(z, k - 1, epsilon=\gamma, reduction='sum')

        \frac{\partial \ell}{\partial z_j} = (1 + \gamma s_k) (s_j - \delta_{jk})

    Takes and refuses what `poly_cross_entropy` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> poly_cross_entropy_grad([[2.0, 1.0, 0.0]], [0], epsilon=1.0).round(4)
    array([[-0.5575,  0.4075,  0.1499]])
    """
    who = "poly_cross_entropy_grad"
    return _poly(who, (False, True), logits, labels, epsilon, axis, reduction)[1]


def poly_cross_entropy_both(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    epsilon: float = 2.0,
    axis: int = -1,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    """Return `poly_cross_entropy` and its gradient."""
    return _poly("poly_cross_entropy", (True, True), logits, labels, epsilon, axis, reduction)


def _poly(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    epsilon: float,
    axis: int,
    reduction: str,
) -> tuple[Any, Any]:
    epsilon = number(who, "epsilon", epsilon, -1.0, closed=(True, False))
    given = classes(who, logits, labels, axis=axis, reduction=reduction)

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        parts = shifted(z, room)
        s, other = share_of(parts, at)
        value = surprise_of(parts, at) + epsilon * other[:, 0] if wanted[0] else None
        slope = pull(parts, at, factor * (1.0 + epsilon * s), other) if wanted[1] else None
        return value, slope

    return over_rows(who, given, kernel, reduction, wanted)


def nll(
    log_probabilities: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Negative log likelihood of class numbers, from the logarithms of probabilities.

    .. math::
        :impl: slopes.losses.nll(z, k - 1, reduction='sum')

        \ell(z, k) = - z_k

    with the class k counted from 1, and from 0 in `labels`. After `log_softmax` it is
    `cross_entropy`, which is the shorter way and has the gradient by the logits.

    Parameters
    ----------
    log_probabilities : array_like, shape (..., K, ...)
        Numbers z, -inf for a class that is impossible.
    labels : array_like of integers, shape of `log_probabilities` without `axis`
        Class numbers from 0 to K - 1.
    axis, weight, ignore_index, reduction
        As for `cross_entropy` with class numbers.

    Returns
    -------
    scalar or ndarray
        In the precision of `log_probabilities`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `cross_entropy`.

    Examples
    --------
    >>> nll([[-0.5, -1.0, -3.0]], [1])
    np.float64(1.0)
    """
    return _nll(
        "nll", (True, False), log_probabilities, labels, axis, weight, ignore_index, reduction
    )[0]


def nll_grad(
    log_probabilities: ArrayLike,
    labels: ArrayLike,
    *,
    axis: int = -1,
    weight: ArrayLike | None = None,
    ignore_index: int | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `nll` with respect to the log-probabilities, taken as free numbers.

    .. math::
        :impl: slopes.losses.nll_grad(z, k - 1, reduction='sum')

        \frac{\partial \ell}{\partial z_j} = - \delta_{jk}

    Takes and refuses what `nll` does; 'mean' divides by the same number.

    Examples
    --------
    >>> nll_grad([[-0.5, -1.0, -3.0]], [1])
    array([[ 0., -1.,  0.]])
    """
    return _nll(
        "nll_grad", (False, True), log_probabilities, labels, axis, weight, ignore_index, reduction
    )[1]


def _nll(
    who: str,
    wanted: tuple[bool, bool],
    log_probabilities: ArrayLike,
    labels: ArrayLike,
    axis: int,
    weight: ArrayLike | None,
    ignore_index: int | None,
    reduction: str,
) -> tuple[Any, Any]:
    w = class_weight(who, weight, log_probabilities, axis)
    given = classes(
        who,
        log_probabilities,
        labels,
        axis=axis,
        reduction=reduction,
        weight=w,
        ignore_index=ignore_index,
    )

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        value = -flat(z)[at] if wanted[0] else None
        slope = put(np.zeros_like(z), at, -factor[:, 0]) if wanted[1] else None
        return value, slope

    return over_rows(who, given, kernel, reduction, wanted)
