"""The table of the losses. Import it from `slopes.losses`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from types import MappingProxyType, ModuleType
from typing import Any

from slopes import (
    _binary,
    _class_margins,
    _counts,
    _distributions,
    _focal,
    _hyperbolic,
    _margin,
    _multiclass,
    _multilabel,
    _poly,
    _regression,
    _robust,
    _sparse,
)
from slopes._loss import Loss
from slopes._records import Kink, Parameter


def _loss(module: ModuleType, name: str, **facts: Any) -> Loss:
    """Return the record of the function `name` of a module, which has its gradient beside it."""
    f, grad = getattr(module, name), getattr(module, f"{name}_grad")
    return Loss(name, f=f, grad=grad, both=getattr(module, f"{name}_both", None), **facts)


_SMOOTHING = Parameter("label_smoothing", 0.0, 0.0, 1.0, meaning="share of the uniform target")

LOSSES: Mapping[str, Loss] = MappingProxyType(
    {
        loss.name: loss
        for loss in (
            _loss(
                _regression,
                "squared_error",
                title="Squared error",
                kind="regression",
                noise="Gaussian",
                reference="legendre1805",
            ),
            _loss(
                _regression,
                "absolute_error",
                title="Absolute error",
                kind="regression",
                noise="Laplace",
                kinks=(Kink(0.0, 0.0, -1.0, 1.0),),
            ),
            _loss(
                _robust,
                "huber",
                title="Huber loss",
                kind="regression",
                noise="Gaussian with Laplace tails",
                parameters=(
                    Parameter("delta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="huber1964",
            ),
            _loss(
                _robust,
                "smooth_l1",
                title="Smooth absolute error",
                kind="regression",
                noise="Gaussian with Laplace tails",
                parameters=(
                    Parameter("beta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="girshick2015",
            ),
            _loss(
                _hyperbolic,
                "pseudo_huber",
                title="Pseudo-Huber loss",
                kind="regression",
                noise="hyperbolic",
                parameters=(
                    Parameter("delta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="charbonnier1997",
            ),
            _loss(
                _hyperbolic,
                "log_cosh",
                title="Log-cosh loss",
                kind="regression",
                noise="hyperbolic secant",
            ),
            _loss(
                _regression,
                "quantile",
                title="Quantile loss",
                kind="regression",
                noise="asymmetric Laplace",
                kinks=(Kink(0.0, 0.0, -0.5, 0.5),),
                parameters=(Parameter("q", 0.5, 0.0, 1.0, meaning="quantile sought"),),
                reference="koenker1978",
            ),
            _loss(
                _counts,
                "gaussian_nll",
                title="Gaussian loss",
                kind="regression",
                noise="Gaussian of known variance",
                parameters=(
                    Parameter("variance", 1.0, 0.0, inf, meaning="variance of each target"),
                ),
                reference="nix1994",
            ),
            _loss(
                _counts,
                "poisson",
                title="Poisson loss",
                kind="count",
                noise="Poisson",
                reference="nelder1972",
            ),
            _loss(
                _binary,
                "binary_cross_entropy",
                title="Binary cross entropy",
                kind="binary",
                noise="Bernoulli",
                parameters=(_SMOOTHING,),
                reference="cox1958",
            ),
            _loss(
                _margin,
                "soft_margin",
                title="Logistic loss",
                kind="binary",
                noise="Bernoulli",
                signed=True,
                reference="friedman2000",
            ),
            _loss(
                _focal,
                "sigmoid_focal",
                title="Sigmoid focal loss",
                kind="binary",
                convex_in_first=False,
                parameters=(Parameter("gamma", 2.0, 0.0, inf, meaning="focusing exponent"),),
                reference="lin2017",
            ),
            _loss(
                _binary,
                "hinge",
                title="Hinge loss",
                kind="binary",
                kinks=(Kink(1.0, 0.0, -1.0, 0.0),),
                signed=True,
                reference="cortes1995",
            ),
            _loss(
                _margin,
                "squared_hinge",
                title="Squared hinge loss",
                kind="binary",
                signed=True,
                reference="tang2013",
            ),
            _loss(
                _margin,
                "perceptron",
                title="Perceptron loss",
                kind="binary",
                signed=True,
                kinks=(Kink(0.0, 0.0, -1.0, 0.0),),
                reference="rosenblatt1958",
            ),
            _loss(
                _multilabel,
                "multilabel_soft_margin",
                title="Multilabel logistic loss",
                kind="multilabel",
            ),
            _loss(
                _multilabel,
                "multilabel_margin",
                title="Multilabel hinge loss",
                kind="multilabel",
            ),
            _loss(
                _multiclass,
                "cross_entropy",
                title="Cross entropy",
                kind="multiclass",
                noise="categorical",
                parameters=(_SMOOTHING,),
                reference="good1952",
            ),
            _loss(
                _focal,
                "focal",
                title="Focal loss",
                kind="multiclass",
                convex_in_first=False,
                parameters=(Parameter("gamma", 2.0, 0.0, inf, meaning="focusing exponent"),),
                reference="lin2017",
            ),
            _loss(
                _poly,
                "poly_cross_entropy",
                title="Poly loss",
                kind="multiclass",
                convex_in_first=False,
                parameters=(Parameter("epsilon", 2.0, -1.0, inf, meaning="added first power"),),
                reference="leng2022",
            ),
            _loss(
                _class_margins,
                "multi_margin",
                title="Multiclass hinge loss, summed",
                kind="multiclass",
                parameters=(
                    Parameter(
                        "margin", 1.0, 0.0, inf, meaning="lead beyond which nothing is to pay"
                    ),
                ),
                reference="weston1999",
            ),
            _loss(
                _class_margins,
                "multiclass_hinge",
                title="Multiclass hinge loss",
                kind="multiclass",
                reference="crammer2001",
            ),
            _loss(
                _class_margins,
                "multiclass_perceptron",
                title="Multiclass perceptron loss",
                kind="multiclass",
                reference="collins2002",
            ),
            _loss(
                _sparse,
                "sparsemax_loss",
                title="Sparsemax loss",
                kind="multiclass",
                reference="martins2016",
            ),
            _loss(
                _distributions,
                "kl_divergence",
                title="Kullback-Leibler divergence",
                kind="distribution",
                reference="kullback1951",
                wrt=1,
            ),
        )
    }
)
