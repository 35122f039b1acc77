"""The decorator of element-wise formulas: types, blocks, parameters, and where results go."""

import inspect
import tracemalloc

import numpy as np
import pytest

from slopes import sigmoid
from slopes._elementwise import BLOCK, elementwise

LONG = 3 * BLOCK + 5


@elementwise
def cube(x, *, factor=1.0):
    """Return factor·x³."""
    assert x.dtype == np.float64, "formulas are written for float64"
    return factor * x * x * x


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_formulas_run_in_float64_and_round_once(dtype):
    x = np.random.default_rng(20240603).normal(0, 3, (4, 25)).astype(dtype)
    y = cube(x)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, (x.astype(float) * x * x).astype(dtype))
    if dtype != np.float64:  # the native formula rounds three times and differs
        assert np.any(y != x * x * x)


def test_scalars_give_numpy_scalars():
    assert type(cube(2)) is np.float64
    assert type(cube(np.float16(2))) is np.float16
    assert type(cube(np.array(2.0))) is np.float64
    assert isinstance(cube([2.0]), np.ndarray)


def test_keywords_go_through():
    assert cube(2.0, factor=0.5) == 4.0
    with pytest.raises(TypeError, match="other"):
        cube(2.0, other=1)


def test_name_docstring_and_signature_are_kept():
    assert cube.__name__ == "cube"
    assert cube.__doc__ == "Return factor·x³."
    assert str(inspect.signature(cube)) == (
        "(x, *, factor=1.0, out: 'Array | None' = None, precise: 'bool' = True)"
    )
    with pytest.raises(TypeError, match=r"^cube: x has dtype complex128"):
        cube(1j)


def test_the_argument_is_never_returned_or_changed():
    same = elementwise(lambda x: x)

    @elementwise
    def zero(x):
        x[...] = 0.0
        return x

    for dtype in (np.float32, np.float64):
        x = np.ones(3, dtype)
        assert not np.shares_memory(same(x), x)
        np.testing.assert_array_equal(zero(x), 0)
        np.testing.assert_array_equal(x, 1)


def test_underflow_is_quiet_and_rounding_too():
    with np.errstate(all="raise"):
        assert cube(1e-150) == 0.0
        assert cube(np.float16(100.0)) == np.inf  # 1e6 is beyond float16, so infinity is right
        assert cube(np.float32(1e-20)) == 0.0


def test_overflow_in_the_formula_is_not_hidden():
    with pytest.warns(RuntimeWarning, match="overflow"):
        cube(1e200)
    with pytest.warns(RuntimeWarning, match="invalid"):
        elementwise(lambda x: x - x)(np.inf)


# -- blocks -----------------------------------------------------------------------------------


def long(dtype=np.float64, seed=20261123):
    return np.random.default_rng(seed).normal(0, 3, LONG).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_long_arrays_give_what_short_ones_do(dtype):
    x = long(dtype)
    pieces = [cube(piece) for piece in np.array_split(x, 8)]
    np.testing.assert_array_equal(cube(x), np.concatenate(pieces), strict=True)


