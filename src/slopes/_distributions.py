"""Entropy and divergence of probabilities. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr, rel_entr

from slopes._arrays import Array, as_float, axis_of, finite, number, same_shape

# How far the sum of a distribution may stray from 1, by the precision it came in.
TOLERANCE = {"float16": 1e-2, "float32": 1e-5, "float64": 1e-8}


def last_axis(array: Array, axis: int) -> Array:
    """Return a contiguous float64 copy with `axis` last: NumPy sums only such rows pairwise."""
    return np.ascontiguousarray(np.moveaxis(array.astype(np.float64), axis, -1))


def distribution(who: str, name: str, array: Array, axis: int, normalized: bool) -> Array:
    """Return float64 rows of nonnegative numbers (that sum to one), `axis` last."""
    finite(who, **{name: array})
    if (array < 0).any():
        first = tuple(int(i) for i in np.argwhere(array < 0)[0])
        raise ValueError(
            f"{who}: {name} holds {array[first]} at index {first}, wanted probabilities, "
            "which are not negative; pass softmax(z) if these are logits"
        )
    rows = last_axis(array, axis)
    if normalized:
        sums = rows.sum(axis=-1)
        wrong = np.abs(sums - 1.0) > TOLERANCE[array.dtype.name]
        if wrong.any():
            first = tuple(int(i) for i in np.argwhere(wrong)[0])
            raise ValueError(
                f"{who}: {name} sums to {sums[first]:.9g} along axis {axis} (row {first}), "
                f"wanted 1 within {TOLERANCE[array.dtype.name]:g}; divide by the sum, or pass "
                "normalized=False if any nonnegative numbers are meant"
            )
    return rows


def _two(
    who: str, p: ArrayLike, q: ArrayLike, axis: int, base: float | None, normalized: bool
) -> tuple[Array, Array, Array, Array, int, float]:
    """Check what both functions of p and q take."""
    first, second = as_float(p, who, "p"), as_float(q, who, "q")
    same_shape(who, p=first, q=second)
    axis = axis_of(who, first, axis)
    unit = 1.0 if base is None else float(np.log(number(who, "base", base, 1.0)))
    rows_p = distribution(who, "p", first, axis, normalized)
    rows_q = distribution(who, "q", second, axis, normalized)
    return rows_p, rows_q, first, second, axis, unit


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
    rows_p, rows_q, like, _, _, unit = _two("kl_divergence", p, q, axis, base, normalized)
    with np.errstate(under="ignore"):
        terms = _bregman(rows_p, rows_q) if normalized else rel_entr(rows_p, rows_q)
        return (terms.sum(axis=-1) / unit).astype(like.dtype)[()]


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
    who = "kl_divergence_grad"
    rows_p, rows_q, _, like, axis, unit = _two(who, p, q, axis, base, normalized)
    with np.errstate(under="ignore"):
        slope = np.where(rows_p > 0, -np.inf, 0.0)
        np.divide(-rows_p, rows_q, out=slope, where=(rows_p > 0) & (rows_q > 0))
        return np.moveaxis(slope / unit, -1, axis).astype(like.dtype)


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
    array = as_float(p, "entropy", "p")
    axis = axis_of("entropy", array, axis)
    unit = 1.0 if base is None else float(np.log(number("entropy", "base", base, 1.0)))
    rows = distribution("entropy", "p", array, axis, normalized)
    with np.errstate(under="ignore"):
        return (entr(rows).sum(axis=-1) / unit).astype(array.dtype)[()]


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
    array = as_float(p, "entropy_grad", "p")
    axis = axis_of("entropy_grad", array, axis)
    unit = 1.0 if base is None else float(np.log(number("entropy_grad", "base", base, 1.0)))
    rows = distribution("entropy_grad", "p", array, axis, normalized)
    logs = np.log(rows, out=np.full_like(rows, -np.inf), where=rows > 0)
    return np.moveaxis(-(logs + 1.0) / unit, -1, axis).astype(array.dtype)
