"""A page becomes a notebook and a Python file that need neither Sphinx nor the book."""

import json

import nbformat
import pytest
from docutils import nodes

from bookkit.downloads import links
from bookkit.markdown import Cell, UnknownNodeError, Writer
from bookkit.notebooks import notebook, pieces, script, without_glue

SETTINGS = """
extensions += ["bookkit.downloads"]
html_theme = "sphinx_book_theme"
html_theme_options = {"secondary_sidebar_items": ["page-toc.html", "downloads.html"]}
myst_enable_extensions = ["dollarmath"]
numfig = True
project, release = "The book", "1.0"
downloads_package = "shape"
downloads_data = {"index": ["side.txt"]}
"""
PUBLISHED = """
html_baseurl = "https://example.org/book/"
html_theme_options["repository_url"] = "https://github.com/someone/book"
"""
PAGE = r"""
(top)=
# Take *two_sides*

From {ref}`the top <top>` to {eq}`square`: {glue:text}`index.md::area:d` is $a_1 * b$ in \$.

```{math}
:label: square
a^2

= a a
```

| a | b |
|---|---|
| $\lvert a \rvert$ | $\|b\|$ |

1. one
2. two

   more

```{code-cell} ipython3
from myst_nb import glue
area = 9
```

```{code-cell} ipython3
:tags: [remove-cell]
hidden = 1
glue("area", area, display=False)
```

```{exercise} Halves
:label: ex-half
What is half of 34?
```

```{solution-start} ex-half
:label: sol-half
```
It is a number.

```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-line
    caption: A line in $x$.
  image:
    alt: A line.
---
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats
set_matplotlib_formats("svg", metadata={"Date": None})
plt.plot([hidden, 2]);
```
```{solution-end}
```
"""


@pytest.fixture
def built(project):
    def build(settings=""):
        project.write("conf.py", (project.folder / "conf.py").read_text() + SETTINGS + settings)
        project.write("book/side.txt", "17\n")
        project.page(PAGE)
        result = project.build()
        assert result.returncode == 0, result.stderr
        return project.folder / "_build/html/downloads"

    return build


def cells(folder):
    book = nbformat.reads((folder / "index.ipynb").read_text(), as_version=4)
    nbformat.validate(book)
    return [(cell.cell_type, cell.source) for cell in book.cells]


def test_a_page_becomes_plain_cells(built, project):
    folder = built()
    _, (_, install), text, area, exercise, hidden, line, caption = cells(folder)
    assert install == '# %pip install "shape @ file:///folder/of/the/book"'
    assert text == (
        "markdown",
        "# Take *two_sides*\n\n"
        "From the top to (1): 9 is $a_1 * b$ in \\$.\n\n"
        "$$\na^2\n= a a\n\\tag{1}\n$$\n\n"
        "| a | b |\n| --- | --- |\n"
        r"| $\lvert a \rvert$ | $\vert b\vert$ |"
        "\n\n1. one\n2. two\n\n   more",
    )
    assert (area, hidden) == (("code", "area = 9"), ("code", "hidden = 1"))
    assert exercise == (
        "markdown",
        "**Exercise 1** (Halves)\n\nWhat is half of 34?\n\n"
        "**Solution to Exercise 1 (Halves)**\n\nIt is a number.",
    )
    assert line[1].startswith("import matplotlib")
    assert caption == ("markdown", "**Fig. 1.** A line in $x$.")
    assert (folder / "side.txt").read_text() == "17\n"
    page = project.html()
    assert 'href="downloads/index.ipynb"' in page
    assert "colab" not in page


def test_a_published_page_has_addresses(built, project):
    folder = built(PUBLISHED)
    (_, first), (_, install), (_, text), *_ = cells(folder)
    assert "[Take two_sides](https://example.org/book/index.html)" in first
    assert "[the top](https://example.org/book/index.html#top)" in text
    assert "git+https://github.com/someone/book" in install
    elsewhere = [line for line in project.html().splitlines() if "leaves this site" in line]
    assert len(elsewhere) == 2
    assert all('rel="noreferrer"' in line for line in elsewhere)


def test_the_python_file_is_the_notebook(built):
    folder = built()
    text = (folder / "index.py").read_text()
    compile(text, "index.py", "exec")
    assert text.count("# %%") == len(cells(folder))
    assert "# $$\n# a^2\n" in text


def test_equal_cells_have_equal_ids():
    first = notebook([("code", "1"), ("code", "1")])
    assert first == notebook([("code", "1"), ("code", "1")])
    ids = [cell["id"] for cell in json.loads(first)["cells"]]
    assert len(set(ids)) == 2


def test_what_hands_numbers_to_the_text_is_left_out():
    assert without_glue("a = 1\nglue(\n    'a',\n    a,\n)\nb = 2") == "a = 1\nb = 2"
    assert without_glue("glue('a', 1)") == ""


def test_hidden_cells_come_before_the_next_shown_one():
    codes = {0: "a", 2: "b", 3: "glue('b', b)", 4: "c", 6: "glue('c', c)"}
    assert list(pieces(codes, ["t", Cell(0), Cell(4), "u"])) == [
        ("markdown", "t"), ("code", "a"), ("code", "b"), ("code", "c"), ("markdown", "u"),
    ]  # fmt: skip


def test_a_script_is_markdown_in_comments():
    assert script([("markdown", "a\n\nb"), ("code", "1")]) == (
        "# %% [markdown]\n# a\n#\n# b\n\n# %%\n1\n"
    )


def test_other_hosts_have_no_services():
    assert links("https://example.org/a/b", "c") == []
    assert links("", "c") == []


WRITER = Writer(link=lambda target: "", title=lambda node: "")


def test_markup_in_text_is_escaped():
    text = nodes.container("", nodes.paragraph("", "a_b *c* _d_ [e] `f` $g$"))
    assert list(WRITER.blocks(text)) == [r"a_b \*c\* \_d\_ \[e\] \`f\` \$g\$"]


@pytest.mark.parametrize(
    "node",
    [nodes.definition_list(), nodes.bullet_list("", nodes.list_item("", nodes.topic()))],
)
def test_nothing_is_lost_in_silence(node):
    with pytest.raises(UnknownNodeError, match=r"definition_list|topic"):
        list(WRITER.blocks(nodes.container("", node)))


def test_a_cell_in_a_list_is_refused():
    cell = nodes.container(nb_element="cell_code", cell_index=3)
    item = nodes.list_item("", cell)
    with pytest.raises(UnknownNodeError, match="inside a list"):
        list(WRITER.blocks(nodes.container("", nodes.bullet_list("", item))))
