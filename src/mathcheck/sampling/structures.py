"""Vectors and matrices with a structure, each made from a general one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mpmath import mp

from mathcheck.errors import Undefined
from mathcheck.values import tensors
from mathcheck.values.relations import only_rounding
from mathcheck.values.tensors import Value


def simplex(value: Value) -> Value:
    """Return positive numbers that add up to 1."""
    raised = [mp.exp(x / 2) for x in value.flat]
    return tensors.array((x / mp.fsum(raised) for x in raised), value.shape)


def orthogonal(value: Value) -> Value:
    """Return an orthogonal matrix from a general one, by Gram and Schmidt."""
    rows: list[list[Any]] = []
    for candidate in (*value, *tensors.identity(len(value))):  # the latter if the rows do not span
        rest = list(candidate)
        for done in rows:
            share = mp.fdot(rest, done)
            rest = [x - share * y for x, y in zip(rest, done, strict=True)]
        length = mp.sqrt(mp.fdot(rest, rest))
        if length > mp.mpf(10) ** -10 and len(rows) < len(value):
            rows.append([x / length for x in rest])
    return tensors.array((x for row in rows for x in row), value.shape)


def unit(value: Value) -> Value:
    """Return a vector of length 1."""
    length = tensors.norm(value, "2")
    if not length:
        raise Undefined("the zero vector has no direction")
    return tensors.array((x / length for x in value), value.shape)


STRUCTURED: dict[str, Callable[[Value], Value]] = {
    "simplex": simplex,
    "symmetric": lambda a: tensors.array(
        ((x + y) / 2 for x, y in zip(a.flat, a.T.flat, strict=True)), a.shape
    ),
    "psd": lambda a: tensors.multiply(a, a.T),
    "posdef": lambda a: tensors.add(
        tensors.multiply(a, a.T), tensors.multiply(mp.mpf(0.25), tensors.identity(len(a)))
    ),
    "orthogonal": orthogonal,
    "diagonal": lambda a: tensors.diagonal(a.diagonal()),
    "unit": unit,
    "identity": lambda a: tensors.identity(len(a)),
}
"""What makes a general vector or matrix one with the structure."""


def has_structure(value: Value, structure: str) -> bool:
    """Return whether a vector or a matrix has a structure, up to rounding."""
    if structure in ("simplex", "onehot"):
        total = mp.fsum(value.flat)
        whole = structure == "simplex" or all(x in (0, 1) for x in value.flat)
        return whole and min(value.flat) >= 0 and only_rounding(total, 1)
    if structure in ("psd", "posdef"):
        if not has_structure(value, "symmetric"):
            return False
        least = min(mp.eigsy(mp.matrix(value.tolist()), eigvals_only=True))
        return bool(least > 0 if structure == "posdef" else least > -(mp.mpf(10) ** -20))
    if structure == "unit":
        return only_rounding(tensors.norm(value, "2"), 1)
    return only_rounding(value, STRUCTURED[structure](value))
