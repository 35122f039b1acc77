"""The numerical slopes against known ones, and their errors against what is documented."""

from __future__ import annotations

import numpy as np
import pytest

from slopes.differences import (
    central_difference,
    complex_step,
    numerical_gradient,
    numerical_jacobian,
)

SEED = 20240602

# Analytic functions with their derivatives, on intervals where both are of size 1 to 10.
SMOOTH = {
    "sin": (np.sin, np.cos, -3, 3),
    "exp": (np.exp, np.exp, -3, 2),
    "reciprocal": (lambda x: 1 / x, lambda x: -1 / x**2, 1, 5),
    "sqrt": (np.sqrt, lambda x: 0.5 / np.sqrt(x), 1, 9),
    "rational": (lambda x: x / (1 + x**2), lambda x: (1 - x**2) / (1 + x**2) ** 2, -3, 3),
}
smooth = pytest.mark.parametrize(("f", "slope", "low", "high"), SMOOTH.values(), ids=list(SMOOTH))


def points(low, high):
    return np.random.default_rng(SEED).uniform(low, high, 200)


def check_slope(rule, f, slope, low, high, tolerance):
    x = points(low, high)
    np.testing.assert_allclose(
        rule(f, x), slope(x), rtol=tolerance, atol=tolerance, err_msg=f"seed {SEED}"
    )


@smooth
def test_central_difference_is_good_to_twelve_digits(f, slope, low, high):
    check_slope(central_difference, f, slope, low, high, 2e-11)


@smooth
def test_complex_step_is_good_to_the_last_digits(f, slope, low, high):
    check_slope(complex_step, f, slope, low, high, 4e-15)


@pytest.mark.parametrize("rule", [central_difference, complex_step])
def test_check_slope_can_fail(rule):
    with pytest.raises(AssertionError):
        check_slope(rule, np.sin, lambda x: np.cos(x) + 1e-10, -3, 3, 2e-11)


def test_two_point_difference_is_not_as_good():
    x, h = points(-3, 3), 6e-6  # the best step of that rule
    crude = np.abs((np.sin(x + h) - np.sin(x - h)) / (2 * h) - np.cos(x)).max()
    fine = np.abs(central_difference(np.sin, x) - np.cos(x)).max()
    assert fine < 0.1 * crude


@pytest.mark.parametrize("power", range(5))
def test_polynomials_to_degree_four_have_no_step_error(power):
    x = points(-2, 2)
    got = central_difference(lambda t: t**power, x, step=0.25)
    np.testing.assert_allclose(got, power * x ** max(power - 1, 0), rtol=0, atol=2e-13)


def test_error_falls_with_the_fourth_power_of_the_step():
    # h⁴ |f⁗′| / 30 with f = exp, at 0
    steps = np.array([0.2, 0.1, 0.05])
    error = np.array([abs(central_difference(np.exp, 0.0, step=h) - 1) for h in steps])
    np.testing.assert_allclose(error, steps**4 / 30, rtol=0.05)


def test_no_slope_is_claimed_across_a_kink():
    assert central_difference(np.abs, 0.0) == pytest.approx(0.0)
    # Between h and 2h of the kink the far neighbor has crossed it.
    assert abs(central_difference(np.abs, 1.5e-3, step=1e-3) - 1) > 0.01
    assert central_difference(np.abs, 2.5e-3, step=1e-3) == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("size", [1e-8, 1.0, 1e8, 1e150])
def test_default_step_grows_with_x(size):
    x = size * np.array([1.0, -2.0])
    np.testing.assert_allclose(central_difference(lambda t: 3 * t, x), 3, rtol=1e-10)


@pytest.mark.parametrize("rule", [central_difference, complex_step])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 1, 2)])
def test_elementwise_shapes(rule, shape):
    y = rule(np.sin, np.zeros(shape, np.float32))
    assert y.shape == shape
    assert y.dtype == np.float64
    np.testing.assert_allclose(y, 1, atol=1e-11)


