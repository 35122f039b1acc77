import numpy as np
import pytest

from slopes._layout import flatten

STRUCTURES = {
    "scalar": 3.0,
    "list": [1.0, 2.0],
    "matrix": np.arange(6.0).reshape(2, 3),
    "float32": np.ones(4, np.float32),
    "tuple": (np.arange(6.0).reshape(2, 3), np.arange(3.0), 7.0),
    "tuple of one": (np.arange(2.0),),
    "an empty array among others": (np.ones((0, 3)), np.ones(2)),
}
ALL = pytest.mark.parametrize("parameters", STRUCTURES.values(), ids=STRUCTURES)


def same(one, two):
    if isinstance(one, tuple) or isinstance(two, tuple):
        return type(one) is type(two) and all(map(same, one, two)) and len(one) == len(two)
    return np.shape(one) == np.shape(two) and np.array_equal(one, two)


@ALL
def test_split_undoes_flatten_and_join_undoes_split(parameters):
    layout, flat = flatten("descend", parameters)
    assert flat.ndim == 1
    assert same(layout.split(flat), parameters)
    np.testing.assert_array_equal(layout.join("descend", "the gradient", parameters), flat)


@ALL
def test_rows_of_a_matrix_are_split_alike(parameters):
    layout, flat = flatten("descend", parameters)
    stacked = layout.split(np.stack([flat, flat + 1]))
    pieces = stacked if isinstance(stacked, tuple) else (stacked,)
    for row in (0, 1):
        one = tuple(piece[row] for piece in pieces)
        assert same(one if isinstance(stacked, tuple) else one[0], layout.split(flat + row))


def test_same_can_fail():
    one, two = np.ones(2), np.zeros(2)
    assert not same(one, two)
    assert not same((one,), one)
    assert not same((one, one), (one,))
    assert not same((one, one), (one, two))
    assert not same(np.ones((2, 1)), np.ones((1, 2)))


@ALL
def test_vectors_share_no_memory_with_what_they_are_made_of(parameters):
    layout, flat = flatten("descend", parameters)
    joined = layout.join("descend", "the gradient", parameters)
    for given in parameters if isinstance(parameters, tuple) else (parameters,):
        assert not np.shares_memory(flat, given)
        assert not np.shares_memory(joined, given)
    assert flat.dtype == joined.dtype == layout.dtype


def test_gradients_come_in_the_precision_of_the_parameters():
    layout, _ = flatten("descend", np.ones(2, np.float32))
    assert layout.join("descend", "the gradient", [1, 2]).dtype == np.float32
    layout, _ = flatten("descend", [1, 2])
    assert layout.dtype == np.float64


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ((), TypeError, "descend: parameters hold nothing, wanted float32 or float64"),
        (np.ones(2, np.float16), TypeError, "descend: parameters hold float16, wanted float32"),
        ((np.ones(2, "f4"), np.ones(2)), TypeError, "parameters hold float32 and float64, wanted"),
        (np.ones(2, complex), TypeError, "descend: parameters has dtype complex128, wanted"),
        ([1.0, np.nan], ValueError, r"descend: parameters holds nan at index \(1,\)"),
        (([1.0], [np.inf]), ValueError, r"descend: parameters\[1\] holds inf at index \(0,\)"),
        ([[1.0], [2.0, 3.0]], ValueError, "descend: parameters is a ragged sequence"),
    ],
)
def test_refusals_of_parameters(parameters, error, message):
    with pytest.raises(error, match=message):
        flatten("descend", parameters)


@pytest.mark.parametrize(
    ("parameters", "value", "error", "message"),
    [
        ([1, 2], ([1, 2],), TypeError, "the gradient is a tuple and the parameters are an array"),
        (([1, 2],), [1, 2], TypeError, "the gradient is a list and the parameters are a tuple"),
        ([1, 2], None, TypeError, "the gradient has dtype object"),
        ([1, 2], [1, 2, 3], ValueError, r"the gradient has the shape \(3,\), wanted \(2,\)"),
        ([1, 2], [[1, 2]], ValueError, r"the gradient has the shape \(1, 2\), wanted \(2,\)"),
        (([1], 2), ([1],), ValueError, r"has the shape \(1,\), wanted \(1,\) and \(\)"),
    ],
)
def test_refusals_of_gradients(parameters, value, error, message):
    layout, _ = flatten("descend", parameters)
    with pytest.raises(error, match=message):
        layout.join("descend", "the gradient", value)


def test_a_tuple_of_numbers_is_ambiguous_and_refused():
    with pytest.raises(TypeError, match=r"tuple \(1.2, -1.2\) of numbers.*pass a list"):
        flatten("descend", (1.2, -1.2))
