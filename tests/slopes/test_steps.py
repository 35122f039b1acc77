from dataclasses import replace

import mpmath
import numpy as np
import pytest

from slopes.steps import RULES, Rule, adam, gradient, momentum

ALL = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
SEED = 41


def directions(rule, gradients):
    """Return the directions of successive steps, and the memories between them."""
    memory, found = rule.start(gradients[0]), []
    for t, g in enumerate(gradients, 1):
        d, memory = rule.direction(g, memory, t)
        found.append(d)
    return np.array(found)


# Definitions as sums over the whole past, where the code has recursions.
def decaying_sum(share, gs):
    return sum(share ** (len(gs) - s) * g for s, g in enumerate(gs, 1))


def heavy_ball(gs):
    return decaying_sum(mpmath.mpf(0.9), gs)


def nesterov(gs):
    return gs[-1] + mpmath.mpf(0.9) * heavy_ball(gs)


def adam_by_sums(gs):
    b1, b2, t = mpmath.mpf(0.9), mpmath.mpf(0.999), len(gs)
    mean = (1 - b1) * decaying_sum(b1, gs) / (1 - b1**t)
    square = (1 - b2) * decaying_sum(b2, [g * g for g in gs]) / (1 - b2**t)
    return mean / (mpmath.sqrt(square) + mpmath.mpf(1e-8))


DEFINITIONS = {
    "gradient": lambda gs: gs[-1],
    "momentum": heavy_ball,
    "nesterov": nesterov,
    "adam": adam_by_sums,
}


def check_definition(rule):
    gradients = np.random.default_rng(SEED).lognormal(size=30)  # positive: sums do not cancel
    found = directions(rule, gradients[:, None])[:, 0]
    with mpmath.workdps(50):
        exact = [mpmath.mpf(g) for g in gradients]
        for t, d in enumerate(found, 1):
            want = DEFINITIONS[rule.name](exact[:t])
            # 1 - beta2^t loses digits while t is small: 33 units in the worst of ten seeds.
            bound = 100 if rule.name == "adam" else 8
            assert abs(mpmath.mpf(d) - want) <= bound * 2.0**-52 * abs(want), (SEED, t)


def check_family(rule):
    rng = np.random.default_rng(SEED)
    for dtype in (np.float32, np.float64):
        gradients = rng.normal(size=(6, 5)).astype(dtype)
        gradients[:, 2] = 0
        gradients[3:, 3] = np.nan
        given = gradients.copy()
        memory = rule.start(gradients[0])
        assert len(memory) == rule.slots
        for t, g in enumerate(gradients, 1):
            before = [m.copy() for m in memory]
            d, after = rule.direction(g, memory, t)
            for old, kept in zip(memory, before, strict=True):
                np.testing.assert_array_equal(old, kept, err_msg="the memory was changed")
            for array in (d, *after):
                assert array.shape == (5,)
                assert array.dtype == dtype
            assert len(after) == rule.slots
            assert d[2] == 0, "an entry without a gradient moves"
            assert np.isnan(d[3]) == (t > 3), "NaN is lost, or leaks to an earlier step"
            assert np.isfinite(np.delete(d, 3)).all(), "NaN leaks to another entry"
            if t == 1:
                assert (np.sign(d) == np.sign(g)).all(), "the first step does not go downhill"
            memory = after
        np.testing.assert_array_equal(gradients, given, err_msg="the gradient was changed")


def check_arrives(rule):
    w = np.array([1.0, -2.0])
    memory = rule.start(w)
    for t in range(1, 3001):
        d, memory = rule.direction(w * [1.0, 5.0], memory, t)
        w = w - 0.01 * d
    assert np.abs(w).max() < 1e-3


@ALL
def test_definition(rule):
    check_definition(rule)


@ALL
def test_family(rule):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        check_family(rule)


@ALL
def test_arrives_at_the_minimum_of_a_bowl(rule):
    check_arrives(rule)


@pytest.mark.parametrize(
    "broken",
    [
        replace(momentum(0.9 + 1e-14), name="momentum"),
        replace(momentum(0.9), name="nesterov"),
        adam(eps=1e-7),
    ],
    ids=["another mu", "no look-ahead", "another eps"],
)
def test_definition_can_fail(broken):
    with pytest.raises(AssertionError):
        check_definition(broken)


def changes_memory(g, memory, t):
    memory[0][...] += g
    return memory[0], memory


@pytest.mark.parametrize(
    "broken",
    [
        Rule("changes its memory", 1, changes_memory),
        Rule("widens", 0, lambda g, memory, t: (g.astype(np.float64), memory)),
        Rule("mixes entries", 0, lambda g, memory, t: (g / np.linalg.norm(g), memory)),
        Rule("climbs", 0, lambda g, memory, t: (-g, memory)),
        Rule("drifts", 0, lambda g, memory, t: (g + 1, memory)),
        Rule("hides NaN", 0, lambda g, memory, t: (np.nan_to_num(g), memory)),
        Rule("forgets its memory", 1, lambda g, memory, t: (g, ())),
        Rule("changes g", 0, lambda g, memory, t: (np.multiply(g, 2, out=g), memory)),
    ],
    ids=lambda rule: rule.name,
)
def test_family_can_fail(broken):
    with pytest.raises(AssertionError):
        check_family(broken)


def test_arrives_can_fail():
    with pytest.raises(AssertionError):
        check_arrives(Rule("drifts", 0, lambda g, memory, t: (g + 0.01, memory)))


def test_first_step_of_adam_is_the_sign_of_the_gradient():
    g = np.array([-1e100, -1.0, -1e-3, 1e-3, 1.0, 1e100])
    d = directions(adam(), [g])[0]
    np.testing.assert_allclose(d, g / (np.abs(g) + 1e-8), rtol=1e-12)
    np.testing.assert_allclose(d, np.sign(g), rtol=2e-5)


def test_adam_without_memory_is_the_sign_at_every_step():
    g = np.random.default_rng(SEED).normal(size=(20, 3))
    np.testing.assert_allclose(directions(adam(0, 0, eps=1e-300), g), np.sign(g), rtol=1e-15)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum_of_zero_is_the_plain_rule(nesterov):
    g = np.random.default_rng(SEED).normal(size=(20, 3))
    np.testing.assert_array_equal(directions(momentum(0, nesterov=nesterov), g), g)
    np.testing.assert_array_equal(directions(gradient(), g), g)


def test_constant_gradient_is_multiplied_by_one_over_one_minus_mu():
    g = np.ones((400, 1))
    for rule in (momentum(0.9), momentum(0.9, nesterov=True)):
        np.testing.assert_allclose(directions(rule, g)[-1], 10.0, rtol=1e-14)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: momentum(1.0), r"momentum: mu = 1, wanted mu in \[0, 1\)"),
        (lambda: momentum(-0.1), r"momentum: mu = -0.1, wanted mu in \[0, 1\)"),
        (lambda: momentum(np.nan), r"momentum: mu = nan, wanted"),
        (lambda: adam(1.0), r"adam: beta1 = 1, wanted beta1 in \[0, 1\)"),
        (lambda: adam(0.9, 1.0), r"adam: beta2 = 1, wanted beta2 in \[0, 1\)"),
        (lambda: adam(0.9, -0.5), r"adam: beta2 = -0.5, wanted"),
        (lambda: adam(eps=0), r"adam: eps = 0, wanted eps in \(0, inf\)"),
    ],
)
def test_refusals(make, message):
    with pytest.raises(ValueError, match=message):
        make()
