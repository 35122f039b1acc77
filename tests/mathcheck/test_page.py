"""What the checker accepts and refuses, on single equations in front of a few declarations."""

import pytest

from mathcheck.pages.blocks import Block, Options
from mathcheck.pages.page import check_page
from mathcheck.pages.report import tally

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
\alpha : R+
h : R -> R
h(x) = \begin{cases} x & x > 0 \\ \alpha (e^x - 1) & x \le 0 \end{cases}
\ell : seq objective(3) R^n -> R
m : seq dim
l : index 1..2
W : seq R^{m_l x m_{l-1}}
t, q : R
\kappa : R = 2 a
\xi : seq random {-1, 1}
k : index 0..3
B : posdef n
\varepsilon : seq R
\varepsilon_{k+1} = \varepsilon_k / 2 + \xi_k
\sigma : R = \sqrt{\mathbb{E} [\xi_0^2]}
\psi : objective(3, -3) R -> R
c : minimizer of \psi
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
    r"r''(r(x)) = 0 \quad \text{for } x > 0",
    r"\frac{d^2}{dx^2} r(x) = 0 \quad \text{for } x \ne 0",
    r"h'(x) = \begin{cases} 1 & x > 0 \\ \alpha e^x & x < 0 \end{cases}",
    r"\operatorname{rank} W_1 \ge 0",
    r"x y = 1 \iff y = \frac{1}{x} \quad \text{for } x \ne 0",
    r"a x^2 = x \iff a x = 1 \quad \text{for } x \ne 0",
    r"\max(x - z, -y) = \begin{cases} x - z & x - z > -y \\ -y & x - z \le -y \end{cases}",
    r"\kappa x = -x^3 \quad \text{where } -a = x^2 / 2",
    r"\max_{-2 \le z \le 2} |\sin(3 z) - x^2| \ge 1",
    r"x^2 + 1 \ne 0, \qquad a \ne a + 1",
    r"\mathbb{E} [\varepsilon_1^2] \le \varepsilon_0^2 + \sigma^2, \qquad |\xi_k| \ge \tfrac12",
    r"\varepsilon_k \le \varepsilon_{k+1} + |\varepsilon_k| + \xi_k^2 \quad \text{for } k \ge 1",
    r"\lVert B w \rVert \le \sigma_{\max}(B) \lVert w \rVert",
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
    (r"g = 1", "not declared"),
    (r"r \ge 0", "without its argument"),
    (r"\log y \le y - 1 \quad \text{for all } x", "does not occur"),
    (r"x^2 \ge 0 \quad \text{for all } r", "free names"),
    (r"x^2 \le 4 \iff -2 < x \le 2", "the left side is true"),
    (r"\max(x, 0) \le 0 \implies \frac{d}{dx} \max(x, 0) = 0", "values cross"),
    (r"e^{x + z} = 1 + x + z + O(x^2 + z^3)", "remainder"),
    (r"e^x - 1 = x + \frac{x^2}{2} + \cdots = x + \frac{x^2}{2}", "does not hold"),
    (r"\prod_{i=0}^{\infty} \frac{1}{2^i} = 0", "only \\sum"),
    (r"\sup_x |x| \ge 3", "without end"),
    (r"a^2 \ge 0 \quad \text{for } \kappa = 2 |a|", "does not hold"),
    (r"\ell_1(w) = \ell_2(w)", "does not hold"),
    (r"r''(r(x)) = 0 \quad \text{for } x \ne 0", "does not exist"),
    (r"\frac{d^2}{dx^2} r(x) = 0 \quad \text{for } a \ne 0", "does not exist"),
    (r"h'(x) = \begin{cases} 1 & x \ge 0 \\ \alpha e^x & x < 0 \end{cases}", "does not exist"),
    (r"\operatorname{rank} W \ge 0", "differ in shape"),
    (r"\int^1 x \, dx = \frac12", "both bounds"),
    (r"\sum_{i=1} s_i = 1", "no end"),
    (r"\sum_{i,i} s_i s_i \ge 0", "i runs in two ranges at once"),
    (r"\max_{x \le x \le 1} f(x) \le 1", "x runs through itself"),
    (r"x y = 1 \iff y = \frac{1}{x}", "the right side is without a value"),
    (r"\frac{d}{dx} z^2 = 0", "does not depend on x"),
    (r"\int_{-\infty}^{\infty} u_1 x \, dx = 0", "does not settle"),
    (r"w_{ij} = w_{ji}", "room for 1 indices, but 2 came"),
    (r"x < \max y + 1", "single number"),
    (r"x = x \quad \text{honestly}", "words"),
    (r"a x^2 = x \iff a x = 1 \quad \text{for } x \ne 1", "one side holds"),
    (
        r"\max(x - z, -y) = \begin{cases} x - z & x - z > -y \\ -y & x - z < -y \end{cases}",
        "no line of the cases covers this point",
    ),
    (r"e^x > 0 \quad \text{for all } x, \quad \sinh x > 0", "does not hold"),
    (r"\kappa x = x^3 \quad \text{where } -a = x^2 / 2", "does not hold"),
    (r"\alpha \ne a^2", "nothing says what this is"),
    (r"\varepsilon_1^2 \le \varepsilon_0^2 + \sigma^2", "the other side is a mean over it"),
    (r"\varepsilon_k^2 \ge 0 \quad \text{for } \varepsilon \ge 1", "which \\varepsilon?"),
    (r", x^2 \ge 0", "nothing stands before this ','"),
    (r"r'(x^-) \le 0 \le r'(x) \iff x \le 0", "at a kink"),
    (r"\sigma_{\max}(B) \ge \tfrac18", "does not hold"),
    (r"|x| + |z| \ge 10^{-3} \quad \text{for } x \ne 0, \; z \ne 0", "does not hold"),
    (r"\psi(c + x) \le \psi(c - x) + 2 x^4", "does not hold"),
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


