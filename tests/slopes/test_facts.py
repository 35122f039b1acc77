"""Moments and extrema of activations, against published and closed-form values."""

import math

import numpy as np
import pytest

from slopes import ACTIVATIONS
from slopes.facts import (
    interior_minimum,
    lowest,
    moments,
    normal_expectation,
    overview,
    profile,
    steepest,
)

CLOSED_FORMS = {
    "identity": (0, 1, 1),
    "relu": (1 / math.sqrt(2 * math.pi), 1 / 2, 1 / 2),
    "heaviside": (1 / 2, 1 / 2, 0),
    "selu": (0, 1, None),  # what defines its two constants
    "sigmoid": (1 / 2, None, None),
    "gelu": (1 / (2 * math.sqrt(math.pi)), None, None),
    "hardtanh": (0, None, math.erf(1 / math.sqrt(2))),
}


@pytest.mark.parametrize("name", CLOSED_FORMS)
def test_moments_with_a_closed_form(name):
    found = moments(ACTIVATIONS[name])
    values = (found.mean, found.second, found.slope_second)
    for value, exact in zip(values, CLOSED_FORMS[name], strict=True):
        if exact is not None:
            assert value == pytest.approx(exact, abs=2e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_moments_agree_with_simpson_on_a_fine_grid(name):
    record = ACTIVATIONS[name]
    z = np.linspace(-12, 12, 480_001)
    weight = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    found = moments(record)
    for g, value in (
        (record.f(z), found.mean),
        (record.f(z) ** 2, found.second),
        (record.grad(z) ** 2, found.slope_second),
    ):
        assert np.trapezoid(g * weight, z) == pytest.approx(value, abs=2e-5)


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        # Roots of the derivatives, computed with 30 digits.
        ("gelu", -0.7517915246935645, -0.16997120747990366),
        ("silu", -1.2784645427610738, -0.2784645427610738),
        ("mish", -1.1924312145154952, -0.30884341301725043),
        ("hardswish", -1.5, -0.375),
    ],
)
def test_lowest_points(name, x, value):
    found = interior_minimum(ACTIVATIONS[name])
    assert found[0] == pytest.approx(x, abs=1e-7)
    assert found[1] == pytest.approx(value, abs=1e-15)


@pytest.mark.parametrize("name", [n for n, r in ACTIVATIONS.items() if r.monotone])
def test_monotone_functions_have_no_dip(name):
    assert interior_minimum(ACTIVATIONS[name]) is None


@pytest.mark.parametrize(
    ("name", "slope"),
    [
        ("sigmoid", 0.25),
        ("tanh", 1),
        ("relu", 1),
        ("heaviside", math.inf),
        ("gelu", 1.1289041451851548),
        ("silu", 1.0998393201288673),
        ("hardswish", 1.5),
        ("selu", 1.7580993408473769),
    ],
)
def test_steepest_slopes(name, slope):
    assert steepest(ACTIVATIONS[name]) == pytest.approx(slope, abs=1e-12)


def test_an_infimum_at_an_end_is_said_to_be_there():
    assert lowest(np.tanh)[0] == -math.inf


def test_normal_expectation_sees_breaks():
    assert normal_expectation(lambda z: float(z > 0.3), breaks=(0.3,)) == pytest.approx(
        0.5 * math.erfc(0.3 / math.sqrt(2)), abs=1e-14
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_profile_says_every_kink_and_parameter(name):
    text = repr(profile(name))
    record = ACTIVATIONS[name]
    assert text.count("kink at") == len(record.kinks)
    assert text.count("parameter") == len(record.parameters)


def test_overview_has_a_row_for_each_function():
    rows = overview().rows
    assert [row[0] for row in rows] == [record.title for record in ACTIVATIONS.values()]


def test_profile_refuses_an_unknown_name():
    with pytest.raises(KeyError, match=r"no activation 'rule'; wanted one of identity"):
        profile("rule")
