"""Check that what a definition gives lies in the type that the page declares, and shows."""

from __future__ import annotations

from itertools import islice

from mpmath import mp

from mathcheck.checking.verdicts import DIGITS, MORE_DIGITS, brief, shown
from mathcheck.errors import MathError
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.families import family_slots, member_type
from mathcheck.grammar.symbols import Definition, Symbol, SymbolTable
from mathcheck.sampling.effort import INEQUALITY_WORLDS, is_heavy, is_piecewise
from mathcheck.sampling.points import evaluators, hints_of, worlds
from mathcheck.sampling.roots import rooms
from mathcheck.sampling.structures import has_structure
from mathcheck.sampling.worlds import MODES
from mathcheck.values import relations, scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value

FAR = ("large", "peak", "dip", "tiny")
"""The modes in which a value within an open interval can be its end to any number of digits."""
KNOWN: dict[object, str] = {}
"""What `misfit` has found out in this process: a page is checked again with each of its mutants."""


def misfit(name: str, table: SymbolTable, seed: int) -> str:
    """Return a message about a value of a name outside its declared type, or nothing.

    Only a value that a definition gives can lie there, and only types that say more of values than
    how many entries there are leave any out.
    """
    kind = result_of(table[name].type)
    clauses = [c for c in table.definitions.get(name, ()) if not c.derivative]
    if not clauses or not restricts(kind):
        return ""
    below = sorted(dependencies(name, table))
    key = (name, seed, *((table[n].type, table.definitions.get(n)) for n in below))
    if key not in KNOWN:
        found = (misplaced(clause, kind, table, seed) for clause in clauses)
        KNOWN[key] = next((message for message in found if message), "")
    return KNOWN[key]


def restricts(kind: symbols.Type) -> bool:
    """Return whether a type says more about values than how many entries there are."""
    if isinstance(kind, symbols.Array):
        return bool(kind.structure) or restricts(kind.entry)
    return isinstance(kind, symbols.Scalar) and kind != symbols.Scalar()


def result_of(kind: symbols.Type) -> symbols.Type:
    """Return the type of the values: of the members of a family, of the results of a function."""
    kind = member_type(kind)
    return kind.result if isinstance(kind, symbols.Function) else kind


def misplaced(clause: Definition, kind: symbols.Type, table: SymbolTable, seed: int) -> str:
    """Return a message about a value that a definition gives outside a type, or nothing."""
    node, table = value_of(clause, table)
    claim = ast.Statement((ast.Relation((node,), ()),), (), (), node.span)
    worlds_wanted, points = effort((node,), table)
    for world in worlds(table, worlds_wanted, seed, hints_of(claim, table)):
        for evaluator in islice(evaluators(claim, table, world), points):
            value = outside(node, kind, evaluator)
            if value is not None:
                return (
                    f"{symbols.plain(clause.name)} has a value outside its declared type:"
                    f" {brief(value)}\n  at {shown(evaluator, (node,))}"
                )
    return ""


def effort(trees: tuple[ast.Node, ...], table: SymbolTable) -> tuple[int, int]:
    """Return in how many worlds, and at how many points of each, values are looked at."""
    if is_heavy(trees, table):
        return 1, 1
    return (INEQUALITY_WORLDS if is_piecewise(trees, table) else 2 * len(MODES)), 8


def value_of(clause: Definition, table: SymbolTable) -> tuple[ast.Node, SymbolTable]:
    """Return what a definition gives as a tree, and a table with names for the arguments."""
    kind = table[clause.name].type
    name = ast.Name(clause.name, clause.indices[: family_slots(kind)])
    if clause.parameters is None:
        return name, table
    function = member_type(kind)
    assert isinstance(function, symbols.Function)
    arguments = []
    for number, argument in enumerate(function.arguments):
        table = table.with_symbol(Symbol(f"argument {number + 1}", argument))
        arguments.append(ast.Name(f"argument {number + 1}"))
    return ast.Call(name, tuple(arguments)), table


def outside(node: ast.Node, kind: symbols.Type, evaluator: Evaluator) -> Value | None:
    """Return the value of a tree if it does not have a type, also with many more digits."""
    value = None
    for digits in (DIGITS, MORE_DIGITS):  # 1 - e^-200 is 1 to 50 digits
        with mp.workdps(digits):
            again = Evaluator(evaluator.world, evaluator.bindings, evaluator.sign)
            try:
                value = again.value(node)
                if fits(value, kind, again):
                    return None
            except MathError:
                return None
    return value


def fits(value: Value, kind: symbols.Type, evaluator: Evaluator) -> bool:
    """Return whether a value has a type."""
    if isinstance(kind, symbols.Array):
        own = not kind.structure or has_structure(value, kind.structure)
        return own and all(fits(entry, kind.entry, evaluator) for entry in value.flat)
    if not isinstance(kind, symbols.Scalar) or tensors.is_array(value):
        return True
    if kind.values:
        return any(relations.only_rounding(value, evaluator.value(node)) for node in kind.values)
    place = scalars.number(scalars.primal(value))
    if kind.integer and not relations.only_rounding(place, mp.nint(place)):
        return False
    for room, closed in rooms(kind, value, evaluator):
        if room < 0 and not (closed and relations.only_rounding(room, 0)):
            return False
        if room == 0 and not closed and getattr(evaluator.world, "mode", "") not in FAR:
            return False
    return True
