"""The decorator of element-wise formulas: types, blocks, parameters, and where results go."""

import inspect
import tracemalloc

import numpy as np
import pytest

from slopes import ACTIVATIONS, sigmoid
from slopes._elementwise import BLOCK, DIRECT_BLOCK, elementwise

LONG = 3 * DIRECT_BLOCK + 5


@elementwise
def cube(x, *, factor=1.0):
    """Return factor·x³."""
    assert x.dtype == np.float64, "formulas are written for float64"
    return factor * x * x * x


@elementwise
def cube_in_place(x, *, factor=1.0, out=None):
    """Return factor·x³, made where it belongs."""
    y = np.multiply(factor, x, out=out)
    y *= x
    y *= x
    return y


both = pytest.mark.parametrize("f", [cube, cube_in_place], ids=["new", "in place"])


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
    wanted = "(x, *, factor=1.0, out: 'Array | None' = None, precise: 'bool' = True)"
    assert str(inspect.signature(cube)) == str(inspect.signature(cube_in_place)) == wanted
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


@both
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_long_arrays_give_what_short_ones_do(f, dtype):
    x = long(dtype)
    pieces = [cube(piece) for piece in np.array_split(x, 1 + len(x) // BLOCK)]
    np.testing.assert_array_equal(f(x), np.concatenate(pieces), strict=True)


VIEWS = {
    "reversed": lambda x: x[::-1],
    "every third": lambda x: x[::3],
    "transposed": lambda x: x[:-1].reshape(4, -1).T,
    "columns": lambda x: x[:-1].reshape(4, -1)[:, ::2],
    "Fortran": lambda x: np.asfortranarray(x[:-1].reshape(4, -1)),
    "broadcast": lambda x: np.broadcast_to(x[:9], (LONG, 9)),
    "empty": lambda x: x[:0],
}


@both
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_strides_and_orders_do_not_matter(f, view):
    x = view(long())
    np.testing.assert_array_equal(f(x), cube(x.copy().ravel()).reshape(x.shape), strict=True)


def test_the_block_that_a_formula_sees_is_short_and_flat():
    shapes = []

    @elementwise
    def spy(x):
        shapes.append(x.shape)
        return x

    spy(long().reshape(1, -1))
    assert shapes == [(BLOCK,)] * (LONG // BLOCK) + [(5,)]


def test_a_formula_that_takes_out_gets_the_block_of_the_result():
    places = []

    @elementwise
    def spy(x, *, out=None):
        places.append(out)
        return np.negative(x, out=out)

    x = long()
    y = spy(x)
    assert [len(place) for place in places] == [DIRECT_BLOCK] * 3 + [5]
    assert all(np.shares_memory(place, y) for place in places)
    np.testing.assert_array_equal(y, -x)


# -- out --------------------------------------------------------------------------------------


@both
@pytest.mark.parametrize("size", [7, LONG])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_out_may_be_new_or_the_argument_itself(f, size, dtype):
    x = long(dtype)[:size]
    wanted, out = cube(x), np.empty_like(x)
    assert f(x, out=out) is out
    np.testing.assert_array_equal(out, wanted)
    assert f(x, out=x) is x
    np.testing.assert_array_equal(x, wanted)


@both
@pytest.mark.parametrize("size", [9, LONG])
def test_out_may_overlap_the_argument_in_any_way(f, size):
    for shift in (1, 2, 5):
        memory = long()[: size // 5 * 5]
        wanted = cube(memory[shift:].copy())
        np.testing.assert_array_equal(f(memory[shift:], out=memory[:-shift]), wanted)
    memory = long()[:size]
    wanted = cube(memory[::-1].copy())
    np.testing.assert_array_equal(f(memory[::-1], out=memory), wanted)


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


def scratch(f):
    """Return the bytes that f allocates for a long array whose result has a place."""
    x = np.linspace(-9, 9, 10**6)
    out = np.empty_like(x)
    f(x, out=out)
    tracemalloc.start()
    f(x, out=out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("order", ["f", "grad", "grad2"])
def test_with_out_only_blocks_are_allocated(order):
    limit = 24 * BLOCK * 8  # the most compensated formula, gelu_tanh'', holds 23 blocks at once
    for name, record in ACTIVATIONS.items():
        assert scratch(getattr(record, order)) < limit, f"{name} {order}"
    assert scratch(lambda x, out: np.copyto(out, np.tanh(x))) > limit


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


@pytest.mark.parametrize("size", [1, LONG])
def test_exact_formulas_stay_in_the_type_that_holds_their_parameters(size):
    seen = []

    @elementwise(exact=True)
    def above(x, *, level):
        seen.append(x.dtype.name)
        return (x > level).astype(x.dtype)

    x = np.full(size, 0.1, np.float32)
    assert np.all(above(x, level=0.1) == 1), "float32(0.1) is more than 0.1"
    assert np.all(above(x, level=np.full(size, 0.1)) == 1)
    assert np.all(above(x, level=1e300) == 0)
    assert set(seen) == {"float64"}
    seen.clear()
    above(x, level=0.5)
    above(x, level=x)
    assert set(seen) == {"float32"}


def test_plain_results_are_less_precise_and_said_to_be():
    x = np.linspace(-9, 9, 1001, dtype=np.float32)
    apart = np.abs(sigmoid(x, precise=False) / sigmoid(x) - 1).max()
    assert 0 < apart < 4 * np.finfo(np.float32).eps
    assert "precise : bool" in sigmoid.__doc__.partition("Returns")[0]
