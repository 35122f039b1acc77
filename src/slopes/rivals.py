"""The usual ways to compute the same functions, for comparison: from textbooks and from SciPy.

The formulas are those that most texts print, each with its first two derivatives. All are right for
real numbers; what floating-point numbers make of them is the subject of the page on accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import pi, sqrt
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

Triple = tuple[Callable[[Any], Any], ...]
"""A function and its first derivatives, as far as there are such forms."""

LAMBDA, ALPHA = 1.0507009873554805, 1.6732632423543772
"""The constants of SELU."""


# ------------------------------------------------------------------ building blocks of the texts


def _logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _tanh(x: Any) -> Any:
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def _density(x: Any) -> Any:
    return np.exp(-x * x / 2) / sqrt(2 * pi)


def _normal(x: Any) -> Any:
    return (1 + special.erf(x / sqrt(2))) / 2


def _cubic(x: Any) -> Any:
    return sqrt(2 / pi) * (x + 0.044715 * x**3)


def _cubic1(x: Any) -> Any:
    return sqrt(2 / pi) * (1 + 3 * 0.044715 * x**2)


def _cubic2(x: Any) -> Any:
    return sqrt(2 / pi) * 6 * 0.044715 * x


def _gelu_tanh2(x: Any) -> Any:
    t = np.tanh(_cubic(x))
    u = 1 - t**2
    return u * _cubic1(x) + x * u * (_cubic2(x) - 2 * t * _cubic1(x) ** 2) / 2


def _gate(x: Any) -> Any:
    return np.tanh(np.log(1 + np.exp(x)))


def _mish1(x: Any) -> Any:
    # Misra 2020, equation 4.
    e = np.exp(x)
    omega = 4 * (x + 1) + 4 * e**2 + e**3 + e * (4 * x + 6)
    return e * omega / (2 * e + e**2 + 2) ** 2


def _mish2(x: Any) -> Any:
    t, s = _gate(x), _logistic(x)
    return s * (1 - t**2) * (2 + x * (1 - s - 2 * t * s))


def _constant(value: float) -> Callable[[Any], Any]:
    return lambda x: np.full_like(x, value)


def _steps(left: float, right: float) -> Callable[[Any], Any]:
    """Return a function with one value below 0 and another one above."""
    return lambda x: np.where(x > 0, right, left).astype(x.dtype)


def _between(low: float, high: float, height: float = 1) -> Callable[[Any], Any]:
    """Return a function with a value between two numbers and 0 outside."""
    return lambda x: np.where((x > low) & (x < high), height, 0).astype(x.dtype)


def _exponential(scale: float, alpha: float) -> Triple:
    """Return x above 0 and alpha (e^x - 1) below, times the scale, with derivatives."""
    return (
        lambda x: scale * np.where(x > 0, x, alpha * (np.exp(x) - 1)),
        lambda x: scale * np.where(x > 0, 1, alpha * (np.exp(x) - 1) + alpha).astype(x.dtype),
        lambda x: scale * np.where(x > 0, 0, alpha * (np.exp(x) - 1) + alpha).astype(x.dtype),
    )


_nothing = _constant(0)

NAIVE: Mapping[str, Triple] = MappingProxyType(
    {
        "identity": (np.positive, _constant(1), _nothing),
        "heaviside": (lambda x: (1 + np.sign(x)) / 2, _nothing, _nothing),
        "relu": (lambda x: np.maximum(0, x), _steps(0, 1), _nothing),
        "leaky_relu": (lambda x: np.maximum(0.01 * x, x), _steps(0.01, 1), _nothing),
        "prelu": (
            lambda x: np.maximum(0, x) + 0.25 * np.minimum(0, x),
            _steps(0.25, 1),
            _nothing,
        ),
        "elu": _exponential(1, 1),
        "celu": (
            lambda x: np.maximum(0, x) + np.minimum(0, np.exp(x) - 1),
            *_exponential(1, 1)[1:],
        ),
        "selu": _exponential(LAMBDA, ALPHA),
        "sigmoid": (
            _logistic,
            lambda x: _logistic(x) * (1 - _logistic(x)),
            lambda x: _logistic(x) * (1 - _logistic(x)) * (1 - 2 * _logistic(x)),
        ),
        "logsigmoid": (
            lambda x: np.log(_logistic(x)),
            lambda x: 1 - _logistic(x),
            lambda x: -_logistic(x) * (1 - _logistic(x)),
        ),
        "tanh": (
            _tanh,
            lambda x: 1 - np.tanh(x) ** 2,
            lambda x: -2 * np.tanh(x) * (1 - np.tanh(x) ** 2),
        ),
        "softplus": (
            lambda x: np.log(1 + np.exp(x)),
            _logistic,
            lambda x: _logistic(x) * (1 - _logistic(x)),
        ),
        "softsign": (
            lambda x: x / (1 + np.abs(x)),
            lambda x: 1 / (1 + np.abs(x)) ** 2,
            lambda x: -2 * np.sign(x) / (1 + np.abs(x)) ** 3,
        ),
        "silu": (
            lambda x: x * _logistic(x),
            lambda x: _logistic(x) * (1 + x * (1 - _logistic(x))),
            lambda x: _logistic(x) * (1 - _logistic(x)) * (2 + x * (1 - 2 * _logistic(x))),
        ),
        "gelu": (
            lambda x: x * _normal(x),
            lambda x: _normal(x) + x * _density(x),
            lambda x: (2 - x * x) * _density(x),
        ),
        "gelu_tanh": (
            lambda x: x * (1 + np.tanh(_cubic(x))) / 2,
            lambda x: (1 + np.tanh(_cubic(x)) + x * (1 - np.tanh(_cubic(x)) ** 2) * _cubic1(x)) / 2,
            _gelu_tanh2,
        ),
        "mish": (lambda x: x * _gate(x), _mish1, _mish2),
        "hardsigmoid": (
            lambda x: np.clip(x / 6 + 0.5, 0, 1),
            _between(-3, 3, 1 / 6),
            _nothing,
        ),
        "hardtanh": (lambda x: np.clip(x, -1, 1), _between(-1, 1), _nothing),
        "hardswish": (
            lambda x: x * np.clip(x + 3, 0, 6) / 6,
            lambda x: np.where(x > 3, 1, np.where(x < -3, 0, x / 3 + 0.5)).astype(x.dtype),
            _between(-3, 3, 1 / 3),
        ),
        "relu6": (lambda x: np.minimum(np.maximum(0, x), 6), _between(0, 6), _nothing),
        "squareplus": (
            lambda x: (x + np.sqrt(x * x + 4)) / 2,
            lambda x: (1 + x / np.sqrt(x * x + 4)) / 2,
            lambda x: 2 / (x * x + 4) ** 1.5,
        ),
        "sparse_plus": (
            lambda x: np.where(x > 1, x, np.where(x < -1, 0, (x + 1) ** 2 / 4)).astype(x.dtype),
            lambda x: np.clip((x + 1) / 2, 0, 1),
            _between(-1, 1, 1 / 2),
        ),
        "sparse_sigmoid": (
            lambda x: np.clip((x + 1) / 2, 0, 1),
            _between(-1, 1, 1 / 2),
            _nothing,
        ),
        "softshrink": (
            lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0),
            lambda x: (np.abs(x) > 0.5).astype(x.dtype),
            _nothing,
        ),
        "hardshrink": (
            lambda x: x * (np.abs(x) > 0.5),
            lambda x: (np.abs(x) > 0.5).astype(x.dtype),
            _nothing,
        ),
        "tanhshrink": (
            lambda x: x - np.tanh(x),
            lambda x: np.tanh(x) ** 2,
            lambda x: 2 * np.tanh(x) * (1 - np.tanh(x) ** 2),
        ),
        "logcosh": (lambda x: np.log(np.cosh(x)), np.tanh, lambda x: 1 - np.tanh(x) ** 2),
        "gaussian": (
            lambda x: np.exp(-(x**2)),
            lambda x: -2 * x * np.exp(-(x**2)),
            lambda x: (4 * x**2 - 2) * np.exp(-(x**2)),
        ),
    }
)
"""The formulas that texts print, typed in as they stand, by the name of the activation."""


# ------------------------------------------------------------------ what SciPy and NumPy have


def _logistic1(x: Any) -> Any:
    return special.expit(x) * special.expit(-x)


def _softplus(x: Any) -> Any:
    return np.logaddexp(x.dtype.type(0), x)


def _falling(x: Any) -> Any:
    return np.exp(np.minimum(x, 0))


SCIPY: Mapping[str, Triple] = MappingProxyType(
    {
        "elu": (
            lambda x: np.where(x > 0, x, special.expm1(np.minimum(x, 0))),
            _falling,
            lambda x: np.where(x > 0, 0, _falling(x)).astype(x.dtype),
        ),
        "celu": (
            lambda x: np.maximum(0, x) + special.expm1(np.minimum(x, 0)),
            _falling,
            lambda x: np.where(x > 0, 0, _falling(x)).astype(x.dtype),
        ),
        "selu": (
            lambda x: LAMBDA * np.where(x > 0, x, ALPHA * special.expm1(np.minimum(x, 0))),
            lambda x: LAMBDA * np.where(x > 0, 1, ALPHA * _falling(x)).astype(x.dtype),
            lambda x: LAMBDA * np.where(x > 0, 0, ALPHA * _falling(x)).astype(x.dtype),
        ),
        "sigmoid": (special.expit, _logistic1, lambda x: -_logistic1(x) * np.tanh(x / 2)),
        "logsigmoid": (special.log_expit, lambda x: special.expit(-x), lambda x: -_logistic1(x)),
        "tanh": (
            np.tanh,
            lambda x: 4 * _logistic1(2 * x),
            lambda x: -8 * np.tanh(x) * _logistic1(2 * x),
        ),
        "softplus": (_softplus, special.expit, _logistic1),
        "silu": (
            lambda x: x * special.expit(x),
            lambda x: special.expit(x) * (1 + x * special.expit(-x)),
            lambda x: _logistic1(x) * (2 - x * np.tanh(x / 2)),
        ),
        "gelu": (
            lambda x: x * special.ndtr(x),
            lambda x: special.ndtr(x) + x * _density(x),
            lambda x: (2 - x * x) * _density(x),
        ),
        "gelu_tanh": (lambda x: x * special.expit(2 * _cubic(x)),),
        "mish": (lambda x: x * np.tanh(_softplus(x)),),
        "logcosh": (
            lambda x: np.logaddexp(x, -x) - x.dtype.type(np.log(2)),
            np.tanh,
            lambda x: 4 * _logistic1(2 * x),
        ),
        "tanhshrink": (
            lambda x: x - np.tanh(x),
            lambda x: np.tanh(x) ** 2,
            lambda x: 8 * np.tanh(x) * _logistic1(2 * x),
        ),
    }
)
"""The same from the functions of SciPy and NumPy, put together with care."""
