"""The edits, and what the program makes of them: mutants, repairs, fates, exit codes."""

import json
import time

import pytest

from mathcheck import edits, mutate
from mathcheck.errors import SyntaxProblem
from mathcheck.mutate import mutants, nearest_repairs, pairs, symbol_mutants
from mathcheck.page import Outcome, Problem

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
        edits.tokenize(mutant.latex)


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


# -- declarations -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "operator", "expected"),
    [
        ("x : R+ -- in R+", "wider type", "x : R -- in R+"),
        ("x : R", "narrower type", "x : R+"),
        ("n : N", "wider type", "n : N0"),
        ("u : (0, 1)", "wider type", "u : (0, 1]"),
        ("u : (0, 1)", "wider type", "u : R"),
        ("u : [0, 1]", "narrower type", "u : (0, 1]"),
        ("u : (0, 1)", "interval", "u : (0, 2)"),
        ("p : simplex K", "wider type", "p : R^{K}"),
        ("y : onehot K at k", "wider type", "y : simplex K"),
        ("A : posdef n", "wider type", "A : psd n"),
        ("W : R^{n x d}", "dimension", "W : R^{d x n}"),
        ("z : R^K\nw : R^d", "dimension", "z : R^d\nw : R^d"),
        ("i : index K\nw : R^d", "dimension", "i : index d\nw : R^d"),
        ("f : R -> R", "arity", "f : R, R -> R"),
        ("H : R^K, R^K -> R", "arity", "H :  R^K -> R"),
        ("J : convex R^d -> R", "wider type", "J : R^d -> R"),
        ("B : random draws m of n", "law", "B : random permutation m of n"),
        (r"u : R = \beta x", "definition", r"u : R = -\beta x"),
        (r"\sigma(t) = 1 + t", "definition", r"\sigma(t) = 1 - t"),
        ("u : R = a\n  + b", "definition", "u : R = a\n  - b"),
    ],
)
def test_declarations(line, operator, expected):
    assert (operator, expected) in [(m.operator, m.latex) for m in symbol_mutants(line)]


def test_a_declaration_changes_and_its_neighbors_do_not():
    text = "x : R+ -- the step\nK : dim\np, q : simplex K\n"
    for mutant in symbol_mutants(text):
        changed = [pair for pair in zip(text.split("\n"), mutant.latex.split("\n"), strict=True)]
        assert sum(old != new for old, new in changed) == 1


# -- repairs ----------------------------------------------------------------------------------


def test_a_repair_is_found_and_named():
    wrong, right = r"s_i (\delta_{ij} + s_j)", r"s_i (\delta_{ij} - s_j)"
    found = nearest_repairs(wrong, lambda latex: latex == right)
    assert [(m.latex, m.description) for m in found] == [(right, "with `-` in place of `+`")]


def test_likelier_repairs_come_first():
    found = nearest_repairs("a + 2 b_i", lambda latex: True, limit=1000)
    order = [list(edits.OPERATORS).index(mutant.operator) for mutant in found]
    assert order == sorted(order)
    assert found[0].operator == "sign"


def test_repairs_stop_at_their_limit_and_their_budget():
    asked = []
    assert len(nearest_repairs("a + b = c", lambda latex: True, limit=2)) == 2
    assert nearest_repairs("a + b = c", lambda latex: bool(asked.append(latex)), budget=7) == []
    assert len(asked) == 7


def test_what_cannot_be_read_is_no_repair():
    def holds(latex):
        raise SyntaxProblem("no")

    assert nearest_repairs("a = b", holds) == []


def test_repairs_say_as_much_as_the_claim():
    found = [mutant.latex for mutant in nearest_repairs("a = b c", lambda _: True, limit=1000)]
    assert edits.key("a = c") in map(edits.key, found)
    assert "b c = b c" not in found
    assert not [latex for latex in found if r"\ne" in latex or "<" in latex]
    assert "b = b" not in [m.latex for m in nearest_repairs("a = b", lambda _: True, limit=1000)]
    found = [mutant.latex for mutant in nearest_repairs("a < b", lambda _: True, limit=1000)]
    assert "a > b" in found


