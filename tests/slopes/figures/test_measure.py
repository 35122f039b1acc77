"""Reliability, calibration error and the simplex against definitions written out."""

import matplotlib as mpl
import numpy as np
import pytest

from slopes.figures import measure

mpl.use("agg")
SEED = 20240611


def slow_error(confidence, correct, bins):
    """The definition, one bin and one prediction at a time."""
    total = 0.0
    for b in range(bins):
        low, high = b / bins, (b + 1) / bins
        inside = [
            (c, h)
            for c, h in zip(confidence, correct, strict=True)
            if low <= c < high or (b == bins - 1 and c == 1)
        ]
        if inside:
            total += abs(sum(h for _, h in inside) - sum(c for c, _ in inside))
    return total / len(confidence)


def check_error(error):
    rng = np.random.default_rng(SEED)
    for bins in (1, 3, 10):
        confidence = np.concatenate([rng.random(200), np.arange(11) / 10])
        correct = rng.random(211) < confidence**2
        wanted = slow_error(confidence.tolist(), correct.tolist(), bins)
        assert error(confidence, correct, bins=bins) == pytest.approx(wanted, rel=1e-12), SEED


def test_calibration_error_is_its_definition():
    check_error(measure.calibration_error)


def test_check_error_refuses_unweighted_bins():
    def unweighted(confidence, correct, *, bins):
        _, mean, accuracy = measure.reliability(confidence, correct, bins=bins)
        return float(np.nanmean(np.abs(accuracy - mean)))

    with pytest.raises(AssertionError):
        check_error(unweighted)


def test_reliability_counts_every_prediction_once():
    confidence = np.arange(11) / 10
    number, mean, accuracy = measure.reliability(confidence, np.ones(11), bins=10)
    assert number.tolist() == [1] * 9 + [2]
    assert mean[-1] == pytest.approx(0.95)
    assert (accuracy == 1).all()


def test_reliability_leaves_empty_bins_undefined():
    number, mean, accuracy = measure.reliability([0.9], [True], bins=4)
    assert number.tolist() == [0, 0, 0, 1]
    assert np.isnan(mean[:3]).all()
    assert np.isnan(accuracy[:3]).all()


def test_calibration_error_of_the_extremes():
    assert measure.calibration_error([1.0, 1.0], [True, True]) == 0
    assert measure.calibration_error([1.0, 1.0], [False, False]) == 1


@pytest.mark.parametrize(
    ("confidence", "correct", "words"),
    [
        ([0.5, 0.5], [True], "one shape"),
        ([1.5], [True], r"wanted \[0, 1\]"),
        ([0.5], [2], "0 and 1"),
        ([np.nan], [True], "finite"),
        ([[0.5]], [[True]], "one axis"),
    ],
    ids=["shapes", "range", "labels", "nan", "matrix"],
)
def test_reliability_refuses(confidence, correct, words):
    with pytest.raises(ValueError, match=words):
        measure.reliability(confidence, correct)


def test_calibration_error_refuses_nothing():
    with pytest.raises(ValueError, match="no prediction"):
        measure.calibration_error([], [])


def check_grid(grid):
    for n in (1, 2, 7, 30):
        points = grid(n)
        assert points.shape == ((n + 1) * (n + 2) // 2, 3)
        assert (points >= 0).all()
        np.testing.assert_allclose(points.sum(axis=1), 1, rtol=0, atol=1e-15)
        np.testing.assert_allclose(points * n, np.rint(points * n), rtol=0, atol=1e-12)
        assert len({tuple(row) for row in points}) == len(points)


def test_simplex_grid_holds_every_point_once():
    check_grid(measure.simplex_grid)


def test_check_grid_refuses_a_repeated_point():
    def repeated(n):
        points = measure.simplex_grid(n)
        points[1] = points[0]
        return points

    with pytest.raises(AssertionError):
        check_grid(repeated)


def test_corners_are_one_apart():
    sides = [np.linalg.norm(measure.CORNERS[i] - measure.CORNERS[i - 1]) for i in range(3)]
    np.testing.assert_allclose(sides, 1, rtol=1e-15)


def test_reliability_diagram_draws_one_dot_for_each_full_bin():
    ax = measure.reliability_diagram([0.15, 0.85, 0.95, 0.95], [False, True, True, False])
    dots = np.asarray(ax.collections[-1].get_offsets())
    np.testing.assert_allclose(dots, [[0.15, 0], [0.85, 1], [0.95, 0.5]])
    mpl.pyplot.close(ax.figure)


def test_simplex_map_covers_the_range_of_values():
    points = measure.simplex_grid(10)
    filled = measure.simplex_map(points, points[:, 2], levels=[0, 0.25, 0.5, 0.75, 1])
    assert filled.get_array().tolist() == [0.125, 0.375, 0.625, 0.875]
    ax = filled.axes
    assert [text.get_text() for text in ax.texts] == ["class 1", "class 2", "class 3"]
    mpl.pyplot.close(ax.figure)
