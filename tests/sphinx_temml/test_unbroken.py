import pytest
from docutils import nodes

from sphinx_temml.unbroken import keep


def paragraph(*parts):
    result = nodes.paragraph()
    result += [nodes.math("", part[1:]) if part[0] == "$" else nodes.Text(part) for part in parts]
    for math in list(result.findall(nodes.math)):
        keep(math)
    return result


@pytest.mark.parametrize(
    ("parts", "together"),
    [
        (["the ", "$x", ", of"], "x,"),
        (["the slope (", "$x", ") of"], "(x)"),
        (["the ", "$n", "-th step"], "n-th"),
        (["学习率（", "$x", "），即"], "（x），"),
        (["the ", "$x", " of"], None),
        (["the ", "$n", "th of"], None),
        (["$x"], None),
    ],
)
def test_punctuation_stays_with_its_formula(parts, together):
    result = paragraph(*parts)
    assert result.astext() == "".join(part.removeprefix("$") for part in parts)
    assert [inline.astext() for inline in result.findall(nodes.inline)] == (
        [together] if together else []
    )


def test_neighbors():
    result = paragraph("(", "$x", ", ", "$y", ")")
    assert result.astext() == "(x, y)"
    assert [inline.astext() for inline in result.findall(nodes.inline)] == ["(x,", "y)"]
