r"""Pages are checked while Sphinx reads them, wherever their mathematics stands.

In the large page below every formula holds `@`, which stands for the number of its own line.
"""

import json
import re

import pytest

from mathcheck.pages.blocks import Options
from mathcheck.pages.markdown import STRAY_DOLLAR, blocks

PLACES = r"""---
file_format: mystnb
kernelspec:
  name: python3
---

# Title $x_{@}$

```{symbols}
a_{@} : R
b : R -- a note with $no$
```

Text $x_{@}$, $y$ and $y$
and $y$, **bold $x_{@}$**, [link $x_{@}$](https://example.org), {math}`r_{@}`; {m}`no`.

$$
a_{@} = b
$$

$$ c_{@} = d $$ (lab)

```{code-cell} ipython3
"$no$"
```


After two blank lines $x_{@}$ and $y$.

```{math}
:label: one
:define:
:impl: json.dumps

e_{@}
  = f
```

+++

\begin{align}
g_{@} &= h \\
i &= j
\end{align}

> - In a quoted list $x_{@}
>   = 1$, and
>
>   $$
>   q_{@} = 1
>   $$

::::{admonition} Title $x_{@}$
In $x_{@}$.

:::{note} First line $x_{@}$

$$
n_{@} = 1
$$

```{math}
:skip: too long: see $x$
s_{@} = 1
```
:::
::::

::: plain
A division $x_{@}$.
:::

| a $x_{@}$ | b |
|--|--|
| $x_{@}$ | `$no$` $x_{@}$ |
| $y$ | $y$ |

```{list-table} Caption $x_{@}$
:header-rows: 1
* - $x_{@}$
  - b
* - c
  - $$
    t_{@} = 1
    $$
```

```{exercise} Exercise $x_{@}$
:label: ex-a
Show $x_{@} = 1$.

$$
e_{@} = 1
$$
```

```{solution-start} ex-a
:label: sol-a
```
Because $x_{@}$.

$$
s_{@} = 1
$$

```{code-cell} ipython3
"$$no$$"
```
Directly below $x_{@}$.
```{solution-end}
```

Text[^f] and $x_{@}$.

% comment $no$

<!-- $no$ -->

    $no$

```text
$no$
```

```{figure} none.png
Caption $x_{@}$.

Legend $x_{@}$.
```

```{only} html
Only $x_{@}$.
```

[^f]: Foot $x_{@}$.
"""

PLACES = "\n".join(
    line.replace("@", str(number)) for number, line in enumerate(PLACES.split("\n"), 1)
)

MODULE = r"""
from inner import function, Model
"""

INNER = r'''
r"""A module with :math:`m_{2}`."""


def other(x):
    r"""Return :math:`x`."""

    def fit():
        r"""Return :math:`x`."""


def function(x):
    r"""Return :math:`x` and :math:`f_{13}`.

    .. math::
        :skip: no rule

        g_{18}
        = 1

    Parameters
    ----------
    x : int
        Some :math:`p_{24}`.
    """


class Model:
    r"""A :math:`x`."""

    def fit(self):
        r"""Fit :math:`x`."""
'''

API = """
# Functions

```{eval-rst}
Text :math:`r_{5}`.

.. math::
   :skip: not Markdown

   s_{10} = 1

.. automodule:: inner
.. autofunction:: module.function
.. autoclass:: module.Model
   :members:
```
"""


def key(block):
    return block.kind, block.source, block.line, block.label, block.options, block.object


@pytest.fixture
def places(project):
    project.write("index.md", PLACES)
    project.write("none.png", "")
    project.configure("suppress_warnings = ['myst-nb.lexer', 'docutils']")
    project.build()
    return project


def test_everything_is_found_with_its_line(places):
    found = places.blocks()
    numbered = [
        (int(match[1]), block.line)
        for block in found
        if (match := re.search(r"_\{(\d+)\}", block.source))
    ]
    assert len(numbered) == len(re.findall(r"_\{\d+\}", PLACES))
    assert all(number in (line, line + 1) for number, line in numbered)
    lines = enumerate(PLACES.split("\n"), 1)
    same = [number for number, line in lines for _ in range(line.count("$y$"))]
    assert [block.line for block in found if block.source == "y"] == same
    assert not [block for block in found if "no" in block.source.split()]
    assert {block.path for block in found} == {"index.md"}


