"""The instances for which a statement is proved: dimensions, whole numbers, sets, indices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from mathcheck.errors import NotProvable, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.free import free_indices, free_names
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk
from mathcheck.proof.symbolicworld import SymbolicWorld, orthogonal
from mathcheck.values import tensors
from mathcheck.values.evaluate import Evaluator, Key
from mathcheck.values.tensors import Value

MOST_CHOICES = 64
MOST_VALUES = 5
"""How many values a whole number takes that is not bounded on both sides."""

SIZES = (0, 1)
"""For which choices of the dimensions a statement is proved."""


Instance = tuple[int, dict[str, Value]]
"""Which choice of the dimensions, and the values of what is enumerated."""


def choices(nodes: tuple[ast.Node, ...], table: SymbolTable) -> Iterator[Instance]:
    """Yield choices of dimensions, with all choices of what is enumerated."""
    seen: set[tuple[Value, ...]] = set()
    free = free_names(nodes, table)
    names = [name for name in table.symbols if name in free]
    dimensions = [name for name in names if isinstance(table[name].type, symbols.Size)]
    for sizes in SIZES:
        evaluator = Evaluator(SymbolicWorld(table, sizes))
        chosen = tuple(evaluator.entry(name, ()) for name in dimensions)
        if chosen in seen:
            continue
        seen.add(chosen)
        ranges = {name: _values(name, table[name].type, evaluator) for name in names}
        lists = {name: values for name, values in ranges.items() if values is not None}
        combinations = list(itertools.product(*lists.values()))
        if len(combinations) > MOST_CHOICES:
            raise NotProvable("too many choices of whole numbers")
        for combination in combinations:
            yield sizes, dict(zip(lists, combination, strict=True))


def _values(name: str, kind: symbols.Type, evaluator: Evaluator) -> list[Value] | None:
    """Return the values to go through, or None for what stays a variable."""
    if isinstance(kind, symbols.Scalar) and kind.integer:
        low = None if kind.low is None else evaluator.whole(kind.low)
        high = None if kind.high is None else evaluator.whole(kind.high)
        if low is None:
            low = -(MOST_VALUES // 2) if high is None else high - MOST_VALUES + 1
        return list(range(low, low + MOST_VALUES if high is None else high + 1))
    if isinstance(kind, symbols.Scalar) and kind.values:
        return [evaluator.value(node) for node in kind.values]
    if isinstance(kind, symbols.Subset) and kind.points is None:
        indices = range(1, evaluator.whole(kind.high) + 1)
        counts = range(1, len(indices) + 1)
        return [found for count in counts for found in itertools.combinations(indices, count)]
    if isinstance(kind, symbols.Array) and kind.structure == "onehot" and kind.at is None:
        size = evaluator.whole(kind.shape[0])
        rows = ([int(place == at) for place in range(size)] for at in range(size))
        return [tensors.array(row, (size,)) for row in rows]
    if isinstance(kind, symbols.Array) and kind.structure == "orthogonal":
        return orthogonal(evaluator.whole(kind.shape[0]), name)
    return None


def indices(
    nodes: tuple[ast.Node, ...], evaluator: Evaluator
) -> Iterator[tuple[dict[Key, Value], int]]:
    """Yield the values of all free indices, with each meaning of a plus-minus sign."""
    names = free_indices(nodes, evaluator.table)
    extents = []
    for name in names:
        try:
            extents.append(evaluator.extent(name))
        except Undefined:
            return
    combinations = list(itertools.product(*extents))
    if len(combinations) > MOST_CHOICES:
        raise NotProvable("too many index values")
    inner = [part for node in nodes for part in walk(node)]
    signs = (1, -1) if any(isinstance(node, ast.Plus) for node in inner) else (1,)
    keys = [(name, ()) for name in names]
    for combination, sign in itertools.product(combinations, signs):
        yield dict(zip(keys, combination, strict=True)), sign
