"""Check one statement: evaluate its sides at many points, and look again before any alarm.

A difference counts only if it survives re-evaluation with 220 digits. The message shows the
simplest counter-example found.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mpmath import mp

from mathcheck import (
    ast,
    asymptotics,
    calculus,
    kinks,
    operators,
    relations,
    scalars,
    symbols,
    tensors,
)
from mathcheck.errors import Gap, Kink, MathError, ShapeProblem, Span, SyntaxProblem, Undefined
from mathcheck.evaluate import Evaluator, Key, dependencies, family_slots
from mathcheck.free import free_indices, free_names
from mathcheck.symbols import SymbolTable
from mathcheck.worlds import MODES, SampledWorld

DIGITS, MORE_DIGITS = 50, 220
STRICT_DIGITS = (1000, 8000)
"""Where `0 < log(1 + e^{-x})` still seems to be 0 = 0, these may tell."""
EQUALITY_WORLDS, INEQUALITY_WORLDS = 10, 80
HEAVY_EQUALITY_WORLDS, HEAVY_INEQUALITY_WORLDS = 4, 16
"""An integral takes seconds a point, and is smooth: one point decides most equalities."""
MOST_COMBINATIONS = 64
HANDLED_BY = (calculus, operators)  # they add their handlers to the evaluator


@dataclass(frozen=True)
class Settings:
    """How a statement is checked: tolerance of `≈`, whether bounds are approached, the seed."""

    tol: str = ""
    sharp: bool = False
    small: str = ""
    seed: int = 0


@dataclass(frozen=True)
class Failure:
    """Why a statement is wrong: the message, where, and the point at which it shows."""

    message: str
    span: Span


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


def check_statement(
    statement: ast.Statement, table: SymbolTable, settings: Settings = Settings()
) -> Verdict:
    """Return the verdict on a statement with at least one relation.

    Parameters
    ----------
    statement : ast.Statement
        As `mathcheck.parser.parse_block` returns it.
    table : SymbolTable
        The declarations and definitions before it.
    settings : Settings
        Options of the block, and the seed.
    """
    try:
        if len(statement.claims) > 1:
            return check_links(statement, table, settings)
        points = 0
        claim = statement.claims[0]
        for number, relation in enumerate(claim.relations):
            pair = (claim.sides[number], claim.sides[number + 1])
            span = claim.spans[number] if claim.spans else claim.span
            tally = check_pair(pair, relation, span, statement, table, settings)
            points += tally.points
        points += check_inner_chains(statement, table, settings)
        return Verdict(points)
    except Wrong as wrong:
        return Verdict(failure=wrong.failure)
    except MathError as error:
        return Verdict(failure=Failure(error.message, error.span))


def check_meaning(statement: ast.Statement, table: SymbolTable) -> None:
    """Evaluate a hypothesis at a few points without asking whether it holds; refuse nonsense."""
    for world in worlds(table, 3, 0, ()):
        for evaluator in evaluators(statement, table, world):
            for claim in statement.claims:
                for left, relation, right in zip(
                    claim.sides, claim.relations, claim.sides[1:], strict=False
                ):
                    if relation in (*relations.ORDERINGS, "=", "!=", "~"):
                        try:
                            relations.distance(evaluator.value(left), evaluator.value(right))
                        except Undefined:
                            continue


class Wrong(Exception):
    """A statement does not hold."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


# -- points -----------------------------------------------------------------------------------


def worlds(
    table: SymbolTable, count: int, seed: int, hints: tuple[float, ...], mode: str = ""
) -> Iterator[SampledWorld]:
    """Yield worlds in changing modes."""
    for number in range(count):
        chosen = mode or MODES[number % len(MODES)]
        yield SampledWorld(table, seed * 1000 + number, chosen, hints)


def hints_of(statement: ast.Statement, table: SymbolTable) -> tuple[float, ...]:
    """Return the numbers that a statement and the definitions below it mention."""
    nodes: list[ast.Node] = [*statement.claims, *statement.conditions]
    names = {n.name for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}
    for name in list(names):
        for clause in table.definitions.get(name, ()):
            nodes.append(clause.body)
    numbers = {
        float(n.value) for node in nodes for n in ast.walk(node) if isinstance(n, ast.Number)
    }
    return tuple(sorted({s * x for x in numbers if abs(x) < 50 for s in (1, -1)}))


