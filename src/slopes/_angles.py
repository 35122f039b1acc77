"""Losses of the angles and distances between vectors. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, finite, number, same_shape
from slopes._binary import signs
from slopes._reduction import check_reduction, rounded


def _lengths(a: Array) -> tuple[Array, Array]:
    """Return the lengths of the vectors along the last axis, and the vectors of length 1."""
    scale = np.abs(a).max(axis=-1, keepdims=True, initial=0.0)
    unit = np.divide(a, scale, out=np.zeros_like(a), where=scale > 0)
    length = np.sqrt((unit * unit).sum(axis=-1, keepdims=True))
    unit = np.divide(unit, length, out=unit, where=length > 0)
    return scale * length, unit


def _vectors(who: str, axis: int, **arrays: ArrayLike) -> tuple[list[Array], Array, int]:
    """Return float64 arrays of vectors along the last axis, the first as it came, and the axis."""
    given = {name: as_float(value, who, name) for name, value in arrays.items()}
    same_shape(who, **given)
    finite(who, **given)
    like = next(iter(given.values()))
    axis = axis_of(who, like, axis)
    return [np.moveaxis(a.astype(np.float64), axis, -1) for a in given.values()], like, axis


def cosine_similarity(first: ArrayLike, second: ArrayLike, *, axis: int = -1) -> Any:
    r"""Cosine of the angle between two vectors.

    .. math::
        :impl: slopes.losses.cosine_similarity(z, s)

        \cos(z, s) = \frac{\sum_{k=1}^{K} z_k s_k}
        {\sqrt{\sum_{k=1}^{K} z_k^2} \sqrt{\sum_{k=1}^{K} s_k^2}}

    Parameters
    ----------
    first, second : array_like, one shape
        Finite vectors along `axis`, none of them 0.
    axis : int
        The axis of the components.

    Returns
    -------
    scalar or ndarray
        In [-1, 1], shape without `axis`, in the precision of `first`.

    Raises
    ------
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a number is not finite, or a vector is 0 and so has no direction.

    Examples
    --------
    >>> cosine_similarity([1.0, 1.0], [1.0, 0.0]).round(4)
    np.float64(0.7071)
    """
    who = "cosine_similarity"
    (a, b), like, _ = _vectors(who, axis, first=first, second=second)
    _, u = _directions(who, "first", a)
    _, v = _directions(who, "second", b)
    with np.errstate(under="ignore"):
        return rounded(np.clip((u * v).sum(axis=-1), -1.0, 1.0), like.dtype)


def cosine_similarity_grad(first: ArrayLike, second: ArrayLike, *, axis: int = -1) -> Array:
    r"""Gradient of `cosine_similarity` with respect to the first vectors.

    It is at right angles to the first vector and as long as the sine of the angle over the length
    of that vector. Takes and refuses what `cosine_similarity` does.

    Examples
    --------
    >>> cosine_similarity_grad([2.0, 0.0], [0.0, 5.0])
    array([0. , 0.5])
    """
    who = "cosine_similarity_grad"
    (a, b), like, axis = _vectors(who, axis, first=first, second=second)
    length, u = _directions(who, "first", a)
    _, v = _directions(who, "second", b)
    with np.errstate(over="ignore", under="ignore"):
        slope = (v - (u * v).sum(axis=-1, keepdims=True) * u) / length
        return np.asarray(rounded(np.moveaxis(slope, -1, axis), like.dtype))


def _directions(who: str, name: str, a: Array) -> tuple[Array, Array]:
    """Return lengths and directions, or refuse a vector that is 0."""
    length, unit = _lengths(a)
    if (length == 0).any():
        first = tuple(int(i) for i in np.argwhere(length[..., 0] == 0)[0])
        raise ValueError(
            f"{who}: {name} is the zero vector in row {first}, wanted a direction; drop that row"
        )
    return length, unit


def cosine_embedding(
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 0.0,
    axis: int = -1,
    reduction: str = "mean",
) -> Any:
    r"""Cosine loss of pairs: like ones shall point the same way, unlike ones shall not.

    The loss is :math:`1 - c` for a like pair and :math:`\max(0, c - m)` for an unlike one, with the
    cosine c of the angle between the vectors, and m for `margin`.

    Parameters
    ----------
    first, second : array_like, one shape
        Finite vectors along `axis`, none of them 0.
    targets : array_like, shape of `first` without `axis`
        1 for a like pair, -1 for an unlike one.
    margin : float
        Cosine up to which unlike pairs cost nothing, in [-1, 1].
    axis : int
        The axis of the components.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all pairs by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, 2], in the precision of `first`; shape of `targets` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `cosine_similarity`, if a target is neither -1 nor 1, and if `margin` is outside.

    Examples
    --------
    >>> cosine_embedding([[1.0, 0.0], [3.0, 4.0]], [[0.0, 2.0], [3.0, 4.0]], [1, -1])
    np.float64(1.0)
    """
    who = "cosine_embedding"
    (a, b), y, like, _ = _pairs(who, first, second, targets, margin, axis, reduction)
    _, u = _directions(who, "first", a)
    _, v = _directions(who, "second", b)
    with np.errstate(under="ignore"):
        # 1 - cos = |u - v|^2 / 2 keeps the digits of small angles.
        near = 0.5 * np.square(u - v).sum(axis=-1)
        value = np.where(y > 0, near, np.maximum(0.0, (u * v).sum(axis=-1) - margin))
        return _reduced(value, reduction, like)


def cosine_embedding_grad(
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 0.0,
    axis: int = -1,
    reduction: str = "mean",
) -> Array:
    r"""Gradient of `cosine_embedding` with respect to the first vectors.

    Swap the two for the gradient by the second. At the margin it is 0. Takes and refuses what
    `cosine_embedding` does; 'mean' divides by the number of pairs.

    Examples
    --------
    >>> cosine_embedding_grad([[2.0, 0.0]], [[0.0, 5.0]], [1])
    array([[ 0. , -0.5]])
    """
    who = "cosine_embedding_grad"
    (a, b), y, like, axis = _pairs(who, first, second, targets, margin, axis, reduction)
    length, u = _directions(who, "first", a)
    _, v = _directions(who, "second", b)
    with np.errstate(over="ignore", under="ignore"):
        c = (u * v).sum(axis=-1, keepdims=True)
        push = np.where(y[..., None] > 0, -1.0, np.where(c > margin, 1.0, 0.0))
        slope = push * ((v - c * u) / length)
        slope /= y.size if reduction == "mean" else 1
        return np.asarray(rounded(np.moveaxis(slope, -1, axis) + 0.0, like.dtype))


def _pairs(
    who: str,
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    margin: float,
    axis: int,
    reduction: str,
) -> tuple[list[Array], Array, Array, int]:
    """Check what the two functions of pairs of vectors take."""
    number(who, "margin", margin, -1.0, 1.0, closed=(True, True))
    vectors, like, axis = _vectors(who, axis, first=first, second=second)
    y = as_float(targets, who, "targets")
    finite(who, targets=y)
    signs(who, y, y)
    if y.shape != vectors[0].shape[:-1]:
        raise ValueError(
            f"{who}: first {like.shape} and targets {y.shape}, wanted {vectors[0].shape[:-1]}: one "
            "target for each pair of vectors; reshape it"
        )
    check_reduction(who, reduction, y.size)
    return vectors, y, like, axis


def _reduced(values: Array, reduction: str, like: Array) -> Any:
    """Return the losses of the rows, their sum or their mean."""
    if reduction == "none":
        return rounded(values, like.dtype)
    return rounded(values.sum() / (values.size if reduction == "mean" else 1), like.dtype)


def triplet_margin(
    anchor: ArrayLike,
    positive: ArrayLike,
    negative: ArrayLike,
    *,
    margin: float = 1.0,
    axis: int = -1,
    reduction: str = "mean",
) -> Any:
    r"""Triplet loss: an anchor shall be nearer to its like than to its unlike, by a margin.

    .. math::
        :impl: slopes.losses.triplet_margin(z, s, w)

        \ell(z, s, w) = \max\left(0, 1 + \sqrt{\sum_{k=1}^{K} (z_k - s_k)^2}
        - \sqrt{\sum_{k=1}^{K} (z_k - w_k)^2}\right)

    with `margin` for 1. The distances are exact: PyTorch adds 1e-6 to each difference.

    Parameters
    ----------
    anchor, positive, negative : array_like, one shape
        Finite vectors z, s and w along `axis`.
    margin : float
        The positive lead that is wanted.
    axis : int
        The axis of the components.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all triplets by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `anchor`; shape without `axis` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if `axis` does not exist or `margin` is not positive.

    Examples
    --------
    >>> triplet_margin([[0.0, 0.0]], [[3.0, 4.0]], [[0.0, 2.0]])
    np.float64(4.0)

    References
    ----------
    F. Schroff, D. Kalenichenko, J. Philbin, FaceNet: a unified embedding for face recognition and
    clustering, 2015, arXiv:1503.03832.
    """
    who = "triplet_margin"
    margin = number(who, "margin", margin, 0.0)
    (z, s, w), like, _ = _vectors(who, axis, anchor=anchor, positive=positive, negative=negative)
    check_reduction(who, reduction, z[..., 0].size)
    with np.errstate(over="ignore", under="ignore"):
        near, far = _lengths(z - s)[0][..., 0], _lengths(z - w)[0][..., 0]
        return _reduced(np.maximum(0.0, margin + (near - far)), reduction, like)


def triplet_margin_grad(
    anchor: ArrayLike,
    positive: ArrayLike,
    negative: ArrayLike,
    *,
    margin: float = 1.0,
    axis: int = -1,
    reduction: str = "mean",
) -> tuple[Array, Array, Array]:
    r"""Gradients of `triplet_margin` with respect to anchor, positive and negative.

    They are 0 where nothing is to pay, at the kink too; a distance 0 has the slope 0. Takes and
    refuses what `triplet_margin` does; 'mean' divides by the number of triplets.

    Examples
    --------
    >>> triplet_margin_grad([[0.0, 0.0]], [[3.0, 4.0]], [[0.0, 2.0]])[1]
    array([[0.6, 0.8]])
    """
    who = "triplet_margin_grad"
    margin = number(who, "margin", margin, 0.0)
    (z, s, w), like, axis = _vectors(who, axis, anchor=anchor, positive=positive, negative=negative)
    check_reduction(who, reduction, z[..., 0].size)
    with np.errstate(over="ignore", under="ignore"):
        (near, u), (far, v) = _lengths(z - s), _lengths(z - w)
        active = (margin + (near - far) > 0) / (z[..., 0].size if reduction == "mean" else 1.0)
        one, two, three = (
            np.asarray(rounded(np.moveaxis(active * d, -1, axis) + 0.0, like.dtype))
            for d in (u - v, -u, v)
        )
        return one, two, three
