"""Activations of several inputs at once: gated linear units, softmin, sparsemax and maxout."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, axis_of, number
from slopes._compensated import FAR, decay, over
from slopes._elementwise import elementwise
from slopes._sigmoids import sigmoid
from slopes.softmax import softmax, softmax_jacobian


def glu(x: ArrayLike, *, axis: int = -1) -> Array:
    r"""Gated linear unit: the first half of the entries times the sigmoid of the second half.

    .. math:: f(x)_i = x_i \, \sigma(x_{K+i})

    Parameters
    ----------
    x : array_like, shape (..., 2 K, ...)
        The values and then their gates along `axis`.
    axis : int
        The axis that is halved.

    Returns
    -------
    ndarray, shape (..., K, ...)
        Any real numbers, in the precision of `x` (integers give float64).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.
    ValueError
        If `axis` does not exist or its length is odd.

    Examples
    --------
    >>> glu([2.0, -1.0, 0.0, 3.0]).round(4)
    array([ 1.    , -0.9526])

    References
    ----------
    Dauphin, Fan, Auli & Grangier 2017, Language modeling with gated convolutional networks,
    ICML, PMLR 70:933-941, arXiv:1612.08083.
    """
    u, v = _halves("glu", x, axis)
    return np.asarray(_gated(u, gate=v))


def glu_grad(x: ArrayLike, *, axis: int = -1) -> Array:
    r"""Derivatives of `glu`: each output by the two inputs that it depends on.

    .. math:: \frac{\partial s(x)}{\partial x_j} = \begin{cases}
              \sigma(x_{j+K}) & j \le K \\
              x_{j-K} \, \sigma(x_j) \, (1 - \sigma(x_j)) & j > K \end{cases}, \qquad
              s(x) = \sum_{k=1}^{K} f(x)_k

    No input has a part in two outputs, so one term of the sum s counts, and the result has the
    shape of `x`. The gradient of a loss is this times the gradient by the output, written twice
    along `axis`. Takes and refuses what `glu` does.

    Examples
    --------
    >>> glu_grad([2.0, -1.0, 0.0, 3.0]).round(4)
    array([ 0.5   ,  0.9526,  0.5   , -0.0452])
    """
    u, v = _halves("glu_grad", x, axis)
    return np.concatenate([np.asarray(sigmoid(v)), np.asarray(_gate_slope(u, gate=v))], axis)


def _halves(who: str, x: ArrayLike, axis: int) -> tuple[Array, Array]:
    array = as_float(x, who)
    length = array.shape[axis_of(who, array, axis)]
    if length % 2:
        raise ValueError(
            f"{who}: axis {axis} of x has length {length}, wanted an even one: two halves"
        )
    u, v = np.split(array, 2, axis)
    return u, v


@elementwise
def _gated(x: Array, *, gate: Array) -> Array:
    """Return x·σ(gate)."""
    v = np.minimum(gate, 0.0)
    return _share(x, 1.0 / (1.0 + np.exp(-np.abs(gate))), v)


@elementwise
def _gate_slope(x: Array, *, gate: Array) -> Array:
    """Return x·σ'(gate)."""
    a = np.abs(gate)
    return _share(x, over(1.0, np.exp(-a), 2), -a)


def _share(x: Array, p: Array, v: Array) -> Array:
    """Return x·p·e^v for p >= 1/4 and v <= 0, infinite for every infinite x unless e^v = 0."""
    far = np.isinf(x)
    y = decay(np.where(far, 0.0, x) * p, np.maximum(v, -FAR))
    return np.where(far, np.where(v > -np.inf, x, np.nan), y)


