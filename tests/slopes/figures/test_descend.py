from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

from slopes.descent import descend
from slopes.figures.descend import contours, log_levels, trace


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def bowl(w):
    return w[0] ** 2 + 10 * w[1] ** 2


def test_the_levels_rise_geometrically_above_the_lowest_value():
    above = log_levels(np.array([[3.0, np.nan], [103.0, np.inf]]), 4) - 3
    assert np.allclose(above, [0.1, 1, 10, 100], rtol=1e-12)


@pytest.mark.parametrize("values", [np.full((2, 2), 7.0), np.full((2, 2), np.nan)])
def test_a_loss_without_levels_is_refused(values):
    with pytest.raises(ValueError, match="widen xlim and ylim"):
        log_levels(values, 3)


def check_lines_lie_on_their_levels(loss, ax):
    drawn = ax.collections[0]
    for level, line in zip(drawn.levels, drawn.get_paths(), strict=True):
        for point in line.vertices:
            assert abs(loss(point) - level) < 0.05 * max(drawn.levels)


def test_contours_follow_the_loss():
    ax = contours(bowl, (-2, 2), (-1, 1), levels=[1, 5, 10])
    assert list(ax.collections[0].levels) == [1, 5, 10]
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1))
    check_lines_lie_on_their_levels(bowl, ax)


def test_contours_of_the_transposed_loss_are_caught():
    ax = contours(lambda w: bowl(w[::-1]), (-2, 2), (-1, 1), levels=[1, 5, 10])
    with pytest.raises(AssertionError):
        check_lines_lie_on_their_levels(bowl, ax)


def test_contours_draw_where_told():
    _, axes = plt.subplots(1, 2)
    assert contours(bowl, (-1, 1), (-1, 1), ax=axes[1]) is axes[1]
    assert not axes[0].collections


def test_a_trace_shows_the_recorded_points_and_the_start():
    path = descend(
        lambda w: (bowl(w), np.array([2, 20]) * w), [2.0, 1.0], learning_rate=0.05, steps=5
    )
    ax = trace(path, ax=contours(bowl, (-2, 2), (-1, 1)), label="a path", color="#123456")
    line, start = ax.lines
    assert np.array_equal(line.get_xydata(), path.parameters)
    assert np.array_equal(start.get_xydata(), [[2.0, 1.0]])
    assert line.get_color() == start.get_markeredgecolor() == "#123456"
    assert ax.get_legend_handles_labels()[1] == ["a path"]
    assert ax.get_xlim() == (-2, 2)


def test_a_diverging_trace_leaves_the_picture_quietly():
    ax = contours(bowl, (-2, 2), (-1, 1))
    trace([[1, 1], [1e300, -1e300], [np.inf, np.nan]], ax=ax)
    assert np.isfinite(ax.lines[0].get_xydata()).sum() == 2
    ax.figure.canvas.draw()


@pytest.mark.parametrize("points", [[1.0, 2.0], np.zeros((4, 3))])
def test_points_outside_the_plane_are_refused(points):
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match=r"wanted \(R, 2\)"):
        trace(points, ax=ax)


def test_a_tuple_of_parameters_is_refused():
    start = (np.array([1.0]),)
    path = descend(lambda p: (p[0] @ p[0], (2 * p[0],)), start, learning_rate=0.1, steps=1)
    _, ax = plt.subplots()
    with pytest.raises(ValueError, match="tuple of 1 parameters"):
        trace(path, ax=ax)
