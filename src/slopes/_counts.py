"""Negative log likelihoods of counts and of measurements. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, xlogy

from slopes._arrays import Array, as_float, finite
from slopes._elementwise import fitting
from slopes._reduction import over_elements

HALF_LOG_2PI = 0.9189385332046728


def at_least_zero(who: str, name: str, block: Array, given: ArrayLike, hint: str) -> None:
    """Refuse a block of an array that holds negative numbers."""
    if block.size and block.min() < 0:
        array = as_float(given, who, name)
        first = tuple(int(i) for i in np.argwhere(array < 0)[0])
        raise ValueError(
            f"{who}: {name} holds {array[first]:g} at index {first}, wanted numbers >= 0; {hint}"
        )


def poisson(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    log_input: bool = True,
    full: bool = False,
    reduction: str = "mean",
) -> Any:
    r"""Poisson loss: negative log likelihood of counts, from the logarithm of their rate.

    .. math::
        :impl: slopes.losses.poisson(p, t)

        \ell(p, t) = e^p - t p

    With `log_input=False` the prediction is the rate itself and the loss :math:`p - t \log p`.
    Neither has the term :math:`\log t!`, which no prediction changes, unless `full` is set.

    Parameters
    ----------
    predictions : array_like, any shape
        Finite log rates p, or rates at least 0.
    targets : array_like, shape of `predictions`
        Counts t, at least 0.
    log_input : bool
        Whether the predictions are logarithms of rates.
    full : bool
        Add :math:`\log t!`, itself and not Stirling's approximation as in PyTorch.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        Any real number, inf where a rate of 0 met a count; in the precision of `predictions`;
        shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if a target or a rate is negative.

    Examples
    --------
    >>> poisson([0.0, 1.0], [1.0, 2.0], reduction="none").round(4)
    array([1.    , 0.7183])

    References
    ----------
    J. A. Nelder, R. W. M. Wedderburn, Generalized linear models, 1972, doi:10.2307/2344614.
    """
    return _poisson("poisson", (True, False), predictions, targets, log_input, full, reduction)[0]


def poisson_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    log_input: bool = True,
    full: bool = False,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `poisson` with respect to the predictions.

    .. math::
        :impl: slopes.losses.poisson_grad(p, t)

        \frac{\partial \ell}{\partial p} = e^p - t

    With `log_input=False` it is :math:`1 - t / p`, and -inf where a rate of 0 met a count.
    Takes and refuses what `poisson` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> poisson_grad([0.0, 1.0], [1.0, 2.0], reduction="sum").round(4)
    array([0.    , 0.7183])
    """
    return _poisson(
        "poisson_grad", (False, True), predictions, targets, log_input, full, reduction
    )[1]