def softmin(z: ArrayLike, *, temperature: float = 1.0, axis: int = -1) -> Array:
    r"""Softmin: `softmax` of the negative, largest where the input is smallest.

    .. math:: f(z)_i = \frac{e^{-z_i / T}}{\sum_{k=1}^{K} e^{-z_k / T}}

    An entry +inf gets exactly 0. A row of +inf only, a row with -inf and a row with NaN give
    NaN, without a warning. An empty array gives an empty array.

    Parameters
    ----------
    z : array_like, shape (..., K, ...)
        Costs, distances or energies.
    temperature : float
        The positive number T.
    axis : int
        The axis to normalize over.

    Returns
    -------
    ndarray, shape of `z`
        Probabilities in [0, 1], in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        If `z` is complex, masked, text or of extended precision.
    ValueError
        If `axis` does not exist or `temperature` is not positive.

    Examples
    --------
    >>> softmin([2.0, 1.0, 0.0]).round(3)
    array([0.09 , 0.245, 0.665])

    References
    ----------
    The law of Gibbs 1902, Elementary principles in statistical mechanics, with energies z.
    """
    array = as_float(z, "softmin", "z")
    axis_of("softmin", array, axis)
    temperature = number("softmin", "temperature", temperature, 0.0)
    return softmax(-array, temperature=temperature, axis=axis)


