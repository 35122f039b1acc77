r"""Which equations state a claim, and which only say where a free name lies: `x = 0`."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.lookup import matched


def assignment(relation: ast.Relation, table: SymbolTable) -> tuple[ast.Name, ast.Node] | None:
    """Return the free name that an equation sets, and to what; None if it sets none."""
    if relation.relations != ("=",):
        return None
    for name, node in (relation.sides, relation.sides[::-1]):
        if isinstance(name, ast.Negative):
            name, node = name.operand, ast.Negative(node, span=node.span)
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
        or matched(evaluator, c, family) is not None
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
                kind = member_type(table[bare.name].type)
                if (
                    not isinstance(kind, symbols.Function)
                    and bare.name not in free_names(others, table)
                    and not (isinstance(kind, symbols.Size) and any_scalar(others, table))
                ):
                    return True
    return False


def any_scalar(nodes: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    r"""Return whether formulas mention a real number, as in `K = 1 + e^\ell`: no size is set so."""
    names = {n.name for node in nodes for n in walk(node) if isinstance(n, ast.Name)}
    kinds = (table[name].type for name in names if name in table)
    return any(isinstance(kind, symbols.Scalar) and not kind.integer for kind in kinds)
