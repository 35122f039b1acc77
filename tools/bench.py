"""Measure accuracy and speed beside other libraries; write the results that the book shows.

    make bench                               all of it, about ten minutes
    python tools/bench.py --only sigmoid     some functions or losses; prints, writes nothing

Errors are maxima over the points of `slopes.reference`, in units in the last place. Times are the
shortest of several rounds in which all contenders take turns, so that whatever slows the machine
down slows them all; the table gives ratios to this package, of one thread, and the time of a plain
copy, which no function can beat. PyTorch, JAX and scikit-learn are measured if they are installed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import platform
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import peers
import scipy
from peers import jax, jax_function, torch, torch_function
from tqdm import tqdm

import slopes
from slopes import reference, rivals

RESULTS = pathlib.Path(__file__).parent.parent / "book" / "appendix" / "peers.json"
SIZES = (10**4, 10**6)
CLASSES = ((10_000, 10), (10_000, 1000))
ROUNDS = 9
TYPES = (np.float64, np.float32)


# ------------------------------------------------------------------ accuracy


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
            computed["torch"] = peers.torch_derivatives(name, x)
        if jax and jax_function(name):
            computed["jax"] = peers.jax_derivatives(name, x)
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


def loss_contenders(
    name: str, with_gradient: bool, z: np.ndarray, y: np.ndarray
) -> dict[str, Callable[[], Any]]:
    """Return calls that compute a mean loss, alone or with its gradient, by who computes it."""
    out = np.empty_like(z)
    calls: dict[str, Callable[[], Any]] = {"copy": lambda: np.copyto(out, z)}
    for who, pair in peers.losses()[name].items():
        if way := pair[with_gradient]:
            a, b = peers.native(who, z), peers.native(who, y)
            calls[who] = lambda way=way, a=a, b=b: way(a, b)
    agree(name, {who: call() for who, call in calls.items() if who != "copy"})
    return calls


def agree(name: str, results: dict[str, Any]) -> None:
    """Refuse to compare the times of what is not the same.

    Two digits, because scikit-learn's `log_loss` keeps probabilities away from 0 by the rounding
    unit, so its float32 result is up to a percent lower.
    """
    for who, result in results.items():
        ours = results["slopes"]
        pairs = zip(result, ours, strict=True) if isinstance(ours, tuple) else [(result, ours)]
        for theirs, wanted in pairs:
            least = 1e-3 * np.abs(wanted).max()
            np.testing.assert_allclose(
                theirs, wanted, rtol=0.01, atol=least, err_msg=f"{who}: {name}"
            )


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


def loss_data(name: str, case: tuple[int, ...], dtype: type) -> tuple[np.ndarray, np.ndarray]:
    """Return scores and targets of the kind that a loss takes."""
    rng = np.random.default_rng(20261123)
    z, other = rng.normal(0, 3, (2, *case)).astype(dtype)
    if len(case) == 2:
        return z, rng.integers(0, case[1], case[0])
    wanted = {"binary cross entropy": other > 0, "hinge": np.sign(other), "squared error": other}
    return z, wanted[name].astype(dtype)


def loss_speed(name: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return nanoseconds per score by value or value and gradient, by case, by contender."""
    cases = CLASSES if name in ("softmax", "cross entropy") else [(size,) for size in SIZES]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for kind in ("value", "with gradient"):
        for dtype in TYPES:
            for case in cases:
                z, y = loss_data(name, case, dtype)
                calls = loss_contenders(name, kind == "with gradient", z, y)
                if "slopes" in calls:
                    key = " x ".join(str(n) if len(case) == 2 else f"{n:.0e}" for n in case)
                    timed = found.setdefault(kind, {})
                    timed[f"{np.dtype(dtype).name} {key}"] = times(calls, z.size)
    return found


# ------------------------------------------------------------------ output


def versions() -> dict[str, str]:
    """Return what was measured on what."""
    found = {"python": platform.python_version(), "numpy": np.__version__}
    found["scipy"] = scipy.__version__
    for name in ("torch", "jax", "optax", "sklearn"):
        if module := peers.optional(name):
            found[name] = module.__version__
    return found


def show(results: dict[str, Any]) -> None:
    """Print ratios of times to this package: above 1, the other one is slower."""
    for name, orders in results["speed"].items():
        for order, sizes in orders.items():
            for size, row in sizes.items():
                ratios = (f"{who} {ns / row['slopes']:.2f}" for who, ns in row.items())
                print(
                    f"{name:20} {order:13} {size:20} {row['slopes']:8.3g} ns  " + "  ".join(ratios)
                )
    for name, found in results["accuracy"].items():
        for who, types in found.items():
            print(f"{name:14} {who:8} {types}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="functions; writes nothing")
    options = parser.parse_args()
    losses = peers.losses()
    names = options.only or [*reference.names(), *losses]
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
        if name in losses:
            results["speed"][name] = loss_speed(name)
        else:
            results["accuracy"][name] = accuracy(name)
            results["speed"][name] = speed(name)
    if not options.only:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    show(results)


if __name__ == "__main__":
    main()