def test_the_last_term_before_the_dots_may_vanish_somewhere():
    for right, status in ((r"1 + z x + \cdots", "checked"), (r"1 + 2 z x + \cdots", "failed")):
        assert verdict(r"\cos x + z \sin x = " + right, small="x").status == status
    assert verdict(r"\cos x = 1 + 0 x + \cdots", small="x").status == "failed"


def test_a_sharp_bound_is_looked_for_until_it_is_met():
    bound = r"\sum_{k=0}^{3} \mathbb{1}[x > k + 6] \le 4"
    assert verdict(bound, sharp=True).problems == ()
    for claim in (bound.replace("4", "5"), r"x^2 + z^2 \ge -\tfrac14"):
        assert "marked sharp" in verdict(claim, sharp=True).problems[0].message


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
        (r"a = x^2, \qquad a = b^2", "a is defined twice"),
        (r"\xi_k = x^2", "is declared as random"),
    ],
)
def test_definitions_that_define_nothing_are_refused(latex, message):
    assert message in verdict(latex, define=True).problems[0].message


def test_words_before_inline_math_make_a_condition():
    assert verdict(r"x^2 < 1", "inline", before="this holds for").status == "parsed"
    assert verdict(r"x^2 < 1", "inline", before="we see that").status == "failed"
    assert verdict(r"x^2 \ge 0", "inline", before="we see that").status == "checked"


def test_a_recalled_definition_is_the_one_given():
    for latex, problems in ((r"\kappa = 2 a", 0), (r"\kappa = 3 a", 1)):
        assert len(verdict(latex, "inline", before="With").problems) == problems
        assert verdict(latex, "inline", before="At").problems == ()


def test_no_sentence_sets_a_size_to_a_real_number():
    assert verdict("K = 2", "inline").problems == ()
    assert verdict("K = 1 + e^a", "inline").status == "failed"


def test_the_counter_example_is_simple():
    message = verdict(r"(a + b)^2 = a^2 + b^2").problems[0].message
    assert "at a = " in message
    assert "." not in message.partition("at a = ")[2].split("\n")[0].replace("0.5", "")


def test_the_message_offers_the_nearest_equation_that_holds():
    assert "true with `+`" in verdict(r"x^2 - 1 = (x - 1)(x - 1)").problems[0].message


def outcomes(*sources, symbols=SYMBOLS, **options):
    """Check displays one after the other; an equation with options is a tuple."""
    blocks = [Block("symbols", symbols.strip(), "page.md", 1)]
    for number, source in enumerate(sources):
        latex, given = source if isinstance(source, tuple) else (source, {})
        own = {key: value for key, value in given.items() if key not in ("kind", "fault")}
        rest = {key: value for key, value in given.items() if key in ("kind", "fault")}
        kind = rest.pop("kind", "display")
        line = 100 * (number + 1)
        blocks.append(Block(kind, latex, "page.md", line, Options(**own), **rest))
    return check_page(blocks, **options)[1:]