def softmin_jacobian(z: ArrayLike, *, temperature: float = 1.0) -> Array:
    r"""All partial derivatives of `softmin` over the last axis.

    .. math:: \frac{\partial f(z)_i}{\partial z_j} = -\frac{f(z)_i \, (\delta_{ij} - f(z)_j)}{T}

    Symmetric, negative semidefinite, each row sums to zero; shape (..., K, K).
    Takes and refuses what `softmin` does, but for a `z` that is one number.

    Examples
    --------
    >>> softmin_jacobian([0.0, 0.0])
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    array = as_float(z, "softmin_jacobian", "z")
    axis_of("softmin_jacobian", array, -1)
    temperature = number("softmin_jacobian", "temperature", temperature, 0.0)
    return -softmax_jacobian(-array, temperature=temperature)


def sparsemax(z: ArrayLike, *, axis: int = -1) -> Array:
    r"""Sparsemax: the point of the probability simplex that is nearest to the input.

    .. math:: f(z)_i = \max(z_i - \tau, 0), \qquad
              \tau = \max_{1 \le k \le K}
              \frac{\sum_{j=1}^{K} z_j \mathbb{1}[z_j \ge z_k] - 1}
              {\sum_{j=1}^{K} \mathbb{1}[z_j \ge z_k]}

    This threshold τ is the one with which the values add up to 1; it is found by sorting, without
    iteration. Entries far enough below the largest get exactly 0, equal entries the same
    probability. An entry -inf gets 0; a row of -inf only, a row with +inf and a row with NaN give
    NaN, without a warning, as in `softmax`. An empty array gives an empty array.

    Parameters
    ----------
    z : array_like, shape (..., K, ...)
        Scores.
    axis : int
        The axis of the classes.

    Returns
    -------
    ndarray, shape of `z`
        Probabilities in [0, 1], in the precision of `z` (integers give float64).

    Raises
    ------
    TypeError
        If `z` is complex, masked, text or of extended precision.
    ValueError
        If `axis` does not exist.

    Examples
    --------
    >>> sparsemax([1.5, 1.0, 0.0])
    array([0.75, 0.25, 0.  ])

    References
    ----------
    Martins & Astudillo 2016, From softmax to sparsemax: a sparse model of attention and
    multi-label classification, ICML, PMLR 48:1614-1623, arXiv:1602.02068.
    """
    array = as_float(z, "sparsemax", "z")
    axis = axis_of("sparsemax", array, axis)
    if array.size == 0:
        return array.copy()
    rows = np.moveaxis(array.astype(np.float64), axis, -1)
    return np.moveaxis(_nearest(rows), -1, axis).astype(array.dtype)


def _nearest(z: Array) -> Array:
    """Return the projection of each row of a float64 array onto the simplex."""
    top = z.max(axis=-1, keepdims=True)
    good = np.isfinite(top)
    # τ lies within 1 below the largest entry: what is lower than that is 0 in any case.
    with np.errstate(over="ignore"):
        d = np.maximum(np.where(good, z, 0.0) - np.where(good, top, 0.0), -1.0)
    falling = -np.sort(-d, axis=-1)
    k = np.arange(1, z.shape[-1] + 1)
    size = np.count_nonzero(1.0 + k * falling > np.cumsum(falling, axis=-1), axis=-1, keepdims=True)
    # The sum anew, for np.sum adds in pairs and loses less than the running sum.
    tau = (np.where(k <= size, falling, 0.0).sum(axis=-1, keepdims=True) - 1.0) / size
    return np.where(good, np.maximum(d - tau, 0.0), np.nan)


def sparsemax_jacobian(z: ArrayLike) -> Array:
    r"""All partial derivatives of `sparsemax` over the last axis.

    .. math:: \frac{\partial f(z)_i}{\partial z_j} =
              \mathbb{1}[f(z)_i > 0] \, \mathbb{1}[f(z)_j > 0]
              \left( \delta_{ij} - \frac{1}{\sum_{k=1}^{K} \mathbb{1}[f(z)_k > 0]} \right)

    Symmetric, positive semidefinite, each row sums to zero; shape (..., K, K). Where an entry is
    just about to become positive there is no derivative; it is counted as 0. Rows of `z` whose
    sparsemax is NaN give NaN. Takes and refuses what `sparsemax` does, but for a `z` that is one
    number.

    Examples
    --------
    >>> sparsemax_jacobian([1.5, 1.0, 0.0])
    array([[ 0.5, -0.5,  0. ],
           [-0.5,  0.5,  0. ],
           [ 0. ,  0. ,  0. ]])
    """
    array = as_float(z, "sparsemax_jacobian", "z")
    axis_of("sparsemax_jacobian", array, -1)
    classes = array.shape[-1]
    if array.size == 0:
        return np.empty((*array.shape, classes), array.dtype)
    p = _nearest(array.astype(np.float64))
    inside = (p > 0).astype(np.float64)
    size = np.maximum(inside.sum(axis=-1), 1.0)[..., None, None]
    outer = inside[..., :, None] * inside[..., None, :]
    jacobian = np.where(outer > 0, np.eye(classes) - 1.0 / size, 0.0)
    return np.where(np.isnan(p)[..., None], np.nan, jacobian).astype(array.dtype)


def maxout(x: ArrayLike, *, axis: int = -1, keepdims: bool = False) -> Any:
    r"""Maxout: the largest of several pieces, a convex function with as many slopes.

    .. math:: f(z) = \max_{1 \le k \le K} z_k

    Parameters
    ----------
    x : array_like, shape (..., K, ...)
        The outputs z of the K affine pieces of each unit.
    axis : int
        The axis of the pieces.
    keepdims : bool
        Keep `axis` with length 1.

    Returns
    -------
    ndarray or scalar
        Shape of `x` without `axis`, exact, in the precision of `x` (integers give float64).

    Raises
    ------
    TypeError
        If `x` is complex, masked, text or of extended precision.
    ValueError
        If `axis` does not exist or is empty.

    Examples
    --------
    >>> maxout([[1.0, -2.0], [0.0, 3.0]])
    array([1., 3.])

    References
    ----------
    Goodfellow, Warde-Farley, Mirza, Courville & Bengio 2013, Maxout networks, ICML, PMLR
    28(3):1319-1327, arXiv:1302.4389.
    """
    return _pieces("maxout", x, axis).max(axis=axis, keepdims=keepdims)


def maxout_grad(x: ArrayLike, *, axis: int = -1) -> Array:
    r"""Derivatives of `maxout` by its pieces: 1 at the largest one, 0 elsewhere.

    .. math:: \frac{\partial f(z)}{\partial z_i} = \mathbb{1}[z_i = \max_{1 \le k \le K} z_k]

    The shape is that of `x`. If several pieces are largest there is no derivative, and the first
    of them gets the 1 by convention. Pieces with NaN among them give NaN. Takes and refuses what
    `maxout` does.

    Examples
    --------
    >>> maxout_grad([[1.0, -2.0], [3.0, 3.0]])
    array([[1., 0.],
           [1., 0.]])
    """
    array = _pieces("maxout_grad", x, axis)
    top = np.expand_dims(array.argmax(axis=axis), axis)
    grad = np.zeros_like(array)
    np.put_along_axis(grad, top, 1.0, axis=axis)
    broken = np.isnan(array).any(axis=axis, keepdims=True)
    return np.where(broken, array.dtype.type(np.nan), grad)


def _pieces(who: str, x: ArrayLike, axis: int) -> Array:
    array = as_float(x, who)
    if array.shape[axis_of(who, array, axis)] == 0:
        raise ValueError(f"{who}: axis {axis} of x is empty, wanted at least one piece")
    return array
