"""Loss functions with their gradients, and the table that describes them.

Every function takes (predictions, targets) in this order, `kl_divergence` (p, q); every
`xxx_grad` returns the gradient of `xxx` under the same `reduction`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from types import MappingProxyType
from typing import Any, Literal

from slopes._binary import (
    binary_cross_entropy,
    binary_cross_entropy_grad,
    hinge,
    hinge_grad,
)
from slopes._distributions import entropy, entropy_grad, kl_divergence, kl_divergence_grad
from slopes._multiclass import cross_entropy, cross_entropy_grad, focal, focal_grad
from slopes._regression import (
    absolute_error,
    absolute_error_grad,
    quantile,
    quantile_grad,
    squared_error,
    squared_error_grad,
)
from slopes._robust import huber, huber_grad, log_cosh, log_cosh_grad
from slopes.activations import Kink, Parameter

__all__ = [
    "LOSSES",
    "Loss",
    "absolute_error",
    "absolute_error_grad",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "cross_entropy",
    "cross_entropy_grad",
    "entropy",
    "entropy_grad",
    "focal",
    "focal_grad",
    "hinge",
    "hinge_grad",
    "huber",
    "huber_grad",
    "kl_divergence",
    "kl_divergence_grad",
    "log_cosh",
    "log_cosh_grad",
    "quantile",
    "quantile_grad",
    "squared_error",
    "squared_error_grad",
]


@dataclass(frozen=True)
class Loss:
    """What the rest of the program needs to know about one loss.

    Attributes
    ----------
    name : str
        Name of the function and key in `LOSSES`.
    title : str
        Name in running text.
    f, grad : callable
        The loss and its gradient.
    kind : {'regression', 'binary', 'multiclass', 'distribution'}
        What its two arguments are.
    noise : str
        The noise model whose negative log likelihood it is, up to a constant; or ''.
    convex_in_first : bool
        Convex in the first argument.
    kinks : tuple of Kink
        Where the derivative jumps, at default parameters; `x` is prediction minus target, for
        `hinge` the score of target 1.
    parameters : tuple of Parameter
        Keyword-only parameters of its shape; the default may be an end of the interval.
    reference : str
        Key in the bibliography, or ''.
    wrt : int
        Which argument `grad` differentiates: 0, or 1 for `kl_divergence`.
    """

    name: str
    title: str
    f: Callable[..., Any]
    grad: Callable[..., Any]
    kind: Literal["regression", "binary", "multiclass", "distribution"]
    noise: str = ""
    convex_in_first: bool = True
    kinks: tuple[Kink, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reference: str = ""
    wrt: int = 0


_SMOOTHING = Parameter("label_smoothing", 0.0, 0.0, 1.0, meaning="share of the uniform target")

LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        loss.name: loss
        for loss in (
            Loss(
                name="squared_error",
                title="Squared error",
                f=squared_error,
                grad=squared_error_grad,
                kind="regression",
                noise="Gaussian",
                reference="legendre1805",
            ),
            Loss(
                name="absolute_error",
                title="Absolute error",
                f=absolute_error,
                grad=absolute_error_grad,
                kind="regression",
                noise="Laplace",
                kinks=(Kink(0.0, 0.0, -1.0, 1.0),),
            ),
            Loss(
                name="huber",
                title="Huber loss",
                f=huber,
                grad=huber_grad,
                kind="regression",
                noise="Gaussian with Laplace tails",
                parameters=(
                    Parameter("delta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="huber1964",
            ),
            Loss(
                name="log_cosh",
                title="Log-cosh loss",
                f=log_cosh,
                grad=log_cosh_grad,
                kind="regression",
                noise="hyperbolic secant",
            ),
            Loss(
                name="quantile",
                title="Quantile loss",
                f=quantile,
                grad=quantile_grad,
                kind="regression",
                noise="asymmetric Laplace",
                kinks=(Kink(0.0, 0.0, -0.5, 0.5),),
                parameters=(Parameter("q", 0.5, 0.0, 1.0, meaning="quantile sought"),),
                reference="koenker1978",
            ),
            Loss(
                name="binary_cross_entropy",
                title="Binary cross entropy",
                f=binary_cross_entropy,
                grad=binary_cross_entropy_grad,
                kind="binary",
                noise="Bernoulli",
                parameters=(_SMOOTHING,),
                reference="cox1958",
            ),
            Loss(
                name="hinge",
                title="Hinge loss",
                f=hinge,
                grad=hinge_grad,
                kind="binary",
                kinks=(Kink(1.0, 0.0, -1.0, 0.0),),
                reference="cortes1995",
            ),
            Loss(
                name="cross_entropy",
                title="Cross entropy",
                f=cross_entropy,
                grad=cross_entropy_grad,
                kind="multiclass",
                noise="categorical",
                parameters=(_SMOOTHING,),
                reference="good1952",
            ),
            Loss(
                name="focal",
                title="Focal loss",
                f=focal,
                grad=focal_grad,
                kind="multiclass",
                convex_in_first=False,
                parameters=(Parameter("gamma", 2.0, 0.0, inf, meaning="focusing exponent"),),
                reference="lin2017",
            ),
            Loss(
                name="kl_divergence",
                title="Kullback-Leibler divergence",
                f=kl_divergence,
                grad=kl_divergence_grad,
                kind="distribution",
                reference="kullback1951",
                wrt=1,
            ),
        )
    }
)
