"""Each edit of a formula, what all mutants have in common, and pairs of edits."""

import pytest

from mathcheck.edits import mutants as edits
from mathcheck.edits.mutants import mutants, pairs
from mathcheck.errors import SyntaxProblem
from mathcheck.grammar.lexer import tokenize

FORMULAS = [
    r"s_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}} , \qquad i = 1, \dots, K .",
    r"f'(x) = \sigma(\beta x) \left( 2 - u \tanh \tfrac{u}2 \right)^2",
    r"f(x) = \begin{cases} x & \text{if } x \ge 0 , \\ \alpha x & \text{if } x < 0 \end{cases}",
    "\\begin{aligned}\na &= -\\tfrac12 b^10 \\\\\n &\\le \\lvert c \\rvert_{\\max}\n\\end{aligned}",
    r"\mathbb{E}[\hat g] = \operatorname{relu}'(w^\top x_i) + \lVert W \rVert_F^2 / n!",
    r"\int_{-\infty}^{\infty} F'(g) \prod_{k \ne i} F(z_i - z_k + g) \, d g \in [0, 1)",
    r"\underbrace{a}_{\text{first}} + \sqrt[3]{x \odot y} \pm \lfloor \pi \rfloor",
]


def of(operator, latex):
    """Return what an operator makes of a formula, and in words."""
    return [(m.latex, m.description) for m in mutants(latex) if m.operator == operator]


@pytest.mark.parametrize(
    ("operator", "latex", "expected"),
    [
        ("sign", "a + b", "a - b"),
        ("sign", "a = -b", "a = b"),
        ("sign", "e^{x}", "e^{-x}"),
        ("sign", "x^2", "x^{-2}"),
        ("sign", r"\log(x)", r"\log(-x)"),
        ("sign", r"a \pm b", r"a \mp b"),
        ("constant", "2x", "3x"),
        ("constant", "2x", "4x"),
        ("constant", "x + 1", "x + 0"),
        ("constant", "x + 0", "x + 1"),
        ("constant", r"\frac12", r"\frac11"),
        ("constant", r"\frac19", r"\frac1{10}"),
        ("constant", "0.0447", "0.0448"),
        ("constant", "0.0447", "0.0547"),
        ("index", "s_i = z_j", "s_j = z_j"),
        ("index", r"W_{ij} + b_j", r"W_{ji} + b_j"),
        ("index", r"\sum_{k=1}^K z_k + z_i", r"\sum_{i=1}^K z_k + z_i"),
        ("prime", "f''(x)", "f'(x)"),
        ("prime", "f'(x)", "f(x)"),
        ("prime", "f(x)", "f'(x)"),
        ("prime", r"\operatorname{relu}'(x)", r"\operatorname{relu}''(x)"),
        ("exponent", "x^2 y", "x y"),
        ("exponent", "x^n", "x^{n + 1}"),
        ("exponent", "x^n", "x_{n}"),
        ("transpose", r"w^\top x", r"w x"),
        ("fraction", r"\frac{a}{b}", r"\frac{b}{a}"),
        ("fraction", r"\frac ab", r"{a}"),
        ("bound", r"\sum_{k=1}^{K} z", r"\sum_{k=1}^{K - 1} z"),
        ("bound", r"\prod_{k \ne i} z", r"\prod_{k} z"),
        ("bound", r"\int_a^b x", r"\int_{b}^{a} x"),
        ("symbol", "x + y", "y + y"),
        ("symbol", r"\beta x", r"x x"),
        ("symbol", r"x(\hat m)", r"\hat m(\hat m)"),
        ("relation", r"x \le 1", r"x \ge 1"),
        ("relation", r"x \le 1", "x < 1"),
        ("relation", r"\text{for } x > 0", r"\text{for } x < 0"),
        ("relation", r"\text{for } x > 0", r"\text{for } x\ge 0"),
        ("relation", "a = b", r"a\ne b"),
        ("relation", r"p \in [0, 1)", r"p \in [0, 1]"),
        ("operator", r"\sum_i z_i", r"\prod_i z_i"),
        ("operator", r"\log x", r"\exp x"),
        ("operator", r"\max_i z_i", r"\min_i z_i"),
        ("operator", r"a \cdot b", "a + b"),
        ("operator", r"\sin x", r"\cos x"),
        ("operator", r"\tanh x", r"\tan x"),
        ("operator", r"u \odot v", "u + v"),
        ("operator", r"\sqrt{x + 1}", "(x + 1)"),
        ("operator", r"\operatorname{erf}(x)", r"\operatorname{erfc}(x)"),
        ("operator", r"\lfloor x \rfloor", r"\lceil x \rceil"),
        ("subscript", "z_i + 1", "z + 1"),
        ("subscript", "z_i + 1", "z_{i + 1} + 1"),
        ("subscript", r"\lVert x \rVert_F", r"\lVert x \rVert_2"),
        ("e", "e^x", "2^x"),
        ("norm", r"\lvert x \rvert", "(x)"),
        ("norm", r"\lVert x \rVert_2^2", "(x)^2"),
        ("term", "a - b + c", "a + c"),
        ("term", "a - b", "- b"),
        ("factor", r"2 \frac{a}{b}", "2"),
        ("factor", r"a f'(x) b", "a b"),
        ("factor", r"a \log x", "a"),
        ("atom", "a x_i b", "a b"),
        ("group", r"a \left( b + c \right)^2", "a"),
        ("group", "a (b + c)", "a b + c"),
        ("condition", r"x = y, \quad \text{for } x > 0", "x = y"),
        ("condition", r"x = y \quad \text{for } x > 0 \\ a = b", r"x = y \\ a = b"),
        ("condition", r"x = y \quad \text{for } x > 0, \quad a = b", r"x = y, \quad a = b"),
        ("condition", r"\text{if } x > 0, \quad x = y", "x = y"),
        (
            "condition",
            r"\begin{cases} 1 & x > 0 \\ 2 & x < 0 \end{cases}",
            r"\begin{cases} 2 & x > 0 \\ 1 & x < 0 \end{cases}",
        ),
    ],
)
def test_operators(operator, latex, expected):
    assert edits.key(expected) in {edits.key(found) for found, _ in of(operator, latex)}


