"""Write reference values of the activations and their derivatives, in ball arithmetic.

    python tools/reference.py                     the table of slopes.reference
    python tools/reference.py --large FILE        forty times the points, not for the repository

Each function is written down once, as in the book, and applied to a power series x + t: the
coefficients are f(x), f'(x) and f''(x)/2, so no derivative is derived by hand. Arb encloses every
coefficient in a ball; the precision is doubled until 90 bits of it are certain. A value is stored
as (hi + lo)·2^exponent with |hi| in [1/2, 1): hi holds the first 53 bits, lo the next 24.
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Callable, Iterator

import numpy as np
from flint import arb, arb_series, ctx

SEED = 20261123
TABLE = pathlib.Path(__file__).parent.parent / "src" / "slopes" / "reference.npz"
TINY = -1200  # a value below 2^TINY is stored as 0; the smallest float64 is 2^-1074

ctx.cap = 3


# ------------------------------------------------------------------ definitions


def fade(x, t):
    """Return e^-|t|, whose powers every sigmoid is made of: e^|t| could leave the range of Arb."""
    return (-t if x > 0 else t).exp()


def logistic(x, t):
    e = fade(x, t)
    return (1 if x > 0 else e) / (1 + e)


def tanh(x, t):
    e = fade(x, 2 * t)
    return (1 - e if x > 0 else e - 1) / (1 + e)


def softplus(x, t):
    return (t if x > 0 else 0) + (1 + fade(x, t)).log()


def gelu(x, t):
    return t * (-t / arb(2).sqrt()).erfc() / 2


def gelu_tanh(x, t):
    return t * logistic(x, 2 * (2 / arb.pi()).sqrt() * (t + arb(44715) / 10**6 * t * t * t))


def mish(x, t):
    e = fade(x, t)
    if x < 0:
        return t * e * (e + 2) / (e * (e + 2) + 2)
    return t * (1 + 2 * e) / (1 + 2 * e + 2 * e * e)


def selu(x, t):
    # Klambauer et al. 2017, equation 14: mean 0 and variance 1 are a fixed point.
    p, q, e, pi = (1 / arb(2).sqrt()).erfc(), arb(2).sqrt().erfc(), arb(1).exp(), arb.pi()
    alpha = (2 / pi).sqrt() / (1 - p * e.sqrt())
    variance = 2 * q * e * e + pi * p * p * e - 2 * (2 + pi) * p * e.sqrt() + pi + 2
    scale = (1 - p * e.sqrt()) * (2 * pi / variance).sqrt()
    return scale * (t if x > 0 else alpha * (t.exp() - 1))


def clip(x, low, piece, high, least, most):
    """Return the piece for low < x < high, and a constant on either side."""
    return arb_series([least]) if x <= low else arb_series([most]) if x >= high else piece


def squareplus(x, t):
    root = (t * t + 4).sqrt()
    return (root + t) / 2 if x > 0 else 2 / (root - t)


def logcosh(x, t):
    return (t if x > 0 else -t) + ((1 + fade(x, 2 * t)) / 2).log()


# Of the number x, which chooses the piece, and the series t = x + dt. Decimal parameters are the
# float64 that the code gets.
DEFINITIONS: dict[str, Callable] = {
    "identity": lambda x, t: t,
    "heaviside": lambda x, t: arb_series([int(x > 0)]),
    "relu": lambda x, t: t if x > 0 else 0 * t,
    "leaky_relu": lambda x, t: t if x > 0 else arb(0.01) * t,
    "prelu": lambda x, t: t if x > 0 else t / 4,
    "elu": lambda x, t: t if x > 0 else t.exp() - 1,
    "celu": lambda x, t: t if x > 0 else t.exp() - 1,
    "selu": selu,
    "sigmoid": logistic,
    "logsigmoid": lambda x, t: -softplus(-x, -t),
    "tanh": tanh,
    "tanhshrink": lambda x, t: t - tanh(x, t),
    "softplus": softplus,
    "softsign": lambda x, t: t / (1 + (t if x > 0 else -t)),
    "silu": lambda x, t: t * logistic(x, t),
    "gelu": gelu,
    "gelu_tanh": gelu_tanh,
    "mish": mish,
    "hardsigmoid": lambda x, t: clip(x, -3, (t + 3) / 6, 3, 0, 1),
    "hardtanh": lambda x, t: clip(x, -1, t, 1, -1, 1),
    "hardswish": lambda x, t: t if x >= 3 else clip(x, -3, t * (t + 3) / 6, 3, 0, 0),
    "relu6": lambda x, t: clip(x, 0, t, 6, 0, 6),
    "softshrink": lambda x, t: t - clip(x, -0.5, t, 0.5, arb(-0.5), arb(0.5)),
    "hardshrink": lambda x, t: t if abs(x) > 0.5 else 0 * t,
    "squareplus": squareplus,
    "gaussian": lambda x, t: (-t * t).exp(),
    "logcosh": logcosh,
    "sparse_plus": lambda x, t: t if x >= 1 else 0 * t if x <= -1 else (t + 1) * (t + 1) / 4,
    "sparse_sigmoid": lambda x, t: clip(x, -1, (t + 1) / 2, 1, 0, 1),
}


# Kinks, bends and zeros of f' and f'': points cluster around their float64 neighbors.
SPECIAL = {
    "silu": (-1.2784645427610738, -2.3993572805154677, 2.3993572805154677),
    "gelu": (-0.7517915246935645, -1.4142135623730951, 1.4142135623730951),
    "gelu_tanh": (-0.7524614220710163, -1.4185040087908283, 1.4185040087908283),
    "mish": (-1.1924312145154952, -2.256376396360793, 1.4905711794854284),
    "hardsigmoid": (-3.0, 3.0),
    "hardtanh": (-1.0, 1.0),
    "hardswish": (-3.0, -1.5, 3.0),
    "relu6": (6.0,),
    "softshrink": (-0.5, 0.5),
    "hardshrink": (-0.5, 0.5),
    "gaussian": (-0.7071067811865476, 0.7071067811865476),
    "sparse_plus": (-1.0, 1.0),
    "sparse_sigmoid": (-1.0, 1.0),
}

# Of these the special points are left out: there the value of a derivative is a convention.
KINKED = {name for name in SPECIAL if name.startswith(("hard", "soft", "sparse", "relu"))}

# Where results pass the smallest normal number and the smallest number of all, per type.
EDGES = {
    "gelu": (-37.5, -38.5, -12.9, -14.3),
    "gelu_tanh": (-21.3, -21.6, -10.5, -11.0),
    "gaussian": (-26.6, -27.3, 26.6, 27.3, 9.3, 10.2),
    "tanh": (-354.0, -372.0, 354.0, 372.0, 43.7, 52.0),
    "mish": (-708.0, -745.0, 354.0, 372.0, 43.7, 52.0),
    "": (-708.0, -745.0, 708.0, 745.0, -87.3, -103.9, 87.3, 103.9),
}


# ------------------------------------------------------------------ points


def points(name: str, dtype: type, factor: int) -> np.ndarray:
    """Return numbers of the type: all sizes, the usual range, clusters where it is difficult."""
    rng = np.random.default_rng([SEED, *name.encode()])
    info = np.finfo(dtype)
    low = info.minexp - info.nmant
    parts = []
    for sign in (-1, 1):
        parts.append(sign * 2.0 ** rng.uniform(low, info.maxexp - 1, 20 * factor))
        parts.append(sign * 10.0 ** rng.uniform(-20, 3, 40 * factor))
    for reach, count in ((5, 80), (50, 60), (800 if dtype is np.float64 else 110, 40)):
        parts.append(rng.uniform(-reach, reach, count * factor))
    for edge in EDGES.get(name, EDGES[""]):
        parts.append(edge + rng.uniform(-1, 1, 6 * factor))
    offsets = 10.0 ** rng.uniform(-16, np.log10(0.03), (16 * factor, 1))
    offsets[::2] *= -1
    special = np.array([0.0, *SPECIAL.get(name, ())])
    parts += [
        special,
        (special + offsets).ravel(),
        special * (1 + 2.0**-52),
        special * (1 - 2.0**-53),
    ]
    x = np.unique(np.concatenate(parts).astype(dtype))
    return x[~np.isin(x, special if name in KINKED else 0.0)]


# ------------------------------------------------------------------ values


def series(name: str, x: float) -> list[arb]:
    """Return balls around f, f' and f'' at x that are good to 90 bits or certainly tiny."""
    bits = 192
    while True:
        ctx.prec = bits
        f = DEFINITIONS[name](x, arb_series([arb(x), 1]))
        balls = [f[0], f[1], 2 * f[2]]
        if all(good(ball) for ball in balls):
            return balls
        bits *= 2
        if bits > 2**15:
            raise ArithmeticError(f"{name} at {x!r}: {balls}")


