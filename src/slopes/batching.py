"""Which examples a step of gradient descent looks at: all, one, or a few, and in which order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike

from slopes._arrays import Array, as_float, count, finite

__all__ = ["batches"]


def batches(
    n: int,
    batch_size: int | None = None,
    *,
    rng: int | np.random.Generator | None = None,
    replace: bool = False,
    shuffle: bool = True,
    epochs: int | None = 1,
) -> Iterator[Array]:
    """Return an iterator over the indices of one batch after another.

    Without replacement each epoch visits every example once, in a new random order (random
    reshuffling) or, with `shuffle=False`, in the order of the data. If `batch_size` does not
    divide n, the last batch of an epoch is smaller, and a mean over it weighs its examples more.
    A batch of all n examples comes in the order of the data, since no mean depends on it.

    Parameters
    ----------
    n : int
        The number of examples, at least 1.
    batch_size : int, optional
        The number of examples in a batch, 1 to n; all of them by default.
    rng : int or numpy.random.Generator
        The seed or the source of the random order; wanted wherever something is random.
    replace : bool
        Draw every example of every batch independently of the others; ceil(n / batch_size)
        batches, all of one size, then count as an epoch.
    shuffle : bool
        Draw a new order for each epoch.
    epochs : int, optional
        How many epochs, at least 0; None for a stream without an end.

    Returns
    -------
    iterator of integer arrays of shape (batch_size,)
        Indices from 0 to n - 1.

    Raises
    ------
    ValueError, TypeError
        If a number is out of its range, or randomness is asked for without `rng`.

    Examples
    --------
    >>> list(batches(5, 2, shuffle=False))
    [array([0, 1]), array([2, 3]), array([4])]
    >>> [len(batch) for batch in batches(5, 2, rng=0, replace=True)]
    [2, 2, 2]
    """
    return index_stream("batches", n, batch_size, rng, replace, shuffle, epochs)


def index_stream(
    who: str,
    n: int,
    batch_size: int | None,
    rng: int | np.random.Generator | None,
    replace: bool,
    shuffle: bool,
    epochs: int | None,
) -> Iterator[Array]:
    """Check the arguments of `batches` in the name of `who`, and return the iterator."""
    n = count(who, "n", n, 1)
    size = n if batch_size is None else count(who, "batch_size", batch_size, 1, n)
    rounds = itertools.count() if epochs is None else range(count(who, "epochs", epochs, 0))
    if replace and not shuffle:
        raise ValueError(
            f"{who}: replace=True with shuffle=False, wanted at most one of them: examples drawn "
            "with replacement have no order to keep; drop one"
        )
    if replace:
        return _independent(n, size, rounds, _generator(who, rng))
    if shuffle and size < n:
        return _reshuffled(n, size, rounds, _generator(who, rng))
    return _reshuffled(n, size, rounds, None)


def _generator(who: str, rng: object) -> np.random.Generator:
    """Return the source of randomness, or refuse to draw from an unnamed one."""
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is None:
        raise ValueError(
            f"{who}: rng is None, wanted a seed or a numpy.random.Generator for the random order "
            "of the examples; pass rng=0, or shuffle=False"
        )
    return np.random.default_rng(count(who, "rng", rng, 0))


def _independent(
    n: int, size: int, rounds: Iterable[int], rng: np.random.Generator
) -> Iterator[Array]:
    """Yield batches drawn with replacement."""
    for _ in rounds:
        for _ in range(steps_per_epoch(n, size)):
            yield rng.integers(n, size=size)


def _reshuffled(
    n: int, size: int, rounds: Iterable[int], rng: np.random.Generator | None
) -> Iterator[Array]:
    """Yield batches of epochs in a new random order each, or in the order of the data."""
    for _ in rounds:
        order = np.arange(n) if rng is None else rng.permutation(n)
        for first in range(0, n, size):
            yield order[first : first + size]


def steps_per_epoch(n: int, size: int) -> int:
    """Return the number of batches that visit n examples."""
    return -(-n // size)


def data_arrays(who: str, data: object) -> tuple[Array, ...]:
    """Return the arrays of a data set, or refuse those that are not rows of one table.

    Integers and booleans stay what they are: they may be labels.
    """
    if not isinstance(data, tuple):
        raise TypeError(
            f"{who}: data is a {type(data).__name__}, wanted a tuple of arrays; pass (x,) or (x, y)"
        )
    arrays = tuple(_array(who, f"data[{i}]", entry) for i, entry in enumerate(data))
    lengths = [array.shape[:1] for array in arrays]
    if len(set(lengths)) > 1 or () in lengths or (0,) in lengths:
        shapes = " and ".join(str(array.shape) for array in arrays)
        raise ValueError(
            f"{who}: data has the shape{'s' * (len(arrays) > 1)} {shapes}, wanted arrays with one "
            "first dimension of at least 1: the examples; transpose or drop rows"
        )
    return arrays


def _array(who: str, name: str, entry: ArrayLike) -> Array:
    """Return one array of a data set, integers and booleans as they came."""
    array = as_float(entry, who, name)
    finite(who, **{name: array})
    given = np.asarray(entry)
    return given if given.dtype.kind in "biu" else array
