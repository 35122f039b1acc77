"""The same functions and losses in other libraries, as far as those are installed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

import slopes

Array = np.ndarray


def optional(name: str) -> Any:
    """Return a module, or None if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


torch, jax, optax, sklearn = (optional(name) for name in ("torch", "jax", "optax", "sklearn"))
if torch:
    torch.set_num_threads(1)
if jax:
    jax.config.update("jax_enable_x64", True)
if sklearn:
    metrics, extmath = (optional(f"sklearn.{name}") for name in ("metrics", "utils.extmath"))


# ------------------------------------------------------------------ activations

TORCH = {
    "gelu_tanh": lambda F: lambda x: F.gelu(x, approximate="tanh"),
    "prelu": lambda F: lambda x: F.prelu(x, torch.full((1,), 0.25, dtype=x.dtype)),
}
JAX = {
    "gelu": lambda nn: lambda x: nn.gelu(x, approximate=False),
    "gelu_tanh": lambda nn: lambda x: nn.gelu(x, approximate=True),
    "logsigmoid": lambda nn: nn.log_sigmoid,
    "softsign": lambda nn: nn.soft_sign,
    "hardsigmoid": lambda nn: nn.hard_sigmoid,
    "hardtanh": lambda nn: nn.hard_tanh,
    "hardswish": lambda nn: nn.hard_swish,
}
"""Where a library spells a function in another way than this package."""


def torch_function(name: str) -> Callable[[Any], Any] | None:
    """Return PyTorch's function of tensors."""
    functional = torch.nn.functional
    return TORCH[name](functional) if name in TORCH else getattr(functional, name, None)


def jax_function(name: str) -> Callable[[Any], Any] | None:
    """Return JAX's function of arrays."""
    return JAX[name](jax.nn) if name in JAX else getattr(jax.nn, name, None)


def torch_derivatives(name: str, x: Array) -> list[Array]:
    """Return f, f' and f'' of PyTorch, by automatic differentiation; fewer if there are no more."""
    t = torch.from_numpy(x).requires_grad_()
    found = [torch_function(name)(t)]  # type: ignore[misc]
    try:
        for _ in range(2):
            (slope,) = torch.autograd.grad(found[-1].sum(), t, create_graph=True)
            found.append(slope)
    except RuntimeError:  # the slope is constant, or has no derivative
        pass
    return [y.detach().numpy() for y in found]


def jax_derivatives(name: str, x: Array) -> list[Array]:
    """Return f, f' and f'' of JAX."""
    f = jax_function(name)
    found = []
    for _ in range(3):
        found.append(np.asarray(jax.jit(jax.vmap(f))(x)))
        f = jax.grad(f)
    return found


# ------------------------------------------------------------------ losses

Way = Callable[[Any, Any], Any]
Pair = tuple[Way, Way | None]
"""Ways to the mean loss of scores z and targets y, and to that together with its gradient."""


def ours(loss: Way) -> Pair:
    return loss, lambda z, y: slopes.value_and_grad(loss, z, y)


def torch_pair(loss: Way) -> Pair:
    def both(z: Any, y: Any) -> tuple[Any, Any]:
        s = z.detach().requires_grad_()
        value = loss(s, y)
        return value.detach(), torch.autograd.grad(value, s)[0]

    return loss, both


def jax_pair(loss: Way) -> Pair:
    value, both = jax.jit(loss), jax.jit(jax.value_and_grad(loss))
    return (
        lambda z, y: value(z, y).block_until_ready(),
        lambda z, y: jax.block_until_ready(both(z, y)),
    )


def scikit_learn_models(name: str, factor: int = 1) -> Way:
    """Return the mean loss and gradient on which its own models descend, without the half."""

    def both(z: Array, y: Array) -> tuple[Any, Array]:
        classes = {"n_classes": z.shape[1]} if z.ndim == 2 else {}
        loss = getattr(importlib.import_module("sklearn._loss"), name)(**classes)
        each, gradient = loss.loss_gradient(y.astype(z.dtype), z)
        return factor * each.mean(), gradient * (factor / len(z))

    return both


def one_hot(z: Array, y: Array) -> Array:
    return np.eye(z.shape[1], dtype=z.dtype)[y]