SETTINGS = [
    (r"w = A u, \qquad u^\top A w = w^\top A u", r"w = A u", "the index of w_t lost"),
    (r"x = 0, \qquad r(x) = |x| - r(-x)", "x = 0", "no word before the condition"),
    (r"x = 3 z", "x = 3 z", "alone"),
]


@pytest.mark.parametrize(("latex", "place", "why"), SETTINGS, ids=[why for *_, why in SETTINGS])
def test_a_display_that_only_sets_a_name_says_nothing(latex, place, why):
    [problem] = verdict(latex).problems
    message, line, mark = problem.message.split("\n")
    assert message.startswith("this says nothing that can be checked")
    start = mark.index("^")
    assert line[start : start + mark.count("^")] == place


@pytest.mark.parametrize(
    "latex",
    [
        r"r(x) = |x| - r(-x) \quad \text{for } x = 0",
        r"\lVert w \rVert^2 = \lVert A u \rVert^2 \quad \text{where } w = A u",
        r"0 < s_i < 1 , \qquad i = 1, \dots, K",
    ],
)
def test_with_a_word_or_a_range_of_an_index_it_is_a_condition(latex):
    assert verdict(latex).status == "checked"


def test_the_range_of_an_index_is_the_declared_one():
    assert (
        "i does not run that far"
        in verdict(r"0 < s_i < 1 , \qquad i = 0, \dots, K").problems[0].message
    )


def test_a_sentence_may_set_a_name_without_a_word():
    assert verdict(r"x = 0", "inline").problems == ()


def test_what_a_definition_leaves_unsaid_is_no_claim():
    """The relation that defines is not checked; what follows it is."""
    symbols = SYMBOLS + "g : R -> R\n"
    latex = r"g(x) = x^2 = x \cdot x, \qquad i = 1, \dots, K"
    first, second = outcomes((latex, {"define": True}), "g(2) = 4", symbols=symbols)
    assert (first.status, first.problems) == ("checked", ())
    assert second.status == "checked"
    wrong, _ = outcomes((latex.replace(r"\cdot x", r"\cdot z"), {"define": True}), "g(2) = 4",
                        symbols=symbols)  # fmt: skip
    assert "does not hold" in wrong.problems[0].message


def declared(lines, *after):
    """Check declarations, and what follows them."""
    return [p.message for o in outcomes(*after, symbols=lines) for p in o.problems] + [
        p.message for p in check_page([Block("symbols", lines, "page.md", 1)])[0].problems
    ]


TYPED = [
    ("x : R\nu : R>=0 = x^2", "u : R+ = x^2", "0"),
    ("x : R\nu : (0, 1] = 1 / (1 + x^2)", "u : (0, 1) = 1 / (1 + x^2)", "1"),
    ("x : R+\nu : N0 = \\lfloor x \\rfloor", "u : N = \\lfloor x \\rfloor", "0"),
    (
        "x : R\nu : {-1, 0, 1} = \\operatorname{sign}(x)",
        "u : {-1, 1} = \\operatorname{sign}(x)",
        "0",
    ),
    ("f : R -> [0, 1]\nf(t) = e^{-t^2}", "f : R -> [0, 1)\nf(t) = e^{-t^2}", "1"),
    (
        "f : R -> [0, 1]\nf(t) = \\max(0, \\min(1, t / 9))",
        "f : R -> [0, 1]\nf(t) = \\max(0, t / 9)",
        "",
    ),
    ("k : index 3\nq : seq R+\nq_k = 1 / k", "k : index 3\nq : seq (0, 1)\nq_k = 1 / k", "1"),
    (
        "K : dim\nz, s : R^K\ni, j : index K\np : simplex K\np_i = e^{z_i} / \\sum_{j=1}^K e^{z_j}",
        "K : dim\nz, s : R^K\ni, j : index K\np : simplex K\np_i = e^{z_i}",
        "[",
    ),
    (
        "n : dim\nX : R^{n x n}\nA : psd n = X^\\top X",
        "n : dim\nX : R^{n x n}\nA : symmetric n = X",
        "[",
    ),
    ("n : dim\nX : R^{n x n}\nA : psd n = X^\\top X", "A : psd n = -X^\\top X", "["),
    ("n : dim\nv : unit n\nw : unit n = -v", "w : unit n = v - v", "["),
    ("n : dim\nQ : orthogonal n\nA : orthogonal n = -Q", "A : orthogonal n = 2 Q", "["),
]


