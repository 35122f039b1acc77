"""Prove a statement for small dimensions: evaluate it with variables instead of numbers.

The evaluator is the one that also computes with numbers. Dimensions, indices and whole numbers
take concrete small values, everything else stays a variable; then the difference of the two sides
must have the normal form zero. A proof never replaces the check with numbers: it adds to it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from mathcheck import ast, scalars, symbols, tensors
from mathcheck.branching import Replacement, branches, refined
from mathcheck.errors import MathError, NotProvable, Undefined
from mathcheck.evaluate import Evaluator, Key
from mathcheck.free import free_indices, free_names
from mathcheck.normalform import ZERO, NormalForms
from mathcheck.points import conditioned
from mathcheck.rules import normal
from mathcheck.symbolic import BUDGET, WORK, Sym, Undecided, lifted
from mathcheck.symbolicworld import SymbolicWorld, orthogonal
from mathcheck.symbols import SymbolTable
from mathcheck.tensors import Value
from mathcheck.worlds import member_type

MOST_CHOICES = 64
MOST_VALUES = 5
"""How many values a whole number takes that is not bounded on both sides."""

SIZES = (0, 1)
"""For which choices of the dimensions a statement is proved."""

RELATIONS = ("=", "!=", ">", ">=", "<", "<=")
NUMERICAL = (ast.Limit, ast.Integral, ast.Order, ast.Side)
"""What the evaluator computes approximately, with exact numbers even."""


def prove_statement(statement: ast.Statement, table: SymbolTable, budget: int = BUDGET) -> bool:
    """Tell whether a statement is proved for small dimensions.

    Parameters
    ----------
    statement : ast.Statement
        As `mathcheck.parser.parse_block` returns it.
    table : SymbolTable
        The declarations and definitions before it.
    budget : int
        How many terms may be made altogether: not a time, so that runs repeat.

    Returns
    -------
    bool
        False says that no proof was found, for whatever reason.
    """
    try:
        return _proved(statement, table, budget)
    except (MathError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        # What has no symbolic counterpart stumbles over a Sym, each operator in its own way.
        return False


def _proved(statement: ast.Statement, table: SymbolTable, budget: int) -> bool:
    nodes = (*statement.claims, *statement.conditions)
    if len(statement.claims) != 1 or _has_inner_chain(nodes) or not _is_exact(nodes, table):
        return False
    claim = statement.claims[0]
    if any(relation not in RELATIONS for relation in claim.relations):
        return False
    task = Task(statement, table, budget)
    with scalars.exactly(Sym.apply):
        for sizes, chosen in _choices(nodes, table):
            for bindings, sign in _indices(nodes, Evaluator(SymbolicWorld(table, sizes, chosen))):
                if not task.proved_at(sizes, chosen, bindings, sign):
                    return False
    return all(task.points)


class Task:
    """A statement to be proved, and what is left of the budget.

    `points` counts, for each relation of the chain, where it has been proved.
    """

    def __init__(self, statement: ast.Statement, table: SymbolTable, budget: int) -> None:
        claim = statement.claims[0]
        self.statement = statement
        self.table = table
        self.budget = budget
        self.pairs = list(zip(claim.sides, claim.relations, claim.sides[1:], strict=False))
        self.points = [0] * len(self.pairs)
        self.started = WORK.done

    def proved_at(
        self, sizes: int, chosen: dict[str, Value], bindings: dict[Key, Value], sign: int
    ) -> bool:
        """Tell whether the statement is proved for some dimensions, numbers and indices."""
        waiting: list[Replacement] = [{}]
        left_out: set[int] = set()
        while waiting:
            self.left()
            cases = waiting.pop()
            world = SymbolicWorld(self.table, sizes, chosen, cases)
            try:
                if not self.holds(Evaluator(world, bindings, sign), left_out):
                    return False
            except Undecided as undecided:
                waiting += [refined(cases, branch) for branch in branches(undecided)]
        return True

    def holds(self, evaluator: Evaluator | None, left_out: set[int]) -> bool:
        """Tell whether the statement is proved in one case.

        A condition that cannot be decided is left out: then more is proved than is claimed.
        """
        for number, condition in enumerate(self.statement.conditions):
            if number in left_out:
                continue
            alone = replace(self.statement, conditions=(condition,))
            try:
                evaluator = conditioned(alone, self.table, evaluator) if evaluator else None
            except Undefined:
                return True
            except Undecided as undecided:
                try:
                    branches(undecided)
                except NotProvable:
                    left_out.add(number)
                else:
                    raise
        if evaluator is None:
            return True
        budget = self.left()
        forms = NormalForms(budget)
        try:
            return self.all_hold(evaluator, forms)
        finally:
            self.budget -= budget - forms.budget

    def all_hold(self, evaluator: Evaluator, forms: NormalForms) -> bool:
        """Tell whether all relations of the chain are proved in one case."""
        for number, (left, relation, right) in enumerate(self.pairs):
            try:
                values = evaluator.value(left), evaluator.value(right)
            except Undefined:
                continue
            if not _holds(*values, relation, forms):
                _tell_apart(forms)
                return False
            self.points[number] += 1
        return True

    def left(self) -> int:
        """Return what is left of the budget; raise `NotProvable` if nothing is."""
        left = self.budget - (WORK.done - self.started)
        if left < 0:
            raise NotProvable("the proof has too many steps")
        return left


def _tell_apart(forms: NormalForms) -> None:
    """Ask for the cases of an absolute value, if there is one."""
    for base in forms.bases:
        if base.kind == "abs":
            raise Undecided(forms, forms.power_of(base.data))


def _holds(left: Value, right: Value, relation: str, forms: NormalForms) -> bool:
    """Tell whether a relation is proved for all entries of two values."""
    if tensors.is_array(left) or tensors.is_array(right):
        if relation != "=":
            return False
        if not tensors.is_array(left):
            left, right = right, left
        if tensors.is_array(right):
            tensors.same_shape(left, right, "compare")
            others = list(right.flat)
        else:
            others = [right] * left.size
            if right != 0:
                return False
        return all(_related(x, y, relation, forms) for x, y in zip(left.flat, others, strict=True))
    return _related(left, right, relation, forms)


def _related(left: Value, right: Value, relation: str, forms: NormalForms) -> bool:
    left, right = lifted(left), lifted(right)
    difference = ZERO if left is right else normal(forms, left - right)
    if difference.coefficient == 0:
        return relation in ("=", "<=", ">=")
    # A sign of 0 says that the value is not negative.
    above, below = forms.sign(difference), forms.sign(forms.negative(difference))
    return {
        "=": False,
        "!=": above == 1 or below == 1,
        ">": above == 1,
        ">=": above is not None,
        "<": below == 1,
        "<=": below is not None,
    }[relation]


def _choices(
    nodes: tuple[ast.Node, ...], table: SymbolTable
) -> Iterator[tuple[int, dict[str, Value]]]:
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


def _indices(
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
    inner = [part for node in nodes for part in ast.walk(node)]
    signs = (1, -1) if any(isinstance(node, ast.Plus) for node in inner) else (1,)
    keys = [(name, ()) for name in names]
    for combination, sign in itertools.product(combinations, signs):
        yield dict(zip(keys, combination, strict=True)), sign


def _has_inner_chain(nodes: tuple[ast.Node, ...]) -> bool:
    """Tell whether a line of `cases` is a chain, of which only the first side has been compared."""
    cases = [part for node in nodes for part in ast.walk(node) if isinstance(part, ast.Cases)]
    return any(isinstance(value, ast.Relation) for node in cases for value, _ in node.lines)


def _is_exact(nodes: tuple[ast.Node, ...], table: SymbolTable) -> bool:
    """Tell whether nothing is approximated, and nothing random stands outside of an expectation."""
    found = _below(nodes, table, inside=True)
    if any(_is_normal(node, table) for node in found if isinstance(node, ast.Expectation)):
        return False
    if any(isinstance(node, NUMERICAL) or node == ast.Constant("infty") for node in found):
        return False
    if any(_is_continuous(node, table) for node in found if isinstance(node, ast.Big)):
        return False
    outside = _below(nodes, table, inside=False)
    names = {node.name for node in outside if isinstance(node, ast.Name)}
    return not any(_is_random(table[name].type) for name in names if name in table)


def _below(nodes: tuple[ast.Node, ...], table: SymbolTable, *, inside: bool) -> list[ast.Node]:
    """Return all nodes below some, through definitions; `inside` enters expectations too."""
    found: list[ast.Node] = []
    waiting, names = list(nodes), set[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expectation) and not inside:
            continue
        found.append(node)
        waiting += ast.children_of(node)
        if isinstance(node, ast.Name) and node.name not in names:
            names.add(node.name)
            waiting += [clause.body for clause in table.definitions.get(node.name, ())]
    return found


def _is_continuous(node: ast.Big, table: SymbolTable) -> bool:
    return any(
        isinstance(kind := table[bounds.name].type, symbols.Scalar)
        and not kind.integer
        and bounds.members is None
        for bounds in node.ranges
    )


def _is_random(kind: symbols.Type) -> bool:
    """Tell whether a type has outcomes; any number may be that of a normal law."""
    kind = member_type(kind)
    return isinstance(kind, symbols.Random) and kind.law != "normal"


def _is_normal(node: ast.Expectation, table: SymbolTable) -> bool:
    """Tell whether an expectation is an integral over a normal law."""
    names = {
        part.name for part in _below((node,), table, inside=True) if isinstance(part, ast.Name)
    }
    kinds = [member_type(table[name].type) for name in names if name in table]
    return any(isinstance(kind, symbols.Random) and kind.law == "normal" for kind in kinds)
