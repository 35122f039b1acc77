"""What the lines of a `{symbols}` directive declare, and what a wrong one spoils."""

import pytest

from mathcheck.errors import MathError
from mathcheck.grammar.declarations import parse_symbols, read_symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.pages.blocks import Block, Options
from mathcheck.pages.page import check_page


def problems(*sources):
    """Return the places and messages of all that is wrong with a directive and equations."""
    symbols, *equations = sources
    blocks = [Block("symbols", symbols, "page.md", 1)]
    for number, latex in enumerate(equations, 1):
        options = Options(define=latex.startswith("define "))
        blocks.append(
            Block("display", latex.removeprefix("define "), "page.md", 100 * number, options)
        )
    return [(p.line, p.message) for outcome in check_page(blocks) for p in outcome.problems]


LINES = r"""
x, z : R
y : reals
K : dim
i, j : index K
s : R^K
s_i = x \foo
v_i : seqs R
f : R -> R
f(t) = t^^2
g : R -> R
g(t) = t^2
w: R
""".strip()


def test_each_wrong_line_is_reported_once_at_its_place():
    found = problems(LINES)
    assert [line for line, _ in found] == [2, 6, 7, 9, 12]
    assert all(message.startswith("in the declaration `") for _, message in found)


@pytest.mark.parametrize(
    "latex",
    [
        "x + y = 3",
        r"y_1^2(x \| x) = y^\top x",
        r"\sum_{i=1}^K s_i = 3",
        "v_3 - v_j = 1",
        "f'(x) = g(f(x))",
        r"\frac{\partial z^2}{\partial y} = \nabla y(z)",
        "w = 1",
        "define y = 2 x",
        "define z = 2 y",
    ],
)
def test_what_depends_on_a_wrong_line_is_not_reported(latex):
    assert len(problems(LINES, latex)) == len(problems(LINES))


@pytest.mark.parametrize("latex", ["x = z", "g(x) = x", "q = 1", "x_3 = 2"])
def test_what_does_not_depend_on_it_is(latex):
    assert [line for line, _ in problems(LINES, latex)][-1] == 100


def test_what_rests_on_it_through_a_definition_is_not_reported():
    assert len(problems(LINES, "define z = 2 y", "z = 3")) == len(problems(LINES))
    assert len(problems(LINES, "define y = 2 x", "y = 3 x")) == len(problems(LINES))


def test_what_only_it_would_have_used_is_not_called_unused():
    unused = problems("x, z : R", "define z = 2 x")
    assert "nothing checks" in unused[0][1]
    assert len(problems("x, z : R\ny : real", "define z = 2 x", "y = 3 z")) == 1


def test_a_name_declared_anew_is_checked_again():
    blocks = [
        Block("symbols", "y : reals\nx : R\ns : R\ns = x \\foo", "page.md", 1),
        Block("symbols", "y : R\ns = x + 1", "page.md", 10),
        Block("display", "y = y + 1", "page.md", 20),
        Block("display", "s = x", "page.md", 30),
    ]
    found = [p.line for outcome in check_page(blocks) for p in outcome.problems]
    assert found == [1, 4, 20, 30]


def test_a_line_about_a_name_of_a_wrong_line_is_not_reported():
    assert len(problems("f : R => R\nf(t) = t^2\nx : R", "f(x) = x^2")) == 1


def test_parse_symbols_raises_the_first_problem():
    with pytest.raises(MathError, match="`y : reals`") as refused:
        parse_symbols(LINES, SymbolTable())
    assert refused.value.span == (1, 1)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("g : R, R -> R\ng(t) = t", "declared with 2 arguments, but defined with 1 argument"),
        ("g : R -> R\ng(t, u) = t u", "declared with 1 argument, but defined with 2 arguments"),
        ("a : R\ng : R -> R = a^2", "declared with 1 argument, but defined with no arguments"),
        ("g : seq R, R -> R\nn : dim\nk : index n\ng_k(t) = k t", "defined with 1 argument"),
        ("T : integer ..3", "has no beginning"),
        ("T : integer", "has no beginning"),
        ("i : index 0..", "needs its end, as in index 0..n"),
        ("n : dim 2..", "not a size"),
        ("n : dim x", "not a size"),
    ],
)
def test_a_wrong_line_is_refused(lines, message):
    [problem] = read_symbols(lines, SymbolTable()).problems
    assert message in problem.message


@pytest.mark.parametrize(
    "lines",
    [
        "g : R, R -> R\ng(t, u) = t u\ng(t) = g(t, t)",
        "g : R, R -> R\ng(t \\| u) = t u",
        "u : R\ng : R -> R\ng(t) = t^2\ng(t, u) = t u",
        "g : seq R, R -> R\nn : dim\nk : index n\ng_k(t, u) = k t",
        "g : R -> R^2",
        "T : integer 0..3",
        "n : dim 2 .. 4",
        "n : dim 3",
        "i : index 3",
    ],
)
def test_its_twin_is_not(lines):
    assert read_symbols(lines, SymbolTable()).problems == ()


def test_an_open_range_goes_on():
    open_ended = "T : integer 3.."
    assert problems(open_ended, r"T \ge 3") == []
    for wrong in (r"T \le 3", r"T \ge 4", r"T < 6"):
        assert "does not hold" in problems(open_ended, wrong)[0][1]
    assert read_symbols(open_ended, SymbolTable()).rows[0].type_latex == r"3, \dots"
    assert read_symbols("T : integer 3..6", SymbolTable()).rows[0].type_latex == r"3, \dots, 6"
    assert read_symbols("T : integer 3", SymbolTable()).rows[0].type_latex == "3"
