"""The bounds of the errors at every float32: what is recorded, and how it was found."""

import json
import math
import pathlib

import exhaustive
import numpy as np
import pytest
from exhaustive import BLOCK, BLOCKS, CHUNK, measure

from slopes.activations import ACTIVATIONS
from slopes.reference import ORDERS

CASES = [(name, order) for name in ACTIVATIONS for order in range(3)]
BAR = 0.51


def block(x):
    """Return the start of the block in which a number lies."""
    return int(np.float32(x).view(np.uint32)) // BLOCK * BLOCK


# ------------------------------------------------------------------ the record


def check_record(record):
    wanted = {f"{name} {key}" for name in ACTIVATIONS for key in ORDERS}
    assert not wanted - set(record), f"missing: {sorted(wanted - set(record))}"
    assert not set(record) - wanted, f"unknown: {sorted(set(record) - wanted)}"
    for key, found in record.items():
        assert found["error at most"] <= BAR, f"{key}: {found}"
        assert found["not the nearest"] <= 2**10, f"{key}: {found}"


def recorded():
    root = pathlib.Path(__file__).parents[2]
    return json.loads((root / "book/appendix/exhaustive.json").read_text())


def test_every_function_was_measured_at_every_float32_and_holds_the_bar():
    check_record(recorded())


@pytest.mark.parametrize("error", [0.511, math.inf, math.nan])
def test_the_check_of_the_record_refuses_a_large_error(error):
    record = recorded()
    record["relu f"]["error at most"] = error
    with pytest.raises(AssertionError, match="relu f: "):
        check_record(record)


def test_the_check_of_the_record_misses_nothing():
    record = recorded()
    del record["relu grad2"]
    with pytest.raises(AssertionError, match="relu grad2"):
        check_record(record)
    with pytest.raises(AssertionError, match="tanhh f"):
        check_record({**recorded(), "tanhh f": {}})


# ------------------------------------------------------------------ the measurement


@pytest.mark.parametrize(("name", "order"), CASES, ids=lambda value: str(value))
def test_samples_of_all_float32_numbers(name, order):
    rng = np.random.default_rng([20261123, order, *name.encode()])
    x = rng.choice([-1, 1], 3) * 2.0 ** rng.uniform((-140, -12, -3), (127, 7, 4))
    found = measure(getattr(ACTIVATIONS[name], ORDERS[order]), name, order, map(block, x))
    assert found.error <= BAR, found


@pytest.mark.parametrize(("name", "order"), CASES, ids=lambda value: str(value))
def test_bounds_enclose_the_errors_at_single_numbers(name, order):
    # Two ways to the same value: a Taylor model of a stretch, and a power series at each number.
    rng = np.random.default_rng([20261124, order, *name.encode()])
    for start in map(block, (0.7, -0.7, -2.3, 19.0, -88.5)):
        x = np.arange(start, start + BLOCK, dtype=np.uint32).view(np.float32)
        y = getattr(ACTIVATIONS[name], ORDERS[order])(x)
        places = exhaustive.stretches(name, order, x)
        stretch, s, taylor = list(places)[rng.integers(4)]
        bound, unit = exhaustive.bounds(y[stretch], s, taylor)
        for i in rng.integers(1, len(s), 3):
            at, value = float(x[stretch][i]), float(y[stretch][i])
            error = exhaustive.exact_error(name, order, at, value)
            slack = 2 * taylor.bound / unit[i] + 2.0**-40
            assert bound[i] - slack <= error <= bound[i] + 2.0**-40, (at, value)


def test_blocks_are_all_finite_numbers():
    starts = np.array(BLOCKS, dtype=np.uint32)
    assert len(starts) * BLOCK == 2**32 - 2**24  # all but infinity and NaN
    assert len(np.unique(starts)) == len(starts)
    assert np.isfinite(starts.view(np.float32)).all()
    assert np.isfinite((starts + np.uint32(BLOCK - 1)).view(np.float32)).all()


def test_conventions_are_first_in_their_blocks():
    # In a block a function is one piece; where results are constant the last one stands for all.
    for name, order in CASES:
        for at in exhaustive.conventions(name, order):
            assert int(np.float32(at).view(np.uint32)) % BLOCK == 0, name


# ------------------------------------------------------------------ it can fail


def changed(f, at, change):
    """Return f with the result at one number changed."""

    def broken(x):
        y = f(x)
        y[x == at] = change(y[x == at])
        return y

    return broken


CHANGES = {
    "next": lambda y: np.nextafter(y, np.float32(2)),
    "zero": lambda y: 0 * y,
    "nan": lambda y: np.nan * y,
    "infinite": lambda y: y + np.inf,
    "negative infinite": lambda y: y - np.inf,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
@pytest.mark.parametrize(
    ("name", "order", "at"),
    [
        ("sigmoid", 0, -1.4483928680419922e-05),
        ("sigmoid", 0, -100.0),  # below the smallest normal number
        ("sigmoid", 0, 50.0),  # among results that are all the same
        ("relu", 1, 7.0),
        ("silu", 1, np.float32(-1.2784645427610738)),  # beside a root
        ("gelu_tanh", 2, 1.41),
        ("mish", 0, -5.0),
    ],
)
def test_one_broken_result_is_noticed(name, order, at, change):
    at = np.float32(at)
    f = getattr(ACTIVATIONS[name], ORDERS[order])
    found = measure(changed(f, at, change), name, order, [block(at)])
    assert not found.error <= BAR
    assert found.at == at
    assert found.misrounded == 1


def test_what_is_infinite_must_be_beyond_the_largest_number():
    selu, top = ACTIVATIONS["selu"].f, [BLOCKS[len(BLOCKS) // 2 - 1]]
    assert np.isinf(selu(np.finfo(np.float32).max))
    assert measure(selu, "selu", 0, top).error <= BAR
    finite = measure(lambda x: np.minimum(selu(x), np.finfo(np.float32).max), "selu", 0, top)
    assert finite.error > BAR
    assert finite.misrounded > CHUNK


def test_another_function_is_noticed():
    assert measure(ACTIVATIONS["gelu"].f, "gelu_tanh", 0, [block(1.0)]).error > 1000


def test_a_slope_of_the_wrong_piece_is_noticed():
    relu = ACTIVATIONS["relu"].grad
    assert measure(lambda x: 0 * relu(x), "relu", 1, [0]).error > 1000
