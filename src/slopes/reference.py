"""Reference values of the activations and their derivatives, and errors measured against them.

The values come from ball arithmetic (`tools/reference.py`) and are good to 77 bits: about 500
points for each function and type, over the whole range of exponents and in clusters around kinks,
zeros of derivatives and the thresholds of under- and overflow.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from slopes._arrays import Array, choice

ORDERS = ("f", "grad", "grad2")


@cache
def _table() -> dict[str, Array]:
    """Return the arrays of the table; SLOPES_REFERENCE may name the file of a longer one."""
    longer = os.environ.get("SLOPES_REFERENCE")
    source = Path(longer) if longer else resources.files("slopes") / "reference.npz"
    with source.open("rb") as file, np.load(file) as table:
        return dict(table)


def names() -> tuple[str, ...]:
    """Return the names of the functions that have reference values, keys of `ACTIVATIONS`.

    Examples
    --------
    >>> "gelu" in names()
    True
    """
    return tuple(key[:-4] for key in _table() if key.endswith(" x64"))


def points(name: str, dtype: DTypeLike = np.float64) -> Array:
    """Return the points at which a function has reference values, in ascending order.

    Parameters
    ----------
    name : str
        A name that `names` returns.
    dtype : {float64, float32}
        The type of the points; they are exact in it.

    Returns
    -------
    ndarray, shape (n,)
        Finite numbers of that type.

    Raises
    ------
    ValueError
        If there is no such name or type.

    Examples
    --------
    >>> points("sigmoid").dtype
    dtype('float64')
    """
    return _table()[f"{name} x{_bits(name, dtype)}"]


def values(name: str, order: int = 0, dtype: DTypeLike = np.float64) -> Array:
    """Return the reference values of f, f' or f'' at `points`, rounded once to the type.

    Parameters
    ----------
    name : str
        A name that `names` returns.
    order : {0, 1, 2}
        How many times the function is differentiated.
    dtype : {float64, float32}
        The type of the points and of the values.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        If there is no such name, order or type.

    Examples
    --------
    >>> float(values("sigmoid")[-1])
    1.0
    """
    hi, _, exponent = _exact(name, order, dtype)
    with np.errstate(over="ignore", under="ignore"):
        return np.ldexp(hi, exponent).astype(dtype)


def errors(computed: Array, name: str, order: int = 0) -> Array:
    """Return the errors of numbers computed at `points`, in units in the last place.

    The error of a result y at x is :math:`|y - f(x)| / u`. The unit u is the distance of
    neighboring floating-point numbers at the exact value, and never less than the smallest number
    of the type: what is flushed to zero shows.

    Parameters
    ----------
    computed : ndarray of float64 or float32, shape (n,)
        What a program returns for f, f' or f'' at `points(name, computed.dtype)`.
    name : str
        A name that `names` returns.
    order : {0, 1, 2}
        How many times the function is differentiated.

    Returns
    -------
    ndarray of float64, shape (n,)
        At most 1/2 where the result is the number next to the exact value; 4.5e15 is a float64
        without one right digit; infinite where the result is NaN or infinite.

    Raises
    ------
    ValueError
        If there is no such name, order or type, or `computed` has another shape.

    Examples
    --------
    >>> x = points("sigmoid")
    >>> bool(errors(1 / (1 + np.exp(-x.clip(-700))), "sigmoid").max() < 2)
    False
    """
    dtype = computed.dtype
    hi, lo, exponent = _exact(name, order, dtype)
    if computed.shape != hi.shape:
        raise ValueError(
            f"errors: computed has shape {computed.shape}, wanted {hi.shape}: one number for each "
            f"of points({name!r}, {dtype})"
        )
    info = np.finfo(dtype)
    wide = computed.astype(np.float64)
    mantissa, power = np.frexp(wide)
    # Of numbers 2^60 apart one is as good as 0 and the other has no error worth a digit.
    scaled = np.ldexp(mantissa, np.clip(power - exponent, -1000, 60))
    unit = np.maximum(-info.nmant - 1, info.minexp - info.nmant - exponent)
    with np.errstate(under="ignore", invalid="ignore"):
        found = np.ldexp(np.abs((scaled - hi) - lo), np.clip(-unit, -1000, 1000))
    return np.where(np.isfinite(wide), found, np.inf)


def _exact(name: str, order: int, dtype: DTypeLike) -> tuple[Array, Array, Array]:
    """Return hi, lo and exponent of the values (hi + lo)·2^exponent."""
    choice("reference", "order", order, (0, 1, 2))
    bits, table = _bits(name, dtype), _table()
    hi = table[f"{name} hi{bits}"][order]
    lo = table[f"{name} lo64"][order].astype(float) if bits == 64 else np.zeros_like(hi)
    return hi, lo, table[f"{name} exponent{bits}"][order].astype(int)


def _bits(name: str, dtype: DTypeLike) -> int:
    """Return how many bits a type has, or refuse a name or a type without reference values."""
    choice("reference", "name", name, names())
    choice("reference", "dtype", np.dtype(dtype).name, ("float64", "float32"))
    return 8 * np.dtype(dtype).itemsize
