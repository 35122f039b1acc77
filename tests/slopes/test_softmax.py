"""Softmax, its logarithm, its Jacobian and log-sum-exp against their definitions."""

import tracemalloc

import mpmath as mp
import numpy as np
import pytest

from slopes._rows import ROWS, SIZE
from slopes.softmax import log_softmax, logsumexp, softmax, softmax_jacobian

INF, NAN = np.inf, np.nan
SEED = 20240607
STRICT = {"over": "raise", "invalid": "raise", "divide": "raise"}
FUNCTIONS = {"softmax": softmax, "log_softmax": log_softmax}


def ulps(got, exact):
    """Error in units of the last place of the exact result; quanta below the normal range."""
    got = np.asarray(got)
    nearest = np.asarray(float(exact)).astype(got.dtype)
    if got == nearest:
        return 0.0
    unit = mp.mpf(float(np.spacing(np.abs(nearest))))
    return float(abs(mp.mpf(float(got)) - exact) / unit)


def exact_log_softmax(z, temperature=1.0):
    scaled = [mp.mpf(float(v)) / mp.mpf(float(temperature)) for v in z]
    total = mp.fsum(mp.exp(v) for v in scaled)
    return [v - mp.log(total) for v in scaled]


def exact_softmax(z, temperature=1.0):
    return [mp.exp(v) for v in exact_log_softmax(z, temperature)]


def exact_logsumexp(z):
    return mp.log(mp.fsum(mp.exp(mp.mpf(float(v))) for v in z))


def rows(rng):
    for k in (1, 2, 10, 60):
        for scale, offset in ((1, 0), (30, 0), (300, 0), (1, 1e6), (40, -1e6)):
            yield rng.normal(size=k) * scale + offset
    yield np.array([1000.0, 0.0])
    yield np.array([-1000.0, 1000.0, 999.0])
    yield np.array([745.0, 37.0, 0.0, -1.0])
    yield np.array([3.0, 3.0, 3.0])


def check_definition(f, exact, bound, dtype=np.float64, **options):
    rng = np.random.default_rng(SEED)
    with mp.workdps(900):  # e^-2000 beside 1 has 869 zeros
        for z in rows(rng):
            z = z.astype(dtype)
            for i, (got, want) in enumerate(zip(f(z, **options), exact(z, **options), strict=True)):
                error = ulps(got, want)
                assert error <= bound, f"seed {SEED}: z = {z}, entry {i}: {error} ULP"


EXACT = {"softmax": exact_softmax, "log_softmax": exact_log_softmax}


@pytest.mark.parametrize("temperature", [1.0, 0.7, 20.0])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_definition_float64(name, temperature):
    check_definition(FUNCTIONS[name], EXACT[name], 4.0, temperature=temperature)


@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_definition_is_rounded_once_from_float64(name, dtype):
    def clipped(z):  # float16 has no 1e6
        return FUNCTIONS[name](np.clip(z, -6e4, 6e4))

    def exact(z):
        return EXACT[name](np.clip(z, -6e4, 6e4))

    with np.errstate(over="ignore"):
        check_definition(clipped, exact, 0.501, dtype=dtype)


def plain_softmax(z, temperature=1.0):
    w = np.exp((z - z.max()) / temperature)
    return w / w.sum()


def log_of_softmax(z, temperature=1.0):
    with np.errstate(divide="ignore"):
        return np.log(plain_softmax(z, temperature))


@pytest.mark.parametrize(
    ("broken", "name"), [(plain_softmax, "softmax"), (log_of_softmax, "log_softmax")]
)
def test_definition_can_fail(broken, name):
    with pytest.raises(AssertionError, match="ULP"):
        check_definition(broken, EXACT[name], 4.0)


def check_logsumexp(f):
    rng = np.random.default_rng(SEED)
    with mp.workdps(900):
        for z in rows(rng):
            want = exact_logsumexp(z)
            # It has a root between the data, so the promise is absolute in the largest term.
            unit = float(np.spacing(max(abs(z.max()), abs(float(want)))))
            error = float(abs(mp.mpf(float(f(z))) - want)) / unit
            assert error <= 1.5, f"seed {SEED}: z = {z}: {error} units"


def test_logsumexp_definition():
    check_logsumexp(logsumexp)


def test_logsumexp_definition_can_fail():
    with np.errstate(over="ignore", divide="ignore"), pytest.raises(AssertionError, match="units"):
        check_logsumexp(lambda z: np.log(np.exp(z).sum()))


