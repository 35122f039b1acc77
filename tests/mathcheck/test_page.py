"""What the checker accepts and refuses, on single equations in front of a few declarations."""

import pytest

from mathcheck.page import Block, Options, check_page

SYMBOLS = r"""
K, n : dim
x, a, b, z : R
y : R+
w, u : R^n
H, A : symmetric n
v : R^K
i, j : index K
s : R^K
s_i = \frac{e^{v_i}}{\sum_{j=1}^{K} e^{v_j}}
J : R^n -> R
J(w) = -u^\top w
r : R -> R
r(x) = \max(x, 0)
f : R -> R
f(x) = \frac{x}{1 + |x|}
"""


def verdict(latex, kind="display", before="", **options):
    blocks = [
        Block("symbols", SYMBOLS.strip(), "page.md", 1),
        Block(kind, latex, "page.md", 100, Options(**options), before=before),
    ]
    return check_page(blocks)[-1]


TRUE = [
    r"\frac{\partial s_i}{\partial v_j} = s_i (\delta_{ij} - s_j)",
    r"\sum_{i=1}^{K} s_i = 1, \qquad 0 < s_i < 1",
    r"\nabla_w (w^\top H w) = 2 H w",
    r"r''(x) = 0 \quad \text{for } x \ne 0",
    r"r'(x) = \begin{cases} 1 & x > 0 \\ 0 & x < 0 \end{cases}",
    r"f'(x) = \frac{1}{(1 + |x|)^2}",
    r"\log y \le y - 1",
    r"\log \frac{a}{b} = \log a - \log b \quad \text{for } a > 0, b > 0",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1",
    r"\int_0^1 x^2 \, dx = \frac13",
    r"e^x = 1 + x + \frac{x^2}{2} + O(x^3)",
    r"x^2 < 1 \iff |x| < 1",
]
FALSE = [
    (r"\frac{\partial s_i}{\partial v_j} = s_i (\delta_{ij} + s_j)", "does not hold"),
    (r"\sum_{i=1}^{K} s_i = 1, \qquad 0 < z < 1", "does not hold"),
    (r"\nabla_w (w^\top H w) = H w", "does not hold"),
    (r"\nabla J(w) = A w - u, \qquad \nabla^2 J(w) = A", "does not hold"),
    (r"r''(x) = 0", "does not exist"),
    (r"r'(x) = \begin{cases} 1 & x \ge 0 \\ 0 & x < 0 \end{cases}", "does not exist"),
    (r"f''(x) = -\frac{2 \operatorname{sign}(x)}{(1 + |x|)^3}", "does not exist"),
    (r"\log y < y - 1", "does not hold"),
    (r"\log \frac{a}{b} = \log a - \log b", "the right side has no value"),
    (r"\lim_{x \to 0} \frac{\sin x}{x} = 2", "does not hold"),
    (r"\int_0^1 x^2 \, dx = \frac12", "does not hold"),
    (r"e^x = 1 + x - \frac{x^2}{2} + O(x^3)", "remainder"),
    (r"x^2 < 1 \iff x < 1", "the left side is false"),
    (r"w + x = w", "cannot add"),
    (r"q = 1", "not declared"),
    (r"x = x \quad \text{honestly}", "words"),
    (r"e^x > 0 \quad \text{for all } x, \quad \sinh x > 0", "does not hold"),
]


@pytest.mark.parametrize("latex", TRUE)
def test_true_equations_pass(latex):
    assert verdict(latex).problems == ()
    assert verdict(latex).points > 0


@pytest.mark.parametrize(("latex", "message"), FALSE)
def test_false_equations_are_refused(latex, message):
    outcome = verdict(latex)
    assert outcome.status == "failed"
    assert message in outcome.problems[0].message


def test_a_derivation_names_the_line_of_the_wrong_step():
    outcome = verdict(
        "\\begin{aligned}\n(x + 1)^2 &= (x + 1)(x + 1) \\\\\n  &= x^2 + 2x - 1\n\\end{aligned}"
    )
    assert outcome.problems[0].line == 102


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"f(f) = 2 x", "different names"),
        (r"f(z) = 2 x", "does not depend on z"),
        (r"f(x) = x^2", "nothing checks this definition"),
    ],
)
def test_definitions_that_define_nothing_are_refused(latex, message):
    assert message in verdict(latex, define=True).problems[0].message


def test_words_before_inline_math_make_a_condition():
    assert verdict(r"x^2 < 1", "inline", before="this holds for").status == "parsed"
    assert verdict(r"x^2 < 1", "inline", before="we see that").status == "failed"
    assert verdict(r"x^2 \ge 0", "inline", before="we see that").status == "checked"


def test_the_counter_example_is_simple():
    message = verdict(r"(a + b)^2 = a^2 + b^2").problems[0].message
    assert "at a = " in message
    assert "." not in message.partition("at a = ")[2].split("\n")[0].replace("0.5", "")


def test_the_message_offers_the_nearest_equation_that_holds():
    assert "true with `+`" in verdict(r"x^2 - 1 = (x - 1)(x - 1)").problems[0].message
