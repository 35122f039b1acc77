"""Binary cross entropy: soft targets, weights, blocks."""

import mpmath as mp
import numpy as np
import pytest

from slopes import losses

INF, NAN = np.inf, np.nan
SEED = 20240608
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}


def ulps(got, exact):
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    return float(abs(mp.mpf(float(got)) - exact) / mp.mpf(float(np.spacing(np.abs(nearest)))))


def mp_binary_cross_entropy(z, t, label_smoothing=0.0):
    t = (1 - mp.mpf(label_smoothing)) * t + mp.mpf(label_smoothing) / 2
    s = 1 / (1 + mp.exp(-z))
    return -t * mp.log(s) - (1 - t) * mp.log(1 / (1 + mp.exp(z)))


def test_soft_binary_targets():
    rng = np.random.default_rng(SEED)
    z, t = rng.normal(size=200) * 20, rng.uniform(size=200)
    value = losses.binary_cross_entropy(z, t, reduction="none")
    slope = losses.binary_cross_entropy_grad(z, t, reduction="none")
    with mp.workdps(60):
        for i in range(200):
            x, y = mp.mpf(float(z[i])), mp.mpf(float(t[i]))
            assert ulps(value[i], mp_binary_cross_entropy(x, y)) <= 4, f"seed {SEED}, {i}"
            s = 1 / (1 + mp.exp(-x))
            # s - t has a root between the data: the promise is absolute.
            assert abs(mp.mpf(float(slope[i])) - (s - y)) <= 4 * 2.0**-53, f"seed {SEED}, {i}"


def test_binary_weight_scales_elements():
    z, t, w = np.array([-1.0, 0.5]), np.array([1.0, 0.25]), np.array([3.0, 0.0])
    for f in (losses.binary_cross_entropy, losses.binary_cross_entropy_grad):
        rows = f(z, t, reduction="none")
        np.testing.assert_array_equal(f(z, t, weight=w, reduction="none"), w * rows)
    rows = losses.binary_cross_entropy(z, t, reduction="none")
    np.testing.assert_allclose(losses.binary_cross_entropy(z, t, weight=w), (w * rows).sum() / 2)


def test_pos_weight_is_the_price_of_a_missed_yes():
    z, t = np.array([[-1.0, 0.5], [2.0, -3.0]]), np.array([[1.0, 0.25], [0.0, 1.0]])
    for f in (losses.binary_cross_entropy, losses.binary_cross_entropy_grad):
        yes, no = f(z, np.ones_like(z), reduction="none"), f(z, np.zeros_like(z), reduction="none")
        for price in (3.0, [2.0, 0.0]):
            got = f(z, t, pos_weight=price, reduction="none")
            np.testing.assert_allclose(got, np.array(price) * t * yes + (1 - t) * no, rtol=1e-15)


def test_rates_and_log_rates():
    rate, count = np.array([0.5, 2.0, 7.0]), np.array([0.0, 3.0, 5.0])
    for full in (False, True):
        np.testing.assert_allclose(
            losses.poisson(rate, count, log_input=False, full=full),
            losses.poisson(np.log(rate), count, full=full),
            rtol=1e-15,
        )
    np.testing.assert_allclose(
        losses.poisson_grad(rate, count, log_input=False, reduction="sum"), 1 - count / rate
    )
    with np.errstate(**STRICT):
        got = losses.poisson([0.0, 0.0], [0.0, 1.0], log_input=False, reduction="none")
        np.testing.assert_array_equal(got, [0.0, INF])
        got = losses.poisson_grad([0.0, 0.0], [0.0, 1.0], log_input=False, reduction="sum")
        np.testing.assert_array_equal(got, [1.0, -INF])


def test_poisson_of_scipy():
    from scipy.stats import poisson

    count = np.arange(30.0)
    got = losses.poisson(np.full(30, np.log(7.0)), count, full=True, reduction="none")
    np.testing.assert_allclose(got, -poisson(7.0).logpmf(count), rtol=1e-13)


def test_gaussian_of_scipy():
    from scipy.stats import norm

    x, v = np.linspace(-3, 5, 17), np.linspace(0.1, 4, 17)
    got = losses.gaussian_nll(x, np.zeros(17), variance=v, full=True, reduction="none")
    np.testing.assert_allclose(got, -norm(0, np.sqrt(v)).logpdf(x), rtol=1e-13)


def check_variance_slope(grad):
    x, v = np.linspace(-3, 5, 17), np.linspace(0.1, 4, 17)
    h = 1e-6 * v
    up, down = (
        losses.gaussian_nll(x, np.zeros(17), variance=v + s * h, reduction="none") for s in (1, -1)
    )
    got = grad(x, np.zeros(17), variance=v, reduction="sum")
    np.testing.assert_allclose(got, (up - down) / (2 * h), rtol=1e-7, atol=1e-8)


def test_slope_by_the_variance():
    check_variance_slope(losses.gaussian_nll_grad_variance)


def test_variance_check_can_fail():
    with pytest.raises(AssertionError):
        check_variance_slope(losses.gaussian_nll_grad)


def test_soft_margin_is_binary_cross_entropy():
    s = np.linspace(-800, 800, 81)
    for y in (-1.0, 1.0):
        np.testing.assert_array_equal(
            losses.soft_margin(s, np.full(81, y), reduction="none"),
            losses.binary_cross_entropy(s, np.full(81, (y + 1) / 2), reduction="none"),
        )


@pytest.mark.parametrize(
    "name", ["squared_error", "absolute_error", "huber", "smooth_l1", "pseudo_huber", "log_cosh"]
)
def test_largest_residuals_give_limits_without_a_warning(name):
    huge = np.finfo(float).max
    with np.errstate(all="raise", under="ignore"):
        value = getattr(losses, name)([huge, -huge], [-huge, huge], reduction="none")
        slope = getattr(losses, f"{name}_grad")([huge, -huge], [-huge, huge], reduction="sum")
    assert np.all(value >= 1e307)
    assert np.all(slope * [1, -1] >= 1)