def test_logsumexp_keeps_a_small_rest():
    with mp.workdps(60):
        assert ulps(logsumexp([0.0, -40.0]), mp.log(1 + mp.exp(-40))) <= 1.5


def check_difference_is_exact(f):
    """With two equal leaders the result is x - m - log 2, rounded hardly more than once."""
    rng = np.random.default_rng(SEED)
    for _ in range(200):
        m, x = rng.uniform(0, 1), rng.uniform(-300, -30)
        with mp.workdps(60):
            exact = mp.mpf(x) - mp.mpf(m) - mp.log(2 + mp.exp(mp.mpf(x) - mp.mpf(m)))
            error = ulps(f([m, m, x])[2], exact)
        assert error <= 0.6, f"seed {SEED}: {m}, {x}: {error} ULP"


def test_log_softmax_keeps_what_the_shift_rounds_off():
    check_difference_is_exact(log_softmax)


def test_difference_check_can_fail():
    with pytest.raises(AssertionError, match="ULP"):
        check_difference_is_exact(lambda z: np.subtract(z, z[0]) - np.log(2))


def check_jacobian(f, temperature):
    rng = np.random.default_rng(SEED)
    for z in (rng.normal(size=5), np.array([40.0, 0.0, 1.0]), np.array([-700.0, 0.0])):
        jacobian = f(z, temperature=temperature)
        with mp.workdps(400):
            for i in range(z.size):
                for j in range(z.size):

                    def moved(t, i=i, j=j, z=z):
                        logits = [mp.mpf(float(v)) for v in z]
                        logits[j] = t
                        w = [mp.exp(v / mp.mpf(temperature)) for v in logits]
                        return w[i] / mp.fsum(w)

                    error = ulps(jacobian[i, j], mp.diff(moved, mp.mpf(float(z[j]))))
                    assert error <= 6.0, f"seed {SEED}: z = {z}, ({i}, {j}): {error} ULP"


@pytest.mark.parametrize("temperature", [1.0, 0.5, 3.0])
def test_jacobian_is_the_derivative(temperature):
    check_jacobian(softmax_jacobian, temperature)


def naive_jacobian(z, temperature):
    s = softmax(z, temperature=temperature)
    return (np.diag(s) - np.outer(s, s)) / temperature


def test_jacobian_check_can_fail():
    with pytest.raises(AssertionError, match="ULP"):
        check_jacobian(naive_jacobian, 1.0)


def test_jacobian_against_central_differences():
    rng = np.random.default_rng(SEED)
    z, h = rng.normal(size=(3, 4)), 1e-6
    for j in range(4):
        step = h * np.eye(4)[j]
        slope = (softmax(z + step) - softmax(z - step)) / (2 * h)
        np.testing.assert_allclose(softmax_jacobian(z)[:, :, j], slope, atol=1e-9)


def test_jacobians_of_many_rows_are_those_of_each():
    z = np.random.default_rng(SEED).normal(0, 3, (2 * ROWS + 3, 4))
    jacobians = softmax_jacobian(z)
    for i in (0, ROWS - 1, ROWS, 2 * ROWS, 2 * ROWS + 2):
        np.testing.assert_array_equal(jacobians[i], softmax_jacobian(z[i]))


def test_jacobian_is_a_covariance():
    jacobian = softmax_jacobian(np.random.default_rng(SEED).normal(size=(6, 5)))
    np.testing.assert_array_equal(jacobian, np.swapaxes(jacobian, -1, -2))
    np.testing.assert_allclose(jacobian.sum(axis=-1), 0.0, atol=1e-15)
    values = np.linalg.eigvalsh(jacobian)
    assert np.abs(values[:, 0]).max() < 1e-15, f"seed {SEED}: one eigenvalue is 0"
    assert values[:, 1].min() > 1e-3, f"seed {SEED}: the others are positive, so the rank is K - 1"


def check_simplex(f):
    z = np.random.default_rng(SEED).normal(size=(50, 7)) * 20
    s = f(z)
    assert s.min() >= 0, f"seed {SEED}: negative"
    assert np.abs(s.sum(axis=-1) - 1).max() <= 4e-16, f"seed {SEED}: sum is not 1"
    assert np.array_equal(np.argsort(s, axis=-1), np.argsort(z, axis=-1)), f"seed {SEED}: order"


