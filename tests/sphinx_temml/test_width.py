from xml.etree import ElementTree as ET

import pytest

from sphinx_temml.render import render
from sphinx_temml.width import estimate, is_wide

# Widths in em as Chromium 156 lays these out with the font of this package.
MEASURED = {
    r"\sigma(x) = \frac{1}{1+e^{-x}}, \qquad \sigma'(x) = \sigma(x)\bigl(1-\sigma(x)\bigr)": 19.41,
    r"\operatorname{ELU}(x) = \begin{cases} x & x > 0 \\ \alpha\,(e^{x}-1) & x \le 0 \end{cases}": (
        13.08
    ),
    r"x_{k+1} = x_k - \eta \nabla f(x_k)": 9.03,
    r"\text{loss} = \text{prediction minus target}": 13.74,
    r"\begin{aligned}a&=\text{用户的损失}\\b&=x+y+z+w\end{aligned}": 7.78,
    r"\eta \to 0": 2.55,
}


@pytest.mark.parametrize(("latex", "width"), MEASURED.items(), ids=range(len(MEASURED)))
def test_estimate_is_near_what_a_browser_shows(latex, width):
    markup = render(latex, True)
    assert 0.85 * width <= estimate(ET.fromstring(markup)) <= 1.15 * width


def test_wide():
    sums = ["+".join("x" * n) for n in (3, 8, 30)]
    assert [is_wide(render(latex, True)) for latex in sums] == [False, False, True]
    assert [is_wide(render(latex, True), numbered=True) for latex in sums] == [False, True, True]
