"""Measure the errors of functions at every finite float32, all 4 278 190 080 of them.

    python tools/exhaustive.py                    those that the record does not hold yet
    python tools/exhaustive.py sigmoid tanh       these

The witness is the same function in 80-bit long double, from formulas written here on their own:
with 64 bits, errors of a few units of the last and at most 30 bits lost near a zero (no float32
lies nearer to one), it is good to 2^-31, which is 0.004 units of a float32. So an error measured
here is the true one to 0.004, and 0.51 is proved where at most 0.506 is measured. That rests on
exp, expm1 and log1p of the C library in long double, which promise less than two units.

Below 2^-20 the witness is the Taylor polynomial of degree 7 from mpmath: the next terms are below
2^-40. Where all results of a block of 2^18 neighboring numbers are the same, or are the inputs, the
ends of the block stand for it, if it lies beyond 128 or within 2^-20 of 0: there all functions
here, and their differences from x where they are near x, are monotone on either side.
"""

from __future__ import annotations

import argparse
import datetime
import json
import pathlib
import platform

import mpmath as mp
import numpy as np
from tqdm import tqdm

from slopes.activations import ACTIVATIONS

RECORD = pathlib.Path(__file__).parent.parent / "tests" / "slopes" / "reference" / "exhaustive.json"
ORDERS = ("f", "grad", "grad2")
BLOCK = 2**18
LONG = np.longdouble


# ------------------------------------------------------------------ witnesses


def fade(x):
    """Return e^-|x|."""
    return np.exp(-np.abs(x))


def logistic(x):
    e = fade(x)
    return np.where(x >= 0, LONG(1), e) / (1 + e)


def logistic1(x):
    e = fade(x)
    return e / (1 + e) ** 2


def logistic2(x):
    e = fade(x)
    return np.copysign(e * np.expm1(-np.abs(x)) / (1 + e) ** 3, -x)


def softplus(x):
    return np.maximum(x, 0) + np.log1p(fade(x))


def tanh(x):
    return np.copysign(-np.expm1(-2 * np.abs(x)) / (1 + fade(2 * x)), x)


def silu1(x):
    return logistic(x) + x * logistic1(x)


def silu2(x):
    return logistic1(x) * (2 - x * tanh(x / 2))


def mish_parts(x):
    """Return T = tanh(log(1 + e^x)), σ(x) and 1 - T²."""
    e = fade(x)
    # T = n / (n + 2) with n = e^x (e^x + 2), and the same in powers of e^-x.
    n, two = np.where(x < 0, e * (e + 2), 1 + 2 * e), np.where(x < 0, LONG(2), 2 * e * e)
    half = np.where(x < 0, LONG(1), e * e)
    return n / (n + two), logistic(x), 2 * two * (n + half) / (n + two) ** 2


def mish1(x):
    t, s, u = mish_parts(x)
    return t + x * s * u


def mish2(x):
    t, s, u = mish_parts(x)
    return s * u * (2 + x - x * s * (1 + 2 * t))


def elu1(x):
    return np.where(x > 0, LONG(1), np.exp(np.minimum(x, 0)))


WITNESSES = {
    "relu": (lambda x: np.maximum(x, 0), lambda x: np.where(x > 0, LONG(1), 0), lambda x: 0 * x),
    "sigmoid": (logistic, logistic1, logistic2),
    "tanh": (tanh, lambda x: 4 * logistic1(2 * x), lambda x: 8 * logistic2(2 * x)),
    "softplus": (softplus, logistic, logistic1),
    "logsigmoid": (lambda x: -softplus(-x), lambda x: logistic(-x), lambda x: -logistic1(x)),
    "softsign": (
        lambda x: x / (1 + np.abs(x)),
        lambda x: (1 + np.abs(x)) ** -2,
        lambda x: -2 * np.sign(x) * (1 + np.abs(x)) ** -3,
    ),
    "silu": (lambda x: x * logistic(x), silu1, silu2),
    "mish": (lambda x: x * mish_parts(x)[0], mish1, mish2),
    "elu": (
        lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
        elu1,
        lambda x: np.where(x > 0, LONG(0), np.exp(np.minimum(x, 0))),
    ),
    "gaussian": (
        lambda x: np.exp(-x * x),
        lambda x: -2 * x * np.exp(-x * x),
        lambda x: (4 * x * x - 2) * np.exp(-x * x),
    ),
}
SMOOTH = {
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "tanh": mp.tanh,
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "logsigmoid": lambda x: -mp.log(1 + mp.exp(-x)),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "mish": lambda x: x * mp.tanh(mp.log(1 + mp.exp(x))),
    "gaussian": lambda x: mp.exp(-x * x),
}


