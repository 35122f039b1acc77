"""Loss functions with their gradients, and the table that describes them.

Every function takes (predictions, targets) in this order, `kl_divergence` (p, q); every
`xxx_grad` returns the gradient of `xxx` under the same `reduction`, and `value_and_grad` both.
The losses of pairs and triplets of vectors, of log-probabilities and of two scores, and `entropy`,
are not in the table: they have other arguments. Losses of sequences (connectionist temporal),
of ranked lists and of segmented images are left out.
"""

from __future__ import annotations

from collections.abc import Callable
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
    focal_grad,
    sigmoid_focal,
    sigmoid_focal_grad,
)
from slopes._hyperbolic import log_cosh, log_cosh_grad, pseudo_huber, pseudo_huber_grad
from slopes._loss import Loss
from slopes._loss_table import LOSSES
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
    poly_cross_entropy_grad,
)
from slopes._regression import (
    absolute_error,
    absolute_error_grad,
    quantile,
    quantile_grad,
    squared_error,
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


def value_and_grad(loss: str | Callable[..., Any], *args: Any, **options: Any) -> tuple[Any, Any]:
    r"""Return a loss and its gradient from one call, without doing the same work twice.

    Losses of numbers, and `cross_entropy`, `focal` and `poly_cross_entropy`, walk through the data
    once, a block at a time, and make no array of the size of the data but the gradient. For the
    other losses the call saves typing only.

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