def test_the_command_line_sees_the_same(places):
    found, read = places.blocks(), blocks(PLACES, "index.md")
    assert list(map(key, found)) == list(map(key, read))
    assert [block.before for block in found] == [block.before for block in read]


def test_options_reach_the_block(places):
    by_source = {block.source.partition("_")[0]: block for block in places.blocks()}
    assert by_source["e"].options == Options() or by_source["e"].label == ""
    [defined] = [block for block in places.blocks() if block.label == "one"]
    assert defined.options == Options(define=True, impl="json.dumps")
    assert [b.options.skip for b in places.blocks() if b.options.skip] == ["too long: see $x$"]


def test_docstrings_and_rst(project):
    project.write("index.md", API)
    project.write("module.py", MODULE)
    project.write("inner.py", INNER)
    project.built()
    found = {(block.source, block.line): block for block in project.blocks()}
    assert {place: block.object for place, block in found.items()} == {
        ("r_{5}", 5): "",
        ("s_{10} = 1", 10): "",
        ("m_{2}", 2): "inner",
        ("x", 13): "inner.function",
        ("f_{13}", 13): "inner.function",
        ("g_{18}\n= 1", 18): "inner.function",
        ("p_{24}", 24): "inner.function",
        ("x", 29): "inner.Model",
        ("x", 32): "inner.Model.fit",
    }
    assert found["f_{13}", 13].path == "inner.py"
    assert found["f_{13}", 13].before == "Return $x$ and"
    assert found["g_{18}\n= 1", 18].options.skip == "no rule"
    assert found["s_{10} = 1", 10].options.skip == "not Markdown"


def test_what_a_cell_prints_is_no_claim_but_its_caption_is(project):
    cell = """---
file_format: mystnb
kernelspec:
  name: python3
---
# Title

```{code-cell} ipython3
---
mystnb:
  figure:
    caption: |
      A caption with $c_{13} = 1$.
---
from IPython.display import Markdown
Markdown("$o = 1$")
```
"""
    project.write("index.md", cell)
    project.configure("nb_execution_mode = 'force'\nnb_render_markdown_format = 'myst'")
    project.build()
    assert [(block.source, block.line) for block in project.blocks()] == [("c_{13} = 1", 13)]
    assert "o = 1" in project.html()


WRONG = "# Title\n\nText.\n\n```{math}\n:label: a\na\n= \\wrong\n```\n"


def test_a_wrong_equation_fails_the_build_with_its_line_again_and_again(project):
    project.write("index.md", WRONG)
    for _ in range(2):
        result = project.build()
        assert result.returncode == 1
        assert "index.md:8: WARNING: it is wrong [mathcheck]" in result.stderr
    project.write("index.md", WRONG.replace(r"\wrong", "b"))
    assert "mathcheck: 1 of 1 displayed equations checked" in project.built()


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        ("```{math}\n:skip:\na\n```\n", "index.md:5: WARNING: the option skip needs a value"),
        ("```{math}\n:defin:\na\n```\n", "index.md:5: WARNING: `{math}` has no option 'defin'"),
        ("```{symbols}\n:opened:\nx : R\n```\n", "index.md:5: WARNING: `{symbols}` has no option"),
        ("```{symbols}\n```\n", "`{symbols}` wants declarations"),
        ("```{symbols}\n:prelude:\nx : R\n```\n", "`{symbols}` wants no content"),
        ("Text\n$$\na\n$$\nmore\n", f"index.md:5: WARNING: {STRAY_DOLLAR}"),
    ],
)
def test_misuse_is_a_warning(project, page, warning):
    project.write("index.md", "# Title\n\n" + page)
    result = project.build()
    assert result.returncode == 1
    assert warning in result.stderr


