"""Activation functions, each with its first and second derivative, and the table of them all.

Every function takes an array of any shape (or a number) and returns one of the same shape and
float type. Infinities give the limits, NaN gives NaN in the derivatives too, and where f(0) = 0
the sign of zero is kept. At a kink the derivative is the one declared in `ACTIVATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slopes._compensated import INF
from slopes._gated import (
    mish,
    mish_grad,
    mish_grad2,
    silu,
    silu_grad,
    silu_grad2,
    silu_grad_beta,
    swish,
    swish_grad,
    swish_grad2,
    swish_grad_beta,
)
from slopes._gelu import (
    gelu,
    gelu_grad,
    gelu_grad2,
    gelu_tanh,
    gelu_tanh_grad,
    gelu_tanh_grad2,
)
from slopes._linear import (
    hardsigmoid,
    hardsigmoid_grad,
    hardsigmoid_grad2,
    hardswish,
    hardswish_grad,
    hardswish_grad2,
    hardtanh,
    hardtanh_grad,
    hardtanh_grad2,
    heaviside,
    heaviside_grad,
    heaviside_grad2,
    identity,
    identity_grad,
    identity_grad2,
)
from slopes._rectifiers import (
    SELU_LAMBDA,
    SELU_LAMBDA_ALPHA,
    elu,
    elu_grad,
    elu_grad2,
    leaky_relu,
    leaky_relu_grad,
    leaky_relu_grad2,
    prelu,
    prelu_grad,
    prelu_grad2,
    prelu_grad_slope,
    relu,
    relu_grad,
    relu_grad2,
    selu,
    selu_grad,
    selu_grad2,
)
from slopes._sigmoids import (
    logsigmoid,
    logsigmoid_grad,
    logsigmoid_grad2,
    sigmoid,
    sigmoid_grad,
    sigmoid_grad2,
    softplus,
    softplus_grad,
    softplus_grad2,
    softsign,
    softsign_grad,
    softsign_grad2,
    tanh,
    tanh_grad,
    tanh_grad2,
)

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Kink",
    "Parameter",
    "elu",
    "elu_grad",
    "elu_grad2",
    "gelu",
    "gelu_grad",
    "gelu_grad2",
    "gelu_tanh",
    "gelu_tanh_grad",
    "gelu_tanh_grad2",
    "hardsigmoid",
    "hardsigmoid_grad",
    "hardsigmoid_grad2",
    "hardswish",
    "hardswish_grad",
    "hardswish_grad2",
    "hardtanh",
    "hardtanh_grad",
    "hardtanh_grad2",
    "heaviside",
    "heaviside_grad",
    "heaviside_grad2",
    "identity",
    "identity_grad",
    "identity_grad2",
    "leaky_relu",
    "leaky_relu_grad",
    "leaky_relu_grad2",
    "logsigmoid",
    "logsigmoid_grad",
    "logsigmoid_grad2",
    "mish",
    "mish_grad",
    "mish_grad2",
    "prelu",
    "prelu_grad",
    "prelu_grad2",
    "prelu_grad_slope",
    "relu",
    "relu_grad",
    "relu_grad2",
    "selu",
    "selu_grad",
    "selu_grad2",
    "sigmoid",
    "sigmoid_grad",
    "sigmoid_grad2",
    "silu",
    "silu_grad",
    "silu_grad2",
    "silu_grad_beta",
    "softplus",
    "softplus_grad",
    "softplus_grad2",
    "softsign",
    "softsign_grad",
    "softsign_grad2",
    "swish",
    "swish_grad",
    "swish_grad2",
    "swish_grad_beta",
    "tanh",
    "tanh_grad",
    "tanh_grad2",
]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an activation: its keyword, default, and the open interval it lives in."""

    name: str
    default: float
    low: float
    high: float
    learned: bool = False
    meaning: str = ""


@dataclass(frozen=True)
class Kink:
    """A point without derivative: the value declared there and the interval of one-sided slopes.

    For a convex or concave bend [low, high] is the Clarke subdifferential. A jump upwards has
    high = inf: chords across it are arbitrarily steep. Positions hold at default parameters.
    """

    x: float
    grad: float
    low: float
    high: float


@dataclass(frozen=True)
class Activation:
    """What the rest of the program needs to know about an activation at default parameters.

    Attributes
    ----------
    name, title : str
        Key of `ACTIVATIONS` and heading.
    f, grad, grad2 : callable
        The function and its first two derivatives, all with the same keywords.
    limits, grad_limits : pair of float
        Values at -∞ and ∞.
    range : str
        Smallest interval that holds all values; a round bracket where the end is not reached.
    parameters : tuple of Parameter
    kinks : tuple of Kink
        Points where f' does not exist.
    bends : tuple of float
        Points where f' exists and f'' does not.
    monotone : bool
        Whether f never decreases.
    symmetry : str
        'odd', 'even' or ''.
    year : int or None
        Year of `reference`.
    reference : str
        Bibliography key of the origin, or ''.
    """

    name: str
    title: str
    f: Callable[..., Any]
    grad: Callable[..., Any]
    grad2: Callable[..., Any]
    limits: tuple[float, float]
    grad_limits: tuple[float, float]
    range: str
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[Kink, ...] = ()
    bends: tuple[float, ...] = ()
    monotone: bool = True
    symmetry: str = ""
    year: int | None = None
    reference: str = ""


def _table(*records: Activation) -> Mapping[str, Activation]:
    return MappingProxyType({record.name: record for record in records})


