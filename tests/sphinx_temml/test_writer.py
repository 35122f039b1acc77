"""Tiny real Sphinx projects, each built once."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError

from sphinx_temml.assets import check_macros

CONF = r"""
import sys
sys.path.insert(0, ".")
extensions = ["myst_parser", "sphinx_temml", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
html_math_renderer = "temml"
myst_enable_extensions = ["amsmath", "dollarmath"]
myst_update_mathjax = False
exclude_patterns = ["out*"]
temml_macros = {r"\R": r"\mathbb{R}"}
version = release = "1"
project = copyright = "Trial"
"""

PAGE = r"""
# About $\sigma(x)$

For $x\in\R$, see {eq}`logistic` and {eq}`product`.

$$\sigma(x) = \frac{1}{1+e^{-x}}$$ (logistic)

$$a < b$$

```{math}
:label: product
a &= b \\
  &= c
```

\begin{align}
a &= b \\
c &= d
\end{align}

\begin{gather*}
a
\end{gather*}
"""

BAD_PAGE = r"""# Title

Good $x$ on a line
and bad $\first{x}$ on the next.

$$
a = b
  + \second
$$

$$ 1 + \third $$ (label)

```{math}
:label: other
:class: large

\frac{1}{2} +
\fourth
```

\begin{align}
a &= b \\
c &= \fifth
\end{align}

> - In a quoted list $\sqrt{\sixth}$.

```{note}
$$
\seventh
$$
```

```{eval-rst}
.. autofunction:: module.function
```
"""

MODULE = r'''
"""A module."""


def function(x):
    r"""Return :math:`\eighth`.

    .. math::

        f(x) = \ninth

    Parameters
    ----------
    x : int
        Some :math:`\tenth`.
    """
'''

NAMES = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def build(folder, builder="html", out="out", *options):
    """Run Sphinx as `make html` does; return its exit status and its warnings."""
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", *options]
    done = subprocess.run(
        [*command, "-d", f"{out}-doctrees", "-b", builder, ".", out],
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return done.returncode, done.stderr


def project(folder, **files):
    for name, text in {"conf_py": CONF, **files}.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = project(tmp_path_factory.mktemp("good"), index_md=PAGE)
    assert build(folder) == (0, "")
    return folder


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup((site / "out/index.html").read_text(), "html.parser")


def check_no_scripts_for_math(html):
    assert "mathjax" not in html.lower()
    assert not re.search(r"<(script|link)[^>]*(src|href)=.(https?:)?//", html)


def check_numbers(page):
    """Each equation with a number has one, in its own box, and a link to it."""
    boxes = page.select("div.temml-numbered")
    for number, box in enumerate(boxes, start=1):
        assert len(box.select("math")) == 1
        assert [eqno.contents[0] for eqno in box.select(".eqno")] == [f"({number})"]
        assert box.select_one("a.headerlink")["href"] == "#" + box["id"]
    assert len(page.select(".eqno")) == len(boxes)
    assert not page.select(".tml-eqn")


def check_links_to_equations(page):
    for link in page.select("p a.internal"):
        box = page.find(id=link["href"].removeprefix("#"))
        assert box is not None, f"{link['href']} leads nowhere"
        assert box.select_one(".eqno").contents[0] == link.text


def test_no_scripts_for_math(page):
    check_no_scripts_for_math(str(page))


def test_numbers(page):
    check_numbers(page)
    assert len(page.select("div.temml-numbered")) == 3
    assert len(page.select("div.math")) == 5


def test_links_to_equations(page):
    check_links_to_equations(page)
    assert [link.text for link in page.select("p a.internal")] == ["(1)", "(2)"]


BOX = '<div class="math temml-numbered" id="e"><math></math>%s</div>'
NUMBER = '<span class="eqno">(1)<a class="headerlink" href="#e"></a></span>'


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (check_no_scripts_for_math, '<script src="https://cdn.example/x.js"></script>'),
        (check_no_scripts_for_math, '<script src="_static/MathJax.js"></script>'),
        (check_no_scripts_for_math, '<link href="//cdn.example/x.css">'),
        (check_numbers, BOX % ""),
        (check_numbers, BOX % (2 * NUMBER)),
        (check_numbers, BOX % NUMBER.replace("#e", "#f")),
        (check_numbers, BOX % NUMBER + NUMBER),
        (check_numbers, BOX % ('<span class="tml-eqn"></span>' + NUMBER)),
        (check_links_to_equations, '<p><a class="internal" href="#e">(1)</a></p>'),
        (
            check_links_to_equations,
            '<p><a class="internal" href="#e">(2)</a></p>' + BOX % NUMBER,
        ),
    ],
)
def test_the_checks_can_fail(check, broken):
    page = broken if check is check_no_scripts_for_math else BeautifulSoup(broken, "html.parser")
    with pytest.raises(AssertionError):
        check(page)


def test_latex_is_kept_except_in_titles(page):
    kept = [note.text for note in page.select("article annotation, .body annotation")]
    assert r"x\in\R" in kept
    assert "a < b" in kept
    assert not page.select("h1 annotation")
    assert page.select("h1 math")
    assert page.title.text.startswith("About σ(x)")


def test_punctuation_is_kept_with_its_formula(page):
    assert page.select_one(".temml-unbroken").text.endswith(",")


def test_assets_are_shipped_with_the_site(site, page):
    static = site / "out/_static"
    linked = [link["href"].partition("?")[0] for link in page.select("link[rel=stylesheet]")]
    assert {"_static/Temml.css", "_static/sphinx_temml.css"} <= set(linked)
    sheet = (static / "sphinx_temml.css").read_text()
    assert [(static / name).is_file() for name in re.findall(r'url\("(.*?)"\)', sheet)] == [
        True
    ] * 2


def test_equal_sources_give_equal_sites(site, tmp_path):
    project(tmp_path, index_md=PAGE)
    assert build(tmp_path) == (0, "")
    for file in ("index.html", ".buildinfo"):
        assert (tmp_path / "out" / file).read_bytes() == (site / "out" / file).read_bytes()


def test_epub_is_xml_with_its_namespace(site):
    assert build(site, "epub", "out-epub") == (0, "")
    tree = ET.parse(site / "out-epub/index.xhtml")
    maths = list(tree.iter("{http://www.w3.org/1998/Math/MathML}math"))
    assert len(maths) == 7
    assert all(math.find(".//{http://www.w3.org/1998/Math/MathML}mi") is not None for math in maths)
    assert ".woff2" in (site / "out-epub/content.opf").read_text()


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml"])
def test_other_builders_of_html(site, builder):
    assert build(site, builder, f"out-{builder}") == (0, "")
    page = BeautifulSoup((site / f"out-{builder}/index.html").read_text(), "html.parser")
    check_numbers(page)
    check_no_scripts_for_math(str(page))
    assert len(page.select("div.math > .temml-scroll > math")) == 5


def test_other_builders_are_left_alone(site):
    assert build(site, "text", "out-text") == (0, "")
    text = (site / "out-text/index.txt").read_text()
    assert r"\sigma(x) = \frac{1}{1+e^{-x}}" in text


def test_errors_fail_the_build_and_tell_file_and_line(tmp_path):
    project(tmp_path, index_md=BAD_PAGE, module_py=MODULE)
    status, warnings = build(tmp_path)
    assert status != 0
    for name in NAMES:
        file = "index.md" if name in BAD_PAGE else "module.py"
        lines = (tmp_path / file).read_text().splitlines()
        line = next(i for i, text in enumerate(lines, start=1) if f"\\{name}" in text)
        told = rf"{re.escape(file)}:{line}: WARNING: TeX: Unsupported function name: \\{name}\n"
        shown = re.search(told + r"(.*)\n( *)\^ \[temml\.tex\]", warnings)
        assert shown, f"{name} not told at {file}:{line} in\n{warnings}"
        assert shown[1][len(shown[2]) :].startswith(f"\\{name}")
    assert warnings.count("[temml.tex]") == len(NAMES)
    page = BeautifulSoup((tmp_path / "out/index.html").read_text(), "html.parser")
    raw = [code.text for code in page.select("code.temml-error")]
    assert [name for name in NAMES if any(f"\\{name}" in text for text in raw)] == NAMES
    assert len(page.select("math")) == 1

    # Nothing has changed, and still the error is told.
    assert build(tmp_path) == (status, warnings)
    (tmp_path / "index.md").write_text("# Title\n\n$x$\n")
    assert build(tmp_path) == (0, "")


def test_parallel_builds_tell_errors(tmp_path):
    pages = {f"page{n}_md": f"# T\n\n$\\foo{'x' * n}$\n" for n in range(6)}
    toctree = "# T\n\n```{toctree}\n" + "\n".join(f"page{n}" for n in range(6)) + "\n```\n"
    project(tmp_path, index_md=toctree, **pages)
    status, warnings = build(tmp_path, "html", "out", "-j2")
    assert status != 0
    assert sorted(re.findall(r"(page\d\.md:3): WARNING: TeX", warnings)) == [
        f"page{n}.md:3" for n in range(6)
    ]


@pytest.mark.parametrize("macros", [{"R": "x"}, {r"\R": 1}, {1: "x"}])
def test_macros_are_checked(macros):
    with pytest.raises(ConfigError, match="temml_macros: got"):
        check_macros(None, SimpleNamespace(temml_macros=macros))


def test_good_macros_pass():
    check_macros(None, SimpleNamespace(temml_macros={r"\R": r"\mathbb{R}"}))


def test_other_renderers_are_left_alone(tmp_path):
    conf = CONF.replace('"temml"', '"mathjax"')
    project(tmp_path, conf_py=conf, index_md="# T\n\n($x$)\n")
    assert build(tmp_path) == (0, "")
    html = (tmp_path / "out/index.html").read_text()
    assert "temml" not in html
    assert "mathjax" in html.lower()
    assert not (tmp_path / "out/_static/Temml.css").exists()