def taylor(name, order):
    """Return the Taylor polynomial at 0 as a function of long doubles, or None."""
    if name not in SMOOTH:
        return None
    with mp.workdps(60):
        c = mp.taylor(SMOOTH[name], 0, 7 + order)
        c = [mp.chop(a, 1e-25) for a in c]
        for _ in range(order):
            c = [k * a for k, a in enumerate(c)][1:]
        long = [LONG(mp.nstr(a, 25)) for a in reversed(c)]

    def polynomial(x):
        y = np.zeros_like(x)
        for a in long:
            y = y * x + a
        return y

    return polynomial


# ------------------------------------------------------------------ errors


def unit(y):
    """Return the distance of neighboring float32 at a long double."""
    _, exponent = np.frexp(y)
    return np.ldexp(LONG(1), np.maximum(exponent - 24, -149))


def block_errors(x, y, witness, series):
    """Return the points that were compared and the errors there."""
    small, large = np.abs(x[[0, -1]])  # bit patterns in ascending order
    plain = y.min() == y.max() or np.array_equal(y, x)
    if plain and (small >= 128 or large < 2.0**-20):
        x, y = x[[0, -1]], y[[0, -1]]
    wide = x.astype(LONG)
    tiny = series is not None and large < 2.0**-20
    exact = series(wide) if tiny else witness(wide)
    gap = np.abs(y.astype(LONG) - exact)
    # Cheap and never too small; the exact unit where it matters.
    error = gap / np.spacing(np.nextafter(np.abs(y), np.float32(0))).astype(LONG)
    doubtful = error > 0.5
    error[doubtful] = gap[doubtful] / unit(exact[doubtful])
    return x, error


def measure(name, order):
    """Return the largest error, where it is, and how many results are not the nearest float32."""
    f, witness = getattr(ACTIVATIONS[name], ORDERS[order]), WITNESSES[name][order]
    series = taylor(name, order)
    worst, at, misrounded = 0.0, 0.0, 0
    finite = 0xFF << 23
    starts = [sign | start for sign in (0, 2**31) for start in range(0, finite, BLOCK)]
    for start in tqdm(starts, desc=f"{name} {ORDERS[order]}", mininterval=5):
        x = np.arange(start, start + BLOCK, dtype=np.uint32).view(np.float32)
        with np.errstate(under="ignore"):
            place, error = block_errors(x, f(x), witness, series)
        i = int(np.argmax(error))
        assert not np.isnan(error[i]), f"{name} {ORDERS[order]} near {place[i]!r}"
        misrounded += int(np.sum(error > 0.5 + 2.0**-20))
        if error[i] > worst:
            worst, at = float(error[i]), float(place[i])
    return {"largest error": round(worst, 8), "at": at, "not the nearest": misrounded}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(WITNESSES))
    options = parser.parse_args()
    if np.finfo(LONG).nmant < 63:
        raise SystemExit("exhaustive: long double is no wider than double here; run it on x86-64")
    record = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    for name in options.names or WITNESSES:
        for order, key in enumerate(ORDERS):
            if f"{name} {key}" in record and not options.names:
                continue
            found = measure(name, order)
            found |= {"date": datetime.date.today().isoformat(), "numpy": np.__version__}
            record[f"{name} {key}"] = found | {"machine": platform.machine()}
            RECORD.write_text(json.dumps(record, indent=1) + "\n")
            print(f"{name} {key}: {found}")


if __name__ == "__main__":
    main()
