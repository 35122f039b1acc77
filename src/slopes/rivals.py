"""The usual ways to compute the same functions, for comparison: from textbooks and from SciPy.

The formulas are those that most texts print. Each is right for real numbers; what floating-point
numbers make of it is the subject of the page on accuracy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

Triple = tuple[Callable[[Any], Any], ...]
"""A function and its first derivatives, as far as the texts give them."""


def _logistic(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _tanh(x: Any) -> Any:
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def _normal(x: Any) -> Any:
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi).astype(x.dtype)


NAIVE: Mapping[str, Triple] = MappingProxyType(
    {
        "elu": (
            lambda x: np.where(x > 0, x, np.exp(x) - 1),
            lambda x: np.where(x > 0, 1, np.exp(x) - 1 + 1).astype(x.dtype),
        ),
        "gelu": (
            lambda x: x * (1 + special.erf(x / np.sqrt(2).astype(x.dtype))) / 2,
            lambda x: (1 + special.erf(x / np.sqrt(2).astype(x.dtype))) / 2 + x * _normal(x),
        ),
        "gelu_tanh": (
            lambda x: (
                x * (1 + np.tanh(np.sqrt(2 / np.pi).astype(x.dtype) * (x + 0.044715 * x**3))) / 2
            ),
        ),
        "logsigmoid": (lambda x: np.log(_logistic(x)), lambda x: 1 - _logistic(x)),
        "mish": (lambda x: x * np.tanh(np.log(1 + np.exp(x))),),
        "sigmoid": (_logistic, lambda x: _logistic(x) * (1 - _logistic(x))),
        "silu": (
            lambda x: x * _logistic(x),
            lambda x: _logistic(x) * (1 + x * (1 - _logistic(x))),
        ),
        "softplus": (lambda x: np.log(1 + np.exp(x)), _logistic),
        "softsign": (lambda x: x / (1 + np.abs(x)), lambda x: 1 / (1 + np.abs(x)) ** 2),
        "squareplus": (
            lambda x: (x + np.sqrt(x * x + 4)) / 2,
            lambda x: (1 + x / np.sqrt(x * x + 4)) / 2,
        ),
        "tanh": (_tanh, lambda x: 1 - np.tanh(x) ** 2),
        "tanhshrink": (lambda x: x - np.tanh(x), lambda x: np.tanh(x) ** 2),
    }
)
"""The formulas that texts print, typed in as they stand, by the name of the activation."""

SCIPY: Mapping[str, Triple] = MappingProxyType(
    {
        "elu": (
            lambda x: np.where(x > 0, x, special.expm1(x)),
            lambda x: np.where(x > 0, 1, special.expm1(x) + 1).astype(x.dtype),
        ),
        "gelu": (
            lambda x: x * special.ndtr(x),
            lambda x: special.ndtr(x) + x * _normal(x),
        ),
        "logsigmoid": (special.log_expit, lambda x: special.expit(-x)),
        "mish": (lambda x: x * np.tanh(np.logaddexp(0, x).astype(x.dtype)),),
        "sigmoid": (special.expit, lambda x: special.expit(x) * special.expit(-x)),
        "silu": (
            lambda x: x * special.expit(x),
            lambda x: special.expit(x) * (1 + x * special.expit(-x)),
        ),
        "softplus": (lambda x: np.logaddexp(0, x).astype(x.dtype), special.expit),
        "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    }
)
"""The same from the functions of SciPy and NumPy, put together with care."""
