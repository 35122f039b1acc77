"""Prove a statement for small dimensions: evaluate it with variables instead of numbers.

The evaluator is the one that also computes with numbers. Dimensions, indices and whole numbers
take concrete small values, everything else stays a variable; then the difference of the two sides
must have the normal form zero. A proof never replaces the check with numbers: it adds to it.
"""

from __future__ import annotations

from dataclasses import replace

from mathcheck.errors import MathError, NotProvable, Undefined
from mathcheck.grammar import ast
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.proof.bases import ZERO
from mathcheck.proof.branching import Replacement, branches, refined
from mathcheck.proof.exactness import has_inner_chain, is_exact
from mathcheck.proof.extents import Extent, extent_of
from mathcheck.proof.instances import choices, indices
from mathcheck.proof.normalform import NormalForms
from mathcheck.proof.rules import normal
from mathcheck.proof.symbolic import BUDGET, WORK, Sym, Undecided, lifted
from mathcheck.proof.symbolicworld import SymbolicWorld
from mathcheck.sampling.points import conditioned
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator, Key
from mathcheck.values.tensors import Value

RELATIONS = ("=", "!=", ">", ">=", "<", "<=")


def prove_statement(
    statement: ast.Statement, table: SymbolTable, budget: int = BUDGET
) -> Extent | None:
    """Return for which dimensions and whole numbers a statement is proved.

    Parameters
    ----------
    statement : ast.Statement
        As `mathcheck.grammar.parser.parse_block` returns it.
    table : SymbolTable
        The declarations and definitions before it.
    budget : int
        How many terms may be made altogether: not a time, so that runs repeat.

    Returns
    -------
    Extent or None
        None says that no proof was found, for whatever reason.
    """
    try:
        return _proved(statement, table, budget)
    except (MathError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        # What has no symbolic counterpart stumbles over a Sym, each operator in its own way.
        return None


def _proved(statement: ast.Statement, table: SymbolTable, budget: int) -> Extent | None:
    nodes = (*statement.claims, *statement.conditions)
    if len(statement.claims) != 1 or has_inner_chain(nodes) or not is_exact(nodes, table):
        return None
    claim = statement.claims[0]
    if any(relation not in RELATIONS for relation in claim.relations):
        return None
    task = Task(statement, table, budget)
    with scalars.exactly(Sym.apply):
        instances = list(choices(nodes, table))
        for sizes, chosen in instances:
            for bindings, sign in indices(nodes, Evaluator(SymbolicWorld(table, sizes, chosen))):
                if not task.proved_at(sizes, chosen, bindings, sign):
                    return None
    return extent_of(statement, table, instances) if all(task.points) else None


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