def check_shift(f):
    # Multiples of 1/8 and a shift by 1024 are exact, so the results are the same to the last bit.
    z = np.random.default_rng(SEED).integers(-80, 80, size=(20, 6)) / 8
    assert np.array_equal(f(z), f(z + 1024.0)), f"seed {SEED}: a shift of all logits matters"


def test_softmax_is_on_the_simplex():
    check_simplex(softmax)


@pytest.mark.parametrize(
    "broken",
    [log_softmax, lambda z: softmax(-z), lambda z: 2 * softmax(z)],
    ids=["negative", "reversed", "doubled"],
)
def test_simplex_check_can_fail(broken):
    with pytest.raises(AssertionError, match="seed"):
        check_simplex(broken)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_shift_changes_nothing(name):
    check_shift(FUNCTIONS[name])


def test_shift_check_can_fail():
    with pytest.raises(AssertionError, match="shift"):
        check_shift(lambda z: np.exp(z / 100) / np.exp(z / 100).sum(axis=0))


def test_logsumexp_bounds_and_shift():
    z = np.random.default_rng(SEED).normal(size=(30, 9)) * 5
    value = logsumexp(z)
    assert np.all(value >= z.max(axis=-1))
    assert np.all(value <= z.max(axis=-1) + np.log(9))
    np.testing.assert_allclose(logsumexp(z + 1e5), value + 1e5, rtol=1e-14)


def test_two_classes_are_a_sigmoid():
    x = np.linspace(-700, 700, 281)
    z = np.stack([x, np.zeros_like(x)], axis=-1)
    e = np.exp(-np.abs(x))
    sigmoid = np.where(x >= 0, 1.0, e) / (1.0 + e)
    np.testing.assert_allclose(softmax(z)[:, 0], sigmoid, rtol=1e-15)


def check_limits(f, cases):
    with np.errstate(**STRICT):
        for z, want in cases:
            np.testing.assert_array_equal(f(z), want)


LIMITS = {
    "softmax": [
        ([0.0, -INF], [1.0, 0.0]),
        ([-INF, 2.0, 2.0], [0.0, 0.5, 0.5]),
        ([-INF, -INF], [NAN, NAN]),
        ([INF, 0.0], [NAN, NAN]),
        ([[NAN, 0.0], [1.0, 1.0]], [[NAN, NAN], [0.5, 0.5]]),
        ([1000.0, -1000.0], [1.0, 0.0]),
        ([1.7e308, -1.7e308], [1.0, 0.0]),
    ],
    "log_softmax": [
        ([0.0, -INF], [0.0, -INF]),
        ([-INF, -INF], [NAN, NAN]),
        ([INF, 0.0], [NAN, NAN]),
        ([[NAN, 0.0], [-INF, 1.0]], [[NAN, NAN], [-INF, 0.0]]),
        ([1000.0, -1000.0], [0.0, -2000.0]),
        ([1.7e308, -1.7e308], [0.0, -INF]),
    ],
    "logsumexp": [
        ([-INF, -INF], -INF),
        ([INF, -INF], INF),
        ([3.0, -INF], 3.0),
        ([NAN, INF], NAN),
        ([], -INF),
        ([1.7e308, 1.7e308], 1.7e308),
    ],
}
ALL = {**FUNCTIONS, "logsumexp": logsumexp}


@pytest.mark.parametrize("name", LIMITS)
def test_limits_without_a_warning(name):
    check_limits(ALL[name], LIMITS[name])


def test_limits_check_can_fail():
    with pytest.raises(FloatingPointError):
        check_limits(lambda z: np.exp(z) / np.exp(z).sum(), LIMITS["softmax"][5:])
    with pytest.raises(AssertionError):
        check_limits(lambda z: np.nan_to_num(softmax(z)), LIMITS["softmax"])


@pytest.mark.parametrize("temperature", [5e-324, 1e-10, 1e10, 1e308])
def test_extreme_temperatures(temperature):
    with np.errstate(**STRICT):
        s = softmax([1.0, 0.0], temperature=temperature)
    np.testing.assert_allclose(s, [1.0, 0.0] if temperature < 1 else [0.5, 0.5], atol=1e-10)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty(shape):
    z = np.empty(shape)
    assert softmax(z).shape == log_softmax(z).shape == shape
    assert softmax_jacobian(z).shape == (*shape, shape[-1])
    assert np.array_equal(logsumexp(z), np.full(shape[:-1], -INF))