@pytest.mark.parametrize("latex", FORMULAS)
def test_no_two_mutants_alike_and_none_like_the_source(latex):
    found = list(mutants(latex))
    assert found == list(mutants(latex))
    keys = [edits.key(mutant.latex) for mutant in found]
    assert len({*keys, edits.key(latex)}) == len(keys) + 1
    for mutant in found:
        start, end = mutant.span
        assert mutant.latex[:start] == latex[:start]
        assert mutant.latex.endswith(latex[end:])


@pytest.mark.parametrize("latex", FORMULAS)
def test_every_mutant_keeps_its_braces_and_words(latex):
    for mutant in mutants(latex):
        edited = mutant.latex.replace(r"\{", "").replace(r"\}", "")
        assert edited.count("{") == edited.count("}"), mutant
        tokenize(mutant.latex)


def test_every_operator_is_tried_by_the_formulas_above():
    tried = {mutant.operator for latex in FORMULAS for mutant in mutants(latex)}
    assert tried == set(edits.OPERATORS)


def test_names_are_not_taken_apart():
    texts = {mutant.latex for mutant in mutants(r"\hat m_{\max} + \mathbb{E}[x]")}
    assert not [text for text in texts if r"\hat{}" in text or r"\mathbb{}" in text]
    assert not [text for text in texts if r"\hat{-m}" in text]


def test_the_d_of_an_integral_is_no_name():
    assert not [text for text, _ in of("symbol", r"\int_0^1 x \, d x") if "x x" in text]


def test_a_character_without_meaning_is_an_error():
    with pytest.raises(SyntaxProblem, match="no meaning"):
        next(mutants("a § b"))


def test_descriptions_complete_a_sentence():
    words = dict(of("sign", "a = b - c"))
    assert words["a = b + c"] == "with `+` in place of `-`"
    assert words["-a = b - c"] == "with `-` before `a`"
    assert dict(of("sign", "-c"))["c"] == "without the `-` before `c`"
    assert dict(of("term", "a + b"))["a "] == "without `+ b`"


def test_pairs_are_two_edits_of_the_same_formula():
    latex = FORMULAS[0]
    singles = {edits.key(mutant.latex) for mutant in mutants(latex)}
    found = pairs(latex, 30, seed=1)
    assert len(found) == 30
    assert found == pairs(latex, 30, seed=1) != pairs(latex, 30, seed=2)
    assert all(" and " in mutant.description for mutant in found)
    assert all(edits.key(mutant.latex) not in {*singles, edits.key(latex)} for mutant in found)
    for mutant in found:
        assert mutant.latex.startswith(latex[: mutant.span[0]])
        assert mutant.latex.endswith(latex[mutant.span[1] :])


def test_pairs_of_a_formula_with_too_few_edits():
    assert len(pairs("x", 5, seed=0)) < 5
