"""Losses of distances and of the order of two scores. Import them from `slopes.losses`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, number
from slopes._binary import signs
from slopes._reduction import over_elements


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
    return _hinge("hinge_embedding", (True, False), distances, targets, margin, reduction)[0]


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
    return _hinge("hinge_embedding_grad", (False, True), distances, targets, margin, reduction)[1]


def _hinge(
    who: str,
    wanted: tuple[bool, bool],
    distances: ArrayLike,
    targets: ArrayLike,
    margin: float,
    reduction: str,
) -> tuple[Any, Any]:
    margin = number(who, "margin", margin, 0.0)

    def kernel(s: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        short = np.maximum(margin - s, 0.0)
        value = np.where(y > 0, s, short) if wanted[0] else None
        slope = np.where(y > 0, 1.0, -np.sign(short)) + 0.0 if wanted[1] else None
        return value, slope

    return over_elements(who, wanted, reduction, kernel, distances=distances, targets=targets)


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
    who = "margin_ranking"
    return _ranking(who, (True, False), first, second, targets, margin, reduction)[0]


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
    who = "margin_ranking_grad"
    slope = _ranking(who, (False, True), first, second, targets, margin, reduction)[1]
    return slope, 0.0 - slope


def _ranking(
    who: str,
    wanted: tuple[bool, bool],
    first: ArrayLike,
    second: ArrayLike,
    targets: ArrayLike,
    margin: float,
    reduction: str,
) -> tuple[Any, Any]:
    margin = number(who, "margin", margin, 0.0, closed=(True, False))

    def kernel(s: Array, t: Array, y: Array) -> tuple[Any, Any]:
        signs(who, y, targets)
        short = np.maximum(margin - y * (s - t), 0.0)
        slope = np.where(short > 0, -y, 0.0) if wanted[1] else None
        return short if wanted[0] else None, slope

    return over_elements(
        who, wanted, reduction, kernel, first=first, second=second, targets=targets
    )
