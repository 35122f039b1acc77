"""What a check is told and what it finds: settings, failures, verdicts, the words for a point."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from mpmath import mp

from mathcheck.errors import MathError, Span
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator

DIGITS, MORE_DIGITS = 50, 220
"""The working precision, and the one with which everything is looked at again before an alarm."""
EXPLAINING = ContextVar("EXPLAINING", default=True)
SETTLED: ContextVar[frozenset[object]] = ContextVar("SETTLED", default=frozenset())


@contextmanager
def on_trial(settled: frozenset[object] = frozenset()) -> Iterator[None]:
    """Seek no simple counter-example and no repair meanwhile, and take some relations as checked.

    Explanations cost more than the check, and of a derivation with one edit most steps are known.

    Parameters
    ----------
    settled : frozenset
        For each relation that is known to hold: its two sides, its sign, its conditions.
    """
    before = EXPLAINING.set(False), SETTLED.set(settled)
    try:
        yield
    finally:
        EXPLAINING.reset(before[0])
        SETTLED.reset(before[1])


@dataclass(frozen=True)
class Settings:
    """How a statement is checked: tolerance of `≈`, whether bounds are approached, the seed.

    With `whole`, a range such as `i = 1, dots, K` must be all that i is declared to run through.
    """

    tol: str = ""
    sharp: bool = False
    small: str = ""
    seed: int = 0
    whole: bool = False


PLAIN = Settings()
"""Those of an equation without options."""


@dataclass(frozen=True)
class Failure:
    """Why a statement is wrong: the message, where, and the point at which it shows."""

    message: str
    span: Span


class Wrong(Exception):
    """A statement does not hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True)
class Verdict:
    """What a check found: the number of points, or the failure."""

    points: int = 0
    failure: Failure | None = None


@dataclass
class Tally:
    """What has been seen over the points of one relation."""

    points: int = 0
    equal: int = 0
    strictly: int = 0
    worst: Any = 0.0
    nearest: Any = math.inf
    unreached: MathError | None = None


def shown(evaluator: Evaluator, nodes: tuple[ast.Node, ...]) -> str:
    """Return the point of an evaluation in short decimals, for a message."""
    wanted = free_names(nodes, evaluator.table)
    plain = {symbols.plain(name) for name in wanted}
    parts = [
        f"{symbols.plain(k[0])} = {brief(v)}"
        for k, v in evaluator.bindings.items()
        if k[0] in wanted
    ]
    done = {symbols.plain(k[0]) for k in evaluator.bindings}
    for name, value in getattr(evaluator.world, "drawn", {}).items():
        base = name.rsplit("_", 1)[0]
        if (name in plain or base in plain) and name not in done:
            parts.append(f"{name} = {brief(value)}")
    return ", ".join(parts)


def brief(value: Any) -> str:
    """Return a value in a few digits."""
    if tensors.is_array(value):
        return "[" + ", ".join(brief(x) for x in value) + "]"
    if isinstance(value, (int, tuple)):
        return str(value)
    return str(mp.nstr(scalars.number(scalars.primal(value)), 8, strip_zeros=True)).removesuffix(
        ".0"
    )