def good(ball: arb) -> bool:
    return ball.is_zero() or ball.rel_accuracy_bits() > 90 or abs(ball) < arb(2) ** TINY


def split(ball: arb) -> tuple[float, float, int]:
    """Return hi, lo and exponent of the middle of a ball, truncated."""
    if ball.is_zero() or abs(ball) < arb(2) ** TINY:
        return 0.0, 0.0, 0
    mantissa, exponent = (int(part) for part in ball.mid().man_exp())
    size, sign = abs(mantissa), 1 if mantissa > 0 else -1
    size, exponent = size << 128, exponent - 128
    length = size.bit_length()
    hi = size >> (length - 53)
    lo = (size >> (length - 77)) & (2**24 - 1)
    return sign * hi * 2.0**-53, sign * lo * 2.0**-77, exponent + length


def table(factor: int) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the named arrays of the file."""
    for name in DEFINITIONS:
        for dtype, bits in ((np.float64, 64), (np.float32, 32)):
            x = points(name, dtype, factor)
            parts = np.array([[split(b) for b in series(name, float(at))] for at in x])
            hi, lo, exponent = np.moveaxis(parts, 2, 0).swapaxes(1, 2)
            yield f"{name} x{bits}", x
            yield f"{name} hi{bits}", hi
            yield f"{name} exponent{bits}", exponent.astype(np.int16)
            if bits == 64:
                yield f"{name} lo{bits}", lo.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--large", type=pathlib.Path, metavar="FILE", help="write 40 times as many")
    options = parser.parse_args()
    path = options.large or TABLE
    np.savez_compressed(path, **dict(table(80 if options.large else 2)))
    print(f"{path}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
