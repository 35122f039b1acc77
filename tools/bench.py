"""Measure accuracy and speed beside other libraries; write the results that the book shows.

    make bench                               all of it, about ten minutes
    python tools/bench.py --only sigmoid     some functions; prints, writes nothing

Errors are maxima over the points of `slopes.reference`, in units in the last place. Times are the
shortest of several rounds in which all contenders take turns, so that whatever slows the machine
down slows them all; the table gives ratios to this package, of one thread, and the time of a plain
copy, which no function can beat. PyTorch, JAX and scikit-learn are measured if they are installed.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import pathlib
import platform
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy
from tqdm import tqdm

import slopes
from slopes import reference, rivals

RESULTS = pathlib.Path(__file__).parent.parent / "book" / "appendix" / "peers.json"
SIZES = (10**4, 10**6)
ROUNDS = 9
TYPES = (np.float64, np.float32)
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


def optional(name: str) -> Any:
    """Return a module, or None if it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


torch, jax = optional("torch"), optional("jax")
if torch:
    torch.set_num_threads(1)
if jax:
    jax.config.update("jax_enable_x64", True)


# ------------------------------------------------------------------ contenders


def torch_function(name: str) -> Callable[[Any], Any] | None:
    """Return PyTorch's function of tensors."""
    functional = torch.nn.functional
    return TORCH[name](functional) if name in TORCH else getattr(functional, name, None)


def jax_function(name: str) -> Callable[[Any], Any] | None:
    """Return JAX's function of arrays."""
    return JAX[name](jax.nn) if name in JAX else getattr(jax.nn, name, None)


def torch_derivatives(name: str, x: np.ndarray) -> list[np.ndarray]:
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


def jax_derivatives(name: str, x: np.ndarray) -> list[np.ndarray]:
    """Return f, f' and f'' of JAX."""
    f = jax_function(name)
    found = []
    for _ in range(3):
        found.append(np.asarray(jax.jit(jax.vmap(f))(x)))
        f = jax.grad(f)
    return found


def accuracy(name: str) -> dict[str, dict[str, list[float]]]:
    """Return the largest errors of f, f', f'' by library and type."""
    found: dict[str, dict[str, list[float]]] = {}
    record = slopes.ACTIVATIONS[name]
    for dtype in TYPES:
        x = reference.points(name, dtype)
        computed = {"slopes": [getattr(record, order)(x) for order in reference.ORDERS]}
        for title, table in (("naive", rivals.NAIVE), ("scipy", rivals.SCIPY)):
            if name in table:
                computed[title] = [np.asarray(f(x)) for f in table[name]]
        if torch and torch_function(name):
            computed["torch"] = torch_derivatives(name, x)
        if jax and jax_function(name):
            computed["jax"] = jax_derivatives(name, x)
        for who, results in computed.items():
            found.setdefault(who, {})[np.dtype(dtype).name] = [
                worst(y, name, order) for order, y in enumerate(results)
            ]
    return found


def worst(computed: np.ndarray, name: str, order: int) -> float:
    """Return the largest error to three digits, where the exact value is a normal number."""
    exact = np.abs(reference.values(name, order, computed.dtype))
    normal = (exact >= np.finfo(computed.dtype).tiny) | (exact == 0)
    return float(f"{reference.errors(computed, name, order)[normal].max():.3g}")


# ------------------------------------------------------------------ speed


def contenders(name: str, order: int, x: np.ndarray) -> dict[str, Callable[[], Any]]:
    """Return calls that compute f or f' of an array, by who computes it."""
    ours = getattr(slopes.ACTIVATIONS[name], reference.ORDERS[order])
    out = np.empty_like(x)
    calls = {
        "slopes": lambda: ours(x),
        "slopes, out": lambda: ours(x, out=out),
        "copy": lambda: np.copyto(out, x),
    }
    for title, table in (("naive", rivals.NAIVE), ("scipy", rivals.SCIPY)):
        if name in table and order < len(table[name]):
            calls[title] = lambda f=table[name][order]: f(x)
    if torch and (f := torch_function(name)):
        t = torch.from_numpy(x)
        if order:
            s, ones = t.clone().requires_grad_(), torch.ones_like(t)
            calls["torch"] = lambda f=f: torch.autograd.grad(f(s), s, ones)
        else:
            calls["torch"] = lambda f=f: f(t)
    if jax and (f := jax_function(name)):
        a = jax.numpy.asarray(x)
        g = jax.jit(jax.vmap(jax.grad(f)) if order else f)
        calls["jax"] = lambda: g(a).block_until_ready()
    return calls


