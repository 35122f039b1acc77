"""Colors that are legible on both grounds, and one style for each function."""

import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pytest

from slopes import ACTIVATIONS
from slopes.figures import COLORS, function_style, panels, use_style

GROUNDS = {"light": "#fffefb", "dark": "#15171a"}  # the two page colors of book.css


def luminance(color):
    """Return the relative luminance of a hex color, as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return np.dot([0.2126, 0.7152, 0.0722], linear)


def check_contrast(color, ground):
    low, high = sorted((luminance(color), luminance(ground)))
    assert (high + 0.05) / (low + 0.05) >= 3


@pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)
@pytest.mark.parametrize("color", COLORS.values(), ids=COLORS)
def test_lines_have_contrast_on_both_grounds(color, ground):
    check_contrast(color, ground)


@pytest.mark.parametrize(("color", "ground"), [("#ffe066", "light"), ("#1a1a40", "dark")])
def test_the_contrast_check_can_fail(color, ground):
    with pytest.raises(AssertionError):
        check_contrast(color, GROUNDS[ground])


def test_no_two_functions_look_alike():
    looks = {(s["color"], str(s["linestyle"])) for s in map(function_style, ACTIVATIONS)}
    assert len(looks) == len(ACTIVATIONS)


def test_an_unknown_function_is_refused():
    with pytest.raises(KeyError, match="no activation 'rule'"):
        function_style("rule")


def test_panels_share_when_asked():
    figure, axes = panels(1, 2, share=True)
    axes[0].set_ylim(0, 7)
    assert axes[1].get_ylim() == (0, 7)
    plt.close(figure)


def test_the_style_is_not_set_by_importing():
    code = """
import matplotlib as m
before = dict(m.rcParams)
import slopes.figures
print(before == dict(m.rcParams))
"""
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "True"


def test_use_style_sets_transparent_grounds():
    with plt.rc_context(), np.printoptions():
        use_style()
        assert plt.rcParams["savefig.facecolor"] == "none"
