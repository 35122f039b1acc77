"""Breakpoints of ReLU networks along a segment against the activation patterns they separate."""

import itertools

import numpy as np
import pytest

from slopes.hinges import breakpoints

SEED = 20240611


def random_network(rng, sizes):
    weights = [rng.normal(size=(n, m)) * np.sqrt(2 / m) for m, n in itertools.pairwise(sizes)]
    return weights, [rng.normal(size=n) for n in sizes[1:]]


def pattern(weights, biases, x):
    """Which hidden units are on at x, by a forward pass that knows nothing of segments."""
    on = []
    for w, b in zip(weights, biases, strict=True):
        z = w @ x + b
        on.extend(z > 0)
        x = np.maximum(z, 0)
    return np.array(on)


def check_breakpoints(find, weights, biases, start, end):
    """One pattern inside every interval, another one in the next interval."""
    t = find(weights, biases, start, end)
    assert t[0] == 0
    assert t[-1] == 1
    assert (np.diff(t) > 0).all()

    def at(s):
        return pattern(weights, biases, (1 - s) * start + s * end)

    previous = None
    for left, right in itertools.pairwise(t):
        near, middle, far = (at(left + share * (right - left)) for share in (0.001, 0.5, 0.999))
        assert (near == middle).all(), f"seed {SEED}: a switch inside ({left}, {right})"
        assert (far == middle).all(), f"seed {SEED}: a switch inside ({left}, {right})"
        assert previous is None or (previous != middle).any(), f"seed {SEED}: no switch at {left}"
        previous = middle


SIZES = [(1, 5), (3, 1), (2, 8, 8), (4, 16, 3, 9), (1, 6, 6, 6, 6, 6)]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
def test_every_interval_has_one_pattern(sizes):
    rng = np.random.default_rng(SEED)
    for _ in range(10):
        start, end = rng.normal(scale=4, size=(2, sizes[0]))
        check_breakpoints(breakpoints, *random_network(rng, sizes), start, end)


@pytest.mark.parametrize(
    "broken",
    [
        lambda *a: np.delete(breakpoints(*a), 1),
        lambda *a: np.insert(breakpoints(*a), 1, breakpoints(*a)[1] / 2),
        lambda *a: breakpoints(*a) ** 1.01,
    ],
    ids=["one missing", "one too many", "shifted"],
)
def test_check_can_fail(broken):
    rng = np.random.default_rng(SEED)
    start, end = rng.normal(scale=4, size=(2, 2))
    network = random_network(rng, (2, 8, 8))
    check_breakpoints(breakpoints, *network, start, end)
    with pytest.raises(AssertionError):
        check_breakpoints(broken, *network, start, end)


def test_one_layer_has_the_roots_of_its_units():
    rng = np.random.default_rng(SEED)
    w, b = rng.normal(size=(7, 1)), rng.normal(size=7)
    roots = np.sort(-b / w[:, 0])
    inside = roots[(-3 < roots) & (roots < 5)]
    t = breakpoints([w], [b], [-3.0], [5.0])
    assert len(t) == len(inside) + 2, f"seed {SEED}"
    np.testing.assert_allclose(-3 + 8 * t[1:-1], inside, rtol=1e-12)


@pytest.mark.parametrize("depth", range(1, 13))
def test_tent_has_two_to_the_depth_pieces(depth):
    weights = [np.ones((2, 1))] + [np.array([[2.0, -4.0]] * 2)] * (depth - 1)
    t = breakpoints(weights, [np.array([0.0, -0.5])] * depth, [0.0], [1.0])
    np.testing.assert_array_equal(t, np.linspace(0, 1, 2**depth + 1))


def test_units_that_bend_together_are_counted_once():
    weights, biases = [[[1.0], [2.0], [-3.0]]], [[-0.25, -0.5, 0.75]]
    np.testing.assert_array_equal(breakpoints(weights, biases, [0.0], [1.0]), [0, 0.25, 1])


def test_dead_units_bend_nothing():
    np.testing.assert_array_equal(breakpoints([[[1.0]]], [[-5.0]], [0.0], [1.0]), [0, 1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[[1.0]]], [[1.0], [1.0]], [0.0], [1.0]), "1 weights and 2 biases"),
        (([], [], [0.0], [1.0]), "0 weights and 0 biases"),
        (([[[1.0, 2.0]]], [[1.0]], [0.0], [1.0]), r"weights \(1, 2\) and biases \(1,\) of layer 0"),
        (([[[1.0]], [[1.0]]], [[1.0], [1.0, 2.0]], [0.0], [1.0]), "of layer 1"),
        (([[[1.0]]], [[1.0]], [0.0], [1.0, 2.0]), "must have one shape"),
        (([[[1.0]]], [[1.0]], 0.0, 1.0), r"wanted \(n_0,\)"),
        (([[[np.nan]]], [[1.0]], [0.0], [1.0]), "weights holds nan"),
        (([[[1.0]]], [[1.0]], [0.0], [np.inf]), "end holds inf"),
    ],
)
def test_refusals_say_what_came(arguments, words):
    with pytest.raises(ValueError, match=words):
        breakpoints(*arguments)


@pytest.mark.parametrize("size", [1e-170, 1.0, 1e170])
def test_a_bend_is_seen_at_every_scale(size):
    knots = breakpoints([[[size]]], [[-0.5 * size]], [0.0], [1.0])
    np.testing.assert_allclose(knots, [0, 0.5, 1])
