import itertools
from collections import Counter

import numpy as np
import pytest

from slopes.batching import batches, data_arrays

SIZES = pytest.mark.parametrize(("n", "size"), [(1, 1), (10, 1), (10, 3), (10, 5), (10, 10)])


def check_visits_each_once(draw, n, size, epochs):
    """`draw` yields the batches of `epochs` epochs."""
    found = list(draw)
    per_epoch = -(-n // size)
    assert len(found) == per_epoch * epochs
    for first in range(0, len(found), per_epoch):
        epoch = found[first : first + per_epoch]
        assert [len(batch) for batch in epoch[:-1]] == [size] * (per_epoch - 1)
        assert sorted(np.concatenate(epoch)) == list(range(n))


@SIZES
@pytest.mark.parametrize("shuffle", [False, True])
def test_an_epoch_visits_every_example_once(n, size, shuffle):
    check_visits_each_once(batches(n, size, rng=3, shuffle=shuffle, epochs=4), n, size, 4)


def test_visits_can_fail():
    with pytest.raises(AssertionError):
        check_visits_each_once(batches(10, 5, rng=3, replace=True, epochs=4), 10, 5, 4)


def test_epochs_have_different_orders():
    first, second = np.reshape(list(batches(50, 1, rng=3, epochs=2)), (2, 50))
    assert (first != second).any()
    assert (first != np.arange(50)).any()


def test_order_of_the_data():
    found = np.concatenate(list(batches(7, 3, shuffle=False, epochs=2)))
    np.testing.assert_array_equal(found, [*range(7), *range(7)])


def test_batch_of_all_needs_no_randomness_and_keeps_the_order():
    for size in (None, 7):
        rng = np.random.default_rng(3)
        before = rng.bit_generator.state
        np.testing.assert_array_equal(next(batches(7, size, rng=rng)), np.arange(7))
        assert rng.bit_generator.state == before


def test_with_replacement_has_full_batches():
    assert [len(batch) for batch in batches(10, 4, rng=3, replace=True)] == [4, 4, 4]


def test_same_seed_same_batches():
    for replace in (False, True):
        one, two, other = (
            np.concatenate(list(batches(30, 4, rng=rng, replace=replace, epochs=3)))
            for rng in (5, np.random.default_rng(5), 6)
        )
        np.testing.assert_array_equal(one, two)
        assert not np.array_equal(one, other)


def test_stream_without_an_end():
    found = list(itertools.islice(batches(10, 4, rng=3, epochs=None), 300))
    check_visits_each_once(found, 10, 4, 100)


def chi_square(counts, total, outcomes):
    return sum((counts.get(k, 0) - total * p) ** 2 / (total * p) for k, p in outcomes.items())


# Bounds: the 0.9999 quantiles of chi-square with 14, 35 and 14 degrees of freedom.
def subsets_are_uniform(draws):
    outcomes = {pair: 1 / 15 for pair in itertools.combinations(range(6), 2)}
    counts = Counter(tuple(sorted(map(int, batch))) for batch in draws)
    return chi_square(counts, len(draws), outcomes) < 42.6


def pairs_are_uniform(draws):
    outcomes = {pair: 1 / 36 for pair in itertools.product(range(6), repeat=2)}
    counts = Counter(tuple(map(int, batch)) for batch in draws)
    return chi_square(counts, len(draws), outcomes) < 76.0


def test_batches_are_uniform():
    one = list(batches(6, 2, rng=11, epochs=1500))
    assert subsets_are_uniform(one)
    assert not pairs_are_uniform(one), "pairs (i, i) cannot occur without replacement"
    two = list(batches(6, 2, rng=11, replace=True, epochs=1500))
    assert pairs_are_uniform(two)
    assert not subsets_are_uniform(two)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        ((0,), {}, ValueError, "batches: n = 0, wanted a whole number, at least 1"),
        ((9, 0), {}, ValueError, "batches: batch_size = 0, wanted a whole number, 1 to 9"),
        ((9, -1), {}, ValueError, "batches: batch_size = -1, wanted"),
        ((9, 10), {}, ValueError, "batches: batch_size = 10, wanted a whole number, 1 to 9"),
        ((9, 2.0), {}, TypeError, "batches: batch_size is 2.0, wanted a whole number"),
        ((9, True), {}, TypeError, "batches: batch_size is True, wanted a whole number"),
        ((9, 3), {"epochs": -1}, ValueError, "batches: epochs = -1, wanted"),
        ((9, 3), {"rng": None}, ValueError, "batches: rng is None, wanted a seed .* pass rng=0"),
        ((9, 3), {"rng": "0"}, TypeError, "batches: rng is '0', wanted a whole number"),
        ((9, 3), {"rng": -1}, ValueError, "batches: rng = -1, wanted"),
        ((9, 9), {"replace": True, "rng": None}, ValueError, "batches: rng is None"),
        ((9, 3), {"replace": True, "shuffle": False}, ValueError, "batches: replace=True with"),
    ],
)
def test_refusals_come_at_the_call(arguments, options, error, message):
    with pytest.raises(error, match=message):
        batches(*arguments, **{"rng": 0, **options})


def test_data_arrays_keep_labels_and_precision():
    x, y, flags = data_arrays("descend", ([[1, 2.5]], [3], np.array([True])))
    assert (x.dtype, y.dtype.kind, flags.dtype) == (np.float64, "i", bool)
    assert data_arrays("descend", (np.ones(3, np.float32),))[0].dtype == np.float32
    assert data_arrays("descend", ()) == ()


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (np.ones((3, 2)), TypeError, r"descend: data is a ndarray, wanted a tuple .* \(x,\)"),
        ((np.ones(3), np.ones(4)), ValueError, r"descend: data has the shapes \(3,\) and \(4,\)"),
        ((1.0,), ValueError, r"descend: data has the shape \(\), wanted"),
        ((np.ones((0, 3)),), ValueError, r"descend: data has the shape \(0, 3\), wanted"),
        (([1.0, np.nan],), ValueError, r"descend: data\[0\] holds nan at index \(1,\)"),
        (([1], [-np.inf]), ValueError, r"descend: data\[1\] holds -inf at index \(0,\)"),
        ((["a"],), TypeError, r"descend: data\[0\] has dtype <U1"),
        ((np.ma.array([1, 2]),), TypeError, r"descend: data\[0\] is a masked array"),
    ],
)
def test_refusals_of_data(data, error, message):
    with pytest.raises(error, match=message):
        data_arrays("descend", data)