OUTSIDE = "has a value outside its declared type: "
SIZED = [
    ("k : dim\nj : index k", "j, k : index k", "the type of k mentions k itself"),
    ("k : dim\nv : R^k", "k : index 3\nv : R^k", "k is no size"),
    ("k : dim\nv : R^k\nj : index k", "j : index v", "v is no size"),
    ("x : [1, \\infty)", "x : [1, \\infty]", "infinity is no number"),
    ("x : (-\\infty, 1]", "x : [-\\infty, 1]", "infinity is no number"),
    (
        "n, m : dim\ni : index n\nv : R^n\nv_i = i",
        "n, m : dim\ni : index m\nv : R^n\nv_i = i",
        "v has n entries, but its index runs to m",
    ),
    ("x : R\nu : R = x", "u : R =", "the definition after `=` is missing"),
]
DECLARED = [*SIZED, *((right, wrong, OUTSIDE + value) for right, wrong, value in TYPED)]


@pytest.mark.parametrize(("right", "wrong", "complaint"), DECLARED)
def test_a_declaration_says_what_is_so(right, wrong, complaint):
    """Of a wrong line alone, those above are as in the right lines."""
    assert declared(right) == []
    lines = wrong if "\n" in wrong else right.rpartition("\n")[0] + "\n" + wrong
    [message] = declared(lines)
    assert complaint in message


def test_a_definition_further_down_has_the_declared_type_too():
    lines = "x : R\nf : R -> R+"
    good, bad = ((f"f(x) = {body}", {"define": True}) for body in ("e^x", "x^2"))
    blocks = [Block("symbols", lines, "page.md", 1)]
    for (latex, options), claim in ((good, "f(0) = 1"), (bad, "f(1) = 1")):
        found = check_page(
            [*blocks, Block("display", latex, "page.md", 9, Options(**options)),
             Block("display", claim, "page.md", 19)]
        )  # fmt: skip
        problems = [p for o in found for p in o.problems]
        assert [(p.line, p.message.split(":")[0]) for p in problems] == (
            [] if latex.endswith("e^x") else [(2, "f has a value outside its declared type")]
        )


def test_a_value_outside_its_type_is_found_before_what_it_rests_on_is_declared_anew():
    before, after = "x : R\nu : (0, 1] = 1 / (1 + x^2)", "x : R+"
    for end, count in (("]", 0), (")", 1)):
        lines = before.replace("]", end)
        blocks = [Block("symbols", text, "page.md", n) for n, text in ((1, lines), (9, after))]
        assert sum(len(outcome.problems) for outcome in check_page(blocks)) == count


def test_an_index_runs_no_further_than_the_entries():
    lines = "n, m : dim\ni : index n\nv : R^n\nx : R"
    assert declared(lines, "v_i - x = v_i - 2 x + x") == []
    for latex in ("v_i - x = v_i - 2 x + x", r"\sum_{i=1}^{n} v_i = \sum_{k=1}^{n} v_k"):
        found = declared(lines.replace("index n", "index m") + "\nk : index n", latex)
        assert (found == []) == latex.startswith("\\sum")


def test_the_ends_of_cases_are_looked_for_in_the_arguments_of_calls():
    cases = r"\begin{cases} x & x > a \\ 2 a - x & x \le a \end{cases}"
    lines = f"x, a : R\nf : R -> R\nf(x) = {cases}"
    assert declared(lines, r"f''(-x) = 0 \quad \text{for } x \ne -a") == []
    assert "does not exist" in declared(lines, r"f''(-x) = 0 \quad \text{for } x \ne a")[0]


def test_an_arbitrary_function_reaches_the_end_of_its_range():
    for kind, claim in (
        ("R+", "g(x) > 0"),
        ("R>=0", r"g(x) \ge 0"),
        ("[-1, \\infty)", r"g(x) \ge -1"),
    ):
        assert declared(f"x : R\ng : R -> {kind}", claim) == []
        if "\\ge" in claim:
            assert (
                "does not hold"
                in declared(f"x : R\ng : R -> {kind}", claim.replace(r"\ge", ">"))[0]
            )


