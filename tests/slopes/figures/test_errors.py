"""The maps of errors show where a formula fails."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from slopes.activations import ACTIVATIONS
from slopes.figures.errors import EDGES, MOST, error_map, error_maps, largest_by_interval
from slopes.rivals import SCIPY


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def drawn(name, orders):
    """Return the lines of a map as dicts from x to error, by label."""
    _, ax = plt.subplots()
    error_map(name, orders, ax=ax)
    return {line.get_label(): line.get_xydata() for line in ax.lines}


def test_intervals_hold_their_largest_error():
    largest = largest_by_interval(np.array([0.0, 0.005, 2.0, -5000.0]), np.array([1.0, 3, 7, 9]))
    assert np.nanmax(largest) == 7
    assert largest[len(largest) // 2] == 3
    assert np.isnan(largest).sum() == len(EDGES) - 3


def test_a_slope_that_cancels_fails_on_one_side():
    x, error = drawn("sigmoid", [1])["textbook"].T
    assert (error[x > 40] > 1e15).all()
    assert error[(x < 0) & (x > -700)].max() < 5


def test_the_worst_of_all_derivatives_is_drawn():
    alone = [drawn("gelu", [order])["SciPy"][:, 1] for order in range(3)]
    together = drawn("gelu", [0, 1, 2])["SciPy"][:, 1]
    np.testing.assert_array_equal(together, np.max(alone, axis=0))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_function_has_a_map(name):
    for order in range(3):
        lines = drawn(name, [order])
        wanted = {"textbook", "slopes"} | ({"SciPy"} if order < len(SCIPY.get(name, ())) else set())
        assert set(lines) == wanted
        assert lines["slopes"][:, 1].max() <= 5 < MOST


def test_a_sheet_has_no_empty_charts():
    assert len(error_maps(["relu", "tanh"]).axes) == 6
    assert len(error_maps(["relu", "tanh", "elu", "celu"], together=True).axes) == 4
