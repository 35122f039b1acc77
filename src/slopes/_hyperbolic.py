"""Losses without a corner that grow like a straight line. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._reduction import over_elements

LARGE = 1e308  # a residual beyond it has overflowed, or is about to


def pseudo_huber(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Pseudo-Huber loss: a hyperbola between a parabola and its asymptotes.

    .. math:: \ell(p, t) = \delta^2 \left(\sqrt{1 + (r / \delta)^2} - 1\right), \qquad r = p - t

    Smooth everywhere; like half the square near 0, like :math:`\delta (|r| - \delta)` far away.

    Parameters
    ----------
    predictions, targets, delta, reduction
        As for `huber`.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `huber`.

    Examples
    --------
    >>> pseudo_huber([1e-9, 3.0], [0.0, 0.0], reduction="none")
    array([5.00000000e-19, 2.16227766e+00])

    References
    ----------
    P. Charbonnier, L. Blanc-Féraud, G. Aubert, M. Barlaud, Deterministic edge-preserving
    regularization in computed imaging, 1997, doi:10.1109/83.551699.
    """
    who = "pseudo_huber"
    return _pseudo_huber(who, (True, False), predictions, targets, delta, reduction)[0]


def pseudo_huber_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    delta: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `pseudo_huber` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = \frac{p - t}{\sqrt{1 + ((p - t) / \delta)^2}}

    Takes and refuses what `pseudo_huber` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> pseudo_huber_grad([0.0, 1e300], [0.0, 0.0], reduction="sum")
    array([0., 1.])
    """
    who = "pseudo_huber_grad"
    return _pseudo_huber(who, (False, True), predictions, targets, delta, reduction)[1]


def pseudo_huber_both(
    predictions: ArrayLike, targets: ArrayLike, *, delta: float = 1.0, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `pseudo_huber` and its gradient."""
    return _pseudo_huber("pseudo_huber", (True, True), predictions, targets, delta, reduction)


def _pseudo_huber(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    delta: float,
    reduction: str,
) -> tuple[Any, Any]:
    delta = number(who, "delta", delta, 0.0)

    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = np.clip(p - t, -LARGE, LARGE)
        h = _hypotenuse(delta, r)
        # sqrt(1 + u^2) - 1 = u^2 / (1 + sqrt(1 + u^2)): nothing cancels, nothing is squared.
        value = (r / (delta + h) * delta) * r if wanted[0] else None
        return value, delta * (r / h) if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)


def _hypotenuse(a: float, b: Array) -> Array:
    """Return the square root of a^2 + b^2; np.hypot takes ten times as long as this one does."""
    if not 1e-150 < a < 1e150:
        return np.hypot(a, b)
    h = np.sqrt(a * a + b * b)
    far = np.isinf(h)
    return np.where(far, np.hypot(a, b), h) if far.any() else h


def log_cosh(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Logarithm of the hyperbolic cosine of the residual.

    .. math:: \ell(p, t) = \log \cosh (p - t)

    Smooth everywhere; like half the square near 0, like :math:`|p - t| - \log 2` far away.

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`.

    Examples
    --------
    >>> log_cosh([1e-5, 1000.0], [0.0, 0.0], reduction="none")
    array([5.00000000e-11, 9.99306853e+02])
    """
    return _log_cosh("log_cosh", (True, False), predictions, targets, reduction)[0]


def log_cosh_grad(predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean") -> Any:
    r"""Gradient of `log_cosh` with respect to the predictions.

    .. math:: \frac{\partial \ell}{\partial p} = \tanh(p - t)

    Parameters
    ----------
    predictions, targets, reduction
        As for `log_cosh`; 'mean' divides the gradient by the number of elements.

    Returns
    -------
    ndarray, shape of `predictions`
        In the precision of `predictions`.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`.

    Examples
    --------
    >>> log_cosh_grad([1e-5, 1000.0], [0.0, 0.0], reduction="sum")
    array([1.e-05, 1.e+00])
    """
    return _log_cosh("log_cosh_grad", (False, True), predictions, targets, reduction)[1]


def log_cosh_both(
    predictions: ArrayLike, targets: ArrayLike, *, reduction: str = "mean"
) -> tuple[Any, Any]:
    """Return `log_cosh` and its gradient."""
    return _log_cosh("log_cosh", (True, True), predictions, targets, reduction)


def _log_cosh(
    who: str, wanted: tuple[bool, bool], predictions: ArrayLike, targets: ArrayLike, reduction: str
) -> tuple[Any, Any]:
    def kernel(p: Array, t: Array) -> tuple[Any, Any]:
        r = p - t
        return _log_cosh_of(np.abs(r)) if wanted[0] else None, np.tanh(r) if wanted[1] else None

    return over_elements(who, wanted, reduction, kernel, predictions=predictions, targets=targets)


def _log_cosh_of(r: Array) -> Array:
    # cosh r = 1 + 2 sinh^2(r/2) keeps the small values; far away the rest of r is just added.
    near = np.minimum(r, 700.0)
    return np.asarray(np.log1p(2.0 * np.square(np.sinh(0.5 * near))) + (r - near))