def evaluators(
    statement: ast.Statement, table: SymbolTable, world: SampledWorld
) -> Iterator[Evaluator]:
    """Yield evaluators for all index values of a world at which the conditions hold."""
    nodes = (*statement.claims, *statement.conditions)
    base = Evaluator(world)
    names = free_indices(nodes, table)
    extents = []
    for name in names:
        try:
            extents.append(list(base.extent(name)))
        except Undefined:
            return
    combinations = list(itertools.product(*extents))
    slow = any(isinstance(n, ast.Integral) for node in nodes for n in ast.walk(node))
    most = 1 if slow else MOST_COMBINATIONS
    if len(combinations) > most:
        combinations = world.random("combinations").sample(combinations, most)
    signs = (
        (1, -1) if any(isinstance(n, ast.Plus) for node in nodes for n in ast.walk(node)) else (1,)
    )
    for combination in combinations:
        bound: dict[Key, Any] = {
            (name, ()): value for name, value in zip(names, combination, strict=True)
        }
        for sign in signs:
            evaluator = Evaluator(world, bound, sign)
            try:
                prepared = conditioned(statement, table, evaluator)
            except (Kink, Undefined):
                continue
            if prepared is not None:
                yield prepared


def conditioned(
    statement: ast.Statement, table: SymbolTable, evaluator: Evaluator
) -> Evaluator | None:
    """Return an evaluator in which the conditions hold, or None where they do not."""
    for condition in statement.conditions:
        for part in condition.parts if isinstance(condition, ast.Both) else (condition,):
            assert isinstance(part, ast.Relation)
            if not part.relations or part.relations[0] in ("to", "law", "maps"):
                continue
            setting = assignment(part, table) or start(part, evaluator)
            if setting is not None:
                name, node = setting
                indices = tuple(evaluator.whole(i) for i in name.indices)
                family = indices[: family_slots(table[name.name].type)]
                value = evaluator.value(node)
                if entry := tuple(i - 1 for i in indices[len(family) :]):
                    vector = evaluator.entry(name.name, family).copy()
                    vector[entry] = value
                    value = vector
                elif not tensors.is_array(value) and value == 0:  # w = 0 may be a vector of zeros
                    value = tensors.each(lambda _: 0, evaluator.entry(name.name, family))
                evaluator = evaluator.bind({(name.name, family): value})
                evaluator.depth = 0
            elif not evaluator.holds(part):
                return None
    return evaluator


def assignment(relation: ast.Relation, table: SymbolTable) -> tuple[ast.Name, ast.Node] | None:
    """Return the free name that an equation sets, and to what; None if it sets none."""
    if relation.relations != ("=",):
        return None
    for name, node in (relation.sides, relation.sides[::-1]):
        if is_free_name(name, table) and name.name not in free_names(node, table):  # type: ignore[attr-defined]
            if isinstance(node, ast.Listing):
                return None
            return name, node  # type: ignore[return-value]
    return None


def start(relation: ast.Relation, evaluator: Evaluator) -> tuple[ast.Name, ast.Node] | None:
    """Return the member of a family that an equation sets and no recursion reaches: `q_1 = 1`."""
    name, *others = relation.sides
    if relation.relations != ("=",) or not isinstance(name, ast.Name) or not name.indices:
        return None
    family = tuple(evaluator.whole(index) for index in name.indices)
    clauses = evaluator.table.definitions.get(name.name, ())
    if len(family) != family_slots(evaluator.table[name.name].type) or any(
        c.parameters is not None
        or len(c.indices) != len(family)
        or evaluator.matched(c, family) is not None
        for c in clauses
    ):
        return None
    return name, others[0]


def is_free_name(node: ast.Node, table: SymbolTable) -> bool:
    """Return whether a tree is a declared name, or an entry of it, that nothing defines."""
    if not isinstance(node, ast.Name):
        return False
    kind = table[node.name].type
    slots = 0
    while isinstance(kind, symbols.Sequence_):
        kind, slots = kind.element, slots + 1
    count = len(node.indices)
    clauses = [c for c in table.definitions.get(node.name, ()) if not c.derivative]
    if clauses and (count or not slots):
        return False  # the bare name of a family is free even if its members are defined
    if isinstance(kind, symbols.Array) and not kind.structure and count == slots + len(kind.shape):
        return True
    return not isinstance(kind, symbols.Function) and count in (0, slots)


