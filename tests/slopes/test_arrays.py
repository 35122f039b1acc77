"""The refusals shared by the package."""

from __future__ import annotations

import numpy as np
import pytest

from slopes import _arrays

# ------------------------------------------------------------------ as_float


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_stay_what_they_are(dtype):
    x = np.ones((2, 3), dtype)
    assert _arrays.as_float(x, "f") is x


@pytest.mark.parametrize(
    "x",
    [1, True, [1, 2], [[True]], [], [[]], np.int8(3), np.array([1], np.uint64), 1.5, [1.5, 2]],
    ids=repr,
)
def test_numbers_become_float64(x):
    y = _arrays.as_float(x, "f")
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y, np.asarray(x, np.float64))


@pytest.mark.parametrize(
    "x",
    [
        1j,
        np.ones(2, np.complex64),
        np.ones(2, np.longdouble),
        "text",
        ["1.0"],
        [None],
        np.array([], object),
        np.array([], str),
        np.array(["2020-01-01"], "datetime64[D]"),
    ],
    ids=repr,
)
def test_other_types_are_refused(x):
    with pytest.raises(TypeError, match=r"^who: logits has dtype .*logits\.astype\(float\)"):
        _arrays.as_float(x, "who", "logits")


def test_masked_arrays_are_refused():
    with pytest.raises(TypeError, match=r"^who: x is a masked array"):
        _arrays.as_float(np.ma.array([1.0, 2.0], mask=[0, 1]), "who")


def test_ragged_sequences_are_refused():
    with pytest.raises(ValueError, match=r"^who: x is a ragged sequence"):
        _arrays.as_float([[1.0, 2.0], [3.0]], "who")


# ------------------------------------------------------------------ same_shape, finite


def test_one_shape_passes():
    _arrays.same_shape("who", p=np.zeros((2, 3)), q=np.ones((2, 3)))
    _arrays.same_shape("who", p=np.zeros(()), q=np.ones(()))


@pytest.mark.parametrize("shape", [(3,), (1, 3), (2, 1), (), (3, 2)])
def test_shapes_are_not_broadcast(shape):
    with pytest.raises(ValueError, match=r"^who: p \(2, 3\) and q .* must have one shape; reshape"):
        _arrays.same_shape("who", p=np.zeros((2, 3)), q=np.zeros(shape))


def test_finite_numbers_pass():
    _arrays.finite("who", x=np.array([0.0, -1e308]), y=np.zeros((0, 2)))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_the_first_bad_entry_is_named(bad):
    y = np.zeros((2, 3))
    y[1, 0] = y[1, 2] = bad
    with pytest.raises(ValueError, match=rf"^who: y holds {bad} at index \(1, 0\)"):
        _arrays.finite("who", x=np.zeros(2), y=y)


# ------------------------------------------------------------------ number, count, choice, axis


@pytest.mark.parametrize("value", [1, 1.0, True, np.float32(1), np.int64(1), np.array(1.0)])
def test_numbers_become_python_floats(value):
    assert _arrays.number("who", "alpha", value, 0, 2) == 1.0
    assert type(_arrays.number("who", "alpha", value, 0, 2)) is float


@pytest.mark.parametrize(
    ("value", "closed", "passes"),
    [
        (0.0, (False, False), False),
        (0.0, (True, False), True),
        (1.0, (True, False), False),
        (1.0, (False, True), True),
        (1.0, (False, False), False),
        (-0.1, (True, True), False),
        (1.1, (True, True), False),
        (np.nan, (True, True), False),
        (np.inf, (True, True), False),
    ],
)
def test_intervals(value, closed, passes):
    if passes:
        assert _arrays.number("who", "rate", value, 0, 1, closed=closed) == value
        return
    left, right = "[" if closed[0] else "(", "]" if closed[1] else ")"
    wanted = f"who: rate = {value:g}, wanted rate in {left}0, 1{right}"
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        _arrays.number("who", "rate", value, 0, 1, closed=closed)
    assert str(caught.value) == wanted


@pytest.mark.parametrize("value", ["1", b"1", None, 1j, [1.0, 2.0], {}], ids=repr)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(TypeError, match=r"^who: alpha is .*, wanted one number: alpha in \(0, inf"):
        _arrays.number("who", "alpha", value, 0)


@pytest.mark.parametrize("value", [1, 3, np.int8(2)])
def test_counts(value):
    assert type(_arrays.count("who", "steps", value, 1, 3)) is int
    assert _arrays.count("who", "steps", value, 1) == value


@pytest.mark.parametrize(("value", "high"), [(0, None), (0, 3), (4, 3), (-1, None)])
def test_counts_out_of_bounds_are_refused(value, high):
    wanted = "at least 1" if high is None else "1 to 3"
    with pytest.raises(ValueError, match=f"^who: steps = {value}, wanted .*, {wanted}"):
        _arrays.count("who", "steps", value, 1, high)


@pytest.mark.parametrize("value", [1.0, True, np.True_, "1", None], ids=repr)
def test_what_is_no_count_is_refused(value):
    with pytest.raises(TypeError, match=r"^who: steps is .*, wanted a whole number"):
        _arrays.count("who", "steps", value, 1)


def test_choices():
    _arrays.choice("who", "reduction", "mean", ("none", "mean"))
    for value in ("Mean", None, 0):
        with pytest.raises(ValueError, match=r"^who: reduction = .*, wanted one of 'none', 'mean'"):
            _arrays.choice("who", "reduction", value, ("none", "mean"))


@pytest.mark.parametrize(("axis", "wanted"), [(0, 0), (1, 1), (2, 2), (-1, 2), (-3, 0)])
def test_axes_count_from_both_ends(axis, wanted):
    assert _arrays.axis_of("who", np.zeros((2, 3, 4)), axis) == wanted


@pytest.mark.parametrize(("shape", "axis"), [((2, 3), 2), ((2, 3), -3), ((), 0), ((), -1)])
def test_missing_axes_are_refused(shape, axis):
    with pytest.raises(ValueError, match=rf"^who: axis {axis} does not exist in .*wanted"):
        _arrays.axis_of("who", np.zeros(shape), axis)


@pytest.mark.parametrize(
    ("value", "low", "complaint"),
    [
        ([1.0, -2.0, 0.5], 0.0, r"^who: a = -2, wanted a in \(0, inf\)"),
        ([1.0, np.nan], 0.0, r"^who: a = nan"),
        (1.0, [0.0, 2.0], r"^who: a = 1, wanted a in \(2, inf\)"),
    ],
)
def test_the_first_bad_entry_of_a_parameter_is_named(value, low, complaint):
    with pytest.raises(ValueError, match=complaint):
        _arrays.parameter("who", "a", np.array(value), np.array(low))


def test_a_parameter_of_several_numbers_is_returned_as_it_came():
    value = np.array([1.0, 2.0])
    assert _arrays.parameter("who", "a", value, 0.0) is value
    assert _arrays.parameter("who", "a", 2, 0.0) == 2.0
    with pytest.raises(TypeError, match="who: a has dtype complex128"):
        _arrays.parameter("who", "a", np.array([1j]), 0.0)
