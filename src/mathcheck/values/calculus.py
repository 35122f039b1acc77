"""Derivatives, gradients, limits and integrals."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from mpmath import mp

from mathcheck.errors import ShapeProblem, Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.values import relations, scalars, tensors
from mathcheck.values.applying import apply_bare
from mathcheck.values.derivatives import stack
from mathcheck.values.lookup import pick
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator, Key

INTEGRAL_TOLERANCE = 1e-12
LIMIT_TOLERANCE = 1e-8


def derivative(self: Evaluator, node: ast.Derivative) -> Value:
    """Return a derivative by the variables below the line, the last one first."""
    *outer, variable = node.variables
    operand = at_parameters(self, node.operand)
    if outer:
        operand = ast.Derivative(operand, tuple(outer), span=node.span)
    return along(self, operand, variable)


def at_parameters(self: Evaluator, operand: ast.Node) -> ast.Node:
    """Return the call of a function below d/dx that stands without arguments: at its parameters."""
    if not isinstance(operand, ast.Name) or operand.indices or operand.name not in self.table:
        return operand
    kind = self.table[operand.name].type
    clauses = [c for c in self.table.definitions.get(operand.name, ()) if c.parameters]
    if not isinstance(kind, symbols.Function) or kind.at or len(clauses) != 1:
        return operand
    return ast.Call(operand, clauses[0].parameters or (), span=operand.span)


def along(self: Evaluator, operand: ast.Node, variable: ast.Name) -> Value:
    """Return the derivative of a tree by one variable, which is cut loose from its definition."""
    indices = tuple(self.whole(index) for index in variable.indices)
    kind = self.table[variable.name].type
    slots = 0
    while isinstance(kind, symbols.Sequence_):
        kind, slots = kind.element, slots + 1
    family, places = indices[:slots], indices[slots:]
    key = (variable.name, family)
    if is_flow(self, operand, variable.name):
        return flow(self, operand, variable.name)
    current = self.entry(variable.name, family)
    if places or not tensors.is_array(current):
        return partial(self, operand, key, current, places)
    parts = [
        partial(self, operand, key, current, tuple(i + 1 for i in place))
        for place in np.ndindex(*current.shape)
    ]
    return stack(parts, current.shape)


def partial(
    self: Evaluator, operand: ast.Node, key: Key, current: Value, places: tuple[int, ...]
) -> Value:
    """Return the derivative by one entry of a binding."""
    level = scalars.new_level()
    seeded = current
    if places:
        seeded = current.copy()
        seeded[tuple(i - 1 for i in places)] = scalars.seed(pick(current, places, key[0]), level)
    else:
        seeded = scalars.seed(current, level)
    bindings = {key: seeded}
    if not key[1]:
        bindings |= flows(self, key[0], level)
    result = self.within(bindings, operand)
    return tensors.each(lambda x: scalars.tangent(x, level), result)


def is_flow(self: Evaluator, operand: ast.Node, variable: str) -> bool:
    """Return whether the operand is a quantity whose rate of change the page defines."""
    return isinstance(operand, ast.Name) and any(
        c.derivative == variable for c in self.table.definitions.get(operand.name, ())
    )


def flow(self: Evaluator, operand: ast.Node, variable: str) -> Value:
    """Return the rate of change that the page defines."""
    assert isinstance(operand, ast.Name)
    rule = next(c for c in self.table.definitions[operand.name] if c.derivative == variable)
    return self.value(rule.body)


def flows(self: Evaluator, variable: str, level: int) -> dict[Key, Value]:
    """Return dual numbers for the quantities whose rate of change by a variable is defined."""
    found: dict[Key, Value] = {}
    for name, clauses in self.table.definitions.items():
        for clause in clauses:
            if clause.derivative == variable:
                slope = self.value(clause.body)
                found[name, ()] = tensors.each(
                    lambda x, y: scalars.Dual(x, y, level), self.entry(name, ()), slope
                )
    return found


def gradient(self: Evaluator, node: ast.Gradient) -> Value:
    """Return the gradient of a function at its declared place, or of a quantity by a variable."""
    operand, variable = node.operand, node.variable
    if variable is None:
        if isinstance(operand, ast.Name):
            symbol = self.table[operand.name]
            if symbol.of:
                variable = ast.Name(symbol.of, span=node.span)
            elif isinstance(symbol.type, (symbols.Function, symbols.Sequence_)):
                return apply_bare(self, node)
        if variable is None:
            raise ShapeProblem(
                "\\nabla of a quantity needs its variable: \\nabla_w, or declare it `of w`",
                node.span,
            )
    result: ast.Node = operand
    if node.order == 2:
        inner = ast.Gradient(operand, variable, 1, span=node.span)
        return along(self, inner, variable)
    return along(self, result, variable)


# -- limits -----------------------------------------------------------------------------------


def limit(self: Evaluator, node: ast.Limit) -> Value:
    """Return a limit: the values on the way must settle, and from both sides alike."""
    target = self.value(node.target)
    infinite = not tensors.is_array(target) and mp.isinf(scalars.number(scalars.primal(target)))
    sides = (node.side,) if node.side or infinite else (1, -1)
    kind = self.table[node.name].type
    whole = isinstance(kind, symbols.Index) or (isinstance(kind, symbols.Scalar) and kind.integer)
    found = []
    for side in sides:
        if not infinite and side < 0 and is_bounded_below(self, kind, target):
            continue
        values = []
        for exponent in (10, 14):
            if whole:
                place: Value = 10 ** (exponent // 2)
            elif infinite:
                place = mp.sign(target) * mp.mpf(10) ** exponent
            else:
                place = scalars.add(target, side * mp.mpf(10) ** -exponent)
            values.append(self.within({(node.name, ()): place}, node.body))
        with mp.workdps(3 * mp.dps):  # differences of large numbers may have lost all digits
            sure = self.within({(node.name, ()): place}, node.body)
        if relations.distance(values[-1], sure) > LIMIT_TOLERANCE and not all_infinite(values):
            raise Undefined("the limit is lost in rounding", node.span)
        if relations.distance(*values) > LIMIT_TOLERANCE and not all_infinite(values):
            raise Undefined("the limit does not settle", node.span)
        found.append(values[-1])
    if len(found) == 2 and relations.distance(*found) > LIMIT_TOLERANCE:
        raise Undefined("the limits from the two sides differ", node.span)
    self.tolerance = max(self.tolerance, LIMIT_TOLERANCE)
    return settle(found[0])


def settle(value: Value) -> Value:
    """Return infinity for a number that has grown beyond bounds."""
    if tensors.is_array(value):
        return value
    plain = scalars.number(scalars.primal(value))
    return mp.sign(plain) * mp.inf if abs(plain) > mp.mpf(10) ** 8 else value


def all_infinite(values: list[Value]) -> bool:
    """Return whether values grow without bound, with one sign."""
    if tensors.is_array(values[0]):
        return False
    first, last = (scalars.number(scalars.primal(v)) for v in values)
    return bool(abs(last) > 2 * abs(first) and abs(first) > 1e3 and first * last > 0)


def is_bounded_below(self: Evaluator, kind: symbols.Type, target: Value) -> bool:
    """Return whether a variable cannot come from below, by its type."""
    return (
        isinstance(kind, symbols.Scalar) and kind.low is not None and self.value(kind.low) >= target
    )


# -- integrals --------------------------------------------------------------------------------


def integral(self: Evaluator, node: ast.Integral) -> Value:
    """Return an integral by double exponential quadrature, split at 0."""
    low = self.value(node.low) if node.low is not None else -mp.inf
    high = self.value(node.high) if node.high is not None else mp.inf

    def function(place: Value) -> Value:
        return self.within({(node.name, ()): place}, node.body)

    return quadrature(self, function, low, high, node)


def quadrature(
    self: Evaluator, function: Callable[[Value], Value], low: Value, high: Value, node: ast.Node
) -> Value:
    """Return the integral of a function of one number, which may carry slopes."""
    if any(isinstance(end, scalars.Dual) for end in (low, high)):
        raise Undefined("a derivative by the end of an integral is not supported", node.span)
    low, high = scalars.number(low), scalars.number(high)
    if low == high:
        return 0
    if low > high:
        return tensors.negative(quadrature(self, function, high, low, node))
    ends = [low, *(mp.mpf(cut) for cut in CUTS if low < cut < high), high]
    coarse = fine = lost = 0
    with mp.workdps(24):
        for start, stop in itertools.pairwise(ends):
            first, second = panel(function, start, stop)
            coarse, fine = tensors.add(coarse, first), tensors.add(fine, second)
            lost = max(lost, relations.size(second) * mp.eps)
    # Both halves of an odd function may be infinite: what is left after they cancel is rounding.
    if max(relations.distance(coarse, fine), lost) > INTEGRAL_TOLERANCE * 100:
        raise Undefined("the integral does not settle", node.span)
    self.tolerance = max(self.tolerance, INTEGRAL_TOLERANCE * 100)
    return fine


CUTS = (-6, -1, 0, 1, 6)
"""Where integrals are split: kinks are at 0 and ±1 in most formulas, and bells are narrow."""
DEGREES = range(1, 6)


def panel(function: Callable[[Value], Value], start: Any, stop: Any) -> tuple[Value, Value]:
    """Return the quadrature sums of one panel at two step lengths, the second half the first.

    The last halving is spared where the one before it has changed nothing.
    """
    rule = double_exponential()
    total: Value = 0
    sums: list[Value] = []
    for degree in DEGREES:
        for place, weight in rule.get_nodes(start, stop, degree, mp.prec):
            term = tensors.multiply(weight, function(place))
            total = term if isinstance(total, int) else tensors.add(total, term)
        sums.append(tensors.multiply(mp.mpf(2) ** -degree, total))
        if degree == DEGREES[-2] and relations.distance(*sums[-2:]) < INTEGRAL_TOLERANCE:
            break
    return sums[-2], sums[-1]


@cache
def double_exponential() -> Any:
    """Return mpmath's rule, which remembers its nodes."""
    from mpmath.calculus.quadrature import TanhSinh

    return TanhSinh(mp)


def at(self: Evaluator, node: ast.At) -> Value:
    """Return a value with a name replaced; with two places, the difference."""
    high = self.within({(node.name, ()): self.value(node.value)}, node.body)
    if node.low is None:
        return high
    return tensors.subtract(high, self.within({(node.name, ()): self.value(node.low)}, node.body))


HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {
    ast.Derivative: derivative,
    ast.Gradient: gradient,
    ast.Limit: limit,
    ast.Integral: integral,
    ast.At: at,
}
