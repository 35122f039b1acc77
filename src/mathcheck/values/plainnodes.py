"""The value of plain nodes: numbers, names, calls, arithmetic, cases, matrices, sets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeGuard

from mpmath import mp

from mathcheck.errors import Gap, Outside, ShapeProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.values import relations, scalars, tensors
from mathcheck.values.applying import apply_bare, function_of
from mathcheck.values.lookup import pick
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator


def number(self: Evaluator, node: ast.Number) -> Value:
    """Return an exact number."""
    return int(node.value) if node.value.denominator == 1 else Fraction(node.value)


def constant(self: Evaluator, node: ast.Constant) -> Value:
    """Return e, pi or infinity."""
    if node.name in ("ones", "zeros"):
        digit = "1" if node.name == "ones" else "0"
        raise ShapeProblem(
            f"how long is \\mathbf{{{digit}}}? Declare it: `\\mathbf{{{digit}}} : R^n`", node.span
        )
    return self.world.constant(node.name)


def name(self: Evaluator, node: ast.Name) -> Value:
    """Return the value of a name, applied at its place if it is a function."""
    kind = member_type(self.table[node.name].type)
    if isinstance(kind, symbols.Function) and (node.name, ()) not in self.bindings:
        return apply_bare(self, node)
    indices = tuple(self.whole(index) for index in node.indices)
    try:
        return self.entry(node.name, indices)
    except Outside as error:
        if any(not isinstance(index, ast.Name) for index in node.indices):
            raise  # x_{i-1} has no value at the beginning
        raise ShapeProblem(f"{error.message}, but its index runs further", node.span) from None


def prime(self: Evaluator, node: ast.Prime) -> Value:
    """Return the derivative of a quantity by the variable that it is declared of."""
    base = node.function
    if isinstance(base, ast.Name):
        symbol = self.table[base.name]
        if symbol.of:
            variables = (ast.Name(symbol.of),) * node.order
            return self.value(ast.Derivative(base, variables, span=node.span))
        if isinstance(member_type(symbol.type), symbols.Function):
            return apply_bare(self, node)
        raise ShapeProblem(
            f"{symbols.plain(base.name)} has a prime, but is no function: declare it `of` its"
            f" variable, or {symbols.plain(base.name)}' as a name of its own", node.span,
        )  # fmt: skip
    raise ShapeProblem("a prime belongs to a name", node.span)


def call(self: Evaluator, node: ast.Call) -> Value:
    """Return a function's value."""
    arguments = [side_value(self, argument) for argument in node.arguments]
    return function_of(self, node.function, len(arguments))(*arguments)


