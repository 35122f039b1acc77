"""Give a tree its value in a world: one evaluator for numbers, dual numbers and symbols.

Names are looked up in three places: what an operator, a function or a derivative has bound, then
the page's definitions, then the world, which samples what nobody has defined. A derivative binds
its variable to a dual number, which cuts the definition of that variable: so the chain rule can
be checked like any other equation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Protocol, TypeGuard

from mpmath import mp

from mathcheck import ast, relations, scalars, symbols, tensors
from mathcheck.errors import Gap, MathError, ShapeProblem, SyntaxProblem, Undefined
from mathcheck.expressions import BUILTIN_NAMES
from mathcheck.symbols import Definition, SymbolTable
from mathcheck.tensors import Value

Key = tuple[str, tuple[int, ...]]
MAXIMAL_DEPTH = 60


class World(Protocol):
    """What the evaluator asks of a world."""

    table: SymbolTable

    def constant(self, name: str) -> Value:
        """Return e, pi or infty."""

    def sample(self, name: str, family: tuple[int, ...], evaluator: Evaluator) -> Value:
        """Return the value of a name that nothing defines."""

    def function(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> Callable[..., Value]:
        """Return an arbitrary function for a name that nothing defines."""

    def outcomes(
        self, name: str, family: tuple[int, ...], evaluator: Evaluator
    ) -> list[tuple[Value, Value]]:
        """Return the values of a random variable with their probabilities."""


class Evaluator:
    """Values of trees in one world, under bindings.

    Parameters
    ----------
    world : World
        Samples what is not defined.
    bindings : mapping
        Values that replace the sampled or defined ones, by name and family index.
    sign : int
        What a plus-minus sign means: +1 or -1.
    """

    def __init__(
        self, world: World, bindings: Mapping[Key, Value] | None = None, sign: int = 1
    ) -> None:
        self.world = world
        self.table = world.table
        self.bindings = dict(bindings or {})
        self.stamps: dict[Key, object] = {key: fingerprint(v) for key, v in self.bindings.items()}
        self.sign = sign
        self.memo: dict[object, Value] = {}
        self.depth = 0
        self.tolerance = 0.0  # the error of limits and integrals met on the way

    def bind(self, bindings: Mapping[Key, Value]) -> Evaluator:
        """Return an evaluator with further names bound, which shares the memory of this one."""
        child = Evaluator.__new__(Evaluator)
        child.world, child.table, child.sign, child.memo = (
            self.world,
            self.table,
            self.sign,
            self.memo,
        )
        child.bindings = {**self.bindings, **bindings}
        child.stamps = {**self.stamps, **{key: fingerprint(v) for key, v in bindings.items()}}
        child.depth = self.depth + 1
        child.tolerance = 0.0
        if child.depth > MAXIMAL_DEPTH:
            raise SyntaxProblem("a definition leads back to itself")
        return child

    def absorb(self, child: Evaluator) -> None:
        """Take over the numerical error that a child has met."""
        self.tolerance = max(self.tolerance, child.tolerance)

    def value(self, node: ast.Node) -> Value:
        """Return the value of a tree.

        Raises
        ------
        MathError
            `ShapeProblem` for operations without meaning, `Undefined` at poles and gaps.
        """
        try:
            return HANDLERS[type(node)](self, node)
        except MathError as error:
            if error.span == (0, 0):
                error.span = node.span
            raise

    def within(self, bindings: Mapping[Key, Value], node: ast.Node) -> Value:
        """Return the value of a tree with further names bound."""
        child = self.bind(bindings)
        result = child.value(node)
        self.absorb(child)
        return result

    def whole(self, node: ast.Node, what: str = "an index") -> int:
        """Return the value of a tree that must be a whole number."""
        value = scalars.primal(self.value(node))
        if tensors.is_array(value) or scalars.is_symbolic(value) or value != int(value):
            raise ShapeProblem(f"{what} must be a whole number, but it is {value}", node.span)
        return int(value)

    def holds(self, node: ast.Node) -> bool:
        """Return whether a condition is true."""
        return relations.holds(self, node)

    # -- names --------------------------------------------------------------------------------

    def entry(self, name: str, indices: tuple[int, ...]) -> Value:
        """Return the value of a name with its indices, family indices first."""
        symbol = self.table[name]
        families = family_slots(symbol.type)
        family, rest = indices[:families], indices[families:]
        if (name, family) in self.bindings:
            return pick(self.bindings[name, family], rest, name)
        if not indices and isinstance(symbol.type, symbols.Sequence_):
            return self.sampled(name, ())  # w beside w_t: any value that a member can have
        if len(family) < families:
            raise ShapeProblem(f"{symbols.plain(name)} is a family: it needs an index")
        clauses = self.table.definitions.get(name, ())
        if not clauses or not any(c.parameters is None and not c.derivative for c in clauses):
            return pick(self.sampled(name, family), rest, name)
        key = (name, indices, self.context(name))
        if key not in self.memo:
            self.memo[key] = self.defined(name, indices, families)
        return self.memo[key]

    def sampled(self, name: str, family: tuple[int, ...]) -> Value:
        """Return what the world says about a name."""
        key = (name, family, "sample", self.context(name))
        if key not in self.memo:
            self.memo[key] = self.world.sample(name, family, self.at_member(name, family))
        return self.memo[key]

    def at_member(self, name: str, family: tuple[int, ...]) -> Evaluator:
        """Return an evaluator in which the index of a family has the value of this member."""
        index = getattr(self.table[name].type, "index", "")
        return self.bind({(index, ()): family[0]}) if index and family else self

    def context(self, name: str) -> object:
        """Return what a definition's value depends on: the bindings of the names below it."""
        if not self.bindings:
            return ()
        reachable = dependencies(name, self.table)
        return tuple(sorted(
            ((k, s) for k, s in self.stamps.items() if k[0] in reachable), key=repr
        ))  # fmt: skip

    def defined(self, name: str, indices: tuple[int, ...], families: int) -> Value:
        """Return the value that a definition gives to a name with these indices."""
        for clause in self.table.definitions[name]:
            if clause.parameters is not None or clause.derivative:
                continue
            if len(clause.indices) <= len(indices):
                bound = self.matched(clause, indices[: len(clause.indices)])
                if bound is not None:
                    value = self.within(bound, clause.body)
                    if clause.body == ast.Number(Fraction(0)) and len(clause.indices) <= families:
                        shape = self.at_member(name, indices[:families]).shape(name)
                        value = tensors.array([0] * math.prod(shape), shape) if shape else value
                    return pick(value, indices[len(clause.indices) :], name)
        shape = self.at_member(name, indices[:families]).shape(name)
        missing = len(shape) + families - len(indices)
        if missing <= 0 or not shape:
            return pick(self.sampled(name, indices[:families]), indices[families:], name)
        extent = shape[len(shape) - missing :]
        places = ((*indices, *(i + 1 for i in place)) for place in _places(extent))
        return tensors.array((self.entry(name, place) for place in places), extent)

    def matched(self, clause: Definition, indices: tuple[int, ...]) -> dict[Key, Value] | None:
        """Return the names that a clause's indices bind, or None if it is about other indices."""
        bound: dict[Key, Value] = {}
        for node, index in zip(clause.indices, indices, strict=True):
            shift = 0
            if isinstance(node, ast.Binary) and node.operator in "+-":
                right = self.value(node.right) if not isinstance(node.right, ast.Name) else 0
                shift = right if node.operator == "+" else -right
                node = node.left
            if isinstance(node, ast.Name) and not node.indices and not self.is_fixed(node.name):
                if index - shift < self.lowest(node.name):
                    return None
                bound[node.name, ()] = index - shift
            elif self.whole(node) != index:
                return None
        return bound

    def is_fixed(self, name: str) -> bool:
        """Return whether a name in an index pattern is a constant such as a dimension."""
        return isinstance(self.table[name].type, symbols.Size)

    def is_open(self, name: str) -> bool:
        """Return whether a name is an index that nothing has bound or defined."""
        free = (name, ()) not in self.bindings and not self.table.definitions.get(name)
        return free and isinstance(self.table[name].type, symbols.Index)

    def lowest(self, name: str) -> int:
        """Return where the range of an index begins."""
        kind = self.table[name].type
        if isinstance(kind, symbols.Index):
            return self.whole(kind.low)
        if isinstance(kind, symbols.Scalar) and kind.low is not None:
            return self.whole(kind.low)
        return 0

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of the values of a name, family indices left out."""
        kind = self.table[name].type
        while isinstance(kind, symbols.Sequence_):
            kind = kind.element
        if isinstance(kind, symbols.Array):
            return tuple(self.whole(node, "a dimension") for node in kind.shape)
        return ()

    def extent(self, name: str) -> range:
        """Return what an index runs through."""
        kind = self.table[name].type
        if isinstance(kind, symbols.Index):
            return range(self.whole(kind.low), self.whole(kind.high) + 1)
        if (
            isinstance(kind, symbols.Scalar)
            and kind.integer
            and kind.high is not None
            and kind.low is not None
        ):
            return range(self.whole(kind.low), self.whole(kind.high) + 1)
        raise ShapeProblem(
            f"{symbols.plain(name)} has no range to run through: declare it as an index"
        )

    # -- functions ----------------------------------------------------------------------------

    def function(self, node: ast.Node, count: int) -> Callable[..., Value]:
        """Return the function that a tree stands for, called with `count` arguments."""
        if isinstance(node, ast.Prime):
            if count != 1:
                raise ShapeProblem("a prime wants a function of one variable", node.span)
            inner = self.function(node.function, count)
            return derived(inner, node.order)
        if isinstance(node, ast.Gradient):
            from mathcheck import calculus

            return calculus.gradient_function(self.function(node.operand, count), node.order)
        if not isinstance(node, ast.Name):
            raise ShapeProblem("this is not a function", node.span)
        name, family = node.name, tuple(self.whole(index) for index in node.indices)
        kind = self.table[name].type
        while isinstance(kind, symbols.Sequence_):
            kind = kind.element
        if not isinstance(kind, symbols.Function):
            raise ShapeProblem(f"{symbols.plain(name)} is not declared as a function", node.span)
        clause = self.clause(name, count, family)
        if clause is None and any(
            c.parameters is not None for c in self.table.definitions.get(name, ())
        ):
            raise ShapeProblem(
                f"{symbols.plain(name)} is not defined for {count} arguments", node.span
            )
        if clause is None:
            if len(kind.arguments) != count:
                raise ShapeProblem(
                    f"{symbols.plain(name)} takes {len(kind.arguments)} arguments,"
                    f" but {count} came",
                    node.span,
                )
            plain = self.known(name) or self.world.function(name, family, self)
        else:
            plain = self.closure(clause, family)
        return (
            entrywise(plain) if kind.entrywise else checked(plain, kind, self, symbols.plain(name))
        )

    def known(self, name: str) -> Callable[..., Value] | None:
        r"""Return the meaning of a name such as `\lambda_{\max}`, declared to say whose it is."""
        from mathcheck import operators

        return operators.MATRIX_FUNCTIONS.get(BUILTIN_NAMES.get(name, ""))

    def clause(self, name: str, count: int, family: tuple[int, ...] = ()) -> Definition | None:
        """Return the definition of a function with this number of arguments."""
        for clause in self.table.definitions.get(name, ()):
            if (
                clause.parameters is not None
                and len(clause.parameters) == count
                and not clause.derivative
            ):
                if len(clause.indices) == len(family) and self.matched(clause, family) is not None:
                    return clause
        return None

    def closure(self, clause: Definition, family: tuple[int, ...]) -> Callable[..., Value]:
        """Return the function that a definition states."""
        bound = self.matched(clause, family) or {}

        def function(*arguments: Value) -> Value:
            keys = [(p.name, ()) for p in clause.parameters or () if isinstance(p, ast.Name)]
            return self.within({**bound, **dict(zip(keys, arguments, strict=True))}, clause.body)

        return function

    def apply_bare(self, node: ast.Name | ast.Prime | ast.Gradient) -> Value:
        """Return the value of a function written without arguments: at its declared place."""
        base: ast.Node = node
        while isinstance(base, (ast.Prime, ast.Gradient)):
            base = base.function if isinstance(base, ast.Prime) else base.operand
        assert isinstance(base, ast.Name)
        arguments = self.own_arguments(base)
        return self.value(ast.Call(node, arguments, span=node.span))

    def own_arguments(self, node: ast.Name) -> tuple[ast.Node, ...]:
        """Return the arguments that a function is meant at when none are written."""
        kind = self.table[node.name].type
        while isinstance(kind, symbols.Sequence_):
            kind = kind.element
        if isinstance(kind, symbols.Function) and kind.at:
            return (ast.Name(kind.at, span=node.span),)
        clauses = [c for c in self.table.definitions.get(node.name, ()) if c.parameters is not None]
        if len(clauses) == 1:
            return clauses[0].parameters or ()
        raise ShapeProblem(
            f"{symbols.plain(node.name)} is a function and stands here without its argument;"
            " write it, or declare the function `at x`", node.span,
        )  # fmt: skip


# -- helpers ----------------------------------------------------------------------------------


def fingerprint(value: Value) -> object:
    """Return what tells bound values apart: small numbers by value, others by identity."""
    return value if isinstance(value, int) else Stamp(value)


class Stamp:
    """A value compared by identity; it keeps the value alive, so that no identity is used twice."""

    def __init__(self, value: Value) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stamp) and other.value is self.value

    def __repr__(self) -> str:
        return f"@{id(self.value)}"


def dependencies(name: str, table: SymbolTable) -> frozenset[str]:
    """Return the names that the value of a name depends on, through definitions and types."""
    cache: dict[str, frozenset[str]] = table.__dict__.setdefault("_reachable", {})
    if name not in cache:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here in found or here not in table:
                continue
            found.add(here)
            for clause in table.definitions.get(here, ()):
                nodes = [clause.body, *clause.indices]
                waiting += [
                    n.name for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)
                ]
                waiting += [clause.derivative] if clause.derivative else []
            waiting += [
                n.name
                for node in ast.children_of(table[here].type)
                for n in ast.walk(node)
                if isinstance(n, ast.Name)
            ]
            kind = table[here].type
            if isinstance(kind, symbols.Minimizer):
                waiting.append(kind.objective)
            if isinstance(kind, symbols.Function) and kind.at:
                waiting.append(kind.at)
        cache[name] = frozenset(found)
    return cache[name]


def family_slots(kind: symbols.Type) -> int:
    """Return how many indices pick a member of a family."""
    slots = 0
    while isinstance(kind, symbols.Sequence_):
        kind, slots = kind.element, slots + 1
    return slots + (isinstance(kind, symbols.Random) and kind.law == "draws")


def pick(value: Value, indices: tuple[int, ...], name: str) -> Value:
    """Return the entry of a vector or a matrix, counted from 1; one index of a matrix is a row."""
    if not indices:
        return value
    if isinstance(value, tuple) and len(indices) == 1 and 1 <= indices[0] <= len(value):
        return value[indices[0] - 1]
    if not tensors.is_array(value) or len(indices) > value.ndim:
        raise ShapeProblem(f"{symbols.plain(name)} has too many indices")
    for index, size in zip(indices, value.shape, strict=False):
        if not 1 <= index <= size:
            raise Undefined(f"the index {index} of {symbols.plain(name)} is outside 1..{size}")
    return value[tuple(index - 1 for index in indices)]


def _places(shape: tuple[int, ...]) -> Any:
    import numpy as np

    return np.ndindex(*shape)


def derived(function: Callable[[Value], Value], order: int) -> Callable[[Value], Value]:
    """Return the derivative of a function of one number, by dual numbers."""
    if not order:
        return function
    inner = derived(function, order - 1)

    def slope(argument: Value) -> Value:
        if tensors.is_array(argument):
            return tensors.each(slope, argument)
        level = scalars.new_level()
        result = inner(scalars.seed(argument, level))
        return tensors.each(lambda x: scalars.tangent(x, level), result)

    return slope


def entrywise(function: Callable[..., Value]) -> Callable[..., Value]:
    """Return a function that takes a vector entry by entry."""
    return lambda argument: tensors.each(function, argument)


def checked(
    function: Callable[..., Value], kind: symbols.Function, evaluator: Evaluator, name: str
) -> Callable[..., Value]:
    """Return a function that refuses arguments of the wrong shape."""

    def call(*arguments: Value) -> Value:
        for argument, wanted in zip(arguments, kind.arguments, strict=False):
            if isinstance(wanted, symbols.Array):
                shape = tuple(evaluator.whole(node) for node in wanted.shape)
            elif isinstance(wanted, (symbols.Scalar, symbols.Index)):
                shape = ()
            else:
                continue
            came = argument.shape if tensors.is_array(argument) else ()
            if came != shape:
                size = " × ".join(map(str, shape)) or "a number"
                raise ShapeProblem(f"{name} wants {size}, but {tensors.describe(argument)} came")
        return function(*arguments)

    return call


# -- one handler for each kind of node --------------------------------------------------------


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
    kind = self.table[node.name].type
    while isinstance(kind, symbols.Sequence_):
        kind = kind.element
    if isinstance(kind, symbols.Function) and (node.name, ()) not in self.bindings:
        return self.apply_bare(node)
    return self.entry(node.name, tuple(self.whole(index) for index in node.indices))


def prime(self: Evaluator, node: ast.Prime) -> Value:
    """Return the derivative of a quantity by the variable that it is declared of."""
    base = node.function
    if isinstance(base, ast.Name):
        symbol = self.table[base.name]
        if symbol.of:
            variables = (ast.Name(symbol.of),) * node.order
            return self.value(ast.Derivative(base, variables, span=node.span))
        kind = symbol.type
        while isinstance(kind, symbols.Sequence_):
            kind = kind.element
        if isinstance(kind, symbols.Function):
            return self.apply_bare(node)
        raise ShapeProblem(
            f"{symbols.plain(base.name)} has a prime, but is no function: declare it `of` its"
            f" variable, or {symbols.plain(base.name)}' as a name of its own", node.span,
        )  # fmt: skip
    raise ShapeProblem("a prime belongs to a name", node.span)


def call(self: Evaluator, node: ast.Call) -> Value:
    """Return a function's value."""
    arguments = [side_value(self, argument) for argument in node.arguments]
    return self.function(node.function, len(arguments))(*arguments)


def side_value(self: Evaluator, node: ast.Node) -> Value:
    """Return an argument; one written `c^-` or `c^+` is moved a little to that side."""
    if isinstance(node, ast.Side):
        base = self.value(node.operand)
        return scalars.add(base, node.sign * mp.mpf(10) ** (-2 * mp.dps // 3))
    return self.value(node)


def negative(self: Evaluator, node: ast.Negative) -> Value:
    """Return minus a value."""
    return tensors.negative(self.value(node.operand))


OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": tensors.add,
    "-": tensors.subtract,
    "*": tensors.multiply,
    "/": tensors.divide,
    "odot": tensors.hadamard,
    "^": tensors.power,
}


def entry(self: Evaluator, node: ast.Entry) -> Value:
    """Return an entry of an expression's value."""
    value = self.value(node.operand)
    return pick(value, tuple(self.whole(index) for index in node.indices), "this expression")


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
}
"""How to evaluate each kind of node; `mathcheck.calculus` and `mathcheck.operators` add theirs."""