every = pytest.mark.parametrize("f", [*ALL.values(), softmax_jacobian], ids=lambda f: f.__name__)


def check_axis(f):
    z = np.random.default_rng(SEED).normal(size=(2, 3, 4))
    for axis in range(-3, 3):
        want = f(np.moveaxis(z, axis, -1))
        if want.ndim == 3:
            want = np.moveaxis(want, -1, axis)
        assert np.array_equal(f(z, axis=axis), want), f"seed {SEED}: axis {axis}"


@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_axis(f):
    check_axis(f)


def test_axis_check_can_fail():
    with pytest.raises(AssertionError, match="axis"):
        check_axis(lambda z, axis=-1: softmax(z, axis=-1))


def test_keepdims():
    z = np.random.default_rng(SEED).normal(size=(2, 3, 4))
    for axis in range(-3, 3):
        kept = logsumexp(z, axis=axis, keepdims=True)
        np.testing.assert_array_equal(kept, np.expand_dims(logsumexp(z, axis=axis), axis))


def check_dtype(f):
    for dtype in (np.float16, np.float32, np.float64):
        assert f(np.zeros(3, dtype)).dtype == dtype, f"{dtype.__name__} is not kept"
    assert f(np.array([1, 2, 3], np.int8)).dtype == np.float64, "int8"
    assert np.array_equal(f([1, 2, 3]), f([1.0, 2.0, 3.0])), "integers"
    for refused in (np.array([1j, 2]), np.array(["a", "b"]), np.ma.masked_array([1.0, 2.0])):
        with pytest.raises(TypeError, match=f"{f.__name__}: z"):
            f(refused)


@every
def test_dtype(f):
    check_dtype(f)


def test_dtype_check_can_fail():
    with pytest.raises(AssertionError, match="float16 is not kept"):
        check_dtype(lambda z: softmax(np.asarray(z, float)))


def check_unchanged(f):
    z = np.array([1.0, -INF, 2.0])
    f(z)
    assert np.array_equal(z, [1.0, -INF, 2.0]), "the input was written to"


@every
def test_input_is_not_changed(f):
    check_unchanged(f)


def test_unchanged_check_can_fail():
    with pytest.raises(AssertionError, match="written"):
        check_unchanged(lambda z: np.exp(z, out=z))


def check_temperature_refused(f, temperature):
    with pytest.raises(ValueError, match=f"{f.__name__}: temperature"):
        f([1.0, 2.0], temperature=temperature)


@pytest.mark.parametrize("f", [softmax, log_softmax, softmax_jacobian], ids=lambda f: f.__name__)
@pytest.mark.parametrize("temperature", [0.0, -1.0, NAN, INF])
def test_temperature_is_refused(f, temperature):
    check_temperature_refused(f, temperature)


def test_temperature_check_can_fail():
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        check_temperature_refused(softmax, 1.0)


@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_axis_is_refused(f):
    with pytest.raises(ValueError, match=r"axis 2 does not exist in an array of shape \(2, 2\)"):
        f(np.zeros((2, 2)), axis=2)
    with pytest.raises(ValueError, match="axis -1"):
        f(1.0)


@pytest.mark.parametrize(
    ("f", "want"),
    [
        (softmax, [0.6652409557748218, 0.2447284710547976, 0.09003057317038045]),
        (log_softmax, [-0.4076059644443804, -1.4076059644443804, -2.4076059644443806]),
        (logsumexp, 2.4076059644443806),
    ],
    ids=lambda v: v.__name__ if callable(v) else "PyTorch 2.13.0 at (2, 1, 0)",
)
def test_published_values(f, want):
    np.testing.assert_allclose(f([2.0, 1.0, 0.0]), want, rtol=1e-15)


def test_cs231n_scores():
    # CS231n, "Linear classification": scores 12.5, 0.6, -23; the figure's .9, .09, .01 are a
    # sketch. By hand: e^-11.9 = 6.79e-6 and e^-35.5 = 3.82e-16.
    np.testing.assert_allclose(
        softmax([12.5, 0.6, -23.0]), [0.999993, 6.790e-6, 3.824e-16], rtol=1e-3
    )


# Masks, destinations, blocks.