def test_the_argument_of_a_function_is_no_function():
    symbols = SYMBOLS + "p : R -> R\n"
    good, bad = (outcomes((f"p({x}) = r(x) + {x}", {"define": True}), "p(1) = p(1) + 0",
                          symbols=symbols)[0] for x in ("x", "r"))  # fmt: skip
    assert good.problems == ()
    assert "r is declared as a function, and no argument" in bad.problems[0].message


RULES = [
    (r"x \leftarrow x - a b", "update rule"),
    (r"z \sim N(0, 1)", "law"),
    (r"x \mapsto x^2", "map"),
    (r"x \leftarrow 2 x, \qquad z \sim N(0, 1)", "update rule and law"),
]


@pytest.mark.parametrize(("latex", "kind"), RULES)
def test_a_rule_claims_nothing_and_is_not_counted_as_checked(latex, kind):
    outcome = verdict(latex)
    assert (outcome.status, outcome.reason, outcome.points) == ("rule", kind, 0)
    assert (tally([outcome]).checked, tally([outcome]).rules) == (0, 1)
    assert verdict(latex, "inline").status == "parsed"


def test_a_claim_beside_a_rule_is_checked():
    latex = r"x \leftarrow x - a, \qquad (x - a)^2 = x^2 - 2 a x + a^2"
    assert verdict(latex).status == "checked"
    assert outcomes(latex, prove=True)[0].status == "proved"
    assert "does not hold" in verdict(latex.replace("- 2 a x", "- a x")).problems[0].message


SIZES = [
    (r"(x + a)^2 = x^2 + 2 a x + a^2", ""),
    (r"\sum_{i=1}^{K} s_i = 1", "K = 2, 3"),
    (r"A^\top = A, \qquad \sum_{i=1}^{K} s_i = 1", "(n, K) = (3, 2), (2, 3)"),
    (r"\sum_{k=0}^{T} k = \frac{T (T + 1)}{2}", "T = 0, …, 4"),
    (r"\sum_{k=0}^{T} (x + k) = (T + 1) x + \frac{T (T + 1)}{2} \quad \text{for } T = 3", ""),
    (r"\lVert w \rVert^2 = w_1^2 + w_2^2 \quad \text{for } n = 2", ""),
]


@pytest.mark.parametrize(("latex", "sizes"), SIZES)
def test_a_proof_says_for_which_sizes(latex, sizes):
    [outcome] = outcomes(latex, symbols=SYMBOLS + "T : N0\nk : index 0..T\n", prove=True)
    assert (outcome.status, outcome.sizes) == ("proved", sizes)


def test_relations_in_the_text_are_proved_too_but_need_not_be():
    right, far, wrong = outcomes(
        (r"(x + 1)^2 = x^2 + 2 x + 1", {"kind": "inline"}),
        (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", {"kind": "inline"}),
        (r"(x + 1)^2 = x^2 + 1", {"kind": "inline"}),
        prove=True,
    )
    assert (right.status, far.status, wrong.status) == ("proved", "checked", "failed")
    assert right.points > 0


def test_what_is_kept_says_the_same_as_what_is_found_out():
    cache = {}
    latex = (r"\sum_{i=1}^{K} s_i = 1", r"x \leftarrow 2 x", (r"a + b = b + a", {"kind": "inline"}))
    first, second = (outcomes(*latex, prove=True, cache=cache) for _ in range(2))
    assert [(o.status, o.sizes, o.reason, o.points) for o in first] == [
        (o.status, o.sizes, o.reason, o.points) for o in second
    ]
    assert len(cache) == 3


def test_a_block_with_bad_options_is_not_checked():
    fault = "the option skip needs a value: the reason"
    [outcome] = outcomes((r"x = x + \undeclared", {"fault": fault}))
    assert outcome.status == "failed"
    assert [(p.line, p.message) for p in outcome.problems] == [(100, fault)]
    [twin] = outcomes(r"x = x + \undeclared")
    assert "not declared" in twin.problems[0].message


def test_a_bad_option_is_the_only_fault_of_a_page():
    """What the block defines is wrong, and what it uses is used."""
    symbols = SYMBOLS + "g, h : R -> R\n"
    found = outcomes(
        ("g(x) = x^2", {"define": True}),
        ("h(x) = g(x) + 1", {"define": True, "fault": "no such option"}),
        "h(x) - 1 = x^3",
        symbols=symbols,
    )
    assert [p.message for outcome in found for p in outcome.problems] == ["no such option"]
    assert [outcome.status for outcome in found] == ["definition", "failed", "parsed"]