# fmt: off
ACTIVATIONS: Mapping[str, Activation] = _table(
    Activation(
        "identity", "Identity", identity, identity_grad, identity_grad2,
        limits=(-INF, INF), grad_limits=(1.0, 1.0), range="(-inf, inf)", symmetry="odd",
    ),
    Activation(
        "heaviside", "Heaviside step", heaviside, heaviside_grad, heaviside_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="[0, 1]",
        parameters=(Parameter("at_zero", 0.5, 0.0, 1.0, meaning="value at 0; 0 and 1 allowed"),),
        kinks=(Kink(0.0, 0.0, 0.0, INF),), year=1943, reference="mccullochpitts1943",
    ),
    Activation(
        "relu", "ReLU", relu, relu_grad, relu_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="[0, inf)",
        kinks=(Kink(0.0, 0.0, 0.0, 1.0),), year=1969, reference="fukushima1969",
    ),
    Activation(
        "leaky_relu", "Leaky ReLU", leaky_relu, leaky_relu_grad, leaky_relu_grad2,
        limits=(-INF, INF), grad_limits=(0.01, 1.0), range="(-inf, inf)",
        parameters=(Parameter("negative_slope", 0.01, -INF, INF, meaning="slope for x < 0"),),
        kinks=(Kink(0.0, 0.01, 0.01, 1.0),), year=2013, reference="maas2013",
    ),
    Activation(
        "prelu", "PReLU", prelu, prelu_grad, prelu_grad2,
        limits=(-INF, INF), grad_limits=(0.25, 1.0), range="(-inf, inf)",
        parameters=(Parameter("negative_slope", 0.25, -INF, INF, True, "slope for x < 0"),),
        kinks=(Kink(0.0, 0.25, 0.25, 1.0),), year=2015, reference="he2015",
    ),
    Activation(
        "elu", "ELU", elu, elu_grad, elu_grad2,
        limits=(-1.0, INF), grad_limits=(0.0, 1.0), range="(-1, inf)",
        parameters=(Parameter("alpha", 1.0, 0.0, INF, meaning="minus the limit at -inf"),),
        bends=(0.0,), year=2016, reference="clevert2016",
    ),
    Activation(
        "selu", "SELU", selu, selu_grad, selu_grad2,
        limits=(-SELU_LAMBDA_ALPHA, INF), grad_limits=(0.0, SELU_LAMBDA),
        range="(-1.758099340847, inf)",
        kinks=(Kink(0.0, SELU_LAMBDA_ALPHA, SELU_LAMBDA, SELU_LAMBDA_ALPHA),), year=2017,
        reference="klambauer2017",
    ),
    Activation(
        "sigmoid", "Sigmoid", sigmoid, sigmoid_grad, sigmoid_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="(0, 1)", year=1838,
        reference="verhulst1838",
    ),
    Activation(
        "logsigmoid", "Log-sigmoid", logsigmoid, logsigmoid_grad, logsigmoid_grad2,
        limits=(-INF, -0.0), grad_limits=(1.0, 0.0), range="(-inf, 0)", year=2001,
        reference="dugas2001",
    ),
    Activation(
        "tanh", "Tanh", tanh, tanh_grad, tanh_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="(-1, 1)", symmetry="odd", year=1998,
        reference="lecun1998",
    ),
    Activation(
        "softplus", "Softplus", softplus, softplus_grad, softplus_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="(0, inf)",
        parameters=(Parameter("beta", 1.0, 0.0, INF, meaning="sharpness"),), year=2001,
        reference="dugas2001",
    ),
    Activation(
        "softsign", "Softsign", softsign, softsign_grad, softsign_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="(-1, 1)", bends=(0.0,), symmetry="odd",
        year=2009, reference="turian2009",
    ),
    Activation(
        "silu", "SiLU (swish)", silu, silu_grad, silu_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.278464542761, inf)",
        parameters=(Parameter("beta", 1.0, 0.0, INF, True, "sharpness"),), monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "gelu", "GELU", gelu, gelu_grad, gelu_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.169971207480, inf)", monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "gelu_tanh", "GELU, tanh form", gelu_tanh, gelu_tanh_grad, gelu_tanh_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.170040750571, inf)", monotone=False,
        year=2016, reference="hendrycks2016",
    ),
    Activation(
        "mish", "Mish", mish, mish_grad, mish_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.308843413017, inf)", monotone=False,
        year=2020, reference="misra2020",
    ),
    Activation(
        "hardsigmoid", "Hard sigmoid", hardsigmoid, hardsigmoid_grad, hardsigmoid_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="[0, 1]",
        kinks=(Kink(-3.0, 0.0, 0.0, 1 / 6), Kink(3.0, 0.0, 0.0, 1 / 6)), year=2019,
        reference="howard2019",
    ),
    Activation(
        "hardtanh", "Hard tanh", hardtanh, hardtanh_grad, hardtanh_grad2,
        limits=(-1.0, 1.0), grad_limits=(0.0, 0.0), range="[-1, 1]",
        parameters=(
            Parameter("min_val", -1.0, -INF, 1.0, meaning="lower end, below max_val"),
            Parameter("max_val", 1.0, -1.0, INF, meaning="upper end, above min_val"),
        ),
        kinks=(Kink(-1.0, 0.0, 0.0, 1.0), Kink(1.0, 0.0, 0.0, 1.0)), symmetry="odd", year=2004,
        reference="collobert2004",
    ),
    Activation(
        "hardswish", "Hard swish", hardswish, hardswish_grad, hardswish_grad2,
        limits=(-0.0, INF), grad_limits=(0.0, 1.0), range="[-0.375, inf)",
        kinks=(Kink(-3.0, 0.0, -0.5, 0.0), Kink(3.0, 1.0, 1.0, 1.5)), monotone=False, year=2019,
        reference="howard2019",
    ),
)
# fmt: on
