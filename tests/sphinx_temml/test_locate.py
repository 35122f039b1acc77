import pytest

from sphinx_temml.locate import caret, find_line

FILE = r"""One $x$ and
then $\bad$.

$$
a

  = \bad
$$

Again $\bad$.
"""


@pytest.mark.parametrize(
    ("latex", "position", "near", "line"),
    [
        ("x", 0, 1, 1),
        (r"\bad", 0, 1, 2),
        (r"\bad", 0, 3, 7),
        (r"\bad", 0, 9, 10),
        (r"\bad", 0, 11, 2),  # nothing below: from the top
        ("a\n\n= \\bad", 5, 4, 7),
        ("\na\n\n= \\bad\n", 6, 4, 7),
        ("a\n\n= \\bad", None, 4, 5),
        ("a\n\n= \\bad", 10, 4, 7),
        (r"\absent", 0, 1, None),
        ("", 0, 1, None),
        ("a\n" * 50, 0, 1, None),
    ],
)
def test_find_line(latex, position, near, line):
    assert find_line(FILE, latex, position, near) == line


@pytest.mark.parametrize("position", [0, 3, 50, 199, 200])
def test_caret_points_at_the_position(position):
    latex = "first\n" + "".join(chr(0x4E00 + i) for i in range(200)) + "\nlast"
    line, below = caret(latex, position + 6).split("\n")
    assert len(line) <= 72
    pointed = line[below.index("^") : below.index("^") + 1]
    assert pointed == (chr(0x4E00 + position) if position < 200 else "")
