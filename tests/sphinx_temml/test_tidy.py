from xml.etree import ElementTree as ET

import pytest

from sphinx_temml.render import render


def spaces(latex, display=False):
    """Return the text of each operator with its explicit left space."""
    math = ET.fromstring(render(latex, display, annotate=False))
    return [(mo.text, mo.get("lspace")) for mo in math.iter("mo")]


@pytest.mark.parametrize(
    ("latex", "display", "closed"),
    [
        ("i+1", False, False),
        ("x_{i+1}", False, True),
        ("x^{i+1}", True, True),
        (r"\sum_{i+1}", True, True),
        (r"\frac{i+1}{2}", False, True),  # in a line, TeX sets fractions as scripts
        (r"\frac{i+1}{2}", True, False),
        (r"\frac{1}{\frac{i+1}{2}}", True, True),
        (r"\frac{\tfrac{1}{2}i+1}{2}", True, False),
        (r"x_{\displaystyle i+1}", True, False),
    ],
)
def test_operators_are_closed_up_in_scripts_only(latex, display, closed):
    assert ("+", "0" if closed else None) in spaces(latex, display)


def test_null_delimiter_takes_no_room():
    assert (None, "0") in spaces(r"\left. x \right|")


@pytest.mark.parametrize(
    ("latex", "count"),
    [
        (r"\log x", 1),  # only the space after the name
        (r"y \log x", 2),
        (r"f(x) \log x", 2),
        (r"\frac12 \log x", 2),
        (r"= \log x", 1),
        (r"- \log x", 1),
        (r"(\log x)", 1),
        (r"y\, \log x", 3),
        (r"y \log(x)", 1),
    ],
)
def test_space_before_the_name_of_a_function(latex, count):
    math = ET.fromstring(render(latex, False, annotate=False))
    widths = [space.get("width") for space in math.iter("mspace")]
    assert widths == ["0.1667em"] * count


@pytest.mark.parametrize(
    "latex", [r"\lambda_{\max}", r"e^{\log x}", r"\frac{x}{\log x}", r"s_{\max}^2"]
)
def test_scripts_and_fractions_keep_their_number_of_children(latex):
    math = ET.fromstring(render(latex, display=False))
    for tag, count in {"msub": 2, "msup": 2, "mfrac": 2, "msubsup": 3}.items():
        for element in math.iter(tag):
            assert len(element) == count, ET.tostring(element, encoding="unicode")
