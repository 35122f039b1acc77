"""Margins between the score of the target and the others. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, choice, number
from slopes._labels import class_weight, classes, over_rows, put
from slopes._rows import Room, flat, positions, row_sum


def multi_margin(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    p: int = 1,
    margin: float = 1.0,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Hinge loss of K classes: the mean shortfall behind the margin to each of the others.

    .. math::
        :impl: slopes.losses.multi_margin(z, k - 1, reduction='sum')

        \ell(z, k) = \frac{1}{K} \sum_{j \ne k} \max(0, 1 - z_k + z_j)

    with the class k counted from 1, and from 0 in `labels`. The general loss has `margin` for 1,
    the `p`-th power of each term, and the weight of class k as a factor.

    Parameters
    ----------
    logits : array_like, shape (..., K, ...)
        Finite scores z.
    labels : array_like of integers, shape of `logits` without `axis`
        Class numbers from 0 to K - 1.
    p : {1, 2}
        The power of each shortfall.
    margin : float
        The lead, positive, beyond which nothing is to pay.
    axis : int
        The axis of the classes.
    weight : array_like, shape (K,), optional
        Nonnegative weight of each class.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all rows by their number (not by weights, as in PyTorch), add them, or
        return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError
        A dtype is not supported, or class numbers come as floats.
    ValueError
        Shapes do not fit, a label is out of range, a score is not finite, a parameter is out of
        its range, the reduction is unknown, or 'mean' would divide by 0.

    Examples
    --------
    >>> multi_margin([[2.0, 1.5, 0.0]], [0]).round(4)
    np.float64(0.1667)

    References
    ----------
    J. Weston, C. Watkins, Support vector machines for multi-class pattern recognition, 1999.
    """
    return _multi_margin(
        "multi_margin", (True, False), logits, labels, p, margin, axis, weight, reduction
    )[0]


def multi_margin_grad(
    logits: ArrayLike,
    labels: ArrayLike,
    *,
    p: int = 1,
    margin: float = 1.0,
    axis: int = -1,
    weight: ArrayLike | None = None,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `multi_margin` with respect to the logits.

    Each class within the margin is pushed down by 1/K (for `p` = 2 by 2/K times its shortfall), and
    the target is pushed up by the sum of the pushes. At the edge of the margin the push is 0.
    Takes and refuses what `multi_margin` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> multi_margin_grad([[2.0, 1.5, 0.0]], [0]).round(4)
    array([[-0.3333,  0.3333,  0.    ]])
    """
    return _multi_margin(
        "multi_margin_grad", (False, True), logits, labels, p, margin, axis, weight, reduction
    )[1]


def _multi_margin(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    p: int,
    margin: float,
    axis: int,
    weight: ArrayLike | None,
    reduction: str,
) -> tuple[Any, Any]:
    choice(who, "p", p, (1, 2))
    margin = number(who, "margin", margin, 0.0)
    w = class_weight(who, weight, logits, axis)
    given = classes(
        who, logits, labels, axis=axis, reduction=reduction, weight=w, by_count=True, masked=False
    )

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        count = z.shape[-1]
        short = np.subtract(z, flat(z)[at][:, None], out=room.places(len(z))[1])
        short += margin
        np.maximum(short, 0.0, out=short)
        put(short, at, 0.0)
        value = slope = None
        if wanted[0]:
            paid = short if p == 1 else np.multiply(short, short, out=room.places(len(z))[2])
            value = row_sum(paid) / count
        if wanted[1]:
            push = np.sign(short, out=short) if p == 1 else np.multiply(short, 2.0, out=short)
            push *= factor / count
            slope = put(push, at, -row_sum(push))
        return value, slope

    return over_rows(who, given, kernel, reduction, wanted)


def multiclass_hinge(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Hinge loss of K classes: the shortfall behind the margin to the best of the others.

    .. math::
        :impl: slopes.losses.multiclass_hinge(z, k - 1, reduction='sum')

        \ell(z, k) = \max_{j} (z_j + 1 - \delta_{jk}) - z_k

    with the class k counted from 1, and from 0 in `labels`.

    Parameters
    ----------
    logits, labels, axis
        As for `multi_margin`.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all rows by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `multi_margin`.

    Examples
    --------
    >>> multiclass_hinge([[2.0, 1.5, 0.0]], [0])
    np.float64(0.5)

    References
    ----------
    K. Crammer, Y. Singer, On the algorithmic implementation of multiclass kernel-based vector
    machines, 2001.
    """
    return _best("multiclass_hinge", (True, False), logits, labels, 1.0, axis, reduction)[0]


def multiclass_hinge_grad(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Gradient of `multiclass_hinge` with respect to the logits.

    It is 1 at the best of the others and -1 at the target while something is to pay, and 0 else, at
    the kink too. Of several best classes the first one counts.
    Takes and refuses what `multiclass_hinge` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> multiclass_hinge_grad([[2.0, 1.5, 0.0]], [0])
    array([[-1.,  1.,  0.]])
    """
    return _best("multiclass_hinge_grad", (False, True), logits, labels, 1.0, axis, reduction)[1]


def multiclass_perceptron(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Perceptron loss of K classes: how far the target is behind the best class.

    .. math::
        :impl: slopes.losses.multiclass_perceptron(z, k - 1, reduction='sum')

        \ell(z, k) = \max_{j} z_j - z_k

    with the class k counted from 1, and from 0 in `labels`.

    Parameters
    ----------
    logits, labels, axis, reduction
        As for `multiclass_hinge`.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `logits`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `multi_margin`.

    Examples
    --------
    >>> multiclass_perceptron([[2.0, 1.5, 0.0]], [1])
    np.float64(0.5)

    References
    ----------
    M. Collins, Discriminative training methods for hidden Markov models, 2002,
    doi:10.3115/1118693.1118694.
    """
    return _best("multiclass_perceptron", (True, False), logits, labels, 0.0, axis, reduction)[0]


def multiclass_perceptron_grad(
    logits: ArrayLike, labels: ArrayLike, *, axis: int = -1, reduction: str = "mean"
) -> Any:
    r"""Gradient of `multiclass_perceptron` with respect to the logits.

    It is 1 at the best class and -1 at the target where they differ, and 0 else, in a tie with the
    target too. Of several best classes the first one counts.
    Takes and refuses what `multiclass_perceptron` does; 'mean' divides by the number of rows.

    Examples
    --------
    >>> multiclass_perceptron_grad([[2.0, 1.5, 0.0]], [1])
    array([[ 1., -1.,  0.]])
    """
    who = "multiclass_perceptron_grad"
    return _best(who, (False, True), logits, labels, 0.0, axis, reduction)[1]


def _best(
    who: str,
    wanted: tuple[bool, bool],
    logits: ArrayLike,
    labels: ArrayLike,
    margin: float,
    axis: int,
    reduction: str,
) -> tuple[Any, Any]:
    given = classes(who, logits, labels, axis=axis, reduction=reduction, masked=False)

    def kernel(z: Array, at: Array, factor: Array, room: Room) -> tuple[Any, Any]:
        target = flat(z)[at]
        best = put(z, at, -np.inf).argmax(axis=-1)
        best_at = positions(best, z.shape[-1])
        value = np.maximum(0.0, margin - (target - flat(z)[best_at]))
        slope = None
        if wanted[1]:
            push = np.where(value > 0, factor[:, 0], 0.0)
            slope = room.places(len(z))[1]
            slope.fill(0.0)
            put(put(slope, best_at, push), at, -push)
        return value if wanted[0] else None, slope

    return over_rows(who, given, kernel, reduction, wanted)
