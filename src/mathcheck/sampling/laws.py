"""The outcomes of random variables: every law is finite, so that expectations are exact sums."""

from __future__ import annotations

import itertools
import math
from random import Random
from typing import Any

from mpmath import mp

from mathcheck.errors import Undefined
from mathcheck.grammar import ast, symbols
from mathcheck.sampling.draws import generator, short
from mathcheck.values import scalars, tensors
from mathcheck.values.evaluate import Evaluator
from mathcheck.values.tensors import Value

Outcomes = list[tuple[Value, Value]]
"""Values of a random variable with their probabilities."""


def outcomes(
    kind: symbols.Random, key: tuple[Any, ...], seed: int, mode: str, evaluator: Evaluator
) -> Outcomes:
    """Return the outcomes of a law with their probabilities.

    Parameters
    ----------
    kind : symbols.Random
        The law.
    key : tuple
        The name of the random variable, and its place in a family.
    seed, mode : int, str
        Those of the world.
    evaluator : Evaluator
        For sizes and weights.
    """
    if kind.law in ("subset", "draws", "permutation"):
        return selections(kind, evaluator)
    if kind.law == "index":
        size = evaluator.whole(kind.shape[0])
        weights = evaluator.value(kind.weights) if kind.weights is not None else None
        return [
            (k, weights[k - 1] if weights is not None else scalars.divide(1, size))
            for k in range(1, size + 1)
        ]
    if kind.law == "onehot":
        weights = evaluator.value(kind.weights)  # type: ignore[arg-type]
        size = len(weights)
        return [
            (tensors.array((int(i == k) for i in range(size)), (size,)), weights[k])
            for k in range(size)
        ]
    if kind.law == "values" and isinstance(kind.weights, ast.SetOf):
        nodes = kind.weights.elements
        return [(evaluator.value(node), scalars.divide(1, len(nodes))) for node in nodes]
    if kind.law == "normal":
        return [(mp.mpf(short(generator(seed, mode, *key).gauss(0, 1))), 1)]
    return atoms(kind, key, seed, mode, evaluator)


def selections(kind: symbols.Random, evaluator: Evaluator) -> Outcomes:
    """Return the subsets, permutations or draws with replacement, all equally likely."""
    count, size = (evaluator.whole(node) for node in kind.shape)
    if kind.law == "draws":
        return [(k, scalars.divide(1, size)) for k in range(1, size + 1)]
    if count > size:
        raise Undefined("more draws than there are examples")
    choose = itertools.combinations if kind.law == "subset" else itertools.permutations
    found = list(choose(range(1, size + 1), count))
    return [(choice, scalars.divide(1, len(found))) for choice in found]


def atoms(
    kind: symbols.Random, key: tuple[Any, ...], seed: int, mode: str, evaluator: Evaluator
) -> Outcomes:
    """Return three random values with random probabilities."""
    shape = tuple(evaluator.whole(node) for node in kind.shape)
    draws = generator(seed, mode, *key)
    raw = [draws.randint(1, 9) for _ in range(3)]
    found: Outcomes = []
    for number, weight in enumerate(raw):
        items = [
            mp.mpf(short(Random(repr((seed, mode, key, number, i))).gauss(0, 1.5)))
            for i in range(math.prod(shape))
        ]
        value = tensors.array(items, shape) if shape else items[0]
        found.append((value, scalars.divide(weight, sum(raw))))
    return found
