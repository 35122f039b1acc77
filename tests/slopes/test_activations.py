"""Every activation against its definition at high precision, its slope, its limits, its table."""

from __future__ import annotations

import dataclasses
import inspect
from dataclasses import replace

import mpmath as mp
import numpy as np
import pytest
from mpmath import mpf
from scipy import integrate

import slopes.activations as act
from slopes.activations import ACTIVATIONS, Kink, Parameter
from slopes.differences import central_difference

SEED = 20240601
ORDERS = ("f", "grad", "grad2")
NAMES = [
    "identity", "heaviside", "relu", "leaky_relu", "prelu", "elu", "selu", "sigmoid",
    "logsigmoid", "tanh", "softplus", "softsign", "silu", "gelu", "gelu_tanh", "mish",
    "hardsigmoid", "hardtanh", "hardswish",
]  # fmt: skip
every = pytest.mark.parametrize("record", ACTIVATIONS.values(), ids=list(ACTIVATIONS))

# ------------------------------------------------------------------ (1) definition

SELU_LAMBDA = mpf("1.0507009873554804934193349852946")
SELU_ALPHA = mpf("1.6732632423543772848170429916717")


def gelu_tanh_definition(x):
    return x / 2 * (1 + mp.tanh(mp.sqrt(2 / mp.pi) * (x + mpf("0.044715") * x**3)))


# The textbook formulas, without any care: the precision is high enough for all of them. The
# decimal parameters are the float64 the code gets.
DEFINITIONS = {
    "identity": lambda x: x,
    "heaviside": lambda x: (mp.sign(x) + 1) / 2,
    "relu": lambda x: max(x, mpf(0)),
    "leaky_relu": lambda x: x if x > 0 else mpf(0.01) * x,
    "prelu": lambda x: x if x > 0 else x / 4,
    "elu": lambda x: x if x > 0 else mp.exp(x) - 1,
    "selu": lambda x: SELU_LAMBDA * (x if x > 0 else SELU_ALPHA * (mp.exp(x) - 1)),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "logsigmoid": lambda x: -mp.log(1 + mp.exp(-x)),
    "tanh": lambda x: (mp.exp(x) - mp.exp(-x)) / (mp.exp(x) + mp.exp(-x)),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * (1 + mp.erf(x / mp.sqrt(2))) / 2,
    "gelu_tanh": gelu_tanh_definition,
    "mish": lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))),
    "hardsigmoid": lambda x: min(max(x + 3, mpf(0)), mpf(6)) / 6,
    "hardtanh": lambda x: min(max(x, mpf(-1)), mpf(1)),
    "hardswish": lambda x: x * min(max(x + 3, mpf(0)), mpf(6)) / 6,
}

# Largest error of f, f', f'' in units in the last place, everywhere off the kinks, at the zeros
# of f' and f'' too: sampled maxima, rounded up. The value of GELU is limited by SciPy's erfcx.
BOUNDS = {
    "identity": (0, 0, 0),
    "heaviside": (0, 0, 0),
    "relu": (0, 0, 0),
    "leaky_relu": (1, 0, 0),
    "prelu": (1, 0, 0),
    "elu": (2, 2, 2),
    "selu": (2, 2, 2),
    "sigmoid": (2, 3, 4),
    "logsigmoid": (2, 2, 3),
    "tanh": (2, 3, 4),
    "softplus": (2, 2, 3),
    "softsign": (2, 3, 3),
    "silu": (3, 5, 5),
    "gelu": (8, 5, 5),
    "gelu_tanh": (4, 6, 6),
    "mish": (4, 6, 7),
    "hardsigmoid": (1.01, 0.5, 0),
    "hardtanh": (0, 0, 0),
    "hardswish": (2, 1.01, 0.5),
}

# Zeros of f' and f'' to a few digits; points cluster around their float64 neighbors.
ZEROS = {
    "sigmoid": (0.0,),
    "tanh": (0.0,),
    "silu": (-1.2784645427610738, -2.3993572805154677, 2.3993572805154677),
    "gelu": (-0.7517915246935645, -1.4142135623730951, 1.4142135623730951),
    "gelu_tanh": (-0.7524614220710163, -1.4185040087908283, 1.4185040087908283),
    "mish": (-1.1924312145154952, -2.256376396360793, 1.4905711794854284),
    "hardswish": (-1.5,),
}

# -log of how small f, f' or f'' get: the textbook formulas lose that much by cancellation.
TAILS = {
    "tanh": lambda x: 2 * abs(x),
    "mish": lambda x: 2 * abs(x),
    "gelu": lambda x: x * x / 2,
    "gelu_tanh": lambda x: 1.6 * abs(x) + 0.0714 * abs(x) ** 3,
}
REACH = {"gelu": 45.0, "gelu_tanh": 24.0}  # beyond, the formula's digits would be thousands


def sample(record):
    rng = np.random.default_rng(SEED)
    size = 10.0 ** rng.uniform(-12, 3, 30)
    near = np.array([0, 1e-16, -1e-16, 4e-16, -1e-12, 1e-8, -1e-5, 0.01])
    special = [*ZEROS.get(record.name, ()), *record.bends, *(kink.x for kink in record.kinks)]
    x = np.concatenate([
        size, -size, rng.uniform(-5, 5, 40), rng.uniform(-45, 45, 20),
        rng.uniform(-760, -690, 12), rng.uniform(690, 760, 12), rng.uniform(-385, -345, 6),
        rng.uniform(-24, -17, 6), *(point + near for point in special),
    ])  # fmt: skip
    x = x[np.abs(x) <= REACH.get(record.name, np.inf)]
    return x[~np.isin(x, [*record.bends, *(kink.x for kink in record.kinks)])]


def exact(name, x, order):
    tail = TAILS.get(name, abs)(x)
    with mp.workdps(80 + int(tail / 2.3)):
        y = mp.diff(DEFINITIONS[name], mpf(x), order) if order else DEFINITIONS[name](mpf(x))
        # Where the answer is exactly 0, a difference quotient at 80 digits leaves some rounding.
        return mp.chop(y, mpf(10) ** -50) if piecewise(name, x) or x == 0 else +y


def piecewise(name, x):
    """Whether the function is a polynomial of low degree near x."""
    if name in ("elu", "selu"):
        return x > 0
    return name in ("identity", "heaviside", "relu", "leaky_relu", "prelu") or "hard" in name


def errors_in_ulp(record, order):
    x = sample(record)
    got = getattr(record, ORDERS[order])(x)
    wanted = [exact(record.name, float(point), order) for point in x]
    unit = np.spacing(np.abs([float(y) for y in wanted]))
    rows = zip(got, wanted, unit, strict=True)
    return x, np.array([float(abs(mpf(float(g)) - y) / mpf(float(u))) for g, y, u in rows])


def check_definition(record, order):
    x, error = errors_in_ulp(record, order)
    worst = int(np.argmax(error))
    bound = BOUNDS[record.name][order]
    assert np.all(error <= bound), (
        f"{record.name} {ORDERS[order]}: {error[worst]:.3g} ULP at {x[worst]!r}, "
        f"bound {bound}, seed {SEED}"
    )


@every
@pytest.mark.parametrize("order", range(3), ids=ORDERS)
def test_definition(record, order):
    check_definition(record, order)
