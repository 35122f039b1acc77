r"""`{refuted}` shows a wrong equation with the message it gets, and refuses one that is right."""

import re
from html import unescape

import pytest

from mathcheck.pages.markdown import blocks

WRONG = r"""# Title

```{symbols}
x : R
```

```{refuted}
:says: does not hold
x : R -- a number
---
\sqrt{x^2} = x
```

$$
x = x
$$
"""

TRUE = WRONG.replace("---\n\\sqrt{x^2} = x", "---\n\\sqrt{x^2} = |x|")
UNREADABLE = WRONG.replace("x : R -- a number", "x : Q")
OTHER_REASON = WRONG.replace("does not hold", "is not declared")
UNKNOWN_OPTION = WRONG.replace(":says: does not hold", ":skip: why")
WITHOUT_VALUE = WRONG.replace(":says: does not hold", ":tol:")
EMPTY = "# Title\n\n```{refuted}\nx : R\n---\n```\n"


def refutation(html):
    """Return the text of what stands for the directive."""
    part = re.search(r'<div class="refuted.*?</pre>', html, re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_the_equation_is_shown_as_wrong_with_the_message_of_this_build(project):
    project.write("index.md", WRONG)
    assert "1 of 1 displayed equations checked" in project.built()
    text = refutation(project.html())
    order = ["Symbols used here", "a number", "This equation is wrong:", r"\sqrt{x^2} = x"]
    order += ["mathcheck says:", "left = right does not hold here", "at x = -"]
    places = [text.index(piece) for piece in order]
    assert places == sorted(places)


def test_it_has_no_number_and_counts_nowhere(project):
    project.write("index.md", WRONG)
    project.built()
    assert [block.source for block in project.blocks()] == ["x : R", "x = x"]
    assert "eqno" not in project.html()


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        (TRUE, "index.md:11: WARNING: `{refuted}`: mathcheck has no objection to this equation"),
        (UNREADABLE, "index.md:9: WARNING: in the declaration `x : Q`: 'Q' is not a type"),
        (OTHER_REASON, "index.md:11: WARNING: `{refuted}`: the message does not say"),
    ],
)
def test_an_equation_that_is_not_refuted_fails_the_build_again_and_again(project, page, warning):
    project.write("index.md", page)
    for _ in range(2):
        result = project.build()
        assert result.returncode == 1
        assert warning in result.stderr


@pytest.mark.parametrize(
    ("page", "warning"),
    [
        (UNKNOWN_OPTION, "index.md:11: WARNING: `{refuted}` has no option 'skip'"),
        (WITHOUT_VALUE, "index.md:11: WARNING: the option tol needs a value"),
        (EMPTY, "`{refuted}` wants an equation"),
    ],
)
def test_misuse_is_a_warning(project, page, warning):
    project.write("index.md", page)
    result = project.build()
    assert result.returncode == 1
    assert warning in result.stderr


def test_options_take_part(project):
    page = "# Title\n\n```{refuted}\n:sharp:\nx : R\n---\n\\sin x \\le 2\n```\n"
    project.write("index.md", page)
    project.built()
    assert "never come nearer" in refutation(project.html())
    project.write("index.md", page.replace(":sharp:\n", ""))
    assert "has no objection" in project.build().stderr


def test_it_knows_the_prelude_and_not_the_page(project):
    project.write("prelude.txt", "a : R+\n")
    project.configure("mathcheck_prelude = 'prelude.txt'")
    page = "# Title\n\n```{symbols}\nb : R\n```\n\n```{refuted}\n:says: @\na + b < 0\n```\n"
    project.write("index.md", page.replace("@", "b is not declared"))
    project.built()
    project.write("index.md", page.replace("@", "a is not declared"))
    assert "does not say 'a is not declared'" in project.build().stderr


def test_other_formats_show_it_too(project):
    project.write("index.md", WRONG)
    project.built(builder="latex")
    [tex] = (project.folder / "_build/latex").glob("*.tex")
    assert "This equation is wrong:" in tex.read_text()


SPECIMEN = r"""# Title

````{specimen}
```{math}
:define:
y = @
```

Text $i_{8}$.
````
"""


def test_a_specimen_is_shown_as_written_and_checked(project):
    project.write("index.md", SPECIMEN.replace("@", "1"))
    project.built()
    text = unescape(re.sub(r"<[^>]+>", "", project.html()))
    assert "```{math}\n:define:\ny = 1\n```" in text
    found = [(block.source, block.line, block.options.define) for block in project.blocks()]
    assert found == [("y = 1", 6, True), ("i_{8}", 9, False)]
    project.write("index.md", SPECIMEN.replace("@", r"\wrong"))
    assert "index.md:6: WARNING: it is wrong [mathcheck]" in project.build().stderr


def test_the_command_line_reads_specimens_and_passes_over_refutations():
    assert [block.source for block in blocks(SPECIMEN, "a.md")] == ["y = @", "i_{8}"]
    assert [block.source for block in blocks(WRONG, "a.md")] == ["x : R", "x = x"]


def test_a_page_is_read_again_when_what_its_message_depends_on_changes(project):
    project.write("trial.py", "def f(x):\n    return 2 * x\n")
    project.configure("import sys; sys.path.insert(0, '.')")
    options = ":define:\n:impl: trial.f(x)\n"
    page = "# Title\n\n```{refuted}\n@x : R\nf : R -> R\n---\nf(x) = x\n```\n".replace("@", options)
    project.write("index.md", page)
    project.built()
    assert "trial.f differ" in refutation(project.html())
    project.write("trial.py", "def f(x):\n    return x  # now it is right\n")
    assert "has no objection" in project.build().stderr
