"""Losses of distances and of the order of two scores. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, finite, number, same_shape
from slopes._binary import signs
from slopes._reduction import gradient_of, value_of


def hinge_embedding(
    distances: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Hinge loss of distances: like pairs shall be near, unlike ones beyond a margin.

    .. math::
        :impl: slopes.losses.hinge_embedding(s, y)

        \ell(s, y) = \begin{cases} s & y = 1 \\ \max(0, 1 - s) & y = -1 \end{cases}

    with `margin` for 1.

    Parameters
    ----------
    distances : array_like, any shape
        Finite numbers s, as a rule not negative.
    targets : array_like, shape of `distances`
        1 for a like pair, -1 for an unlike one.
    margin : float
        The positive distance from which unlike pairs cost nothing.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In the precision of `distances`; shape of `distances` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`, and if `margin` is not positive.

    Examples
    --------
    >>> hinge_embedding([0.25, 0.25, 2.0], [1, -1, -1], reduction="none")
    array([0.25, 0.75, 0.  ])

    References
    ----------
    R. Hadsell, S. Chopra, Y. LeCun, Dimensionality reduction by learning an invariant mapping,
    2006, doi:10.1109/CVPR.2006.100.
    """
    margin = number("hinge_embedding", "margin", margin, 0.0)
    signs("hinge_embedding", targets)
    return value_of(
        "hinge_embedding",
        reduction,
        lambda s, y: np.where(y > 0, s, np.maximum(0.0, margin - s)),
        distances=distances,
        targets=targets,
    )


def hinge_embedding_grad(
    distances: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 1.0,
    reduction: str = "mean",
) -> Any:
    r"""Gradient of `hinge_embedding` with respect to the distances.

    .. math::
        :impl: slopes.losses.hinge_embedding_grad(s, y)

        \frac{\partial \ell}{\partial s} = \begin{cases} 1 & y = 1 \\ -1 & y = -1, s < 1 \\
        0 & y = -1, s > 1 \end{cases}

    At the kink it is 0, the slope of the flat piece. Takes and refuses what `hinge_embedding` does;
    'mean' divides by the number of elements.

    Examples
    --------
    >>> hinge_embedding_grad([0.25, 0.25, 2.0], [1, -1, -1], reduction="sum")
    array([ 1., -1.,  0.])
    """
    margin = number("hinge_embedding_grad", "margin", margin, 0.0)
    signs("hinge_embedding_grad", targets)
    return gradient_of(
        "hinge_embedding_grad",
        reduction,
        lambda s, y: np.where(y > 0, 1.0, np.where(s < margin, -1.0, 0.0)),
        distances=distances,
        targets=targets,
    )


def _ordered(who: str, first: ArrayLike, second: ArrayLike, targets: ArrayLike) -> Array:
    """Check the third array of `margin_ranking`."""
    signs(who, targets)
    y = as_float(targets, who, "targets")
    same_shape(who, first=as_float(first, who, "first"), targets=y)
    finite(who, targets=y)
    return y


def margin_ranking(
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 0.0,
    reduction: str = "mean",
) -> Any:
    r"""Hinge loss of the order of two scores.

    .. math::
        :impl: slopes.losses.margin_ranking(s, t, y)

        \ell(s, t, y) = \max(0, -y (s - t))

    plus `margin` inside the maximum.

    Parameters
    ----------
    first, second : array_like, one shape
        Finite scores s and t.
    targets : array_like, the same shape
        1 where the first shall be larger, -1 where the second shall.
    margin : float
        The lead that is wanted, at least 0.
    reduction : {'mean', 'sum', 'none'}
        Divide the sum of all elements by their number, add them, or return them.

    Returns
    -------
    scalar or ndarray
        In [0, inf), in the precision of `first`; shape of `first` for 'none'.

    Raises
    ------
    TypeError, ValueError
        As for `hinge`, and if `margin` is negative.

    Examples
    --------
    >>> margin_ranking([1.0, 3.0], [2.0, 2.0], [1, 1], margin=0.5, reduction="none")
    array([1.5, 0. ])

    References
    ----------
    C. Burges et al., Learning to rank using gradient descent, 2005, doi:10.1145/1102351.1102363.
    """
    margin = number("margin_ranking", "margin", margin, 0.0, closed=(True, False))
    y = _ordered("margin_ranking", first, second, targets)
    return value_of(
        "margin_ranking",
        reduction,
        lambda s, t, y: np.maximum(0.0, margin - y * (s - t)),
        extra=(y,),
        first=first,
        second=second,
    )


def margin_ranking_grad(
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    *,
    margin: float = 0.0,
    reduction: str = "mean",
) -> tuple[Any, Any]:
    r"""Gradients of `margin_ranking` with respect to the first and to the second scores.

    They are -y and y while something is to pay and 0 else, at the kink too. Takes and refuses what
    `margin_ranking` does; 'mean' divides by the number of elements.

    Examples
    --------
    >>> margin_ranking_grad([1.0, 3.0], [2.0, 2.0], [1, 1], reduction="sum")
    (array([-1.,  0.]), array([1., 0.]))
    """
    margin = number("margin_ranking_grad", "margin", margin, 0.0, closed=(True, False))
    y = _ordered("margin_ranking_grad", first, second, targets)
    slope = gradient_of(
        "margin_ranking_grad",
        reduction,
        lambda s, t, y: np.where(margin - y * (s - t) > 0, -y, 0.0),
        extra=(y,),
        first=first,
        second=second,
    )
    return slope, 0.0 - slope