VIEWS = {
    "reversed": lambda x: x[::-1],
    "every third": lambda x: x[::3],
    "transposed": lambda x: x[:-1].reshape(4, -1).T,
    "columns": lambda x: x[:-1].reshape(4, -1)[:, ::2],
    "Fortran": lambda x: np.asfortranarray(x[:-1].reshape(4, -1)),
    "broadcast": lambda x: np.broadcast_to(x[:9], (LONG, 9)),
    "empty": lambda x: x[:0],
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_strides_and_orders_do_not_matter(view):
    x = view(long())
    np.testing.assert_array_equal(cube(x), cube(x.copy().ravel()).reshape(x.shape), strict=True)


def test_the_block_that_a_formula_sees_is_short_and_flat():
    shapes = []

    @elementwise
    def spy(x):
        shapes.append(x.shape)
        return x

    spy(long().reshape(1, -1))
    assert shapes == [(BLOCK,)] * 3 + [(5,)]


# -- out --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [7, LONG])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_out_may_be_new_or_the_argument_itself(size, dtype):
    x = long(dtype)[:size]
    wanted, out = cube(x), np.empty_like(x)
    assert cube(x, out=out) is out
    np.testing.assert_array_equal(out, wanted)
    assert cube(x, out=x) is x
    np.testing.assert_array_equal(x, wanted)


@pytest.mark.parametrize("size", [9, LONG])
def test_out_may_overlap_the_argument_in_any_way(size):
    for shift in (1, 2, 5):
        memory = long()[: size // 5 * 5]
        wanted = cube(memory[shift:].copy())
        np.testing.assert_array_equal(cube(memory[shift:], out=memory[:-shift]), wanted)
    memory = long()[:size]
    wanted = cube(memory[::-1].copy())
    np.testing.assert_array_equal(cube(memory[::-1], out=memory), wanted)


@pytest.mark.parametrize(
    ("out", "error", "complaint"),
    [
        ([0.0, 0.0], TypeError, "out is list, wanted a NumPy array"),
        (np.ma.zeros(2), TypeError, "out is MaskedArray"),
        (np.zeros(3), ValueError, r"out has shape \(3,\) and dtype float64.*np.empty_like"),
        (np.zeros(2, np.float32), ValueError, ".*dtype float32, wanted those of the result"),
        (np.broadcast_to(0.0, 2), ValueError, "out is read-only"),
    ],
)
def test_out_that_cannot_hold_the_result_is_refused(out, error, complaint):
    with pytest.raises(error, match="^cube: " + complaint):
        cube(np.ones(2), out=out)


def test_with_out_only_blocks_are_allocated():
    x = np.linspace(-9, 9, 10**6)
    out = np.empty_like(x)
    sigmoid(x, out=out)
    tracemalloc.start()
    sigmoid(x, out=out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 32 * 1024 * 8  # bytes: two blocks of the size of the second-level cache


def test_the_docstring_says_what_out_is():
    assert "out : ndarray, optional" in sigmoid.__doc__.partition("Returns")[0]


# -- parameters -------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [2, BLOCK])
def test_parameters_may_differ_from_place_to_place(rows):
    x = long()[: 3 * rows].reshape(rows, 3)
    factor = np.array([0.5, 1.0, -2.0])
    np.testing.assert_array_equal(cube(x, factor=factor), cube(x) * factor, strict=True)
    column = np.arange(float(rows))[:, None]
    np.testing.assert_array_equal(cube(x, factor=column), column * x * x * x, strict=True)
    assert cube(x.astype(np.float32), factor=factor).dtype == np.float32


@pytest.mark.parametrize("size", [2, LONG])
def test_parameters_never_make_the_result_larger(size):
    with pytest.raises(ValueError, match=r"^cube: factor has shape \(3,\), which does not"):
        cube(np.ones(size), factor=np.ones(3))
    with pytest.raises(ValueError, match=r"^cube: factor has shape \(2, 1\)"):
        cube(np.ones(size), factor=np.ones((2, 1)))


# -- precision --------------------------------------------------------------------------------


def types_seen(**options):
    """Return the types that a formula is given for float16, float32 and float64."""
    seen = []

    @elementwise(**{name: value for name, value in options.items() if name != "precise"})
    def spy(x, *, factor=1.0):
        seen.append(np.asarray(x * factor).dtype.name)
        return x

    for size in (3, LONG):
        for dtype in (np.float16, np.float32, np.float64):
            given = {"factor": np.full(size, 2.0)}
            y = spy(np.ones(size, dtype), precise=options.get("precise", True), **given)
            assert y.dtype == dtype
    assert set(seen) == set(seen[:3])
    return seen[:3]


def test_only_plain_formulas_are_worked_on_in_float32():
    double = ["float64"] * 3
    assert types_seen() == types_seen(precise=False) == types_seen(plain=True) == double
    assert types_seen(plain=True, precise=False) == ["float64", "float32", "float64"]
    assert types_seen(exact=True) == ["float16", "float32", "float64"]


def test_plain_results_are_less_precise_and_said_to_be():
    x = np.linspace(-9, 9, 1001, dtype=np.float32)
    apart = np.abs(sigmoid(x, precise=False) / sigmoid(x) - 1).max()
    assert 0 < apart < 4 * np.finfo(np.float32).eps
    assert "precise : bool" in sigmoid.__doc__.partition("Returns")[0]
