"""The EPUB and the LaTeX of a tiny book."""

import shutil
import zipfile

import pytest

from bookkit.epub import described, plain_css, plain_svg

SETTINGS = """
extensions += ["bookkit.epub", "bookkit.latex", "sphinxcontrib.rsvgconverter"]
version = release = copyright = "1.0"
epub_identifier = epub_uid = "a-book"
epub_show_urls = "no"
nb_mime_priority_overrides = [("latex", "image/svg+xml", 5)]
latex_documents = [("index", "book.tex", "Book", "Author", "manual", True)]
"""
INDEX = """
# Book

```{toctree}
:caption: Bend & measure
a
```
"""
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
---
# A page

A [link](https://doi.org/10.1/a<b>c).

```{exercise} Halves
:label: ex-half
What is half of 34?
```

```{code-cell} ipython3
---
mystnb: {figure: {caption: A line.}, image: {alt: A line that rises.}}
---
import matplotlib.pyplot as plt
from matplotlib_inline.backend_inline import set_matplotlib_formats
plt.rcParams["svg.hashsalt"] = "book"
set_matplotlib_formats("svg", metadata={"Date": None})
plt.plot([1, 2]);
```
"""


def build(project, builder):
    project.write("conf.py", (project.folder / "conf.py").read_text() + SETTINGS)
    project.page(INDEX)
    project.write("book/a.md", PAGE)
    result = project.build(builder)
    assert result.returncode == 0, result.stderr
    return project.folder / "_build" / builder


def test_two_epubs_are_identical_and_hold_figures_as_files(make_project):
    books = []
    for name in ("one", "another folder"):
        [book] = build(make_project(name), "epub").glob("*.epub")
        books.append(book)
    assert books[0].read_bytes() == books[1].read_bytes()
    with zipfile.ZipFile(books[0]) as archive:
        page = archive.read("a.xhtml").decode()
        [figure] = [name for name in archive.namelist() if name.endswith(".svg")]
        drawn = archive.read(figure).decode()
    assert f'src="{figure}"' in page
    assert 'alt="A line that rises."' in page
    assert "<svg" not in page
    assert "exercise.css" not in page
    assert "a%3Cb%3Ec" in page
    assert "<!DOCTYPE" not in drawn


def test_a_caption_of_the_contents_begins_a_part(project):
    if shutil.which("rsvg-convert") is None:
        pytest.skip("no rsvg-convert for the figures (Debian: apt install librsvg2-bin)")
    text = (build(project, "latex") / "book.tex").read_text()
    assert text.index(r"\part{Bend \& measure}") < text.index(r"\chapter{A page}")
    assert r"\sphinxincludegraphics" in text
    assert r"\label{\detokenize{a:ex-half}}" in text


PACKAGE = """<metadata>
  </metadata>
    <item id="a" href="a%20b.xhtml" media-type="application/xhtml+xml" />
    <item id="b" href="c.png" media-type="image/png" />"""


@pytest.mark.parametrize(
    ("text", "properties"),
    [
        ("<p/>", ""),
        ("<math/>", ' properties="mathml"'),
        ("<svg/><math/><script/>", ' properties="mathml svg scripted"'),
    ],
)
def test_the_package_says_what_a_page_holds(text, properties):
    package = described(PACKAGE, {"a b.xhtml": text}.__getitem__, "c.png")
    assert f'media-type="application/xhtml+xml"{properties}/>' in package
    assert 'media-type="image/png" properties="cover-image"/>' in package
    assert package.index("schema:accessMode") < package.index("</metadata>")


def test_svg_files_become_plain():
    svg = '<?xml?>\n<!DOCTYPE svg PUBLIC "a"\n "b">\n<svg><path id="d"/><path d="M 0"/></svg>'
    assert plain_svg(svg) == '<?xml?>\n<svg><path d="" id="d"/><path d="M 0"/></svg>'


def test_style_sheets_leave_the_direction_to_the_markup():
    assert plain_css("a {\n  direction: ltr;\n  flex-direction: row;\n}") == (
        "a {\n  flex-direction: row;\n}"
    )
