r"""Check `A \iff B` and `A \implies B`.

Inequalities are sampled, and both truth values must occur. Equations hold at single points, so
those points are looked for: by a root finder in one free number, or, for linear conditions, by
showing that the two equations are multiples of each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mpmath import mp

from mathcheck.checking.verdicts import DIGITS, Failure, Settings, Wrong, shown
from mathcheck.errors import Kink, MathError, Span, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.sampling.effort import INEQUALITY_WORLDS
from mathcheck.sampling.points import conditioned, evaluators, hints_of, worlds
from mathcheck.sampling.roots import inside, residual, solved
from mathcheck.values import kinks, relations, tensors
from mathcheck.values.evaluate import Evaluator

BESIDE = mp.mpf(10) ** -9
MOST_ROOTS = 20
"""At so many points a root is looked for: most equations are smooth, and one decides."""

Pair = tuple[ast.Relation, ast.Relation]


def check_link(
    pair: Pair, link: str, statement: ast.Statement, table: SymbolTable, settings: Settings
) -> int:
    """Return the number of points at which an implication was checked; raise Wrong if it fails."""
    single = ast.Statement(pair, (), statement.conditions, statement.span)
    hints = hints_of(single, table)
    span = pair[1].span
    points: list[Evaluator] = []
    with mp.workdps(DIGITS):
        for world in worlds(table, INEQUALITY_WORLDS, settings.seed, hints):
            points += evaluators(single, table, world)
            if len(points) > 300:
                break
        if any("=" in claim.relations for claim in pair):
            return equations(single, link, points, table, span)
        return inequalities(single, link, points, table, span)


def inequalities(
    statement: ast.Statement, link: str, points: list[Evaluator], table: SymbolTable, span: Span
) -> int:
    """Check an implication between conditions that hold on sets with an inside, and at its edge."""
    first, second = statement.claims
    pair = first, second
    seen: set[bool] = set()
    count = 0
    for evaluator in (*points, *edges(statement, points, table)):
        found = [said(claim, evaluator) for claim in pair]
        if link == "iff":
            refuse_silence(found, evaluator, pair, span)
        if not {"true", "false"}.issuperset(found):
            continue
        count += 1
        seen.add(found[0] == "true")
        if found[0] != found[1] and (link == "iff" or found[0] == "true"):
            raise Wrong(
                Failure(
                    f"the left side is {found[0]} and the right side is {found[1]}\n"
                    f"  at {shown(evaluator, pair)}",
                    span,
                )
            )
    if len(seen) < 2:
        always = "at no point" if not count else "at every point" if True in seen else "nowhere"
        raise Wrong(Failure(f"the left side holds {always}: the implication says nothing", span))
    return count


def edges(
    statement: ast.Statement, points: list[Evaluator], table: SymbolTable
) -> Iterator[Evaluator]:
    """Yield points at which one of the inequalities changes, and points just beside them."""
    for claim in statement.claims:
        for left, right in pairwise(claim.sides):
            border = ast.Relation((left, right), ("=",), span=claim.span)
            for evaluator in points[:MOST_ROOTS]:
                root = solved(border, evaluator, table)
                if root is None or conditioned(statement, table, root) is None:
                    continue
                yield root
                for key in root.bindings.keys() - evaluator.bindings.keys():
                    for factor in (1 - BESIDE, 1 + BESIDE):
                        place = root.bindings[key] * factor
                        if inside(table[key[0]].type, place, root):
                            yield root.bind({key: place})


def truth(claim: ast.Relation, evaluator: Evaluator) -> bool:
    """Return whether a condition holds, with sides that only rounding sets apart taken as equal."""
    found = []
    for left, relation, right in zip(claim.sides, claim.relations, claim.sides[1:], strict=False):
        plain = relation in relations.ORDERINGS and not isinstance(left, ast.Listing)
        if plain and relations.only_rounding(evaluator.value(left), evaluator.value(right)):
            found.append(relation in ("<=", ">="))
        else:
            found.append(evaluator.holds(ast.Relation((left, right), (relation,))))
    return all(found)


def equations(
    statement: ast.Statement, link: str, points: list[Evaluator], table: SymbolTable, span: Span
) -> int:
    """Check an implication between equations."""
    first, second = statement.claims
    pair = first, second
    if proportional(pair, points):
        return len(points)
    count = 0
    if link == "iff":
        refuse_one_sided(statement, points, table, span)
    for source, target in (pair, pair[::-1])[: 2 if link == "iff" else 1]:
        reached = 0
        edge = boundary(source)
        most = MOST_ROOTS if source.relations[0] == "=" else None
        starts: list[tuple[Evaluator, ast.Relation | None]] = [(e, source) for e in points[:most]]
        starts += [(e, edge) for e in points[:MOST_ROOTS] if edge is not None]
        special = (e for point in points[:most] for e in (point, *zeros(source, point, table)))
        starts += [(e, None) for e in special if holds(source, e)]
        for evaluator, wanted in starts:
            root = solved(wanted, evaluator, table) if wanted is not None else evaluator
            if root is None or conditioned(statement, table, root) is None:
                continue
            try:
                fine = all(
                    relations.distance(root.value(a), root.value(b)) < mp.mpf(10) ** -15
                    if relation == "=" else root.holds(ast.Relation((a, b), (relation,)))
                    for a, relation, b in zip(
                        target.sides, target.relations, target.sides[1:], strict=False
                    )
                )  # fmt: skip
            except Kink as kink:
                if any(kinks.is_real(root, side) for side in target.sides):
                    at = shown(root, pair)
                    raise Wrong(Failure(f"{kink.message}\n  at {at}", span)) from kink
                continue
            except Undefined:
                continue
            reached += 1
            if not fine:
                raise Wrong(
                    Failure(
                        f"one side holds and the other does not\n  at {shown(root, pair)}", span
                    )
                )
        if not reached:
            raise Wrong(Failure("no point was found at which this equation holds", source.span))
        count += reached
    return count


def refuse_one_sided(
    statement: ast.Statement, points: list[Evaluator], table: SymbolTable, span: Span
) -> None:
    """Refuse an equivalence of which one side is true or false where the other has no value."""
    first, second = statement.claims
    pair = first, second
    for evaluator in (e for p in points for e in (p, *zeros(pair[0], p, table))):
        try:
            if conditioned(statement, table, evaluator) is None:
                continue
        except Undefined:
            continue
        refuse_silence([said(claim, evaluator) for claim in pair], evaluator, pair, span)


def refuse_silence(found: list[str], evaluator: Evaluator, pair: Pair, span: Span) -> None:
    """Refuse an equivalence at a point where one side has no value, and the other is settled."""
    silent = "without a value" in found or "at a kink" in found
    if silent and not {"true", "false"}.isdisjoint(found):
        message = f"the left side is {found[0]} and the right side is {found[1]}"
        at = shown(evaluator, pair)
        raise Wrong(Failure(f"{message}: add a condition\n  at {at}", span))


def said(claim: ast.Relation, evaluator: Evaluator) -> str:
    """Return whether a condition holds, in words."""
    try:
        return "true" if truth(claim, evaluator) else "false"
    except Kink:
        return "at a kink"
    except Undefined:
        return "without a value"


def zeros(claim: ast.Relation, evaluator: Evaluator, table: SymbolTable) -> Iterator[Evaluator]:
    """Yield a point with each free number at 0, since no root finder gets to a multiple root."""
    for name in sorted(free_names(claim, table)):
        if isinstance(table[name].type, symbols.Scalar) and inside(table[name].type, 0, evaluator):
            yield evaluator.bind({(name, ()): mp.mpf(0)})


def holds(claim: ast.Relation, evaluator: Evaluator) -> bool:
    """Return whether an equation holds at a point."""
    try:
        return claim.relations == ("=",) and truth(claim, evaluator)
    except Undefined:
        return False


def boundary(claim: ast.Relation) -> ast.Relation | None:
    """Return the equation of the boundary of `a <= b`, at which the inequality still holds."""
    if claim.relations in (("<=",), (">=",)):
        return ast.Relation(claim.sides, ("=",), span=claim.span)
    return None


def proportional(pair: Pair, points: list[Evaluator]) -> bool:
    """Return whether the residuals of two equations are fixed multiples of each other."""
    if any(claim.relations != ("=",) for claim in pair):
        return False
    ratios = []
    for evaluator in points[:10]:
        try:
            first, second = (residual(claim, evaluator) for claim in pair)
        except MathError:
            continue
        if (
            not tensors.is_array(first)
            or not tensors.is_array(second)
            or first.shape != second.shape
        ):
            return False
        found = {
            mp.nstr(x / y, 25)
            for x, y in zip(first.flat, second.flat, strict=True)
            if abs(y) > 1e-25
        }
        if len(found) != 1:
            return False
        ratios.append(found.pop())
    return bool(ratios)