MARKED = r"""# Title

$$
\proof = 1_n
$$ (lab)

```{math}
:impl: json.dumps
a = 1
```

```{math}
:define:
b = 1
```

```{math}
:assume:
c = 1
```

```{math}
:skip: no rule for "<this>"
d = 1
```

$$
w \leftarrow 2 w
$$

$$
nothing known
$$
"""

MARKS = [
    ("✓", "Proved for n = 2, 3, and evaluated at 2 points"),
    ("✓", "Evaluated at 120 points; tied to json.dumps"),
    ("✓", "Definition that other equations use"),
    ("–", "Assumed, not checked"),
    ("–", "Skipped: no rule for &quot;&lt;this&gt;&quot;"),
    ("–", "Update rule: claims nothing"),
]


def marks(html):
    pattern = r'role="img" aria-label="([^"]*)" title="([^"]*)">(.)</span>'
    return [(sign, text) for text, title, sign in re.findall(pattern, html) if text == title]


def test_marks(project):
    project.write("index.md", MARKED)
    said = project.built()
    assert marks(project.html()) == MARKS
    assert 'id="equation-lab"' in project.html()
    assert "mathcheck.css" in project.html()
    assert (project.folder / "_build/html/_static/mathcheck.css").is_file()
    assert (
        "mathcheck: 3 of 7 displayed equations checked (1 proved for small sizes, 1 at random"
        " points, 1 tied to code, 1 definition), 1 update rule or law, 1 assumed, 1 skipped,"
        " 1 not checked" in said
    )
    project.configure("mathcheck_marks = False")
    project.built()
    assert marks(project.html()) == []


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "text", "latex", "man", "xml"])
def test_other_builders(project, builder):
    symbols = "\n```{symbols}\nx : R -- noted\n```\n"
    project.write("index.md", MARKED + symbols)
    project.built(builder=builder)
    pages = [p for p in (project.folder / "_build" / builder).rglob("*") if p.suffix != ".pickle"]
    text = "\n".join(page.read_text(errors="ignore") for page in pages if page.is_file())
    assert "noted" in text
    assert ("Evaluated at 120 points" in text) == ("html" in builder)


SYMBOLS = r"""# Title

```{symbols}
x : \mathbb{R} -- the *input*, at least $z$, see `f`
y : \mathbb{R} = x + 1
f : \mathbb{R} \to \mathbb{R} -- a function
f(t) :  = t^2
```
"""


def test_the_table_of_symbols(project):
    project.write("index.md", SYMBOLS)
    project.built()
    page = project.html()
    details = page[page.index("<details") : page.index("</details>")]
    assert '<details class="symbols">' in details
    assert "<summary>Symbols used here</summary>" in details
    assert details.count("<tr") == 4
    assert "the <em>input</em>, at least" in details
    for latex in ("x", r"\mathbb{R}", "y = x + 1", "z", "f(t) = t^2"):
        assert rf"\({latex}\)" in details
    project.write("index.md", SYMBOLS.replace("symbols}", "symbols}\n:open:"))
    project.built()
    assert '<details class="symbols" open="open">' in project.html()


def test_the_prelude_is_known_on_all_pages_and_shown(project):
    page = "# Title\n\nText $\\prelude = 1$.\n\n```{symbols}\n:prelude:\n```\n"
    project.write("index.md", page)
    assert "undeclared" in project.build().stderr
    project.configure("mathcheck_prelude = 'symbols.txt'")
    result = project.build()
    assert result.returncode == 2
    assert "there is no file symbols.txt" in result.stderr
    project.write("symbols.txt", "\\prelude : R -- known everywhere\n")
    project.built()
    assert "known everywhere" in project.html()
    project.write("symbols.txt", "\\prelude : R -- and changed\n")
    project.built()
    assert "and changed" in project.html()


def test_inline_may_be_off(project):
    project.write("index.md", "# Title\n\n```{toctree}\nother\n```\n\n$\\wrong$\n")
    project.write("other.md", "---\nmathcheck:\n  inline: off\n---\n# Title\n\n$\\wrong$\n")
    result = project.build()
    assert result.stderr.count("it is wrong") == 1
    assert "index.md:7" in result.stderr
    project.configure("mathcheck_inline = False")
    project.built()
    assert project.blocks() == project.blocks("other") == []


