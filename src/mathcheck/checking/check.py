"""Check one statement: evaluate its sides at many points, and compare neighbors.

A difference counts only if it survives re-evaluation with 220 digits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mpmath import mp

from mathcheck.checking import asymptotics
from mathcheck.checking.implications import check_link
from mathcheck.checking.judge import conclude, counter_example, far, judge_undefined, judged
from mathcheck.checking.slips import refuse_missing_mean, refuse_slips
from mathcheck.checking.verdicts import (
    DIGITS,
    MORE_DIGITS,
    PLAIN,
    SETTLED,
    Failure,
    Settings,
    Tally,
    Verdict,
    Wrong,
    brief,
    shown,
)
from mathcheck.errors import Endless, MathError, Outside, Span, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk
from mathcheck.sampling.effort import INEQUALITY_WORLDS, is_constant, worlds_for
from mathcheck.sampling.points import Point, Points, evaluators, worlds
from mathcheck.values import relations, tensors
from mathcheck.values.evaluate import Evaluator

STRICT_DIGITS = (1000, 8000)
"""Where `0 < log(1 + e^{-x})` still seems to be 0 = 0, these may tell."""
ORDER_WORLDS, RANGE_WORLDS, MEAN_WORLDS = 6, 6, 3
SHARP_ROUNDS = 10
"""So many times as many worlds may pass before the sides of a sharp bound come near."""
FEWEST_POINTS = 3
"""If conditions leave so few points, further worlds are looked at."""
MOST_WORK, FEWEST_WORLDS = 200_000, 26
"""When so many nodes are evaluated, some seconds have passed; a clock would not repeat itself."""
MOST_POINTS = {"inequality": 400, "equality": 1200}
"""When these are reached no further world is looked at."""


def check_statement(
    statement: ast.Statement, table: SymbolTable, settings: Settings = PLAIN
) -> Verdict:
    """Return the verdict on a statement with at least one relation.

    Parameters
    ----------
    statement : ast.Statement
        As `mathcheck.grammar.parser.parse_block` returns it.
    table : SymbolTable
        The declarations and definitions before it.
    settings : Settings
        Options of the block, and the seed.
    """
    try:
        refuse_slips(statement, table)
        if statement.links:
            points = 0
            for link, *pair in zip(
                statement.links, statement.claims, statement.claims[1:], strict=False
            ):
                points += check_link((pair[0], pair[1]), link, statement, table, settings)
            return Verdict(points)
        points = check_chain(statement, table, settings)
        return Verdict(points + check_inner_chains(statement, table, settings))
    except Wrong as wrong:
        return Verdict(failure=wrong.failure)
    except MathError as error:
        return Verdict(failure=Failure(error.message, error.span))


def check_meaning(statement: ast.Statement, table: SymbolTable) -> None:
    """Evaluate a hypothesis at a few points without asking whether it holds; refuse nonsense."""
    pairs = [
        pair
        for claim in statement.claims
        for relation, *pair in zip(claim.relations, claim.sides, claim.sides[1:], strict=False)
        if relation in (*relations.ORDERINGS, "=", "!=", "~")
    ]
    unreached: Undefined | None = None
    for world in worlds(table, 3, 0, ()):
        for evaluator in evaluators(statement, table, world):
            for left, right in pairs:
                try:
                    relations.distance(evaluator.value(left), evaluator.value(right))
                except Endless:
                    continue
                except Undefined as error:
                    unreached = error
                else:
                    pairs = [pair for pair in pairs if pair != [left, right]]
    if unreached is not None and pairs:
        raise unreached


def check_chain(statement: ast.Statement, table: SymbolTable, settings: Settings) -> int:
    """Check each relation between neighboring sides; return the number of points."""
    claim = statement.claims[0]
    points = Points(statement, table, settings.seed)
    seen = 0
    plain: ast.Node | None = None  # the last side without an order term
    with mp.workdps(DIGITS):
        check_reminders(statement, table, settings)
        for number, relation in enumerate(claim.relations):
            pair = (claim.sides[number], claim.sides[number + 1])
            span = claim.spans[number] if claim.spans else claim.span
            seen += check_pair(pair, relation, span, points, settings)
            rough, exact = (asymptotics.has_order(side) for side in (pair[0], pair[1]))
            if rough and not exact and plain is not None and relation == "=":
                seen += check_pair((plain, pair[1]), relation, span, points, settings)
            plain = pair[0] if not rough else plain
    return seen


def check_reminders(statement: ast.Statement, table: SymbolTable, settings: Settings) -> None:
    """Check conditions that only remind of a definition, as in "for kappa = a / b"."""
    for number, condition in enumerate(statement.conditions):
        if not isinstance(condition, ast.Relation) or condition.relations != ("=",):
            continue
        name, value = condition.sides
        if isinstance(name, ast.Name) and not name.indices and is_defined(name, value, table):
            others = statement.conditions[:number] + statement.conditions[number + 1 :]
            claim = ast.Statement((condition,), (), others, condition.span)
            points = Points(claim, table, settings.seed)
            check_pair((name, value), "=", condition.span, points, settings)


def is_defined(name: ast.Name, value: ast.Node, table: SymbolTable) -> bool:
    """Return whether a name has a definition already, and the value is no plain number."""
    clauses = [c for c in table.definitions.get(name.name, ()) if c.parameters is None]
    if not clauses or any(c.derivative or c.indices for c in clauses):
        return False
    named = any(isinstance(n, ast.Name) for n in walk(value))
    return named and name.name not in free_names(value, table)


def check_pair(
    pair: tuple[ast.Node, ast.Node], relation: str, span: Span, points: Points, settings: Settings
) -> int:
    """Return at how many points one relation was checked; raise Wrong if it fails."""
    statement, table = points.statement, points.table
    if (pair, relation, statement.conditions) in SETTLED.get():
        return 0
    if relation in ("law", "maps", "gets"):
        return 0
    if isinstance(pair[1], ast.Listing) and pair[1].open_ended:
        check_range(pair, relation, span, table, settings)
        return 0
    if relation == "to":
        pair, relation = (asymptotics.as_limit(pair[0], statement, table), pair[1]), "="
        conditions = tuple(c for c in statement.conditions if not is_approach(c))
        points = Points(replace(statement, conditions=conditions), table, settings.seed)
    if any(asymptotics.has_order(side) for side in pair):
        if relation in ("!=", "<", ">"):
            raise Wrong(Failure("a side with an order term is compared with = or \\approx", span))
        plain = Points(statement, table, settings.seed, hints=())
        found = [point.evaluator for _, group in plain(ORDER_WORLDS) for point in group]
        return asymptotics.check(pair, statement.conditions, settings, found, span)
    if relation in relations.ORDERINGS:
        for _, group in points(MEAN_WORLDS):
            for point in group[:1]:
                refuse_missing_mean(pair[0], pair[1], point.evaluator)
                refuse_missing_mean(pair[1], pair[0], point.evaluator)
    tally = compare_at_points(pair, relation, span, points, settings)
    conclude(tally, relation, span, settings)
    return tally.points


def compare_at_points(
    pair: tuple[ast.Node, ast.Node], relation: str, span: Span, points: Points, settings: Settings
) -> Tally:
    """Return the tally of two sides over all points."""
    ordering = relation in relations.ORDERINGS or relation in ("in", "notin", "!=", "psd")
    most = MOST_POINTS["inequality" if ordering else "equality"]
    constant = is_constant(points.statement, points.table)
    tally = Tally()
    work = 0
    reached = missed = False  # at ordinary points; a false limit may exist at 0 alone
    enough = worlds_for(pair, points.table, ordering)
    rounds = SHARP_ROUNDS if settings.sharp else 1
    groups = points(max(enough, INEQUALITY_WORLDS) * rounds)
    for number, (world, group) in enumerate(groups, 1):
        before, unreached = tally.points, tally.unreached
        for point in group:
            compare_at(point, pair, relation, span, settings, tally, points)
        if world.mode == "random":
            reached |= tally.points > before
            missed |= tally.unreached is not unreached
        work += sum(point.evaluator.work[0] for point in group)
        ample = number >= enough and tally.points >= FEWEST_POINTS
        if (ample or tally.points > most) and not far(tally, settings):
            break
        if work > MOST_WORK * rounds and number >= FEWEST_WORLDS:
            break
        if constant and tally.points and not world.drawn:
            break  # the other worlds would only repeat it
    if not tally.points or (missed and not reached):
        reason = f" ({tally.unreached.message})" if tally.unreached else ""
        where = "at ordinary points" if tally.points else "at any point"
        raise Wrong(Failure(f"this could not be evaluated {where}{reason}", span))
    return tally


def compare_at(
    point: Point, pair: tuple[ast.Node, ast.Node], relation: str, span: Span,
    settings: Settings, tally: Tally, points: Points,
) -> None:  # fmt: skip
    """Compare two sides at one point, and take it into the tally."""
    evaluator = point.evaluator
    try:
        if relation in ("in", "notin"):
            if found := relations.misplaced(evaluator, pair[0], relation, pair[1]):
                value, where = found
                at = shown(evaluator, pair)
                raise Wrong(Failure(f"{brief(value)} is {where}\n  at {at}", span))
            tally.points += 1
            return
        values = point.values(pair)
        undefined = [(n, v) for n, v in enumerate(values) if isinstance(v, Undefined)]
        if undefined:
            judge_undefined(undefined, point, pair, span, tally)
            return
        fine = judged(values, relation, evaluator, settings, tally, pair)
    except Undefined as error:
        if isinstance(error, Outside) and point.mode == "random":
            raise Wrong(Failure(f"{error.message}\n  at {shown(evaluator, pair)}", span)) from error
        tally.unreached = error
        return
    apart = None if fine else looked_at_again(point, pair, relation, settings, values)
    if apart is not None:
        raise Wrong(counter_example(pair, relation, span, settings, points, apart, evaluator))
    tally.points += 1


def looked_at_again(
    point: Point, pair: tuple[ast.Node, ast.Node], relation: str, settings: Settings,
    values: list[Any],
) -> list[Any] | None:  # fmt: skip
    """Return the values with more digits if a relation still fails there, or else None."""
    if relation == "~":
        return values
    evaluator = point.evaluator
    strict = relation in ("<", ">") and evaluator.tolerance == 0
    for digits in (MORE_DIGITS, *STRICT_DIGITS) if strict else (MORE_DIGITS,):
        with mp.workdps(digits):
            again = Evaluator(evaluator.world, evaluator.bindings, evaluator.sign)
            try:
                values = [again.value(side) for side in pair]
                if judged(values, relation, again, settings, Tally(), pair):
                    return None
            except Undefined:
                return None
            if relations.distance(*values) > mp.mpf(10) ** (-digits // 2):
                return values
    if strict and point.mode == "large":
        return None  # too near to tell, so far out; the other points decide
    return values


def is_approach(condition: ast.Node) -> bool:
    r"""Return whether a condition says `x \\to a`."""
    return isinstance(condition, ast.Relation) and condition.relations == ("to",)


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
    if not isinstance(name, ast.Name) or name.indices:
        raise Wrong(Failure("what runs through a list with dots is a plain name", span))
    kind = table[name.name].type
    if relation != "=" or not isinstance(kind, (symbols.Index, symbols.Scalar, symbols.Array)):
        raise Wrong(
            Failure("what runs through a list with dots is an index or a whole number", span)
        )
    if any(part == name for item in listing.items for part in walk(item)) and isinstance(
        kind, symbols.Index
    ):
        raise Wrong(Failure(f"{symbols.plain(name.name)} runs through itself", span))
    for world in worlds(table, RANGE_WORLDS, settings.seed, ()):
        evaluator = Evaluator(world)
        if isinstance(kind, symbols.Array):  # z = (z_1, dots, z_K)
            ends = [evaluator.value(listing.items[end]) for end in (0, -1)]
            value = evaluator.value(name)
            if relations.distance(tensors.array(ends, (2,)), value[[0, -1]]) > 1e-20:
                raise Wrong(Failure("the first or the last entry differs", span))
        if isinstance(kind, symbols.Index):
            what, extent = symbols.plain(name.name), evaluator.extent(name.name)
            items = [evaluator.whole(item) for item in listing.items]
            if not all(item in extent for item in items):
                raise Wrong(Failure(f"{what} does not run that far", span))
            if settings.whole and (items[0], items[-1]) != (extent[0], extent[-1]):
                raise Wrong(Failure(f"{what} runs further: a definition holds for all of it", span))


def check_inner_chains(statement: ast.Statement, table: SymbolTable, settings: Settings) -> int:
    """Check the chains inside the lines of `cases`, each under its condition."""
    points = 0
    for claim in statement.claims:
        for node in walk(claim):
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
