"""Vectors and matrices of interchangeable scalars, with shapes that must fit exactly.

A column is an object array of one axis, a matrix of two, and the transpose of a column is a matrix
with one row. Nothing broadcasts: a number plus a vector is an error, as it is on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from mpmath import mp

from mathcheck.errors import NotProvable, ShapeProblem
from mathcheck.values import scalars

Value = Any
"""A scalar or an object array of scalars."""


def is_array(value: Value) -> bool:
    """Return whether a value is a vector or a matrix."""
    return isinstance(value, np.ndarray)


def array(items: Any, shape: tuple[int, ...]) -> Value:
    """Return an object array of this shape from its entries in row-major order."""
    result = np.empty(shape, dtype=object)
    for place, item in zip(np.ndindex(*shape), items, strict=True):
        result[place] = item
    return result


def describe(value: Value) -> str:
    """Return what kind of value this is, in the words of a message."""
    if not is_array(value):
        return "a number"
    if value.ndim == 1:
        return f"a vector of length {value.shape[0]}"
    if value.shape[0] == 1:
        return f"a row of length {value.shape[1]}"
    return "a matrix of shape " + " × ".join(map(str, value.shape))


def each(function: Callable[..., Any], *values: Value) -> Value:
    """Apply a function of scalars entry by entry."""
    if not is_array(values[0]):
        return function(*values)
    return array(
        (function(*row) for row in zip(*(v.flat for v in values), strict=True)), values[0].shape
    )


def same_shape(left: Value, right: Value, verb: str) -> None:
    """Refuse two values of different shapes."""
    if np.shape(left) != np.shape(right):
        raise ShapeProblem(f"cannot {verb} {describe(left)} and {describe(right)}")


def add(left: Value, right: Value) -> Value:
    """Return the sum of two values of one shape."""
    same_shape(left, right, "add")
    return each(scalars.add, left, right)


def subtract(left: Value, right: Value) -> Value:
    """Return the difference of two values of one shape."""
    same_shape(left, right, "subtract")
    return each(scalars.subtract, left, right)


def negative(value: Value) -> Value:
    """Return minus a value."""
    return each(lambda x: scalars.multiply(-1, x), value)


def hadamard(left: Value, right: Value) -> Value:
    """Return the entrywise product."""
    same_shape(left, right, "multiply entry by entry")
    return each(scalars.multiply, left, right)


def multiply(left: Value, right: Value) -> Value:
    """Return the product that juxtaposition means: of numbers, scaling, of matrices."""
    if not is_array(left) and not is_array(right):
        return scalars.multiply(left, right)
    if not is_array(left):
        return each(lambda x: scalars.multiply(left, x), right)
    if not is_array(right):
        return each(lambda x: scalars.multiply(x, right), left)
    if left.ndim == 1 and right.ndim == 2 and right.shape[0] == 1:
        entries = (scalars.multiply(x, y) for x in left for y in right[0])
        return array(entries, (left.shape[0], right.shape[1]))
    if left.ndim == 1 or left.shape[1] != right.shape[0]:
        raise ShapeProblem(f"cannot multiply {describe(left)} by {describe(right)}")
    columns = [right] if right.ndim == 1 else list(right.T)
    entries = (
        total(scalars.multiply(x, y) for x, y in zip(row, column, strict=True))
        for row in left
        for column in columns
    )
    if right.ndim == 1:
        product = array(entries, (left.shape[0],))
        return product[0] if left.shape[0] == 1 else product
    return array(entries, (left.shape[0], right.shape[1]))


def divide(left: Value, right: Value) -> Value:
    """Return a value divided by a number."""
    if is_array(right):
        raise ShapeProblem(f"cannot divide by {describe(right)}")
    return each(lambda x: scalars.divide(x, right), left)


def power(base: Value, exponent: Value) -> Value:
    """Return a number to a power, or a whole power of a square matrix."""
    if is_array(exponent):
        raise ShapeProblem(f"the exponent is {describe(exponent)}")
    if not is_array(base):
        return scalars.power(base, exponent)
    if base.ndim == 1 or base.shape[0] != base.shape[1] or not isinstance(exponent, int):
        raise ShapeProblem(f"{describe(base)} has no power: write the entries, or a product")
    if exponent < 0:
        return power(inverse(base), -exponent)
    result = identity(base.shape[0])
    for _ in range(exponent):
        result = multiply(result, base)
    return result


def transpose(value: Value) -> Value:
    """Return the transpose: of a column a row, of a row a column."""
    if not is_array(value):
        return value
    if value.ndim == 1:
        return value.reshape(1, -1)
    return value[0] if value.shape[0] == 1 else value.T


def total(items: Any) -> Value:
    """Return the sum of scalars or of arrays."""
    result: Value = None
    for item in items:
        result = item if result is None else add(result, item)
    return 0 if result is None else result


def identity(size: int) -> Value:
    """Return the identity matrix."""
    return array((int(i == j) for i in range(size) for j in range(size)), (size, size))


def square(value: Value, what: str) -> Value:
    """Refuse what is not a square matrix."""
    if not is_array(value) or value.ndim != 2 or value.shape[0] != value.shape[1]:
        raise ShapeProblem(f"{what} wants a square matrix, but {describe(value)} came")
    return value


def trace(value: Value) -> Value:
    """Return the trace of a square matrix."""
    return total(square(value, "the trace").diagonal())


def diagonal(value: Value) -> Value:
    """Return the diagonal matrix of a vector."""
    if not is_array(value) or value.ndim != 1:
        raise ShapeProblem(f"diag wants a vector, but {describe(value)} came")
    size = value.shape[0]
    return array(
        (value[i] if i == j else 0 for i in range(size) for j in range(size)), (size, size)
    )


def norm(value: Value, kind: str) -> Value:
    """Return the norm of a vector, or of a matrix (the spectral one for kind "2")."""
    if not is_array(value):
        return scalars.FUNCTIONS["abs"](value)
    if kind == "2" and value.ndim == 2 and value.shape[0] > 1:
        return singular_values(value)[-1]
    if kind == "1":
        return total(scalars.FUNCTIONS["abs"](x) for x in value.flat)
    if kind == "infty":
        return scalars.maximum(*(scalars.FUNCTIONS["abs"](x) for x in value.flat))
    return scalars.FUNCTIONS["sqrt"](norm_squared(value))


def norm_squared(value: Value) -> Value:
    """Return the sum of the squares: it has a derivative at 0, unlike the norm."""
    return total(scalars.multiply(x, x) for x in value.flat)


def plain(value: Value) -> Any:
    """Return an mpmath matrix of plain numbers; duals and symbols have no eigenvalues here."""
    if any(isinstance(x, scalars.Dual) or scalars.is_symbolic(x) for x in value.flat):
        raise NotProvable("eigenvalues of symbolic matrices are not supported")
    rows = value if value.ndim == 2 else value.reshape(-1, 1)
    return mp.matrix([[scalars.number(x) for x in row] for row in rows])


def eigenvalues(value: Value) -> list[Any]:
    """Return the eigenvalues of a symmetric matrix in ascending order."""
    matrix = square(value, "eigenvalues")
    entries = plain(matrix)
    slack = mp.eps * 1000 * (1 + mp.mnorm(entries, 1))
    if any(
        abs(entries[i, j] - entries[j, i]) > slack for i in range(len(matrix)) for j in range(i)
    ):
        raise ShapeProblem("eigenvalues are computed for symmetric matrices only")
    return list(mp.eigsy(entries, eigvals_only=True))


def singular_values(value: Value) -> list[Any]:
    """Return the singular values in ascending order."""
    return sorted(mp.svd_r(plain(value), compute_uv=False))


def rank(value: Value) -> int:
    """Return the rank: the number of singular values above the working precision."""
    if is_array(value) and value.ndim == 1:
        value = value.reshape(-1, 1)
    found = singular_values(value)
    return sum(1 for s in found if s > found[-1] * mp.mpf(10) ** (-mp.dps // 2))


def inverse(value: Value) -> Value:
    """Return the inverse of a square matrix."""
    matrix = plain(square(value, "the inverse")) ** -1
    size = value.shape[0]
    return array((matrix[i, j] for i in range(size) for j in range(size)), (size, size))


def determinant(value: Value) -> Value:
    """Return the determinant by expansion (sizes are small, and duals pass through)."""
    square(value, "the determinant")
    if value.shape[0] == 1:
        return value[0, 0]
    terms = []
    for j in range(value.shape[0]):
        minor = np.delete(np.delete(value, 0, axis=0), j, axis=1)
        terms.append(scalars.multiply((-1) ** j, scalars.multiply(value[0, j], determinant(minor))))
    return total(terms)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "diag": diagonal,
    "tr": trace,
    "det": determinant,
    "rank": rank,
    "inner": lambda a, b: multiply(transpose(a), b),
    "eigmax": lambda a: eigenvalues(a)[-1],
    "eigmin": lambda a: eigenvalues(a)[0],
    "singmax": lambda a: singular_values(a)[-1],
    "singmin": lambda a: singular_values(a)[0],
}
"""The functions of vectors and matrices, by name."""