def check_where(f):
    rng = np.random.default_rng(SEED)
    z, mask = rng.normal(size=(3, 6, 2)), rng.random((3, 6, 2)) < 0.7
    mask[:, 0] = True
    got = f(z, axis=1, where=mask)
    assert np.array_equal(got, f(np.where(mask, z, -INF), axis=1)), "the others are not -inf"
    row = f(z[0, :, 0], where=mask[0, :, 0])
    kept = f(z[0, :, 0][mask[0, :, 0]])
    np.testing.assert_allclose(row[mask[0, :, 0]] if np.ndim(row) else row, kept, rtol=1e-15)
    whole = f(z, where=True)
    assert np.array_equal(whole, f(z)), "where=True changes something"


@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_where(f):
    check_where(f)
    z = np.array([[NAN, 1.0, 2.0], [1.0, INF, 2.0]])
    mask = np.array([[False, True, True], [True, False, True]])
    with np.errstate(**STRICT):
        assert not np.isnan(f(z, where=mask)).any()
    with pytest.raises(TypeError, match=f"{f.__name__}: where has dtype int64, wanted booleans"):
        f(z, where=mask.astype(np.int64))
    with pytest.raises(ValueError, match=rf"{f.__name__}: where has shape \(2, 1, 3\)"):
        f(z, where=mask[:, None])


def test_where_check_can_fail():
    def zeroes(z, *, axis=-1, where=True):
        return softmax(z, axis=axis) * where

    with pytest.raises(AssertionError, match="not -inf"):
        check_where(zeroes)


def check_out(f):
    z = np.random.default_rng(SEED).normal(size=(5, 7)).astype(np.float32)
    for axis in (0, 1):
        want = f(z, axis=axis)
        for place in (np.empty_like(want), np.empty_like(want.T).T):
            assert f(z, axis=axis, out=place) is place
            assert np.array_equal(place, want), "out holds something else"
        if want.shape != z.shape:
            continue
        same = z.copy()
        f(same, axis=axis, out=same)
        assert np.array_equal(same, want), "out cannot be z"
        long = np.concatenate([z, z[:1]])
        f(long[1:], axis=axis, out=long[:-1])
        moved = f(np.concatenate([z[1:], z[:1]]), axis=axis)
        assert np.array_equal(long[:-1], moved), "out cannot overlap z"


@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_out(f):
    check_out(f)
    with pytest.raises(ValueError, match=f"{f.__name__}: out has shape"):
        f(np.ones((2, 3)), out=np.empty(7))
    with pytest.raises(TypeError, match=f"{f.__name__}: out is list"):
        f(np.ones((2, 3)), out=[])


def test_out_check_can_fail():
    def elsewhere(z, *, axis, out=None):
        return softmax(z, axis=axis)

    with pytest.raises(AssertionError):
        check_out(elsewhere)


def test_out_of_kept_dimensions():
    place = np.empty((4, 1))
    assert logsumexp(np.zeros((4, 3)), keepdims=True, out=place) is place
    np.testing.assert_array_equal(place[:, 0], logsumexp(np.zeros((4, 3))))


def check_blocks(f):
    rng = np.random.default_rng(SEED)
    for shape, axis in (
        ((SIZE // 3, 8), 1),
        ((8, SIZE // 3), 0),
        ((60, 5, 400), 1),
        ((3, SIZE), 1),
    ):
        for dtype in (np.float32, np.float64):
            z = (rng.normal(size=shape) * 4).astype(dtype)
            rows = np.moveaxis(z, axis, -1)
            got = f(z, axis=axis)
            got = np.moveaxis(got, axis, -1) if got.ndim == z.ndim else got
            for at in [(0,) * (z.ndim - 1), tuple(n - 1 for n in rows.shape[:-1])]:
                assert np.array_equal(got[at], f(rows[at].copy())), f"{shape}: row {at}"


@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_blocks(f):
    check_blocks(f)


def test_blocks_check_can_fail():
    def first_block(z, axis=-1):
        s = softmax(z, axis=axis)
        if s.ndim > 1:
            s[..., -1] = 0.0
        return s

    with pytest.raises(AssertionError, match="row"):
        check_blocks(first_block)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("f", ALL.values(), ids=ALL)
def test_memory_beside_the_result_is_a_few_blocks(f, dtype):
    z = np.zeros((30 * SIZE // 64, 64), dtype)
    f(z)
    tracemalloc.start()
    try:
        result = f(z)
        held, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.dtype == dtype
    assert most - held < 8 * 8 * SIZE
