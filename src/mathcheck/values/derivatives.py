"""The derivatives of a Python function by dual numbers: its slope, its gradient, its Hessian."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mathcheck.errors import ShapeProblem
from mathcheck.values import scalars, tensors
from mathcheck.values.tensors import Value


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


def gradient(function: Callable[..., Value], order: int) -> Callable[..., Value]:
    """Return the gradient (order 1) or the Hessian (order 2) by the first argument."""

    def slopes(argument: Value, *rest: Value) -> Value:
        if not tensors.is_array(argument):
            level = scalars.new_level()
            result = function(scalars.seed(argument, level), *rest)
            return tensors.each(lambda x: scalars.tangent(x, level), result)
        parts = []
        for place in np.ndindex(*argument.shape):
            level = scalars.new_level()
            seeded = argument.copy()
            seeded[place] = scalars.seed(argument[place], level)
            result = function(seeded, *rest)
            parts.append(tensors.each(lambda x, level=level: scalars.tangent(x, level), result))
        return stack(parts, argument.shape)

    return slopes if order == 1 else gradient(slopes, order - 1)


def stack(parts: list[Value], shape: tuple[int, ...]) -> Value:
    """Return derivatives by the entries of a variable as one array (numerator layout)."""
    if not tensors.is_array(parts[0]):
        return tensors.array(parts, shape)
    first = parts[0].shape
    if len(first) + len(shape) > 2:
        raise ShapeProblem("this derivative has more than two axes: write its entries")
    items = (parts[j][i] for i in range(first[0]) for j in range(shape[0]))
    return tensors.array(items, (first[0], shape[0]))
