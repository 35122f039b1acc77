"""Decide whether a relation holds between two values, and say what is wrong if not.

The message shows the simplest counter-example found.
"""

from __future__ import annotations

from typing import Any

from mpmath import mp

from mathcheck.checking import asymptotics
from mathcheck.checking.verdicts import (
    EXPLAINING,
    MORE_DIGITS,
    Failure,
    Settings,
    Tally,
    Wrong,
    brief,
    shown,
)
from mathcheck.errors import (
    Gap,
    Kink,
    MathError,
    Outside,
    ShapeProblem,
    Span,
    SyntaxProblem,
    Undefined,
)
from mathcheck.grammar import ast
from mathcheck.grammar.trees import walk
from mathcheck.sampling.effort import is_heavy
from mathcheck.sampling.points import Point, Points, evaluators, worlds
from mathcheck.values import kinks, relations, scalars, tensors
from mathcheck.values.evaluate import Evaluator

SIGNS = {"=": "=", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "!=": "≠", "~": "≈", "psd": "⪯"}


def judged(
    values: list[Any], relation: str, evaluator: Evaluator, settings: Settings, tally: Tally,
    pair: tuple[ast.Node, ast.Node],
) -> bool:  # fmt: skip
    """Return whether a relation holds between two values, up to the error of the computation."""
    left, right = values
    if relation == "psd":
        difference = tensors.subtract(right, left)
        return bool(tensors.eigenvalues(difference)[0] >= -(mp.mpf(10) ** (-mp.dps // 2)))
    if relation == "~":
        return near(left, right, pair, settings, tally)
    gap = relations.distance(left, right)
    slack = max(mp.mpf(10) ** (-mp.dps * 3 // 5), evaluator.tolerance)
    tally.equal += bool(gap <= slack)
    compared_with_zero = any(isinstance(side, ast.Number) and not side.value for side in pair)
    nearness = gap if compared_with_zero else relations.share(gap, left, right)
    tally.nearest = min(tally.nearest, nearness)
    if relation == "=":
        return bool(gap <= slack)
    if relation == "!=":
        return bool(gap > slack)
    if tensors.is_array(left) or tensors.is_array(right):
        raise ShapeProblem("an order relation wants numbers on both sides")
    first, second = (scalars.number(scalars.primal(v)) for v in (left, right))
    if (
        gap <= slack
        and mp.dps < MORE_DIGITS
        and relation in ("<", ">")
        and evaluator.tolerance == 0
    ):
        return False  # look again with more digits
    if gap <= slack:
        rounding = mp.mpf(10) ** (20 - mp.dps) * max(abs(first), abs(second))
        rounding = max(rounding, evaluator.tolerance)
        apart = abs(first - second) > rounding
        return relation in ("<=", ">=") or bool(apart and (first < second) == (relation == "<"))
    return bool((first < second) == (relation in ("<", "<=")))


def near(
    left: Any, right: Any, pair: tuple[ast.Node, ast.Node], settings: Settings, tally: Tally
) -> bool:
    """Return whether two values agree within the tolerance, or half a unit of the last digit."""
    if settings.tol:
        tolerance = mp.mpf(settings.tol.rstrip("%"))
        deviation = relations.deviation(left, right, in_percent=settings.tol.endswith("%"))
        tally.worst = max(tally.worst, deviation / tolerance)
        return bool(deviation <= tolerance)
    unit = asymptotics.last_digit(pair[1])
    if unit is None and (leading := asymptotics.leading_number(pair[1])):
        share = relations.size(right) / abs(scalars.number(leading.value))
        unit = share * asymptotics.last_digit(leading)
    if unit is None:
        raise SyntaxProblem(
            "≈ between expressions needs a tolerance: give the block the option tol", pair[1].span
        )
    deviation = relations.deviation(left, right, in_percent=False)
    return bool(deviation <= unit / 2 * (1 + mp.mpf(10) ** -12))


def judge_undefined(
    undefined: list[tuple[int, Undefined]], point: Point,
    pair: tuple[ast.Node, ast.Node], span: Span, tally: Tally,
) -> None:  # fmt: skip
    """Skip a point where a side has no value, but report cases that leave out ordinary points."""
    number, error = undefined[0]
    tally.unreached = error
    evaluator, mode = point.evaluator, point.mode
    alone = len(undefined) == 1
    if isinstance(error, Gap) and (mode not in ("special", "equal", "simple") or alone):
        raise Wrong(Failure(f"{error.message}\n  at {shown(evaluator, pair)}", error.span))
    if alone and isinstance(error, Kink) and kinks.is_real(evaluator, pair[number]):
        raise Wrong(
            Failure(
                "a derivative is taken where it does not exist: say where the formula holds,"
                f" as in `\\text{{for }} x \\ne 0`\n  at {shown(evaluator, pair)}",
                span,
            )
        )
    limits = any(isinstance(n, ast.Limit) for side in pair for n in walk(side))
    numeric = limits or is_heavy(pair, evaluator.table)
    excused = isinstance(error, Kink) or (numeric and not isinstance(error, Outside))
    if alone and mode == "random" and not excused:
        side = ("left", "right")[number]
        raise Wrong(
            Failure(
                f"the {side} side has no value where the other one has ({error.message}): add a"
                f" condition, or narrow a type\n  at {shown(evaluator, pair)}",
                span,
            )
        )


def far(tally: Tally, settings: Settings) -> bool:
    """Return whether the sides of a bound that is marked sharp have not come near yet."""
    return settings.sharp and tally.nearest > 0.02


def conclude(tally: Tally, relation: str, span: Span, settings: Settings) -> None:
    """Refuse relations that hold for the wrong reason."""
    if relation in relations.ORDERINGS and tally.equal == tally.points:
        raise Wrong(Failure("the two sides are always equal: write =", span))
    if relation in relations.ORDERINGS and far(tally, settings):
        raise Wrong(
            Failure(
                "the bound is marked sharp, but the sides never come nearer than"
                f" {mp.nstr(tally.nearest, 3)}",
                span,
            )
        )
    if settings.tol and relation == "~" and tally.worst < 0.1:
        raise Wrong(
            Failure(
                f"the tolerance {settings.tol} is more than ten times the largest deviation seen",
                span,
            )
        )


def counter_example(
    pair: tuple[ast.Node, ast.Node], relation: str, span: Span, settings: Settings,
    points: Points, values: list[Any],
    evaluator: Evaluator,
) -> Failure:  # fmt: skip
    """Return the failure with the simplest point at which it shows."""
    tried = 16 if EXPLAINING.get() else 0
    for world in worlds(points.table, tried, settings.seed, points.hints, mode="simple"):
        for simple in evaluators(points.statement, points.table, world):
            try:
                with mp.workdps(MORE_DIGITS):
                    found = [simple.value(side) for side in pair]
                    if not judged(found, relation, simple, settings, Tally(), pair):
                        return failure_at(found, relation, span, simple, pair)
            except MathError:
                continue
    return failure_at(values, relation, span, evaluator, pair)


def failure_at(
    values: list[Any],
    relation: str,
    span: Span,
    evaluator: Evaluator,
    pair: tuple[ast.Node, ast.Node],
) -> Failure:
    """Return the message about one point."""
    point = shown(evaluator, pair)
    return Failure(
        f"left {SIGNS[relation]} right does not hold here\n"
        f"  left  {brief(values[0])}\n  right {brief(values[1])}"
        + (f"\n  at {point}" if point else ""),
        span,
    )
