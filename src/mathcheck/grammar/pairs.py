r"""Which sums run over pairs: `\sum_{i < j}` and `\sum_{i \ne j}` where j stands nowhere else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import children, walk

Trees = TypeVar("Trees", bound=tuple[Any, ...])
ONE = ast.Number(Fraction(1))


def with_pairs(trees: Trees, table: SymbolTable) -> Trees:
    r"""Return the trees of a statement in which a sum over pairs binds both of its names.

    Parameters
    ----------
    trees : tuple
        Everything that the statement or the definition says, in trees or tuples of them: what
        stands outside of the sum decides.
    table : SymbolTable
        The declared names.

    Raises
    ------
    SyntaxProblem
        If j occurs only below the sum: then `\sum_{i < j}` could be meant for each j as well.
        If i does not occur in the terms: then it is a slip.
    """
    for partner in sorted(partners(trees, table)):
        sums: list[ast.Big] = []
        paired = bound_too(trees, partner, table, sums)
        if partner not in free_names(paired, table):
            for node in sums:
                refuse_idle(node, partner, table)
            trees = paired
    return trees


def partners(part: Any, table: SymbolTable) -> set[str]:
    """Return the names that stand beside the bound ones below the sums of some trees."""
    nodes = [node for child in children(part) for node in walk(child)]
    sums = (node for node in nodes if isinstance(node, ast.Big))
    return {name for node in sums if (name := partner_of(node, table))}


def partner_of(node: ast.Big, table: SymbolTable) -> str | None:
    r"""Return j for a sum over `i < j`, `i \le j` or `i \ne j`, if both are plain indices."""
    bounds, other = node.ranges[-1], None
    if bounds.low is None and bounds.high is not None:
        other = bounds.high
        if isinstance(other, ast.Binary) and (other.operator, other.right) == ("-", ONE):
            other = other.left
    elif bounds.unequal:
        other = bounds.unequal[0]
    if not isinstance(other, ast.Name) or node.kind.startswith("arg"):
        return None
    kinds = [table[name].type for name in (bounds.name, other.name)]
    if table.definitions.get(other.name) or not all(isinstance(k, symbols.Index) for k in kinds):
        return None
    return other.name


def bound_too(part: Any, partner: str, table: SymbolTable, sums: list[ast.Big]) -> Any:
    """Return trees in which the sums beside a name bind it, unless something around them does.

    The sums that did not bind it are added to a list.
    """
    if isinstance(part, tuple):
        return tuple(bound_too(item, partner, table, sums) for item in part)
    if not isinstance(part, (ast.Node, ast.Range)):
        return part
    if isinstance(part, ast.Big):
        if partner in {bounds.name for bounds in part.ranges}:
            return part
        if partner_of(part, table) == partner:
            sums.append(part)
            return replace(part, ranges=(ast.Range(partner), *part.ranges))
    if isinstance(part, (ast.Limit, ast.Integral, ast.At)) and part.name == partner:
        return part
    values = {k: bound_too(v, partner, table, sums) for k, v in vars(part).items() if k != "span"}
    return replace(part, **values)


def refuse_idle(node: ast.Big, partner: str, table: SymbolTable) -> None:
    """Refuse a sum over pairs whose terms do not depend on both names."""
    inside, name = free_names(node.body, table), node.ranges[-1].name
    if name not in inside:
        raise SyntaxProblem(
            f"the index {symbols.plain(name)} does not occur in what follows \\{node.kind}",
            node.span,
        )
    if partner not in inside:
        other = symbols.plain(partner)
        raise SyntaxProblem(
            f"{other} occurs only below \\{node.kind}, so this may be meant for each {other} or"
            f" over all pairs: say `\\text{{for all }} {other}`, or write two operators, one for"
            " each index",
            node.span,
        )