def is_setting(claim: ast.Relation, table: SymbolTable, inline: bool = True) -> bool:
    r"""Return whether a relation only says where a free name lies: `x = 0`, `0 < \\eta < 2`.

    In a display only an equation with the free name on its left does; an inequality is a claim
    about the declared type.
    """
    if not inline and (claim.relations[0] != "=" or not is_free_name(claim.sides[0], table)):
        return False
    for number, side in enumerate(claim.sides):
        parts = side.items if isinstance(side, ast.Listing) else (side,)
        others = tuple(s for k, s in enumerate(claim.sides) if k != number)
        for part in parts:
            bare = part
            while (
                isinstance(bare, ast.Name)
                and bare.indices
                and table.definitions.get(bare.name) is None
            ):
                bare = ast.Name(bare.name)
                break
            if isinstance(bare, ast.Name) and (
                not table.definitions.get(bare.name) or is_free_name(bare, table)
            ):
                kind = table[bare.name].type
                while isinstance(kind, symbols.Sequence_):
                    kind = kind.element
                if not isinstance(kind, symbols.Function) and bare.name not in free_names(
                    others, table
                ):
                    return True
    return False


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


# -- one relation -----------------------------------------------------------------------------


def check_pair(
    pair: tuple[ast.Node, ast.Node], relation: str, span: Span,
    statement: ast.Statement, table: SymbolTable, settings: Settings,
) -> Tally:  # fmt: skip
    """Return the tally of one relation between neighboring sides; raise Wrong if it fails."""
    if relation in ("law", "maps", "gets"):
        return Tally()
    if isinstance(pair[1], ast.Listing) and pair[1].open_ended:
        check_range(pair, relation, span, table, settings)
        return Tally()
    left, right = pair
    if relation == "to":
        left, relation = asymptotics.as_limit(left, statement, table), "="
        statement = replace(
            statement, conditions=tuple(c for c in statement.conditions if not is_approach(c))
        )
    if asymptotics.has_order(left) or asymptotics.has_order(right):
        if relation in ("!=", "<", ">"):
            raise Wrong(Failure("a side with an order term is compared with = or \\approx", span))
        points = asymptotics.check((left, right), settings, [
            e for w in worlds(table, 6, settings.seed, ()) for e in evaluators(statement, table, w)
        ], span)  # fmt: skip
        return Tally(points=points)
    ordering = relation in relations.ORDERINGS or relation in ("in", "notin", "!=", "psd")
    heavy = any(
        is_heavy(n, table) for side in (*pair, *bodies(pair, table)) for n in ast.walk(side)
    )
    if heavy:
        count = HEAVY_INEQUALITY_WORLDS if ordering else HEAVY_EQUALITY_WORLDS
    else:
        count = INEQUALITY_WORLDS if ordering else EQUALITY_WORLDS
    hints = hints_of(statement, table)
    if is_piecewise(pair, table) and not heavy:
        count = INEQUALITY_WORLDS  # a boundary in the wrong place shows in a narrow range only
        hints += tuple(hint + step for hint in hints for step in (-0.25, 0.25))
    constant = is_constant(statement, table)
    tally = Tally()
    reached = missed = False  # at ordinary points; a false limit may exist at 0 alone
    with mp.workdps(DIGITS):
        for world in worlds(table, count, settings.seed, hints):
            points, unreached = tally.points, tally.unreached
            for evaluator in evaluators(statement, table, world):
                compare_at(
                    evaluator,
                    (left, right),
                    relation,
                    span,
                    settings,
                    tally,
                    (statement, table, hints),
                )
            if world.mode not in ("special", "equal"):
                reached |= tally.points > points
                missed |= tally.unreached is not unreached
            if (ordering and tally.points > 400) or time_is_up(tally, world):
                break
            if constant and tally.points and not world.drawn:
                break  # the other worlds would only repeat it
    if not tally.points or (missed and not reached):
        reason = f" ({tally.unreached.message})" if tally.unreached else ""
        where = "at ordinary points" if tally.points else "at any point"
        raise Wrong(Failure(f"this could not be evaluated {where}{reason}", span))
    conclude(tally, relation, span, settings)
    return tally


def is_constant(statement: ast.Statement, table: SymbolTable) -> bool:
    """Return whether a statement is about numbers only: no sizes, no arbitrary functions."""
    nodes = [n for node in (*statement.claims, *statement.conditions) for n in ast.walk(node)]
    names = {
        below for n in nodes if isinstance(n, ast.Name) for below in dependencies(n.name, table)
    }
    return not any(
        isinstance(table[name].type, (symbols.Size, symbols.Sequence_))
        or (isinstance(table[name].type, symbols.Function) and not table.definitions.get(name))
        for name in names
    )


