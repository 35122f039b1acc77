"""Every formula is found where it stands, and nothing that only looks like one."""

import re
from pathlib import Path

import pytest

from mathcheck.pages.blocks import Options
from mathcheck.pages.markdown import BEFORE, STRAY_DOLLAR, blocks, read_page, tail, trim

BOOK = Path(__file__).parents[2] / "book"


def found(text):
    return [(block.kind, block.source, block.line) for block in blocks(text, "a.md")]


def test_placements_in_order():
    text = r"""# Title $t$

Text $a$ and
$b$.

$$
c = d
$$

$$ e = f $$ (lab)

\begin{align*}
g &= h
\end{align*}

```{symbols}
x : R
```

```{math}
i = j
```
"""
    assert found(text) == [
        ("inline", "t", 1),
        ("inline", "a", 3),
        ("inline", "b", 4),
        ("display", "c = d", 7),
        ("display", " e = f ", 10),
        ("display", "\\begin{align*}\ng &= h\n\\end{align*}", 12),
        ("symbols", "x : R", 17),
        ("display", "i = j", 21),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "> quoted $x$",
        "- item\n\n  > $x$",
        "| a |\n|--|\n| $x$ |",
        "**bold [link $x$](http://a.example)**",
        "```{note}\n$x$\n```",
        "```{note} $x$\n```",
        "```{admonition} Title\n:class: tip\n\n$x$\n```",
        "```{admonition} Title $x$\n```",
        "```{exercise} Title\n:label: a\n$x$\n```",
        "```{solution-start} a\n```\n$x$\n```{solution-end}\n```",
        "::::{note}\n:::{tip}\n$x$\n:::\n::::",
        "::: plain\n$x$\n:::",
        "```{list-table}\n:header-rows: 1\n* - $x$\n```",
        "```{table} Caption $x$\n| a |\n|--|\n| b |\n```",
        "```{figure} a.png\nCaption $x$\n```",
        "{math}`x`",
        "```{code-cell}\n---\nmystnb:\n  figure:\n    caption: |\n      $x$\n---\n1\n```",
        "```{code-cell}\n---\nmystnb:\n  figure:\n    caption: See $x$\n---\n1\n```",
    ],
)
def test_prose_is_read_wherever_it_stands(text):
    line = next(i for i, part in enumerate(text.split("\n"), 1) if re.search(r"[$`]x[$`]", part))
    assert found(text) == [("inline", "x", line)]
    assert found("---\na: 1\n---\n\n" + text) == [("inline", "x", line + 4)]


@pytest.mark.parametrize(
    "text",
    [
        "`$x$`",
        "```python\n$x$\n```",
        "```{code-cell}\n$x$\n```",
        "```{code-cell}\n:tags: [a]\n$x$\n```",
        "```{code-block} python\n$x$\n```",
        "```{unheard-of}\n$x$\n```",
        "    $x$",
        "% $x$",
        "<!-- $x$ -->",
        "<div>\n$x$\n</div>",
        r"\$x\$",
        "{m}`x`",
        "{eq}`x`",
        "```{symbols}\n:prelude:\n```",
    ],
)
def test_what_is_no_formula_is_left_alone(text):
    assert found(text) == []


def test_options_label_and_line_of_a_directive():
    text = "\n```{math}\n:label: silu\n:define:\n:impl: m.f(x, \\beta)\n\nf(x)\n= x\n```\n"
    [block] = blocks(text, "a.md")
    assert (block.source, block.line, block.label) == ("f(x)\n= x", 7, "silu")
    assert block.options == Options(define=True, impl=r"m.f(x, \beta)")


def test_yaml_options_and_an_argument():
    text = "```{math} a = b\n---\nskip: no rule yet\n---\n```"
    [block] = blocks(text, "a.md")
    assert (block.source, block.line, block.options.skip) == ("a = b", 1, "no rule yet")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("```{symbols}\n:opened:\nx : R\n```", 3, "`{symbols}` has no option 'opened'"),
        ("Text\n$$\na\n$$\nmore", 3, STRAY_DOLLAR),
        ("---\n: [\n---\n", 1, "YAML"),
        ("```{code-cell}\n---\n: [\n---\n1\n```", 1, "YAML"),
    ],
)
def test_problems_have_a_line(text, line, message):
    [problem] = read_page(text, "a.md").problems
    assert (problem.path, problem.line) == ("a.md", line)
    assert message in problem.message


@pytest.mark.parametrize(
    ("option", "fault"),
    [
        (":skip:", "the option skip needs a value: the reason"),
        (":define: yes", "the option define takes no value, but 'yes' came"),
        (":defin:", "`{math}` has no option 'defin': mathcheck knows define, impl"),
        (":define:", ""),
    ],
)
def test_a_block_knows_what_is_wrong_with_its_options(option, fault):
    [block] = blocks(f"\n```{{math}}\n{option}\na = b\n```", "a.md")
    assert block.fault.startswith(fault)
    assert bool(block.fault) == bool(fault)
    assert (block.source, block.line) == ("a = b", 4)


def test_neighboring_formulas_are_no_display():
    assert read_page("$a$$b$ and $x$", "a.md").problems == ()


def test_equal_formulas_keep_their_own_lines():
    assert [line for _, _, line in found("`$x$` and\n$x$, $x$\n$x$")] == [2, 2, 3]


def test_a_formula_of_two_lines_in_a_quotation():
    assert found("> a\n> $x\n> y$") == [("inline", "x\ny", 2)]


def test_before_is_the_prose_on_the_left():
    text = "A first paragraph.\n\nIf $x$ is *small* and\n`code` and $y$"
    before = [block.before for block in blocks(text, "a.md")]
    assert before == ["If", "If $x$ is small and code and"]
    assert len(blocks("Word " * 500 + "$x$", "a.md")[0].before) <= BEFORE


def test_footnotes_come_last():
    text = "Text[^a].\n\n[^a]: Foot $f$.\n\nLast $l$."
    assert [source for _, source, _ in found(text)] == ["l", "f"]


@pytest.mark.parametrize(
    ("setting", "inline"),
    [("inline: off", False), ("inline: on", True), ("other: off", True), ("", True)],
)
def test_a_page_may_switch_inline_off(setting, inline):
    assert read_page(f"---\nmathcheck:\n  {setting}\n---\n$x$", "a.md").inline is inline
    assert read_page("No front matter.", "a.md").inline


def test_trim_and_tail():
    assert trim("\n \na\n\nb\n\n", 1) == ("a\n\nb", 3)
    assert trim("a", 1) == ("a", 1)
    assert tail("  one\n two ") == "one two"


PAGES = sorted(BOOK.rglob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=[page.stem for page in PAGES])
def test_lines_are_right_on_every_page_of_the_book(page):
    text = page.read_text()
    lines = text.split("\n")
    for block in blocks(text, str(page)):
        for number, part in enumerate(block.source.split("\n"), block.line):
            line = lines[number - 1]
            assert part.strip() in line or part.strip() in line.replace(r"\|", "|")  # in a table


def test_the_check_of_lines_can_fail():
    [block] = blocks("\n$x$", "a.md")
    assert block.source not in ["", "$x$"][block.line - 2]