def side_value(self: Evaluator, node: ast.Node) -> Value:
    """Return an argument; one written `c^-` or `c^+` is moved a little to that side."""
    if isinstance(node, ast.Side):
        base = self.value(node.operand)
        return scalars.add(base, node.sign * mp.mpf(10) ** (-2 * mp.dps // 3))
    return self.value(node)


def negative(self: Evaluator, node: ast.Negative) -> Value:
    """Return minus a value."""
    return tensors.negative(self.value(node.operand))


def entry(self: Evaluator, node: ast.Entry) -> Value:
    """Return an entry of an expression's value."""
    value = self.value(node.operand)
    return pick(value, tuple(self.whole(index) for index in node.indices), "this expression")


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": tensors.add,
    "-": tensors.subtract,
    "*": tensors.multiply,
    "/": tensors.divide,
    "odot": tensors.hadamard,
    "^": tensors.power,
}


def binary(self: Evaluator, node: ast.Binary) -> Value:
    """Return a sum, difference, product, quotient or power."""
    if node.operator == "+" and isinstance(node.right, ast.Order):
        return self.value(node.left)
    if node.operator == "^":
        if isinstance(node.left, ast.Norm) and node.left.kind in ("2", "F"):
            inner = self.value(node.left.operand)
            vector = tensors.is_array(inner) and (
                inner.ndim == 1 or node.left.kind == "F" or inner.shape[0] == 1
            )
            if vector and self.value(node.right) == 2:
                return tensors.norm_squared(inner)
        if node.left == ast.Constant("e"):
            exponent = self.value(node.right)
            if tensors.is_array(exponent):
                raise ShapeProblem(
                    f"the exponent of e is {tensors.describe(exponent)}: write the entries",
                    node.span,
                )
            return scalars.FUNCTIONS["exp"](exponent)
    left = self.value(node.left)
    if node.operator == "*" and is_logarithm(node.right) and is_zero(left):
        if is_zero(self.value(node.right.arguments[0])):  # 0 log 0 is 0, as in an entropy
            return left
    return OPERATIONS[node.operator](left, self.value(node.right))


def is_logarithm(node: ast.Node) -> TypeGuard[ast.Builtin]:
    """Return whether a factor is a logarithm to any base."""
    return isinstance(node, ast.Builtin) and node.function in ("log", "log2", "log10")


def is_zero(value: Value) -> bool:
    """Return whether a value is the number 0, and not a variable of a derivative that is 0."""
    return isinstance(value, (int, Fraction, mp.mpf)) and value == 0


def plus(self: Evaluator, node: ast.Plus) -> Value:
    """Return left plus or minus right, as the sign of this evaluation says."""
    right = self.value(node.right)
    return tensors.add(
        self.value(node.left), right if self.sign * node.upper > 0 else tensors.negative(right)
    )


def absolute(self: Evaluator, node: ast.Absolute) -> Value:
    """Return an absolute value, or the size of a set."""
    value = self.value(node.operand)
    if isinstance(value, (tuple, frozenset)):
        return len(value)
    if tensors.is_array(value):
        raise ShapeProblem(
            f"| | of {tensors.describe(value)}: a norm is written with \\lVert", node.span
        )
    return scalars.FUNCTIONS["abs"](value)


def cases(self: Evaluator, node: ast.Cases) -> Value:
    """Return the value on the first line whose condition holds; the lines must agree."""
    found: list[Value] = []
    for value, condition in node.lines:
        if condition is None:
            if not found:
                return self.value(first_side(value))
        elif self.holds(condition):
            found.append(self.value(first_side(value)))
    if not found:
        raise Gap("no line of the cases covers this point", node.span)
    for other in found[1:]:
        if not agree(found[0], other):
            raise ShapeProblem(
                "two lines of the cases cover this point with different values", node.span
            )
    return found[0]


def first_side(node: ast.Node) -> ast.Node:
    """Return an expression, or the first side of a chain."""
    return node.sides[0] if isinstance(node, ast.Relation) else node


def agree(left: Value, right: Value) -> bool:
    """Return whether two values are equal up to rounding."""
    difference = scalars.number(scalars.primal(scalars.subtract(left, right)))
    size = 1 + abs(scalars.number(scalars.primal(left)))
    return bool(abs(difference) <= mp.mpf(10) ** (-mp.dps // 2) * size)


def matrix(self: Evaluator, node: ast.Matrix) -> Value:
    """Return a matrix, or a column for a tuple."""
    rows = [[self.value(entry) for entry in row] for row in node.rows]
    if len(rows[0]) == 1:
        return tensors.array((row[0] for row in rows), (len(rows),))
    return tensors.array((x for row in rows for x in row), (len(rows), len(rows[0])))


def braced(self: Evaluator, node: ast.Braced) -> Value:
    """Return a value with a brace below it, which must be what the note at the brace says."""
    value, noted = self.value(node.body), self.value(node.note)
    if relations.distance(value, noted) > mp.mpf(10) ** (-mp.dps // 2):
        raise ShapeProblem("the note at the brace has another value", node.span)
    return value


def indicator(self: Evaluator, node: ast.Indicator) -> Value:
    """Return 1 where a condition holds, else 0."""
    return int(self.holds(node.condition))


def listing(self: Evaluator, node: ast.Listing) -> Value:
    """Refuse a list where a value is wanted."""
    raise ShapeProblem("a list of expressions has no value", node.span)


def set_of(self: Evaluator, node: ast.SetOf) -> Value:
    """Return a set of indices."""
    if node.standard:
        raise ShapeProblem("a set of numbers has no value", node.span)
    return tuple(sorted(self.whole(item) for item in node.elements))


def interval(self: Evaluator, node: ast.Interval) -> Value:
    """Return the two ends of a closed interval, to compare it with another one."""
    return tensors.array((self.value(node.low), self.value(node.high)), (2,))


def order(self: Evaluator, node: ast.Order) -> Value:
    """Return 0 for what is left out: the check of the statement accounts for it."""
    return 0


HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {
    ast.Number: number,
    ast.Constant: constant,
    ast.Name: name,
    ast.Prime: prime,
    ast.Call: call,
    ast.Entry: entry,
    ast.Negative: negative,
    ast.Binary: binary,
    ast.Plus: plus,
    ast.Transpose: lambda self, node: tensors.transpose(self.value(node.operand)),
    ast.Absolute: absolute,
    ast.Norm: lambda self, node: tensors.norm(self.value(node.operand), node.kind),
    ast.Factorial: lambda self, node: scalars.FUNCTIONS["factorial"](self.value(node.operand)),
    ast.Cases: cases,
    ast.Matrix: matrix,
    ast.Braced: braced,
    ast.Side: side_value,
    ast.Indicator: indicator,
    ast.Listing: listing,
    ast.SetOf: set_of,
    ast.Interval: interval,
    ast.Order: order,
}
