"""Slopes without formulas: finite differences and the complex step, the independent witness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes import _arrays
from slopes._arrays import Array

__all__ = ["central_difference", "complex_step", "numerical_gradient", "numerical_jacobian"]

# The four-point rule errs by h⁴|f⁗′|/30 and rounds off about ε|f|/h; h = ε^(1/5) balances them.
STEP = float(np.finfo(np.float64).eps ** 0.2)
# Nothing is subtracted in a complex step, so h² may vanish beside 1.
TINY = 2.0**-200


def _points(x: ArrayLike, step: float | None, who: str) -> tuple[Array, Array]:
    """Return `x` as finite float64 and the step of each entry, one that x + h - x gives back."""
    array = _arrays.as_float(x, who).astype(np.float64)
    _arrays.finite(who, x=array)
    wanted = np.asarray(STEP * np.maximum(np.abs(array), 1.0))
    if step is not None:
        wanted = np.full(array.shape, _arrays.number(who, "step", step, 0.0))
    h = np.asarray((array + wanted) - array)
    if not np.all(h > 0):
        raise ValueError(f"{who}: step = {step} is lost beside x; take a longer one")
    return array, h


def _four_points(f: Callable[[Any], Any], x: Array, h: Array) -> Array:
    """Return the fourth-order central difference of `f` along `h`: its slope times the length."""
    near = np.asarray(f(x + h), np.float64) - np.asarray(f(x - h), np.float64)
    far = np.asarray(f(x + 2 * h), np.float64) - np.asarray(f(x - 2 * h), np.float64)
    return np.asarray((8 * near - far) / 12)


def central_difference(f: Callable[[Any], Any], x: ArrayLike, *, step: float | None = None) -> Any:
    r"""Slope of an elementwise function at every entry of `x`, from four neighbors.

    .. math:: f'(x) = \frac{8\,[f(x+h) - f(x-h)] - [f(x+2h) - f(x-2h)]}{12 h} + O(h^4)

    The rule is the Richardson extrapolation of the central difference with steps h and 2h. Its
    error is at most h⁴ M / 30, M the largest fifth derivative, plus about ε abs(f) / h from
    rounding: near 1e-12 for a smooth function of size 1 with the default step. Within 2h of a
    kink the result is no slope at all.

    Parameters
    ----------
    f : callable
        Function of an array that returns an array of the same shape.
    x : array_like of float
        Finite points, any shape.
    step : float, optional
        The step h > 0; by default :math:`\varepsilon^{1/5} \max(|x|, 1)`.

    Returns
    -------
    ndarray of float64
        Slopes, of the shape of `x`.

    Raises
    ------
    ValueError
        If `x` is not finite, the step is not positive or `f` changes the shape.

    Examples
    --------
    >>> central_difference(np.exp, [0.0, 1.0]).round(6)
    array([1.      , 2.718282])
    """
    array, h = _points(x, step, "central_difference")
    rise = _four_points(f, array, h)
    _arrays.same_shape("central_difference", x=array, f=rise)
    return (rise / h)[()]


def complex_step(f: Callable[[Any], Any], x: ArrayLike) -> Any:
    r"""Slope of an analytic elementwise function, without subtraction and so without step error.

    .. math::
        :skip: complex numbers are not read

        f'(x) \approx \frac{\operatorname{Im} f(x + ih)}{h}, \qquad h = 2^{-200}

    The error is that of evaluating `f` itself, a few units in the last place. The function must
    be analytic as written: `abs`, `max`, `sign` and comparisons are not.

    Parameters
    ----------
    f : callable
        Function of a complex array that returns a complex array of the same shape.
    x : array_like of float
        Finite points, any shape.

    Returns
    -------
    ndarray of float64
        Slopes, of the shape of `x`.

    Raises
    ------
    TypeError
        If `f` returns real numbers.
    ValueError
        If `x` is not finite or `f` changes the shape.

    Examples
    --------
    >>> complex_step(np.sin, [0.0, np.pi]).tolist()
    [1.0, -1.0]

    References
    ----------
    Squire & Trapp 1998, Using complex variables to estimate derivatives of real functions,
    SIAM Rev. 40(1):110-112, doi:10.1137/S003614459631241X.
    """
    array = _arrays.as_float(x, "complex_step").astype(np.float64)
    _arrays.finite("complex_step", x=array)
    y = np.asarray(f(array + 1j * TINY))
    if y.dtype.kind != "c":
        raise TypeError(
            f"complex_step: f returned {y.dtype}, wanted complex numbers; "
            "write f without abs, max or real parts, or use central_difference"
        )
    _arrays.same_shape("complex_step", x=array, f=y)
    return (y.imag / TINY)[()]


def numerical_jacobian(
    f: Callable[[Any], Any], x: ArrayLike, *, step: float | None = None
) -> Array:
    r"""All partial derivatives of an array function of an array, by central differences.

    .. math:: J_{ij} = \frac{\partial f(x)_i}{\partial x_j}

    .. math:: f(x + u) = f(x) + J u + O(\|u\|^2)

    The rule and its error are those of `central_difference`; `f` is called four times for every
    entry of `x`.

    Parameters
    ----------
    f : callable
        Function of an array of the shape of `x` that returns an array of any one shape.
    x : array_like of float
        The finite point.
    step : float, optional
        The step h > 0; by default :math:`\varepsilon^{1/5} \max(|x_j|, 1)`.

    Returns
    -------
    ndarray of float64
        Derivatives, of shape ``f(x).shape + x.shape``.

    Raises
    ------
    ValueError
        If `x` is not finite or the step is not positive.

    Examples
    --------
    >>> numerical_jacobian(lambda x: np.array([x[0] * x[1], x[0] + x[1]]), [2.0, 3.0]).round(9)
    array([[3., 2.],
           [1., 1.]])
    """
    return _jacobian(f, x, step, "numerical_jacobian")


def numerical_gradient(
    f: Callable[[Any], Any], x: ArrayLike, *, step: float | None = None
) -> Array:
    r"""Gradient of a scalar function of an array, by central differences.

    .. math:: (\nabla f(x))_j = \frac{\partial f}{\partial x_j}

    The rule and its error are those of `central_difference`; `f` is called four times for every
    entry of `x`.

    Parameters
    ----------
    f : callable
        Function of an array of the shape of `x` that returns one number.
    x : array_like of float
        The finite point.
    step : float, optional
        The step h > 0; by default :math:`\varepsilon^{1/5} \max(|x_j|, 1)`.

    Returns
    -------
    ndarray of float64
        Derivatives, of the shape of `x`.

    Raises
    ------
    ValueError
        If `x` is not finite, the step is not positive or `f` returns more than one number.

    Examples
    --------
    >>> numerical_gradient(lambda x: np.sum(x**2), [[1.0, 2.0], [3.0, 4.0]]).round(9)
    array([[2., 4.],
           [6., 8.]])
    """
    array = _arrays.as_float(x, "numerical_gradient")
    gradient = _jacobian(f, array, step, "numerical_gradient")
    if gradient.shape != array.shape:
        got = gradient.shape[: gradient.ndim - array.ndim]
        raise ValueError(
            f"numerical_gradient: f returned an array of shape {got}, wanted one number; "
            "use numerical_jacobian"
        )
    return gradient


def _jacobian(f: Callable[[Any], Any], x: ArrayLike, step: float | None, who: str) -> Array:
    array, h = _points(x, step, who)
    columns = []
    for j in np.ndindex(array.shape):
        along = np.zeros(array.shape)
        along[j] = h[j]
        columns.append(_four_points(f, array, along) / h[j])
    if not columns:
        return np.zeros(np.shape(f(array)) + array.shape)
    return np.stack(columns, axis=-1).reshape(columns[0].shape + array.shape)
