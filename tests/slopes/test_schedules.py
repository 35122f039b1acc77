from dataclasses import replace

import mpmath
import numpy as np
import pytest

from slopes.schedules import (
    SCHEDULES,
    constant,
    cosine,
    exponential,
    inverse_time,
    rate_at,
    step_decay,
    warmup,
)

ALL = pytest.mark.parametrize("record", SCHEDULES.values(), ids=SCHEDULES)
FIRST = mpmath.mpf(0.1)  # the double nearest to 0.1, at 50 digits

DEFINITIONS = {
    "constant": lambda t: FIRST,
    "step_decay": lambda t: FIRST / 2 ** mpmath.floor(mpmath.mpf(t) / 50),
    "exponential": lambda t: FIRST * mpmath.exp(t * mpmath.log(mpmath.mpf(0.98))),
    "inverse_time": lambda t: FIRST * 50 / (50 + mpmath.mpf(t)),
    # The same cosine by the half angle.
    "cosine": lambda t: FIRST * mpmath.cos(mpmath.pi * min(t, 200) / 400) ** 2,
    "warmup": lambda t: FIRST * min(t + 1, 21) / 21,
}
TIMES = [0, 1, 2, 19, 20, 21, 49, 50, 99, 100, 150, 199, 200, 201, 1000]


def check_definition(record):
    with mpmath.workdps(50):
        for t in TIMES:
            want = DEFINITIONS[record.name](t)
            # Errors of 1 + cos are absolute ones, on the scale of the first rate.
            scale = FIRST if record.name == "cosine" else want
            assert abs(record.schedule(t) - want) <= 4 * 2.0**-52 * scale, (record.name, t)


def check_rates(record):
    rates = [record.schedule(t) for t in range(2000)]
    assert all(type(rate) is float for rate in rates)
    assert all(0 <= rate <= 0.1 for rate in rates)
    assert max(rates) == 0.1
    assert rates == [record.schedule(t) for t in range(2000)], "a schedule remembers"


def diverges(schedule, power):
    # Cauchy's condensation: of a monotone series the blocks from N to 2N vanish if it converges.
    early, late = (sum(schedule(t) ** power for t in range(n, 2 * n)) for n in (2**10, 2**13))
    return late > early / 2


def check_sums(record):
    assert diverges(record.schedule, 1) == record.sum_infinite
    assert diverges(record.schedule, 2) == (not record.squares_finite)


@ALL
def test_definition(record):
    check_definition(record)


@ALL
def test_rates_lie_between_zero_and_the_first_and_depend_on_the_step_alone(record):
    check_rates(record)


@ALL
def test_declared_sums(record):
    check_sums(record)


def test_definition_can_fail():
    broken = replace(SCHEDULES["exponential"], example={"factor": 0.98 * (1 + 1e-15)})
    with pytest.raises(AssertionError):
        check_definition(broken)


@pytest.mark.parametrize(
    "schedule",
    [lambda t: -0.1, lambda t: np.float64(0.1), lambda t: 0.05, iter([0.1] * 5000).__next__],
    ids=["negative", "not a float", "never the first rate", "takes no step"],
)
def test_rates_can_fail(schedule):
    broken = replace(SCHEDULES["constant"], make=lambda learning_rate: schedule)
    with pytest.raises((AssertionError, TypeError)):
        check_rates(broken)


@ALL
@pytest.mark.parametrize("field", ["sum_infinite", "squares_finite"])
def test_sums_can_fail(record, field):
    broken = replace(record, **{field: not getattr(record, field)})
    with pytest.raises(AssertionError):
        check_sums(broken)


@pytest.mark.parametrize(
    ("power", "sum_infinite", "squares_finite"),
    [(0.4, True, False), (0.75, True, True), (1.0, True, True), (1.5, False, True)],
)
def test_conditions_of_robbins_and_monro_hold_for_powers_in_one_half_to_one(
    power, sum_infinite, squares_finite
):
    schedule = inverse_time(0.1, t0=50, power=power)
    assert diverges(schedule, 1) == sum_infinite
    assert diverges(schedule, 2) != squares_finite


def test_warmup_follows_what_it_climbs_to():
    then = cosine(0.3, steps=40, final=0.01)
    rate = warmup(then, steps=10)
    assert [rate(t + 10) for t in range(60)] == [then(t) for t in range(60)]
    np.testing.assert_allclose(np.diff([rate(t) for t in range(11)]), 0.3 / 11, rtol=1e-13)
    assert warmup(0.3, steps=0)(0) == 0.3


def test_cosine_ends_at_its_final_rate():
    rate = cosine(0.3, steps=40, final=0.01)
    assert [rate(40), rate(41), rate(10**9)] == [0.01] * 3


def test_factor_of_one_is_constant():
    for schedule in (exponential(0.1, factor=1), step_decay(0.1, every=3, factor=1)):
        assert {schedule(t) for t in range(100)} == {0.1}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: constant(-0.1), r"constant: learning_rate = -0.1, wanted .* in \(0, inf\)"),
        (lambda: constant(0), r"constant: learning_rate = 0, wanted"),
        (lambda: constant(np.nan), r"constant: learning_rate = nan, wanted"),
        (lambda: step_decay(0.1, every=0), r"step_decay: every = 0, wanted .* at least 1"),
        (lambda: step_decay(0.1, every=9, factor=1.1), r"step_decay: factor = 1.1, wanted"),
        (lambda: exponential(0.1, factor=0), r"exponential: factor = 0, wanted .* \(0, 1\]"),
        (lambda: exponential(-1, factor=0.5), r"exponential: learning_rate = -1, wanted"),
        (lambda: inverse_time(0.1, t0=0), r"inverse_time: t0 = 0, wanted"),
        (lambda: inverse_time(0.1, t0=9, power=-1), r"inverse_time: power = -1, wanted"),
        (lambda: cosine(0.1, steps=0), r"cosine: steps = 0, wanted"),
        (lambda: cosine(0.1, steps=9, final=0.2), r"cosine: final = 0.2, wanted .* \[0, 0.1\]"),
        (lambda: warmup(0.1, steps=-1), r"warmup: steps = -1, wanted .* at least 0"),
        (lambda: rate_at("descend", lambda t: -t, 7), r"descend: learning_rate\(7\) = -7, wanted"),
        (lambda: rate_at("descend", lambda t: np.inf, 7), r"learning_rate\(7\) = inf, wanted"),
    ],
)
def test_refusals(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: step_decay(0.1, every=2.5), "step_decay: every is 2.5, wanted a whole number"),
        (lambda: cosine(0.1, steps=True), "cosine: steps is True, wanted a whole number"),
        (lambda: constant("fast"), "constant: learning_rate is 'fast', wanted one number"),
        (lambda: rate_at("descend", lambda t: None, 0), r"learning_rate\(0\) is None, wanted one"),
    ],
)
def test_refusals_of_types(make, message):
    with pytest.raises(TypeError, match=message):
        make()
