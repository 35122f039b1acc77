"""Loss functions with their gradients, and the table that describes them.

Every function takes (predictions, targets) in this order, `kl_divergence` (p, q); every
`xxx_grad` returns the gradient of `xxx` under the same `reduction`, and `value_and_grad` both.
The losses of pairs and triplets of vectors, of log-probabilities and of two scores, and `entropy`,
are not in the table: they have other arguments. Losses of sequences (connectionist temporal),
of ranked lists and of segmented images are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from types import MappingProxyType
from typing import Any

from slopes._angles import (
    cosine_embedding,
    cosine_embedding_grad,
    cosine_similarity,
    cosine_similarity_grad,
    triplet_margin,
    triplet_margin_grad,
)
from slopes._binary import (
    binary_cross_entropy,
    binary_cross_entropy_both,
    binary_cross_entropy_grad,
    hinge,
    hinge_grad,
)
from slopes._class_margins import (
    multi_margin,
    multi_margin_grad,
    multiclass_hinge,
    multiclass_hinge_grad,
    multiclass_perceptron,
    multiclass_perceptron_grad,
)
from slopes._counts import (
    gaussian_nll,
    gaussian_nll_grad,
    gaussian_nll_grad_variance,
    poisson,
    poisson_grad,
)
from slopes._distributions import (
    entropy,
    entropy_grad,
    kl_divergence,
    kl_divergence_grad,
)
from slopes._embedding import (
    hinge_embedding,
    hinge_embedding_grad,
    margin_ranking,
    margin_ranking_grad,
)
from slopes._focal import (
    focal,
    focal_both,
    focal_grad,
    sigmoid_focal,
    sigmoid_focal_grad,
)
from slopes._hyperbolic import log_cosh, log_cosh_grad, pseudo_huber, pseudo_huber_grad
from slopes._loss import Loss
from slopes._margin import (
    perceptron,
    perceptron_grad,
    soft_margin,
    soft_margin_grad,
    squared_hinge,
    squared_hinge_grad,
)
from slopes._multiclass import (
    cross_entropy,
    cross_entropy_both,
    cross_entropy_grad,
)
from slopes._multilabel import (
    multilabel_margin,
    multilabel_margin_grad,
    multilabel_soft_margin,
    multilabel_soft_margin_grad,
)
from slopes._poly import (
    nll,
    nll_grad,
    poly_cross_entropy,
    poly_cross_entropy_both,
    poly_cross_entropy_grad,
)
from slopes._records import Kink, Parameter
from slopes._regression import (
    absolute_error,
    absolute_error_grad,
    quantile,
    quantile_grad,
    squared_error,
    squared_error_both,
    squared_error_grad,
)
from slopes._robust import huber, huber_grad, smooth_l1, smooth_l1_grad
from slopes._sparse import (
    sparsemax_loss,
    sparsemax_loss_grad,
)

__all__ = [
    "LOSSES",
    "Loss",
    "absolute_error",
    "absolute_error_grad",
    "binary_cross_entropy",
    "binary_cross_entropy_grad",
    "cosine_embedding",
    "cosine_embedding_grad",
    "cosine_similarity",
    "cosine_similarity_grad",
    "cross_entropy",
    "cross_entropy_grad",
    "entropy",
    "entropy_grad",
    "focal",
    "focal_grad",
    "gaussian_nll",
    "gaussian_nll_grad",
    "gaussian_nll_grad_variance",
    "hinge",
    "hinge_embedding",
    "hinge_embedding_grad",
    "hinge_grad",
    "huber",
    "huber_grad",
    "kl_divergence",
    "kl_divergence_grad",
    "log_cosh",
    "log_cosh_grad",
    "margin_ranking",
    "margin_ranking_grad",
    "multi_margin",
    "multi_margin_grad",
    "multiclass_hinge",
    "multiclass_hinge_grad",
    "multiclass_perceptron",
    "multiclass_perceptron_grad",
    "multilabel_margin",
    "multilabel_margin_grad",
    "multilabel_soft_margin",
    "multilabel_soft_margin_grad",
    "nll",
    "nll_grad",
    "perceptron",
    "perceptron_grad",
    "poisson",
    "poisson_grad",
    "poly_cross_entropy",
    "poly_cross_entropy_grad",
    "pseudo_huber",
    "pseudo_huber_grad",
    "quantile",
    "quantile_grad",
    "sigmoid_focal",
    "sigmoid_focal_grad",
    "smooth_l1",
    "smooth_l1_grad",
    "soft_margin",
    "soft_margin_grad",
    "sparsemax_loss",
    "sparsemax_loss_grad",
    "squared_error",
    "squared_error_grad",
    "squared_hinge",
    "squared_hinge_grad",
    "triplet_margin",
    "triplet_margin_grad",
    "value_and_grad",
]

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
                both=squared_error_both,
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
                name="smooth_l1",
                title="Smooth absolute error",
                f=smooth_l1,
                grad=smooth_l1_grad,
                kind="regression",
                noise="Gaussian with Laplace tails",
                parameters=(
                    Parameter("beta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="girshick2015",
            ),
            Loss(
                name="pseudo_huber",
                title="Pseudo-Huber loss",
                f=pseudo_huber,
                grad=pseudo_huber_grad,
                kind="regression",
                noise="hyperbolic",
                parameters=(
                    Parameter("delta", 1.0, 0.0, inf, meaning="residual where the line begins"),
                ),
                reference="charbonnier1997",
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
                name="gaussian_nll",
                title="Gaussian loss",
                f=gaussian_nll,
                grad=gaussian_nll_grad,
                kind="regression",
                noise="Gaussian of known variance",
                parameters=(
                    Parameter("variance", 1.0, 0.0, inf, meaning="variance of each target"),
                ),
                reference="nix1994",
            ),
            Loss(
                name="poisson",
                title="Poisson loss",
                f=poisson,
                grad=poisson_grad,
                kind="count",
                noise="Poisson",
                reference="nelder1972",
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
                both=binary_cross_entropy_both,
            ),
            Loss(
                name="soft_margin",
                title="Logistic loss",
                f=soft_margin,
                grad=soft_margin_grad,
                kind="binary",
                noise="Bernoulli",
                signed=True,
                reference="friedman2000",
            ),
            Loss(
                name="sigmoid_focal",
                title="Sigmoid focal loss",
                f=sigmoid_focal,
                grad=sigmoid_focal_grad,
                kind="binary",
                convex_in_first=False,
                parameters=(Parameter("gamma", 2.0, 0.0, inf, meaning="focusing exponent"),),
                reference="lin2017",
            ),
            Loss(
                name="hinge",
                title="Hinge loss",
                f=hinge,
                grad=hinge_grad,
                kind="binary",
                kinks=(Kink(1.0, 0.0, -1.0, 0.0),),
                signed=True,
                reference="cortes1995",
            ),
            Loss(
                name="squared_hinge",
                title="Squared hinge loss",
                f=squared_hinge,
                grad=squared_hinge_grad,
                kind="binary",
                signed=True,
                reference="tang2013",
            ),
            Loss(
                name="perceptron",
                title="Perceptron loss",
                f=perceptron,
                grad=perceptron_grad,
                kind="binary",
                signed=True,
                kinks=(Kink(0.0, 0.0, -1.0, 0.0),),
                reference="rosenblatt1958",
            ),
            Loss(
                name="multilabel_soft_margin",
                title="Multilabel logistic loss",
                f=multilabel_soft_margin,
                grad=multilabel_soft_margin_grad,
                kind="multilabel",
            ),
            Loss(
                name="multilabel_margin",
                title="Multilabel hinge loss",
                f=multilabel_margin,
                grad=multilabel_margin_grad,
                kind="multilabel",
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
                both=cross_entropy_both,
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
                both=focal_both,
            ),
            Loss(
                name="poly_cross_entropy",
                title="Poly loss",
                f=poly_cross_entropy,
                grad=poly_cross_entropy_grad,
                kind="multiclass",
                convex_in_first=False,
                parameters=(Parameter("epsilon", 2.0, -1.0, inf, meaning="added first power"),),
                reference="leng2022",
                both=poly_cross_entropy_both,
            ),
            Loss(
                name="multi_margin",
                title="Multiclass hinge loss, summed",
                f=multi_margin,
                grad=multi_margin_grad,
                kind="multiclass",
                parameters=(
                    Parameter(
                        "margin", 1.0, 0.0, inf, meaning="lead beyond which nothing is to pay"
                    ),
                ),
                reference="weston1999",
            ),
            Loss(
                name="multiclass_hinge",
                title="Multiclass hinge loss",
                f=multiclass_hinge,
                grad=multiclass_hinge_grad,
                kind="multiclass",
                reference="crammer2001",
            ),
            Loss(
                name="multiclass_perceptron",
                title="Multiclass perceptron loss",
                f=multiclass_perceptron,
                grad=multiclass_perceptron_grad,
                kind="multiclass",
                reference="collins2002",
            ),
            Loss(
                name="sparsemax_loss",
                title="Sparsemax loss",
                f=sparsemax_loss,
                grad=sparsemax_loss_grad,
                kind="multiclass",
                reference="martins2016",
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


def value_and_grad(loss: str | Callable[..., Any], *args: Any, **options: Any) -> tuple[Any, Any]:
    r"""Return a loss and its gradient from one call, without doing the same work twice.

    `cross_entropy`, `focal`, `poly_cross_entropy`, `binary_cross_entropy` and `squared_error` walk
    through the data once, a few rows at a time, and make no array of the size of the data but the
    gradient. For the other losses the call saves typing only.

    Parameters
    ----------
    loss : str or callable
        A loss of `LOSSES`, or its name.
    *args, **options
        What the loss takes.

    Returns
    -------
    value, gradient
        What `loss` and its gradient return.

    Raises
    ------
    ValueError
        The loss is not in the table.
    TypeError, ValueError
        As for the loss.

    Examples
    --------
    >>> value, slope = value_and_grad(cross_entropy, [[2.0, 1.0, 0.0]], [0])
    >>> value.round(4), slope.round(3)
    (np.float64(0.4076), array([[-0.335,  0.245,  0.09 ]]))
    """
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", repr(loss))
    record = LOSSES.get(name)
    if record is None or loss not in (name, record.f):
        raise ValueError(
            f"value_and_grad: loss = {name!r}, wanted one of {', '.join(LOSSES)}; "
            "for another function call it and its gradient"
        )
    if record.both is not None:
        return record.both(*args, **options)
    return record.f(*args, **options), record.grad(*args, **options)
