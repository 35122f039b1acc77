"""The value of the functions that the grammar knows by itself: log, max, tr, binomials, ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mpmath import mp

from mathcheck.errors import ShapeProblem, Undefined
from mathcheck.grammar import ast
from mathcheck.values import scalars, tensors
from mathcheck.values.applying import function_of
from mathcheck.values.derivatives import derived
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator


def builtin(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the value of a known function."""
    if node.function in SPECIAL:
        return SPECIAL[node.function](self, node)
    arguments = [self.value(argument) for argument in node.arguments]
    if node.function in tensors.FUNCTIONS:
        return tensors.FUNCTIONS[node.function](*arguments)
    function = scalars.FUNCTIONS[node.function]
    if tensors.is_array(arguments[0]):
        raise ShapeProblem(
            f"{node.function} of {tensors.describe(arguments[0])}: write its entries", node.span
        )
    return derived(function, node.order)(arguments[0]) if node.order else function(arguments[0])


def kronecker(self: Evaluator, node: ast.Builtin) -> Value:
    """Return 1 if two indices are equal, else 0."""
    first, second = (self.whole(index) for index in node.arguments)
    return int(first == second)


def extreme(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the larger or smaller of some numbers, or of the entries of a vector."""
    values = [self.value(argument) for argument in node.arguments]
    if len(values) == 1 and tensors.is_array(values[0]):
        values = list(values[0].flat)
    elif len(values) == 1:
        raise ShapeProblem(
            f"the {node.function} of a single number: put several in brackets, as in"
            f" \\{node.function}(a, b), or write an index below", node.span
        )  # fmt: skip
    if any(tensors.is_array(value) for value in values):
        raise ShapeProblem(f"{node.function} of vectors: write the entries", node.span)
    if any(mp.isinf(scalars.primal(v)) for v in values if isinstance(v, mp.mpf)):
        raise Undefined("an extremum with infinity", node.span)
    return scalars.maximum(*values) if node.function in ("max", "sup") else scalars.minimum(*values)


def subdifferential(self: Evaluator, node: ast.Builtin) -> Value:
    """Return the interval between the one-sided derivatives of a convex function at a point."""
    function = derived(function_of(self, node.arguments[0], 1), 1)
    place = self.value(node.arguments[1])
    step = mp.mpf(10) ** (-2 * mp.dps // 3)
    low = function(scalars.subtract(place, step))
    high = function(scalars.add(place, step))
    return tensors.array((low, high), (2,))


def binomial(self: Evaluator, node: ast.Builtin) -> Value:
    """Return a binomial coefficient of whole numbers; 0 if k > n."""
    n, k = (
        self.whole(argument, "an entry of a binomial coefficient") for argument in node.arguments
    )
    return int(mp.binomial(n, k)) if 0 <= k <= n else 0


SPECIAL: dict[str, Callable[[Evaluator, ast.Builtin], Value]] = {
    "kronecker": kronecker,
    "binomial": binomial,
    "subdifferential": subdifferential,
    **dict.fromkeys(("max", "min", "sup", "inf"), extreme),
}
"""Those that need the trees of their arguments, or do more than the tables of functions say."""

HANDLERS: dict[type, Callable[[Evaluator, Any], Value]] = {ast.Builtin: builtin}
