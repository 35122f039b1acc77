"""The record that describes a loss, and value and gradient in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from slopes._records import Kink, Parameter


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
    kind : {'regression', 'count', 'binary', 'multilabel', 'multiclass', 'distribution'}
        What its two arguments are.
    noise : str
        The noise model whose negative log likelihood it is, up to a constant; or ''.
    convex_in_first : bool
        Convex in the first argument.
    kinks : tuple of Kink
        Where the derivative jumps, at default parameters, for losses of numbers; `x` is prediction
        minus target, for two classes the score of target 1.
    parameters : tuple of Parameter
        Keyword-only parameters of its shape; the default may be an end of the interval.
    signed : bool
        Its targets are -1 and 1, not probabilities.
    reference : str
        Key in the bibliography, or ''.
    wrt : int
        Which argument `grad` differentiates: 0, or 1 for `kl_divergence`.
    both : callable or None
        Value and gradient in one walk through the data, where that saves work; see
        `value_and_grad`.
    """

    name: str
    title: str
    f: Callable[..., Any]
    grad: Callable[..., Any]
    kind: Literal["regression", "count", "binary", "multilabel", "multiclass", "distribution"]
    noise: str = ""
    convex_in_first: bool = True
    kinks: tuple[Kink, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    reference: str = ""
    signed: bool = False
    wrt: int = 0
    both: Callable[..., tuple[Any, Any]] | None = None