def losses(logits: np.ndarray, labels: np.ndarray) -> dict[str, Callable[[], Any]]:
    """Return calls that compute the mean cross entropy and its gradient together."""
    out = np.empty_like(logits)
    calls: dict[str, Callable[[], Any]] = {
        "slopes": lambda: slopes.value_and_grad(slopes.cross_entropy, logits, labels),
        "copy": lambda: np.copyto(out, logits),
        "naive": lambda: naive_cross_entropy(logits, labels),
    }
    if torch:
        s, t = torch.from_numpy(logits).requires_grad_(), torch.from_numpy(labels)

        def with_torch() -> Any:
            loss = torch.nn.functional.cross_entropy(s, t)
            return torch.autograd.grad(loss, s)

        calls["torch"] = with_torch
    if optax := optional("optax") if jax else None:
        a, b = jax.numpy.asarray(logits), jax.numpy.asarray(labels)
        mean = optax.softmax_cross_entropy_with_integer_labels
        g = jax.jit(jax.value_and_grad(lambda z: mean(z, b).mean()))
        calls["jax"] = lambda: jax.block_until_ready(g(a))
    return calls


def naive_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[Any, np.ndarray]:
    """Return the loss and the gradient as texts print them."""
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    y = np.eye(logits.shape[1], dtype=logits.dtype)[labels]
    return -np.sum(y * np.log(p)) / len(p), (p - y) / len(p)


def times(calls: dict[str, Callable[[], Any]], size: int) -> dict[str, float]:
    """Return the shortest time of each call in nanoseconds per number; the calls take turns."""
    repeats = max(1, 200_000 // size)
    best = dict.fromkeys(calls, float("inf"))
    for call in calls.values():
        call()
    for _ in range(ROUNDS):
        for who, call in calls.items():
            start = time.perf_counter()
            for _ in range(repeats):
                call()
            best[who] = min(best[who], (time.perf_counter() - start) / repeats)
    return {who: float(f"{seconds / size * 1e9:.3g}") for who, seconds in best.items()}


def speed(name: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return nanoseconds per number by order, by type and size, by contender."""
    rng = np.random.default_rng(20261123)
    return {
        reference.ORDERS[order]: {
            f"{np.dtype(dtype).name} {size:.0e}": times(
                contenders(name, order, rng.normal(0, 3, size).astype(dtype)), size
            )
            for dtype in TYPES
            for size in SIZES
        }
        for order in (0, 1)
    }


def loss_speed() -> dict[str, dict[str, float]]:
    """Return nanoseconds per logit of cross entropy with its gradient."""
    rng = np.random.default_rng(20261123)
    found = {}
    for dtype in TYPES:
        for rows, columns in ((10_000, 10), (10_000, 1000)):
            logits = rng.normal(0, 3, (rows, columns)).astype(dtype)
            calls = losses(logits, rng.integers(0, columns, rows))
            key = f"{np.dtype(dtype).name} {rows} x {columns}"
            found[key] = times(calls, logits.size)
    return found


# ------------------------------------------------------------------ output


def versions() -> dict[str, str]:
    """Return what was measured on what."""
    found = {"python": platform.python_version(), "numpy": np.__version__}
    found["scipy"] = scipy.__version__
    for name in ("torch", "jax", "optax", "sklearn"):
        if module := optional(name):
            found[name] = module.__version__
    return found


def show(results: dict[str, Any]) -> None:
    """Print ratios of times to this package: above 1, the other one is slower."""
    for name, orders in results["speed"].items():
        for order, sizes in orders.items():
            for size, row in sizes.items():
                ratios = (f"{who} {ns / row['slopes']:.2f}" for who, ns in row.items())
                print(
                    f"{name:14} {order:5} {size:14} {row['slopes']:8.3g} ns  " + "  ".join(ratios)
                )
    for name, found in results["accuracy"].items():
        for who, types in found.items():
            print(f"{name:14} {who:8} {types}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="functions; writes nothing")
    options = parser.parse_args()
    names = options.only or list(reference.names())
    warnings.simplefilter("ignore", RuntimeWarning)  # the naive forms give many
    bar = tqdm(names, unit="function", disable=None)
    results = {
        "date": datetime.date.today().isoformat(),
        "versions": versions(),
        "processor": platform.processor() or platform.machine(),
        "accuracy": {},
        "speed": {},
    }
    for name in bar:
        results["accuracy"][name] = accuracy(name)
        results["speed"][name] = speed(name)
    if not options.only:
        results["speed"]["cross entropy"] = {"with gradient": loss_speed()}
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    show(results)


if __name__ == "__main__":
    main()
