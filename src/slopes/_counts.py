"""Negative log likelihoods of counts and of measurements. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, xlogy

from slopes._arrays import Array, as_float, finite
from slopes._elementwise import fitting
from slopes._reduction import gradient_of, value_of

HALF_LOG_2PI = 0.9189385332046728


def _at_least_zero(who: str, name: str, given: ArrayLike, hint: str) -> None:
    """Refuse negative numbers; what is not finite is refused elsewhere."""
    array = as_float(given, who, name)
    if array.size and array.min() < 0:
        first = tuple(int(i) for i in np.argwhere(array < 0)[0])
        raise ValueError(
            f"{who}: {name} holds {array[first]:g} at index {first}, wanted numbers >= 0; {hint}"
        )


def _check_counts(who: str, predictions: ArrayLike, targets: ArrayLike, log_input: bool) -> None:
    _at_least_zero(who, "targets", targets, "drop or repair those counts")
    if not log_input:
        _at_least_zero(who, "predictions", predictions, "pass log_input=True for log rates")


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
    _check_counts("poisson", predictions, targets, log_input)

    def value(p: Array, t: Array) -> Array:
        rate = np.exp(p) - t * p if log_input else p - xlogy(t, p)
        return np.asarray(rate + gammaln(t + 1.0) if full else rate)

    return value_of("poisson", reduction, value, predictions=predictions, targets=targets)


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
    _check_counts("poisson_grad", predictions, targets, log_input)

    def slope(p: Array, t: Array) -> Array:
        if log_input:
            # e^p - t = (e^p - 1) - (t - 1) keeps what e^p rounds off near the root at p = 0.
            near = np.expm1(p) - (t - 1.0)
            return np.where(np.abs(p) < 0.5, near, np.exp(p) - t)
        limit = np.where(t > 0, -np.inf, 1.0)
        return np.asarray(np.divide(p - t, p, out=limit, where=p > 0))

    return gradient_of("poisson_grad", reduction, slope, predictions=predictions, targets=targets)


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
    v = _variance("gaussian_nll", predictions, variance)

    def value(p: Array, t: Array, v: Array) -> Array:
        scaled = (p - t) / np.sqrt(v)
        return np.asarray(0.5 * (np.log(v) + scaled * scaled) + (HALF_LOG_2PI if full else 0.0))

    return value_of(
        "gaussian_nll", reduction, value, extra=(v,), predictions=predictions, targets=targets
    )


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
    who = "gaussian_nll_grad"
    return gradient_of(
        who,
        reduction,
        lambda p, t, v: (p - t) / v,
        extra=(_variance(who, predictions, variance),),
        predictions=predictions,
        targets=targets,
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

    def slope(p: Array, t: Array, v: Array) -> Array:
        # 1 - u^2 = (1 - u)(1 + u) does not cancel twice.
        u = np.abs(p - t) / np.sqrt(v)
        return np.asarray((1.0 - u) * (1.0 + u) / (2.0 * v))

    return gradient_of(
        who,
        reduction,
        slope,
        extra=(_variance(who, predictions, variance),),
        predictions=predictions,
        targets=targets,
    )


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
