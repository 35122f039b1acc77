"""Activation functions, each with its first and second derivative, and the table of them all.

Every function takes an array of any shape (or a number) and returns one of the same shape and
float type, but for the few at the end of the list that work along an axis. Infinities give the
limits, NaN gives NaN in the derivatives too, and where f(0) = 0 the sign of zero is kept unless f
is even. At a kink the derivative is the one declared in `ACTIVATIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from slopes._clipped import (
    relu6,
    relu6_grad,
    relu6_grad2,
    sparse_plus,
    sparse_plus_grad,
    sparse_plus_grad2,
    sparse_sigmoid,
    sparse_sigmoid_grad,
    sparse_sigmoid_grad2,
)
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
from slopes._records import Activation, Kink, Parameter
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
from slopes._shrinks import (
    hardshrink,
    hardshrink_grad,
    hardshrink_grad2,
    softshrink,
    softshrink_grad,
    softshrink_grad2,
    tanhshrink,
    tanhshrink_grad,
    tanhshrink_grad2,
    threshold,
    threshold_grad,
    threshold_grad2,
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
from slopes._smooth import (
    celu,
    celu_grad,
    celu_grad2,
    gaussian,
    gaussian_grad,
    gaussian_grad2,
    logcosh,
    logcosh_grad,
    logcosh_grad2,
    squareplus,
    squareplus_grad,
    squareplus_grad2,
)
from slopes._vectors import (
    glu,
    glu_grad,
    maxout,
    maxout_grad,
    softmin,
    softmin_jacobian,
    sparsemax,
    sparsemax_jacobian,
)

# fmt: off
__all__ = [
    "ACTIVATIONS", "Activation", "Kink", "Parameter",
    "celu", "celu_grad", "celu_grad2",
    "elu", "elu_grad", "elu_grad2",
    "gaussian", "gaussian_grad", "gaussian_grad2",
    "gelu", "gelu_grad", "gelu_grad2",
    "gelu_tanh", "gelu_tanh_grad", "gelu_tanh_grad2",
    "glu", "glu_grad",
    "hard_sigmoid", "hard_sigmoid_grad", "hard_sigmoid_grad2",
    "hard_silu", "hard_silu_grad", "hard_silu_grad2",
    "hard_swish", "hard_swish_grad", "hard_swish_grad2",
    "hard_tanh", "hard_tanh_grad", "hard_tanh_grad2",
    "hardshrink", "hardshrink_grad", "hardshrink_grad2",
    "hardsigmoid", "hardsigmoid_grad", "hardsigmoid_grad2",
    "hardswish", "hardswish_grad", "hardswish_grad2",
    "hardtanh", "hardtanh_grad", "hardtanh_grad2",
    "heaviside", "heaviside_grad", "heaviside_grad2",
    "identity", "identity_grad", "identity_grad2",
    "leaky_relu", "leaky_relu_grad", "leaky_relu_grad2",
    "log_sigmoid", "log_sigmoid_grad", "log_sigmoid_grad2",
    "logcosh", "logcosh_grad", "logcosh_grad2",
    "logsigmoid", "logsigmoid_grad", "logsigmoid_grad2",
    "maxout", "maxout_grad",
    "mish", "mish_grad", "mish_grad2",
    "prelu", "prelu_grad", "prelu_grad2", "prelu_grad_slope",
    "relu", "relu6", "relu6_grad", "relu6_grad2", "relu_grad", "relu_grad2",
    "selu", "selu_grad", "selu_grad2",
    "sigmoid", "sigmoid_grad", "sigmoid_grad2",
    "silu", "silu_grad", "silu_grad2", "silu_grad_beta",
    "soft_sign", "soft_sign_grad", "soft_sign_grad2",
    "softmin", "softmin_jacobian",
    "softplus", "softplus_grad", "softplus_grad2",
    "softshrink", "softshrink_grad", "softshrink_grad2",
    "softsign", "softsign_grad", "softsign_grad2",
    "sparse_plus", "sparse_plus_grad", "sparse_plus_grad2",
    "sparse_sigmoid", "sparse_sigmoid_grad", "sparse_sigmoid_grad2",
    "sparsemax", "sparsemax_jacobian",
    "squareplus", "squareplus_grad", "squareplus_grad2",
    "swish", "swish_grad", "swish_grad2", "swish_grad_beta",
    "tanh", "tanh_grad", "tanh_grad2",
    "tanhshrink", "tanhshrink_grad", "tanhshrink_grad2",
    "threshold", "threshold_grad", "threshold_grad2",
]
# fmt: on

# The spellings of jax.nn: other names of the same objects.
# fmt: off
hard_sigmoid, hard_sigmoid_grad, hard_sigmoid_grad2 = (
    hardsigmoid, hardsigmoid_grad, hardsigmoid_grad2,
)
hard_silu, hard_silu_grad, hard_silu_grad2 = hardswish, hardswish_grad, hardswish_grad2
hard_swish, hard_swish_grad, hard_swish_grad2 = hardswish, hardswish_grad, hardswish_grad2
hard_tanh, hard_tanh_grad, hard_tanh_grad2 = hardtanh, hardtanh_grad, hardtanh_grad2
log_sigmoid, log_sigmoid_grad, log_sigmoid_grad2 = logsigmoid, logsigmoid_grad, logsigmoid_grad2
soft_sign, soft_sign_grad, soft_sign_grad2 = softsign, softsign_grad, softsign_grad2
# fmt: on


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
    Activation(
        "relu6", "ReLU6", relu6, relu6_grad, relu6_grad2,
        limits=(0.0, 6.0), grad_limits=(0.0, 0.0), range="[0, 6]",
        kinks=(Kink(0.0, 0.0, 0.0, 1.0), Kink(6.0, 0.0, 0.0, 1.0)), year=2010,
        reference="krizhevsky2010",
    ),
    Activation(
        "celu", "CELU", celu, celu_grad, celu_grad2,
        limits=(-1.0, INF), grad_limits=(0.0, 1.0), range="(-1, inf)",
        parameters=(Parameter("alpha", 1.0, 0.0, INF, meaning="minus the limit at -inf"),),
        bends=(0.0,), year=2017, reference="barron2017",
    ),
    Activation(
        "squareplus", "Squareplus", squareplus, squareplus_grad, squareplus_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="(0, inf)",
        parameters=(Parameter("b", 4.0, 0.0, INF, meaning="roundness, four times f(0) squared"),),
        year=2021, reference="barron2021",
    ),
    Activation(
        "sparse_plus", "Sparse plus", sparse_plus, sparse_plus_grad, sparse_plus_grad2,
        limits=(0.0, INF), grad_limits=(0.0, 1.0), range="[0, inf)", bends=(-1.0, 1.0),
        year=2020, reference="blondel2020",
    ),
    Activation(
        "sparse_sigmoid", "Sparse sigmoid", sparse_sigmoid, sparse_sigmoid_grad,
        sparse_sigmoid_grad2,
        limits=(0.0, 1.0), grad_limits=(0.0, 0.0), range="[0, 1]",
        kinks=(Kink(-1.0, 0.0, 0.0, 0.5), Kink(1.0, 0.0, 0.0, 0.5)), year=2020,
        reference="blondel2020",
    ),
    Activation(
        "softshrink", "Soft shrinkage", softshrink, softshrink_grad, softshrink_grad2,
        limits=(-INF, INF), grad_limits=(1.0, 1.0), range="(-inf, inf)",
        parameters=(Parameter("lambd", 0.5, 0.0, INF, meaning="width, 0 allowed"),),
        kinks=(Kink(-0.5, 0.0, 0.0, 1.0), Kink(0.5, 0.0, 0.0, 1.0)), symmetry="odd", year=1994,
        reference="donoho1994",
    ),
    Activation(
        "hardshrink", "Hard shrinkage", hardshrink, hardshrink_grad, hardshrink_grad2,
        limits=(-INF, INF), grad_limits=(1.0, 1.0), range="(-inf, inf)",
        parameters=(Parameter("lambd", 0.5, 0.0, INF, meaning="width, 0 allowed"),),
        kinks=(Kink(-0.5, 0.0, 0.0, INF), Kink(0.5, 0.0, 0.0, INF)), symmetry="odd", year=1994,
        reference="donoho1994",
    ),
    Activation(
        "tanhshrink", "Tanh shrinkage", tanhshrink, tanhshrink_grad, tanhshrink_grad2,
        limits=(-INF, INF), grad_limits=(1.0, 1.0), range="(-inf, inf)", symmetry="odd",
    ),
    Activation(
        "logcosh", "Log cosh", logcosh, logcosh_grad, logcosh_grad2,
        limits=(INF, INF), grad_limits=(-1.0, 1.0), range="[0, inf)", monotone=False,
        symmetry="even", year=1999, reference="hyvarinen1999",
    ),
    Activation(
        "gaussian", "Gaussian", gaussian, gaussian_grad, gaussian_grad2,
        limits=(0.0, 0.0), grad_limits=(0.0, 0.0), range="(0, 1]", monotone=False,
        symmetry="even", year=1988, reference="broomhead1988",
    ),
)
# fmt: on
