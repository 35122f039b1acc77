"""Curves break where a function jumps, and say where its values are."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from slopes import ACTIVATIONS
from slopes.figures import anatomy, compare, cover, sheet
from slopes.figures.curves import corners, grid, values


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


def test_grid_holds_kinks_and_their_neighbors():
    x = grid(-1, 1, [0.3])
    assert (np.diff(x) > 0).all()
    assert {0.3, np.nextafter(0.3, 1), np.nextafter(0.3, -1)} <= set(x)
    assert x[0] == -1
    assert x[-1] == 1


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_riser_is_drawn(name, order):
    record = ACTIVATIONS[name]
    x = grid(-5, 5, corners(record))
    y = values(record, order, x)
    assert np.nanmax(np.abs(np.diff(y))) < 0.2  # two neighbors on the curve
    assert np.isnan(y).sum() <= 2 * len(corners(record))


def test_relu_grad_has_a_gap_and_two_kinds_of_dots():
    figure = anatomy("relu")
    [ax] = figure.axes
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(dots) == 2  # f′ jumps; f and f″ do not
    assert sorted(dots[0].get_ydata()) == [0, 1]
    assert dots[1].get_ydata()[0] == 0


def test_compare_draws_the_derivative_asked_for():
    ax = compare(["tanh"], order=1)
    assert ax.lines[0].get_ydata().max() == 1
    assert ax.get_ylabel() == r"$f\hspace{0.1}′(x)$"


def test_sheet_shares_its_scales():
    figure = sheet(1, ylim=(-1, 2))
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") or ax.get_title() for ax in shown] == [
        record.title for record in ACTIVATIONS.values()
    ]
    assert {ax.get_ylim() for ax in shown} == {(-1, 2)}


def test_cover_has_three_titled_panels():
    titles = [ax.get_title(loc="left") or ax.get_title() for ax in cover().axes]
    assert titles == ["bend", "measure", "descend"]


def test_kinks_outside_the_axes_are_not_marked():
    assert compare(["hardswish"], order=1, low=-2, high=2).get_xlim()[1] < 2.5