def is_piecewise(pair: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    """Return whether a formula, or a definition below it, has corners or jumps."""
    names = {n.name for side in pair for n in ast.walk(side) if isinstance(n, ast.Name)}
    below = {name for each in names for name in dependencies(each, table)}
    bodies = [clause.body for name in below for clause in table.definitions.get(name, ())]
    return any(
        isinstance(n, (ast.Cases, ast.Absolute))
        or (isinstance(n, ast.Builtin) and n.function in ("max", "min", "sign", "floor", "ceil"))
        for tree in (*pair, *bodies)
        for n in ast.walk(tree)
    )


def bodies(pair: tuple[ast.Node, ast.Node], table: SymbolTable) -> list[ast.Node]:
    """Return the right sides of all definitions that two sides depend on."""
    names = {n.name for side in pair for n in ast.walk(side) if isinstance(n, ast.Name)}
    reached = {below for name in names for below in dependencies(name, table)}
    return [clause.body for name in reached for clause in table.definitions.get(name, ())]


def is_heavy(node: ast.Node, table: SymbolTable) -> bool:
    """Return whether a tree is an integral or an extremum over numbers: seconds at each point."""
    if isinstance(node, ast.Expectation):
        names = {n.name for n in ast.walk(node.body) if isinstance(n, ast.Name)}
        kinds = [table[below].type for name in names for below in dependencies(name, table)]
        return any(isinstance(kind, symbols.Random) and kind.law == "normal" for kind in kinds)
    if isinstance(node, ast.Big):
        kind = table[node.ranges[0].name].type
        return isinstance(kind, symbols.Scalar) and not kind.integer
    return isinstance(node, ast.Integral)


def check_range(
    pair: tuple[ast.Node, ast.Node],
    relation: str,
    span: Span,
    table: SymbolTable,
    settings: Settings,
) -> None:
    """Refuse `i = 1, dots, K` where i is no index or does not run that far."""
    name, listing = pair
    assert isinstance(listing, ast.Listing)
    kind = table[name.name].type if isinstance(name, ast.Name) and not name.indices else None
    if relation != "=" or not isinstance(kind, (symbols.Index, symbols.Scalar, symbols.Array)):
        raise Wrong(
            Failure("what runs through a list with dots is an index or a whole number", span)
        )
    evaluator = Evaluator(next(worlds(table, 1, settings.seed, ())))
    if isinstance(kind, symbols.Array):  # z = (z_1, dots, z_K)
        ends = [evaluator.value(listing.items[end]) for end in (0, -1)]
        value = evaluator.value(name)
        if relations.distance(tensors.array(ends, (2,)), value[[0, -1]]) > 1e-20:
            raise Wrong(Failure("the first or the last entry differs", span))
    if isinstance(kind, symbols.Index):
        extent = evaluator.extent(name.name)  # type: ignore[attr-defined]
        if not all(evaluator.whole(item) in extent for item in listing.items):
            raise Wrong(Failure(f"{symbols.plain(name.name)} does not run that far", span))  # type: ignore[attr-defined]


def time_is_up(tally: Tally, world: SampledWorld) -> bool:
    """Return whether enough points have been seen: a fixed number, so that runs repeat."""
    return tally.points >= 1200


def is_approach(condition: ast.Node) -> bool:
    r"""Return whether a condition says `x \\to a`."""
    return isinstance(condition, ast.Relation) and condition.relations == ("to",)


def compare_at(
    evaluator: Evaluator, pair: tuple[ast.Node, ast.Node], relation: str, span: Span,
    settings: Settings, tally: Tally, context: tuple[ast.Statement, SymbolTable, tuple[float, ...]],
) -> None:  # fmt: skip
    """Compare two sides at one point, and take it into the tally."""
    undefined: list[tuple[int, MathError]] = []
    try:
        if relation in ("in", "notin"):
            if relations.related(evaluator, pair[0], relation, pair[1]):
                tally.points += 1
                return
            value = evaluator.value(pair[0])
            raise Wrong(Failure(f"{brief(value)} is outside\n  at {shown(evaluator, pair)}", span))
        values = []
        for number, side in enumerate(pair):
            try:
                values.append(evaluator.value(side))
            except Undefined as error:
                undefined.append((number, error))
        if undefined:
            judge_undefined(undefined, evaluator, pair, span, tally)
            return
        ok = judged(values, relation, evaluator, settings, tally, pair)
    except Undefined as error:
        tally.unreached = error
        return
    if ok:
        tally.points += 1
        return
    if relation != "~":
        strict = relation in ("<", ">") and evaluator.tolerance == 0
        for digits in (MORE_DIGITS, *STRICT_DIGITS) if strict else (MORE_DIGITS,):
            with mp.workdps(digits):
                again = fresh(evaluator)
                try:
                    values = [again.value(side) for side in pair]
                    if judged(values, relation, again, settings, Tally(), pair):
                        tally.points += 1
                        return
                    if relations.distance(*values) > mp.mpf(10) ** (-digits // 2):
                        break
                except Undefined:
                    return
        else:
            if strict and getattr(evaluator.world, "mode", "") == "large":
                return  # too near to tell, so far out; the other points decide
    raise Wrong(counter_example(pair, relation, span, settings, context, values, evaluator))


def fresh(evaluator: Evaluator) -> Evaluator:
    """Return an evaluator at the same point without remembered values."""
    return Evaluator(evaluator.world, evaluator.bindings, evaluator.sign)


def judge_undefined(
    undefined: list[tuple[int, MathError]], evaluator: Evaluator,
    pair: tuple[ast.Node, ast.Node], span: Span, tally: Tally,
) -> None:  # fmt: skip
    """Skip a point where a side has no value, but report cases that leave out ordinary points."""
    number, error = undefined[0]
    tally.unreached = error
    mode = getattr(evaluator.world, "mode", "")
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
    numeric = any(isinstance(n, (ast.Integral, ast.Limit)) for side in pair for n in ast.walk(side))
    if alone and mode == "random" and not numeric and not isinstance(error, Kink):
        side = ("left", "right")[number]
        raise Wrong(
            Failure(
                f"the {side} side has no value where the other one has ({error.message}): add a"
                f" condition, or narrow a type\n  at {shown(evaluator, pair)}",
                span,
            )
        )


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
        apart = abs(first - second) > rounding
        return relation in ("<=", ">=") or bool(apart and (first < second) == (relation == "<"))
    return bool((first < second) == (relation in ("<", "<=")))


def near(
    left: Any, right: Any, pair: tuple[ast.Node, ast.Node], settings: Settings, tally: Tally
) -> bool:
    """Return whether two values agree within the tolerance, or half a unit of the last digit."""
    unit = asymptotics.last_digit(pair[1])
    first, second = (scalars.number(scalars.primal(v)) for v in (left, right))
    difference = abs(first - second)
    if settings.tol:
        tolerance = mp.mpf(settings.tol.rstrip("%")) / (100 if settings.tol.endswith("%") else 1)
        if settings.tol.endswith("%"):
            difference = difference / abs(second)
        tally.worst = max(tally.worst, difference / tolerance)
        return bool(difference <= tolerance)
    if unit is None and (leading := asymptotics.leading_number(pair[1])):
        unit = abs(second / scalars.number(leading.value)) * asymptotics.last_digit(leading)
    if unit is None:
        raise SyntaxProblem(
            "≈ between expressions needs a tolerance: give the block the option tol", pair[1].span
        )
    return bool(difference <= unit / 2 * (1 + mp.mpf(10) ** -12))


def conclude(tally: Tally, relation: str, span: Span, settings: Settings) -> None:
    """Refuse relations that hold for the wrong reason."""
    if relation in relations.ORDERINGS and tally.equal == tally.points:
        raise Wrong(Failure("the two sides are always equal: write =", span))
    if settings.sharp and relation in relations.ORDERINGS and tally.nearest > 0.02:
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


SIGNS = {"=": "=", "<": "<", "<=": "≤", ">": ">", ">=": "≥", "!=": "≠", "~": "≈", "psd": "⪯"}


def counter_example(
    pair: tuple[ast.Node, ast.Node], relation: str, span: Span, settings: Settings,
    context: tuple[ast.Statement, SymbolTable, tuple[float, ...]], values: list[Any],
    evaluator: Evaluator,
) -> Failure:  # fmt: skip
    """Return the failure with the simplest point at which it shows."""
    statement, table, hints = context
    for world in worlds(table, 16, settings.seed, hints, mode="simple"):
        for simple in evaluators(statement, table, world):
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


def check_inner_chains(statement: ast.Statement, table: SymbolTable, settings: Settings) -> int:
    """Check the chains inside the lines of `cases`, each under its condition."""
    points = 0
    for claim in statement.claims:
        for node in ast.walk(claim):
            if not isinstance(node, ast.Cases):
                continue
            for value, condition in node.lines:
                if isinstance(value, ast.Relation):
                    conditions = (*statement.conditions, *([condition] if condition else []))
                    inner = ast.Statement((value,), (), conditions, node.span)
                    verdict = check_statement(inner, table, settings)
                    if verdict.failure:
                        raise Wrong(verdict.failure)
                    points += verdict.points
    return points


# -- implications -----------------------------------------------------------------------------


def check_links(statement: ast.Statement, table: SymbolTable, settings: Settings) -> Verdict:
    r"""Check `A \\iff B` and `A \\implies B`."""
    from mathcheck.implications import check_link

    points = 0
    for number, link in enumerate(statement.links):
        pair = statement.claims[number], statement.claims[number + 1]
        points += check_link(pair, link, statement, table, settings)
    return Verdict(points)