def test_repairs_near_the_fault_come_first():
    latex = "a + b = c \\\\ d + e = f"
    place = latex.index("d + e")
    found = nearest_repairs(latex, lambda _: True, limit=1, near=(place, len(latex)))
    assert found[0].span[0] >= place


# -- pages ------------------------------------------------------------------------------------

PAGE = r"""# Page

```{symbols}
x, y : R
f : R -> R
```

```{math}
:define:
f(x) = x^2 + 1
```

```{math}
:label: slope
f'(x) = 2 x
```

```{math}
:assume:
y = x
```
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    return path


def by_text(right):
    """Return a check that knows the right formulas by heart."""

    def check(block, page, cache):
        if block.kind == "symbols":
            return mutate.check_block(block, page, cache)
        if block.source in right:
            return Outcome(block, "checked")
        problem = Problem(block.path, block.line, "left = right does not hold here")
        return Outcome(block, "failed", problems=(problem,))

    return check


def accepting(block, page, cache):
    """Accept everything that is declared: the checker that must be found out."""
    if block.kind == "symbols":
        return mutate.check_block(block, page, cache)
    return Outcome(block, "assumption" if block.options.assume else "checked")


def test_a_page_is_mutated_where_it_claims_something(page):
    subject = mutate.prepare(mutate.read_blocks(page))
    assert subject.problems == ()
    assert [subject.blocks[i].label for i in subject.claims] == ["", "slope"]
    assert [subject.blocks[i].source for i in subject.silent] == ["y = x"]
    found = mutate.trials([subject])
    assert {trial.position for trial in found} == set(subject.claims)
    declared = mutate.trials([subject], declarations=True)
    assert {subject.blocks[trial.position].kind for trial in declared} == {"symbols"}
    doubled = mutate.trials([subject], second_order=5, seed=3)
    assert len(doubled) == 5
    assert doubled == mutate.trials([subject], second_order=5, seed=3)


def fate(subject, position, latex, check=mutate.check_block):
    return mutate.judge(subject, position, mutate.Mutant("sign", latex, (0, 1), "so"), check)


def test_fates(page):
    subject = mutate.prepare(mutate.read_blocks(page))
    definition, slope = subject.claims
    assert fate(subject, slope, "f'(x) = 2 (x)").fate == "same"
    assert fate(subject, slope, "f'(x) = x + x").fate == "survived"
    assert fate(subject, slope, "f'(x) = 3 x").fate == "counter-example"
    assert fate(subject, slope, "f'(x) = 2 +").fate == "syntax"
    assert fate(subject, slope, "f'(x) = 2 v").fate == "undeclared"
    assert fate(subject, definition, "f(x) = x^3 + 1").fate == "later block fails"
    assert fate(subject, definition, "f(x) = x^2 + 2").fate == "survived"
    assert fate(subject, slope, "2 x = 2 y + 2 x").line == subject.blocks[slope].line


def test_a_mutant_that_the_code_contradicts(page):
    linked = PAGE.replace(
        ":define:\nf(x) = x^2 + 1", ":define:\n:impl: numpy.square(x)\nf(x) = x^2"
    )
    page.write_text(linked)
    subject = mutate.prepare(mutate.read_blocks(page))
    assert subject.problems == ()
    assert fate(subject, subject.claims[0], "f(x) = x^3").fate == "implementation differs"


def test_a_definition_that_nothing_checks_any_more_is_noticed(page):
    page.write_text(PAGE.replace("f'(x) = 2 x", "f'(x) = 2 x \\\\ y - y = 0"))
    subject = mutate.prepare(mutate.read_blocks(page))
    assert fate(subject, subject.claims[1], "y - y = 0").fate == "unused definition"


def test_a_fault_of_the_checker_and_its_slowness_are_told_apart(page, monkeypatch):
    monkeypatch.setattr(mutate, "SECONDS", 1)
    subject = mutate.prepare(mutate.read_blocks(page), check=accepting)

    def crash(block, page, cache):
        raise ZeroDivisionError("in the checker")

    def sleep(block, page, cache):
        time.sleep(20)

    slope = subject.claims[1]
    assert fate(subject, slope, "f'(x) = 3 x", crash).fate == "internal error"
    assert fate(subject, slope, "f'(x) = 3 x", sleep).fate == "too slow"


def test_killed_and_surviving(page):
    blocks = mutate.read_blocks(page)
    right = {block.source for block in blocks}
    strict, lax = by_text(right), accepting
    subject = mutate.prepare(blocks, check=lax)
    wanted = mutate.trials([subject])
    killed = mutate.run([subject], wanted, processes=1, check=strict)
    assert not [result for result in killed if result.fate == "survived"]
    unnoticed = mutate.run([subject], wanted, processes=1, check=lax)
    assert {r.fate for r in unnoticed} >= {"survived", "syntax"}
    assert len(unnoticed) == len(wanted)
    assert mutate.rates(killed)[1] > mutate.rates(unnoticed)[1]


def test_the_checker_finds_the_mistakes_also_in_other_processes(page):
    subject = mutate.prepare(mutate.read_blocks(page))
    wanted = [trial for trial in mutate.trials([subject]) if trial.mutant.operator == "constant"]
    alone = mutate.run([subject], wanted, processes=1)
    assert mutate.run([subject], wanted, processes=2) == alone
    survivors = {result.row for result in alone if result.fate == "survived"}
    assert survivors == {"f(x) = x^2 + 2", "f(x) = x^2 + 0"}  # the slope does not see a constant


def test_the_line_and_the_row_of_a_mutant():
    latex = "a &= b \\\\\n  &= c + d \\\\ &= e"
    assert mutate.row_of(latex, 15, 16) == "&= c + d"
    assert mutate.row_of("a = b", 0, 1) == "a = b"
    assert mutate.row_of("x : R\ny : R+\n", 10, 12, "\n") == "y : R+"


def test_rates_count_what_differs_from_the_source(page):
    result = mutate.Result("a.md", 1, "sign", "so", "a", "b", "survived")
    fates = ["survived", "same", "syntax", "counter-example"]
    results = [mutate.replace(result, fate=fate) for fate in fates]
    assert mutate.rates(results) == (3, 2, 1)
    words = mutate.summary(results)
    assert "2 of 3 mutants killed (66.67 %); 1 more read as the source does" in words
    assert "without the 1 that no longer parse: 1 of 2 (50.00 %)" in words


# -- command line -----------------------------------------------------------------------------


def test_survivors_are_shown_and_change_the_exit_status(page, capsys):
    assert mutate.main([str(page), "--processes", "1"]) == 1
    shown = capsys.readouterr().out
    assert f"{page}:10: survived (constant)\n  f(x) = x^2 + 1\n  f(x) = x^2 + 2\n" in shown
    assert f"nothing is claimed: {page}:20" in shown
    assert "mutants killed" in shown


def test_a_sample_as_json(page, capsys):
    arguments = [str(page), "--processes", "1", "--sample", "5", "--seed", "3", "--json"]
    mutate.main(arguments)
    first = json.loads(capsys.readouterr().out)
    mutate.main(arguments)
    assert json.loads(capsys.readouterr().out) == first
    assert len(first) == 5
    assert {"path", "line", "operator", "fate"} <= set(first[0])


def test_declarations_and_pairs_from_the_command_line(page, capsys):
    mutate.main([str(page), "--processes", "1", "--declarations"])
    assert "narrower type" in capsys.readouterr().out
    mutate.main([str(page), "--processes", "1", "--pairs", "3", "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 3


def test_a_page_that_fails_as_it_stands_is_not_mutated(page, capsys):
    page.write_text(PAGE.replace("2 x", "3 x"))
    assert mutate.main([str(page), "--processes", "1"]) == 2
    shown = capsys.readouterr().err
    assert f"{page}:15: left = right does not hold here" in shown
    assert "fail as they stand" in shown


def test_a_page_that_is_not_there(capsys):
    with pytest.raises(SystemExit) as stop:
        mutate.main(["nowhere.md"])
    assert stop.value.code == 2
    assert "nowhere.md" in capsys.readouterr().err