def poisson_both(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    log_input: bool = True,
    full: bool = False,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    """Return `poisson` and its gradient, from one exponential."""
    return _poisson("poisson", (True, True), predictions, targets, log_input, full, reduction)


def _poisson(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    log_input: bool,
    full: bool,
    reduction: str,
) -> tuple[Any, Any]:
    kernel = _of_logarithms if log_input else _of_rates

    def checked(p: Array, t: Array) -> tuple[Any, Any]:
        at_least_zero(who, "targets", t, targets, "drop or repair those counts")
        if not log_input:
            hint = "pass log_input=True for log rates"
            at_least_zero(who, "predictions", p, predictions, hint)
        value, slope = kernel(p, t, wanted)
        return value + gammaln(t + 1.0) if full and wanted[0] else value, slope

    return over_elements(who, wanted, reduction, checked, predictions=predictions, targets=targets)


def _of_logarithms(p: Array, t: Array, wanted: tuple[bool, bool]) -> tuple[Any, Any]:
    rate = np.exp(p)
    value = rate - t * p if wanted[0] else None
    slope = None
    if wanted[1]:
        # e^p - t = (e^p - 1) - (t - 1) keeps what e^p rounds off near the root at p = 0.
        near = np.expm1(p) - (t - 1.0)
        slope = np.where(np.abs(p) < 0.5, near, rate - t)
    return value, slope


def _of_rates(p: Array, t: Array, wanted: tuple[bool, bool]) -> tuple[Any, Any]:
    slope = None
    if wanted[1]:
        limit = np.where(t > 0, -np.inf, 1.0)
        slope = np.divide(p - t, p, out=limit, where=p > 0)
    return p - xlogy(t, p) if wanted[0] else None, slope


def gaussian_nll(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    variance: ArrayLike = 1.0,
    full: bool = False,
    reduction: str = "mean",
) -> Any:
    r"""Gaussian loss: negative log likelihood of a mean and a variance, both predicted.

    .. math::
        :impl: slopes.losses.gaussian_nll(p, t, variance=v)

        \ell(p, t) = \frac{1}{2} \left(\log v + \frac{(p - t)^2}{v}\right)

    Parameters
    ----------
    predictions, targets : array_like, one shape
        Finite real numbers p and t.
    variance : float, or an array that broadcasts to `predictions`
        The positive numbers v.
    full : bool
        Add the constant :math:`\frac{1}{2} \log 2 \pi`.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        Any real number, in the precision of `predictions`; shape of `predictions` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `squared_error`, and if a variance is not positive and finite.

    Examples
    --------
    >>> gaussian_nll([1.0, 2.0], [0.0, 0.0], variance=[1.0, 4.0], reduction="none").round(4)
    array([0.5   , 1.1931])

    References
    ----------
    D. A. Nix, A. S. Weigend, Estimating the mean and variance of the target probability
    distribution, 1994, doi:10.1109/ICNN.1994.374138.
    """
    return _gaussian(
        "gaussian_nll", (True, False), predictions, targets, variance, full, reduction
    )[0]


def gaussian_nll_grad(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    variance: ArrayLike = 1.0,
    full: bool = False,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `gaussian_nll` with respect to the predictions.

    .. math::
        :impl: slopes.losses.gaussian_nll_grad(p, t, variance=v)

        \frac{\partial \ell}{\partial p} = \frac{p - t}{v}

    Takes and refuses what `gaussian_nll` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> gaussian_nll_grad([1.0, 2.0], [0.0, 0.0], variance=[1.0, 4.0], reduction="sum")
    array([1. , 0.5])
    """
    return _gaussian(
        "gaussian_nll_grad", (False, True), predictions, targets, variance, full, reduction
    )[1]


def gaussian_nll_both(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    variance: ArrayLike = 1.0,
    full: bool = False,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    """Return `gaussian_nll` and its gradient with respect to the predictions."""
    return _gaussian("gaussian_nll", (True, True), predictions, targets, variance, full, reduction)


def _gaussian(
    who: str,
    wanted: tuple[bool, bool],
    predictions: ArrayLike,
    targets: ArrayLike,
    variance: ArrayLike,
    full: bool,
    reduction: str,
) -> tuple[Any, Any]:
    constant = HALF_LOG_2PI if full else 0.0

    def kernel(p: Array, t: Array, v: Array) -> tuple[Any, Any]:
        r = p - t
        value = 0.5 * (np.log(v) + np.square(r / np.sqrt(v))) + constant if wanted[0] else None
        return value, r / v if wanted[1] else None

    extra = (_variance(who, predictions, variance),)
    return over_elements(
        who, wanted, reduction, kernel, extra=extra, predictions=predictions, targets=targets
    )


def gaussian_nll_grad_variance(
    predictions: ArrayLike,
    targets: ArrayLike,
    *,
    variance: ArrayLike = 1.0,
    full: bool = False,
    reduction: str = "mean",
) -> Any:
    r"""Derivative of `gaussian_nll` by the variance of each element.

    .. math::
        :impl: slopes.losses.gaussian_nll_grad_variance(p, t, variance=v)

        \frac{\partial \ell}{\partial v} = \frac{1}{2 v} \left(1 - \frac{(p - t)^2}{v}\right)

    It has the shape of `predictions`: add it up over the elements that share a variance. Takes and
    refuses what `gaussian_nll` does.

    Examples
    --------
    >>> gaussian_nll_grad_variance([1.0, 2.0], [0.0, 0.0], variance=2.0, reduction="sum")
    array([ 0.125, -0.25 ])
    """
    who = "gaussian_nll_grad_variance"

    def kernel(p: Array, t: Array, v: Array) -> tuple[Any, Any]:
        # 1 - u^2 = (1 - u)(1 + u) does not cancel twice.
        u = np.abs(p - t) / np.sqrt(v)
        return None, (1.0 - u) * (1.0 + u) / (2.0 * v)

    extra = (_variance(who, predictions, variance),)
    return over_elements(
        who, (False, True), reduction, kernel, extra=extra, predictions=predictions, targets=targets
    )[1]


def _variance(who: str, predictions: ArrayLike, variance: ArrayLike) -> Array:
    """Return the variances in the shape of the predictions, or refuse them."""
    v = fitting(who, "variance", variance, as_float(predictions, who, "predictions"))
    finite(who, variance=v)
    if v.size and v.min() <= 0:
        first = tuple(int(i) for i in np.argwhere(v <= 0)[0])
        raise ValueError(
            f"{who}: variance holds {v[first]:g} at index {first}, wanted positive numbers; "
            "predict its logarithm and pass the exponential"
        )
    return v