def naive_logistic(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def naive_softmax(z: Array) -> Array:
    e = np.exp(z)
    return e / e.sum(axis=1, keepdims=True)


def of_classes(p: Array, y: Array) -> Any:
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def of_yes_and_no(p: Array, y: Array) -> Any:
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def naive_cross_entropy(z: Array, y: Array) -> tuple[Any, Array]:
    p = naive_softmax(z)
    return of_classes(p, y), (p - one_hot(z, y)) / len(y)


def scipy_cross_entropy(z: Array, y: Array) -> tuple[Any, Array]:
    log_p = special.log_softmax(z, axis=1)
    return -log_p[np.arange(len(y)), y].mean(), (np.exp(log_p) - one_hot(z, y)) / len(y)


def naive_binary(z: Array, y: Array) -> tuple[Any, Array]:
    p = naive_logistic(z)
    return of_yes_and_no(p, y), (p - y) / len(y)


def scipy_binary_value(z: Array, y: Array) -> Any:
    return -np.mean(y * special.log_expit(z) + (1 - y) * special.log_expit(-z))


def scipy_binary(z: Array, y: Array) -> tuple[Any, Array]:
    return scipy_binary_value(z, y), (special.expit(z) - y) / len(y)


def naive_squared(z: Array, y: Array) -> tuple[Any, Array]:
    return np.mean((z - y) ** 2), 2 * (z - y) / len(y)


def naive_hinge(z: Array, y: Array) -> tuple[Any, Array]:
    return np.mean(np.maximum(0, 1 - y * z)), np.where(y * z < 1, -y, 0) / len(y)


def losses() -> dict[str, dict[str, Pair]]:
    """Return the ways to each loss by who computes it: this package, texts, what is installed."""
    found: dict[str, dict[str, Pair]] = {
        "softmax": {
            "slopes": (lambda z, y: slopes.softmax(z), None),
            "naive": (lambda z, y: naive_softmax(z), None),
            "scipy": (lambda z, y: special.softmax(z, axis=1), None),
        },
        "cross entropy": {
            "slopes": ours(slopes.cross_entropy),
            "naive": (lambda z, y: of_classes(naive_softmax(z), y), naive_cross_entropy),
            "scipy": (
                lambda z, y: -special.log_softmax(z, axis=1)[np.arange(len(y)), y].mean(),
                scipy_cross_entropy,
            ),
        },
        "binary cross entropy": {
            "slopes": ours(slopes.binary_cross_entropy),
            "naive": (lambda z, y: of_yes_and_no(naive_logistic(z), y), naive_binary),
            "scipy": (scipy_binary_value, scipy_binary),
        },
        "squared error": {
            "slopes": ours(slopes.squared_error),
            "naive": (lambda z, y: np.mean((z - y) ** 2), naive_squared),
        },
        "hinge": {
            "slopes": ours(slopes.hinge),
            "naive": (lambda z, y: np.mean(np.maximum(0, 1 - y * z)), naive_hinge),
        },
    }
    if torch:
        F = torch.nn.functional
        found["softmax"]["torch"] = (lambda z, y: torch.softmax(z, 1), None)
        found["cross entropy"]["torch"] = torch_pair(F.cross_entropy)
        found["binary cross entropy"]["torch"] = torch_pair(F.binary_cross_entropy_with_logits)
        found["squared error"]["torch"] = torch_pair(F.mse_loss)
        found["hinge"]["torch"] = torch_pair(lambda z, y: torch.clamp(1 - y * z, min=0).mean())
    if jax and optax:
        softmax = jax.jit(jax.nn.softmax)
        classes = optax.softmax_cross_entropy_with_integer_labels
        binary, hinge = optax.sigmoid_binary_cross_entropy, optax.hinge_loss
        found["softmax"]["jax"] = (lambda z, y: softmax(z).block_until_ready(), None)
        found["cross entropy"]["jax"] = jax_pair(lambda z, y: classes(z, y).mean())
        found["binary cross entropy"]["jax"] = jax_pair(lambda z, y: binary(z, y).mean())
        found["squared error"]["jax"] = jax_pair(lambda z, y: ((z - y) ** 2).mean())
        found["hinge"]["jax"] = jax_pair(lambda z, y: hinge(z, y).mean())
    if sklearn:
        m, softmax_of = metrics, extmath.softmax
        found["softmax"]["sklearn"] = (lambda z, y: softmax_of(z), None)
        found["cross entropy"]["sklearn"] = (
            lambda z, y: m.log_loss(y, softmax_of(z), labels=range(z.shape[1])),
            scikit_learn_models("HalfMultinomialLoss"),
        )
        found["binary cross entropy"]["sklearn"] = (
            lambda z, y: m.log_loss(y, special.expit(z)),
            scikit_learn_models("HalfBinomialLoss"),
        )
        found["squared error"]["sklearn"] = (
            lambda z, y: m.mean_squared_error(y, z),
            scikit_learn_models("HalfSquaredError", 2),
        )
        found["hinge"]["sklearn"] = (lambda z, y: m.hinge_loss(y, z), None)
    return found


def native(who: str, x: Array) -> Any:
    """Return an array as a contender takes it."""
    if who == "torch":
        return torch.from_numpy(x)
    return jax.numpy.asarray(x) if who == "jax" else x