@pytest.mark.parametrize("rule", [central_difference, complex_step])
def test_elementwise_functions_keep_the_shape(rule):
    with pytest.raises(ValueError, match=rf"^{rule.__name__}: x \(3,\) and f \(3, 1\) must have"):
        rule(lambda x: x[:, None], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match=rf"^{rule.__name__}: x \(3,\) and f \(\) must have"):
        rule(np.sum, [1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    "rule", [central_difference, complex_step, numerical_gradient, numerical_jacobian]
)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_points_are_finite(rule, bad):
    with pytest.raises(ValueError, match=rf"^{rule.__name__}: x holds .* at index \(1,\)"):
        rule(np.sum, [0.0, bad])


@pytest.mark.parametrize("rule", [central_difference, numerical_gradient, numerical_jacobian])
@pytest.mark.parametrize("step", [0.0, -1e-3, np.nan, np.inf])
def test_steps_are_positive(rule, step):
    with pytest.raises(
        ValueError, match=rf"^{rule.__name__}: step = .*, wanted step in \(0, inf\)"
    ):
        rule(np.sum, [0.0], step=step)


@pytest.mark.parametrize("rule", [central_difference, numerical_gradient, numerical_jacobian])
def test_a_step_lost_by_rounding_is_refused(rule):
    with pytest.raises(ValueError, match=rf"^{rule.__name__}: step = 1e-20 is lost beside x"):
        rule(np.sum, [1.0], step=1e-20)


def test_complex_step_wants_complex_results():
    with pytest.raises(TypeError, match=r"^complex_step: f returned float64, wanted complex"):
        complex_step(np.abs, [1.0])


def test_gradient_of_a_quadratic_form():
    rng = np.random.default_rng(SEED)
    a, x = rng.normal(size=(4, 4)), rng.normal(size=4)
    got = numerical_gradient(lambda v: v @ a @ v, x)
    np.testing.assert_allclose(got, (a + a.T) @ x, rtol=1e-10, err_msg=f"seed {SEED}")


def test_gradient_has_the_shape_of_the_point():
    rng = np.random.default_rng(SEED)
    x = rng.normal(size=(2, 3))
    got = numerical_gradient(lambda v: np.sum(np.sin(v)), x)
    assert got.shape == (2, 3)
    np.testing.assert_allclose(got, np.cos(x), rtol=1e-10, err_msg=f"seed {SEED}")
    assert numerical_gradient(lambda v: v**2, 3.0) == pytest.approx(6.0)
    assert numerical_gradient(np.sum, np.zeros((0, 2))).shape == (0, 2)


def test_gradient_wants_one_number():
    with pytest.raises(ValueError, match=r"^numerical_gradient: .* shape \(3,\), wanted one"):
        numerical_gradient(np.sin, [1.0, 2.0, 3.0])


def test_jacobian_of_a_linear_map_is_its_matrix():
    a = np.random.default_rng(SEED).normal(size=(3, 5))
    got = numerical_jacobian(lambda v: a @ v, np.ones(5))
    np.testing.assert_allclose(got, a, rtol=0, atol=1e-11, err_msg=f"seed {SEED}")


def test_jacobian_has_both_shapes():
    x = np.random.default_rng(SEED).normal(size=(2, 3))
    got = numerical_jacobian(lambda v: v.T * v.sum(), x)
    assert got.shape == (3, 2, 2, 3)
    eye = np.einsum("jk,il->ijkl", np.eye(2), np.eye(3))
    np.testing.assert_allclose(
        got, eye * x.sum() + x.T[:, :, None, None], rtol=0, atol=1e-10, err_msg=f"seed {SEED}"
    )
    assert numerical_jacobian(lambda v: np.zeros(4), np.zeros((0, 2))).shape == (4, 0, 2)


def test_the_point_is_not_changed():
    x = np.array([1.0, 2.0])
    numerical_gradient(lambda v: np.sum(v**2), x)
    np.testing.assert_array_equal(x, [1.0, 2.0])
