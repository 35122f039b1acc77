"""Entropy and divergence of probabilities. Import them from `slopes.losses`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import rel_entr

from slopes._arrays import Array, as_float, axis_of, finite, number, same_shape
from slopes._rows import Room, load, row_sum, rows_of, spans, store

SMALLEST = 5e-324  # the smallest positive number
# How far the sum of a distribution may stray from 1, by the precision it came in.
TOLERANCE = {"float16": 1e-2, "float32": 1e-5, "float64": 1e-8}


def check_rows(who: str, name: str, rows: Array, given: Array, axis: int, normalized: bool) -> None:
    """Refuse an array of which some rows hold bad numbers or do not sum to 1, if they must."""
    tolerance = TOLERANCE[given.dtype.name]
    if np.isfinite(rows).all() and rows.min() >= 0:
        if not normalized or (np.abs(row_sum(rows) - 1.0) <= tolerance).all():
            return
    finite(who, **{name: given})
    if (given < 0).any():
        first = tuple(int(i) for i in np.argwhere(given < 0)[0])
        raise ValueError(
            f"{who}: {name} holds {given[first]} at index {first}, wanted probabilities, "
            "which are not negative; pass softmax(z) if these are logits"
        )
    sums = given.sum(axis=axis, dtype=np.float64)
    first = tuple(int(i) for i in np.argwhere(np.abs(sums - 1.0) > tolerance)[0])
    raise ValueError(
        f"{who}: {name} sums to {sums[first]:.9g} along axis {axis} (row {first}), "
        f"wanted 1 within {tolerance:g}; divide by the sum, or pass "
        "normalized=False if any nonnegative numbers are meant"
    )


def _over_rows(
    who: str,
    kernel: Callable[..., Any],
    axis: int,
    base: float | None,
    normalized: bool,
    *,
    slope: bool,
    **arrays: ArrayLike,
) -> Any:
    """Return what a kernel makes of the rows of one or two arrays, a few rows at a time.

    That is one number for each row, in the type of the first array, or a slope of the shape and
    type of the last one.
    """
    given = {name: as_float(value, who, name) for name, value in arrays.items()}
    same_shape(who, **given)
    first, last = next(iter(given.values())), next(reversed(given.values()))
    axis = axis_of(who, first, axis)
    unit = 1.0 if base is None else float(np.log(number(who, "base", base, 1.0)))
    views = [rows_of(array, axis) for array in given.values()]
    room = Room(views[0])
    like = last if slope else first
    result = np.empty(last.shape if slope else math.prod(views[0].shape[:-1]), like.dtype)
    with np.errstate(over="ignore", under="ignore"):
        for span in spans(views[0]):
            places = room.places(span[1] - span[0])
            blocks = [load(view, span, place) for view, place in zip(views, places, strict=False)]
            for (name, array), block in zip(given.items(), blocks, strict=True):
                check_rows(who, name, block, array, axis, normalized)
            made = kernel(*blocks) / unit
            if slope:
                store(rows_of(result, axis), span, made)
            else:
                result[slice(*span)] = made
    return result if slope else result.reshape(first.shape[:axis] + first.shape[axis + 1 :])[()]


def _bregman(p: Array, q: Array) -> Array:
    r"""Return :math:`p \log(p/q) - p + q \ge 0`, to a few ULP also where p and q nearly agree."""
    total = p + q
    z = np.divide(q - p, total, out=np.zeros_like(total), where=total > 0)
    # log(q/p) = 2 artanh z, so the term is z (q - p) - 2 p (z^3/3 + z^5/5 + ...).
    near = np.abs(z) <= 1.0 / 3.0
    square = np.where(near, z, 0.0) ** 2
    series = np.zeros_like(square)
    for k in range(17, -1, -1):
        series = series * square + 1.0 / (2 * k + 3)
    close = z * ((q - p) - 2.0 * p * square * series)
    terms: Array = np.where(near, close, rel_entr(p, q) + (q - p))
    return terms


def kl_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    normalized: bool = True,
) -> Any:
    r"""Kullback-Leibler divergence of q from p, in the order (p, q) of `scipy.special.rel_entr`.

    .. math:: D(p \parallel q) = \sum_{k=1}^{K} p_k \log \frac{p_k}{q_k}

    A term with :math:`p_k = 0` counts 0, and the divergence is inf where some
    :math:`p_k > 0 = q_k`. For distributions it is evaluated as the sum of
    :math:`p_k \log(p_k / q_k) - p_k + q_k`, none of which is negative, so the result is not
    negative either and keeps its digits when p and q nearly agree.

    Parameters
    ----------
    p, q : array_like, one shape
        Probabilities along `axis`.
    axis : int
        The axis to sum over.
    base : float, optional
        Base of the logarithm, above 1: 2 for bits; the default is e, for nats.
    normalized : bool
        False allows any nonnegative numbers and adds the plain terms, whose sum may then be
        negative.

    Returns
    -------
    ndarray or scalar
        In [0, inf], shape of `p` without `axis`, in the precision of `p`.

    Raises
    ------
    TypeError
        A dtype is not supported.
    ValueError
        Shapes differ, a number is negative or not finite, a row does not sum to 1 within 1e-8
        (float32 1e-5, float16 1e-2), or `axis` or `base` is unsuitable.

    Examples
    --------
    >>> kl_divergence([0.5, 0.5], [0.25, 0.75]).round(4)
    np.float64(0.1438)

    References
    ----------
    S. Kullback, R. A. Leibler, On information and sufficiency, 1951,
    doi:10.1214/aoms/1177729694.
    """

    def kernel(p: Array, q: Array) -> Array:
        return row_sum(_bregman(p, q) if normalized else rel_entr(p, q))

    return _over_rows("kl_divergence", kernel, axis, base, normalized, slope=False, p=p, q=q)


def kl_divergence_grad(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: int = -1,
    base: float | None = None,
    normalized: bool = True,
) -> Array:
    r"""Gradient of `kl_divergence` with respect to its second argument q.

    .. math:: \frac{\partial D}{\partial q_k} = - \frac{p_k}{q_k}

    The K numbers :math:`q_k` are taken as free; a step that stays a distribution uses the part
    of this vector whose entries sum to zero. It is 0 where :math:`p_k = 0`, also at
    :math:`q_k = 0`, and -inf where :math:`p_k > 0 = q_k`.

    Parameters
    ----------
    p, q, axis, base, normalized
        As for `kl_divergence`.

    Returns
    -------
    ndarray, shape of `q`
        In [-inf, 0], in the precision of `q`.

    Raises
    ------
    TypeError, ValueError
        As for `kl_divergence`.

    Examples
    --------
    >>> kl_divergence_grad([0.5, 0.5], [0.25, 0.75]).round(4)
    array([-2.    , -0.6667])
    """

    def kernel(p: Array, q: Array) -> Any:
        slope = np.where(p > 0, -np.inf, 0.0)
        return np.divide(-p, q, out=slope, where=(p > 0) & (q > 0))

    who = "kl_divergence_grad"
    slopes: Array = _over_rows(who, kernel, axis, base, normalized, slope=True, p=p, q=q)
    return slopes


def entropy(
    p: ArrayLike, *, axis: int = -1, base: float | None = None, normalized: bool = True
) -> Any:
    r"""Entropy: the mean surprise of a draw from p, and the floor of its cross entropy.

    .. math:: H(p) = - \sum_{k=1}^{K} p_k \log p_k

    A term with :math:`p_k = 0` counts 0. It lies between 0 (one-hot) and :math:`\log K` (uniform).

    Parameters
    ----------
    p : array_like, shape (..., K, ...)
        Probabilities along `axis`.
    axis : int
        The axis to sum over.
    base : float, optional
        Base of the logarithm, above 1: 2 for bits; the default is e, for nats.
    normalized : bool
        False allows any nonnegative numbers.

    Returns
    -------
    ndarray or scalar
        Shape of `p` without `axis`, in the precision of `p`.

    Raises
    ------
    TypeError
        The dtype is not supported.
    ValueError
        A number is negative or not finite, a row does not sum to 1, or `axis` or `base` is
        unsuitable.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25], base=2)
    np.float64(1.5)

    References
    ----------
    C. E. Shannon, A mathematical theory of communication, 1948,
    doi:10.1002/j.1538-7305.1948.tb01338.x.
    """

    def kernel(p: Array) -> Array:
        logs = np.log(np.maximum(p, SMALLEST))  # 0 log 0 is 0
        logs *= p
        return 0.0 - row_sum(logs)

    return _over_rows("entropy", kernel, axis, base, normalized, slope=False, p=p)


def entropy_grad(
    p: ArrayLike, *, axis: int = -1, base: float | None = None, normalized: bool = True
) -> Array:
    r"""Gradient of `entropy` with respect to p, the K numbers taken as free.

    .. math:: \frac{\partial H}{\partial p_k} = - \log p_k - 1

    It is inf where :math:`p_k = 0`.

    Parameters
    ----------
    p, axis, base, normalized
        As for `entropy`.

    Returns
    -------
    ndarray, shape of `p`
        In the precision of `p`.

    Raises
    ------
    TypeError, ValueError
        As for `entropy`.

    Examples
    --------
    >>> entropy_grad([1.0, 0.0])
    array([-1., inf])
    """

    def kernel(p: Array) -> Any:
        logs = np.log(p, out=np.full_like(p, -np.inf), where=p > 0)
        return -(logs + 1.0)

    slopes: Array = _over_rows("entropy_grad", kernel, axis, base, normalized, slope=True, p=p)
    return slopes