def test_too_few_checked_equations_fail_the_build(project):
    project.write("index.md", MARKED)
    project.configure("mathcheck_minimum = 0.5")
    project.built()
    project.configure("mathcheck_minimum = 0.51")
    result = project.build()
    assert result.returncode == 1
    assert "only 3 of 7 displayed equations are checked" in result.stderr
    assert "asks for 51 %" in result.stderr
    project.configure("mathcheck_minimum = 51")
    assert "wanted a fraction from 0 to 1" in project.build().stderr


def test_what_was_found_out_is_kept_in_a_file(project):
    project.write("index.md", "# Title\n\n$$\na = 1\n$$\n")
    project.built()
    path = project.folder / "_build/mathcheck/index.json"
    assert json.loads(path.read_text()) == {"a = 1": 120}
    path.write_text(json.dumps({"a = 1": 7, "b = 1": 7}))
    project.built("-E")
    assert project.outcomes()[0].points == 7
    assert json.loads(path.read_text()) == {"a = 1": 7}


def write_pages(project, count):
    names = [f"page{i}" for i in range(count)]
    toctree = "\n".join(["# Title", "", "```{toctree}", *names, "```", ""])
    project.write("index.md", toctree)
    for i, name in enumerate(names):
        project.write(f"{name}.md", f"# Title\n\n$$\na_{i} = 1\n$$\n")
    return names


def test_reading_in_parallel_changes_nothing(project):
    names = write_pages(project, 8)
    said = project.built("-j", "2")
    assert "8 of 8 displayed equations checked" in said
    for i, name in enumerate(names):
        assert [block.source for block in project.blocks(name)] == [f"a_{i} = 1"]


def test_changed_and_deleted_pages_are_forgotten(project):
    write_pages(project, 3)
    project.built()
    project.write("page0.md", "# Title\n\nNo equation.\n")
    write_pages_index = "# Title\n\n```{toctree}\npage0\npage1\n```\n"
    project.write("index.md", write_pages_index)
    (project.folder / "page2.md").unlink()
    assert "1 of 1 displayed equations checked" in project.built()


def test_a_page_is_read_again_when_the_code_changes_that_it_names(project):
    project.write("module.py", "def f(x):\n    return x\n")
    project.write("index.md", "# Title\n\n```{math}\n:define:\n:impl: module.f\na = 1\n```\n")
    assert "1 added" in project.built()
    assert "0 added, 0 changed" in project.built()
    project.write("module.py", "def f(x):\n    return x + 1\n")
    assert "1 changed" in project.built()


def test_pages_are_read_again_by_another_checker(project):
    write_pages(project, 2)
    assert "3 added" in project.built()
    assert "0 added, 0 changed" in project.built()
    project.configure("mathcheck.sphinxext.version = lambda: 'another'")
    assert "0 added, 3 changed" in project.built()
    assert "0 added, 0 changed" in project.built()


REAL = r"""# Title

```{symbols}
x : R -- any number
f : R -> R
```

```{math}
:define:
:impl: math.exp(x)
f(x) = e^x
```

$$
\begin{aligned}
(x + 1)^2 &= x^2 + x + x + 1 \\
 &= x^2 + 2 x + 1
\end{aligned}
$$

Here $f(0) = 1$.
"""


def test_with_the_real_core(project):
    project.write("index.md", REAL)
    project.configure("import mathcheck.pages.page")
    project.configure("mathcheck.sphinxext.check_page = mathcheck.pages.page.check_page")
    said = project.built()
    assert "mathcheck: 2 of 2 displayed equations checked (1 proved, 1 tied to code)" in said
    assert "1 inline relations checked" in said
    assert [sign for sign, _ in marks(project.html())] == ["✓", "✓"]
    assert "tied to math.exp" in project.html()
    project.write("index.md", REAL.replace("+ 2 x", "- 2 x").replace("f(0) = 1", "f(0) = 2"))
    result = project.build()
    assert result.returncode == 1
    assert "index.md:17: WARNING" in result.stderr
    assert "index.md:21: WARNING" in result.stderr
