"""Figures stand in the page, follow its color and carry alt text."""

from bookkit.figures import themed_svg

SVG = """<?xml version="1.0"?>
<svg width="72pt" height="36pt" viewBox="0 0 72 36" version="1.1">
 <metadata><date>today</date></metadata>
 <defs><path id="m1"/></defs>
 <g id="axes_1"><use href="#m1" style="stroke: #1b1f23; fill: #fefefe"/></g>
</svg>"""

FIGURE = """
# Title

```{code-cell} ipython3
---
mystnb:
  image:
    alt: ALT
---
import matplotlib.pyplot as plt
from slopes import figures
figures.use_style()
plt.plot([0, 1]);
```
"""


def test_themed_svg():
    svg = themed_svg(SVG, 'a "b" & c', "f7", ink="#1b1f23", paper="#fefefe")
    assert svg.startswith("<svg ")
    assert 'role="img"' in svg
    assert 'aria-label="a &quot;b&quot; &amp; c"' in svg
    assert "stroke: currentColor" in svg
    assert "#fefefe" not in svg
    assert "today" not in svg
    assert 'id="f7-m1"' in svg
    assert 'href="#f7-m1"' in svg
    assert "axes_1" not in svg  # nothing refers to it, and a page holds several figures
    assert 'viewBox="0 0 72 36"' in svg


def test_a_figure_is_never_so_narrow_that_its_letters_are_too_small():
    letters = '<g transform="translate(1 2) scale(0.12 -0.12)"/><g transform="scale(0.7)"/></svg>'
    svg = themed_svg(SVG.replace("</svg>", letters), "words", "f7", ink="#1b1f23", paper="#fefefe")
    assert "min-width: 54px" in svg


def test_a_cell_figure_is_put_into_the_page(project):
    project.page(FIGURE.replace("ALT", "a line that rises"))
    result = project.build()
    assert result.returncode == 0, result.stderr
    page = project.html()
    assert 'aria-label="a line that rises"' in page
    assert "currentColor" in page
    assert '<script defer="defer" src="_static/enlarge.js' in page
    assert "<img" not in page.split("<main")[-1].split("</main>")[0]


def test_a_figure_without_alt_text_fails_the_build(project):
    project.page(FIGURE.replace("ALT", '""'))
    result = project.build()
    assert result.returncode != 0
    assert "no alt text" in result.stderr
    assert "index.md" in result.stderr
