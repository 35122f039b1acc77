"""How far a proof reaches: the dimensions and whole numbers that it was carried out for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.free import free_names
from mathcheck.grammar.symbols import SymbolTable, plain
from mathcheck.proof.instances import SIZES, Instance
from mathcheck.proof.symbolicworld import SymbolicWorld
from mathcheck.sampling.assignments import assignment
from mathcheck.values.evaluate import Evaluator


@dataclass(frozen=True)
class Extent:
    """What a proof leaves special; what is declared to be the same everywhere is not named.

    Attributes
    ----------
    sizes : dict of str to list of int
        The values of each dimension, one for each choice of all of them.
    wholes : dict of str to set of int
        The values of the whole numbers that have no end.
    others : dict of str to str
        What stands for families of dimensions and for random variables.
    """

    sizes: dict[str, list[int]] = field(default_factory=dict)
    wholes: dict[str, set[int]] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [f"{name} = {listed(sorted(values))}" for name, values in self.wholes.items()]
        choices = list(dict.fromkeys(zip(*self.sizes.values(), strict=True)))
        if len(self.sizes) == 1:
            parts.insert(0, f"{''.join(self.sizes)} = {listed(sorted(n for (n,) in choices))}")
        elif self.sizes:
            tuples = ", ".join(f"({', '.join(map(str, choice))})" for choice in choices)
            parts.insert(0, f"({', '.join(self.sizes)}) = {tuples}")
        parts += self.others.values()
        return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def listed(numbers: Sequence[int]) -> str:
    """Return whole numbers in words.

    Examples
    --------
    >>> listed([2, 3]), listed([0, 1, 2, 3, 4]), listed([1, 2, 4, 5])
    ('2, 3', '0, …, 4', '1, 2, 4, 5')
    """
    if len(numbers) > 3 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}, …, {numbers[-1]}"
    return ", ".join(map(str, numbers))


def extent_of(
    statement: ast.Statement, table: SymbolTable, instances: Iterable[Instance]
) -> Extent:
    """Return how far a proof for some instances of a statement reaches."""
    found = Extent()
    free = free_names((*statement.claims, *statement.conditions), table) - settled(statement, table)
    for name in [name for name in table.symbols if name in free]:
        kind, member = table[name].type, member_type(table[name].type)
        if isinstance(kind, symbols.Size) and kind.low < kind.high:
            worlds = [SymbolicWorld(table, sizes) for sizes in SIZES]
            found.sizes[plain(name)] = [Evaluator(world).entry(name, ()) for world in worlds]
        elif isinstance(member, symbols.Size) and kind is not member:
            found.others[plain(name)] = f"some {plain(name)}"
        elif isinstance(member, symbols.Random) and member.law == "atoms":
            found.others[plain(name)] = f"{plain(name)} with 3 values"
        elif isinstance(kind, symbols.Scalar) and kind.integer and None in (kind.low, kind.high):
            found.wholes[plain(name)] = {chosen[name] for _, chosen in instances}
    return found


def settled(statement: ast.Statement, table: SymbolTable) -> set[str]:
    """Return the names that the conditions of a statement give a value."""
    parts = [
        part
        for condition in statement.conditions
        for part in (condition.parts if isinstance(condition, ast.Both) else (condition,))
    ]
    found = [assignment(part, table) for part in parts if isinstance(part, ast.Relation)]
    return {setting[0].name for setting in found if setting is not None}


def together(extents: Iterable[Extent]) -> Extent:
    """Return how far the proofs of several statements of a block reach."""
    found = Extent()
    for extent in extents:
        found.sizes.update(extent.sizes)
        found.wholes.update(extent.wholes)
        found.others.update(extent.others)
    return found
