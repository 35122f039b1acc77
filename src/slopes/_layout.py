"""Parameters as the caller sees them, an array or a tuple of arrays, and as one flat vector."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from slopes._arrays import Array, as_float, finite

Parameters = Array | tuple[Array, ...]


@dataclass(frozen=True)
class Layout:
    """How one vector holds an array, or a tuple of arrays one after the other."""

    shapes: tuple[tuple[int, ...], ...]
    single: bool  # one array, not a tuple of one
    dtype: np.dtype[Any]

    def split(self, flat: Array) -> Any:
        """Return the parameters in a vector, or in each row of a matrix, as views of it."""
        pieces, first = [], 0
        for shape in self.shapes:
            last = first + math.prod(shape)
            pieces.append(flat[..., first:last].reshape(flat.shape[:-1] + shape))
            first = last
        return pieces[0] if self.single else tuple(pieces)

    def join(self, who: str, name: str, value: Any) -> Array:
        """Return a new vector of what has the structure and the shapes of the parameters."""
        if isinstance(value, tuple) == self.single:
            raise TypeError(
                f"{who}: {name} is {_kind(value)} and the parameters are "
                f"{'an array' if self.single else 'a tuple'}; return one like the other"
            )
        arrays = [as_float(v, who, name) for v in ([value] if self.single else value)]
        shapes = tuple(array.shape for array in arrays)
        if shapes != self.shapes:
            raise ValueError(
                f"{who}: {name} has the shape {_shapes(shapes)}, wanted {_shapes(self.shapes)}, "
                "that of the parameters; sum or reshape it"
            )
        return np.concatenate([array.ravel() for array in arrays]).astype(self.dtype, copy=False)


def flatten(who: str, parameters: Any) -> tuple[Layout, Array]:
    """Return the layout of the parameters and a copy of them as one vector."""
    single = not isinstance(parameters, tuple)
    if not single and parameters and all(isinstance(value, int | float) for value in parameters):
        raise TypeError(
            f"{who}: parameters is the tuple {parameters} of numbers, wanted an array or a tuple "
            "of arrays; pass a list for one vector"
        )
    named = {"parameters": parameters}
    if not single:
        named = {f"parameters[{i}]": value for i, value in enumerate(parameters)}
    arrays = {name: as_float(value, who, name) for name, value in named.items()}
    finite(who, **arrays)
    dtypes = {array.dtype for array in arrays.values()}
    if len(dtypes) != 1 or np.dtype(np.float16) in dtypes:
        got = " and ".join(map(str, sorted(dtypes, key=str))) or "nothing"
        raise TypeError(
            f"{who}: parameters hold {got}, wanted float32 or float64 throughout; "
            "convert them with astype(float)"
        )
    shapes = tuple(array.shape for array in arrays.values())
    layout = Layout(shapes, single, dtypes.pop())
    return layout, np.concatenate([array.ravel() for array in arrays.values()])


def _kind(value: object) -> str:
    """Return what a value is, in the words of a refusal."""
    return f"a {type(value).__name__}" if value is not None else "None"


def _shapes(shapes: tuple[tuple[int, ...], ...]) -> str:
    return " and ".join(map(str, shapes))
