"""The built site: nothing from elsewhere, no broken link, no figure without words, no loose end."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from slopes import ACTIVATIONS

SITE = Path(__file__).parents[2] / "_build" / "html"
BOOK = Path(__file__).parents[2] / "book"
SHARED = {  # functions without a page of their own, by the page on which they stand
    "gelu": {"gelu_tanh"},
    "others": {
        "relu6", "celu", "squareplus", "sparse_plus", "sparse_sigmoid", "softshrink", "hardshrink",
        "tanhshrink", "logcosh", "gaussian",
    },
}  # fmt: skip


@cache
def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def sources():
    """Return the names of the pages that authors write."""
    return sorted(
        path.relative_to(BOOK).with_suffix("").as_posix()
        for path in BOOK.rglob("*.md")
        if not path.relative_to(BOOK).parts[0].startswith("_")
    )


CHAPTERS = [
    name
    for name in sources()
    if "/" in name and not name.startswith(("appendix/", "bend/functions/", "bend/catalogue"))
]


def built(name):
    path = SITE / f"{name}.html"
    assert path.exists(), f"{path} is missing; run `make html` first"
    return path


def article(page):
    return page.find("article") or page


# Each check takes a parsed page and raises AssertionError with the thing that is wrong.


def check_own_host(page):
    wanted = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
    for tag, attribute in wanted.items():
        for element in page.find_all(tag):
            target = element.get(attribute, "")
            if tag == "link" and element.get("rel") == ["canonical"]:
                continue
            assert not re.match(r"(https?:)?//", target), f"{tag} loads {target}"
    for style in page.find_all("style"):
        assert not re.search(r"url\(['\"]?(https?:)?//|@import", style.text), style.text[:80]


def check_figures(page):
    for image in article(page).find_all("img"):
        assert len(image.get("alt", "").split()) >= 4, f"image {image.get('src')} has no alt text"
    for svg in article(page).select("svg.figure"):
        alt = svg.get("aria-label", "")
        assert svg.get("role") == "img"
        assert len(alt.split()) >= 8, f"figure with alt text {alt!r}"
        caption = svg.find_parent("figure")
        assert caption is not None, f"figure without caption: {alt}"
        words = " ".join(caption.find("figcaption").text.split())
        assert words, f"figure with an empty caption: {alt}"
        assert alt not in words, f"caption repeats the alt text: {alt}"


def check_clean_outputs(page):
    text = article(page).get_text()
    assert "Traceback (most recent call last)" not in text
    assert not page.select(".output.stderr"), page.select(".output.stderr")[0].text[:200]
    for output in page.select(".cell_output"):
        assert not re.search(r"object at 0x|np\.float64\(", output.text), output.text[:200]


def check_math(page):
    assert "mathjax" not in str(page).lower()
    assert not page.select(".temml-error"), page.select(".temml-error")[0].text
    for tag, count in CHILDREN.items():
        for element in article(page).find_all(tag):
            found = [child.name for child in element.find_all(recursive=False)]
            assert len(found) == count, f"<{tag}> of {found}: {element.find_parent('math').text}"
    for loose in article(page).find_all(string=re.compile(r"\$|\{ref\}|\{glue")):
        verbatim = loose.find_parent(["code", "pre", "math", "svg", "script", "style"])
        assert verbatim is not None, f"not rendered: {loose.strip()[:80]}"


# How many children MathML Core gives to its scripts and fractions; else browsers show an error.
CHILDREN = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | dict.fromkeys(
    ("msubsup", "munderover"), 3
)


def check_solutions(page):
    exercises = page.select("div.exercise")
    solutions = page.select("details.solution")
    assert len(exercises) == len(solutions), (
        f"{len(exercises)} exercises, {len(solutions)} solutions"
    )
    for solution in solutions:
        assert not solution.has_attr("open")
        assert solution.find("summary").text.strip()


def check_ids(page):
    ids = [element["id"] for element in page.find_all(id=True)]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"ids used twice: {sorted(twice)[:5]}"


CHECKS = [
    check_own_host,
    check_figures,
    check_clean_outputs,
    check_math,
    check_solutions,
    check_ids,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", sources())
def test_page(name, check):
    check(soup(built(name)))


FIGURE = """<figure>
<svg class="figure" role="img" aria-label="{}"></svg><figcaption>{}</figcaption>
</figure>"""
WORDS = "a line that rises from zero to one in eight steps"
BROKEN = [
    (check_own_host, '<script src="https://example.org/x.js"></script>'),
    (check_own_host, '<link rel="stylesheet" href="//example.org/x.css">'),
    (check_figures, FIGURE.format("", "See it rise.")),
    (check_figures, FIGURE.format(WORDS, "")),
    (check_figures, FIGURE.format(WORDS, f"Fig. 1: {WORDS}")),
    (check_figures, f'<svg class="figure" role="img" aria-label="{WORDS}"></svg>'),
    (check_figures, '<img src="x.png">'),
    (check_clean_outputs, "<pre>Traceback (most recent call last):</pre>"),
    (check_clean_outputs, '<div class="output stderr"><pre>RuntimeWarning</pre></div>'),
    (check_clean_outputs, '<div class="cell_output"><pre>np.float64(1.0)</pre></div>'),
    (check_math, "<p>the slope $f'$ is</p>"),
    (check_math, '<script src="MathJax.js"></script>'),
    (check_math, "<math><msub><mi>x</mi><mspace></mspace><mi>i</mi></msub></math>"),
    (check_solutions, '<div class="exercise"></div>'),
    (check_solutions, '<div class="exercise"></div><details class="solution" open></details>'),
    (check_ids, '<p id="a"></p><p id="a"></p>'),
]


@pytest.mark.parametrize(("check", "html"), BROKEN)
def test_the_check_can_fail(check, html):
    with pytest.raises(AssertionError):
        check(BeautifulSoup(f"<article>{html}</article>", "html.parser"))


@cache
def targets(path):
    return {element["id"] for element in soup(path).find_all(id=True)}


def check_links(path):
    for link in soup(path).find_all("a", href=True):
        href = link["href"]
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or href in ("#", ""):
            continue
        goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if goal.is_dir():
            goal = goal / "index.html"
        assert goal.exists(), f"{path.name} links to {href}, which is not there"
        if parts.fragment and goal.suffix == ".html":
            assert unquote(parts.fragment) in targets(goal), f"{path.name}: no {href}"


@pytest.mark.parametrize("name", sources())
def test_every_internal_link_arrives(name):
    check_links(built(name))


def test_the_link_check_can_fail(tmp_path):
    page = tmp_path / "a.html"
    page.write_text('<a href="b.html">b</a>')
    with pytest.raises(AssertionError, match="not there"):
        check_links(page)
    other = tmp_path / "c.html"
    other.write_text('<a href="#nowhere">c</a>')
    with pytest.raises(AssertionError, match="nowhere"):
        check_links(other)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_its_parts(name):
    text = article(soup(built(name))).get_text()
    for part in ("You will be able to", "You need", "Summary", "Exercises", "Further reading"):
        assert part in text, f"{name} lacks {part!r}"


def test_every_activation_has_a_page():
    pages = {Path(name).name for name in sources() if name.startswith("bend/functions/")}
    assert pages == set(ACTIVATIONS).difference(*SHARED.values()) | set(SHARED)


def check_sheet(text):
    found = re.search(r"url\(['\"]?(https?:)?//[^)]*|@import[^;]*//[^;]*", text)
    assert found is None, found[0]


def test_no_style_sheet_loads_from_elsewhere():
    sheets = list(SITE.rglob("*.css"))
    assert sheets, "run `make html` first"
    for sheet in sheets:
        check_sheet(sheet.read_text())


@pytest.mark.parametrize(
    "text", ["a { background: url(https://example.org/x) }", '@import "//example.org/x.css";']
)
def test_the_sheet_check_can_fail(text):
    with pytest.raises(AssertionError):
        check_sheet(text)


def test_numbers_in_prose_are_glued_from_their_own_page():
    for name in sources():
        text = (BOOK / f"{name}.md").read_text(encoding="utf-8")
        for role in re.findall(r"\{glue(?::\w+)?\}`([^`]*)`", text):
            assert role.startswith(f"{Path(name).name}.md::"), f"{name}: {role}"


def cells(text):
    """Return the code of each cell of a page."""
    found = re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [body.split("\n---\n", 1)[1] if body.startswith("---\n") else body for body in found]


def check_cells(text):
    for body in cells(text):
        for line in body.splitlines():
            assert len(line) <= 84, f"wider than the page: {line}"
        assert "plt.show()" not in body
        assert not re.search(r"^\w+ = lambda ", body, flags=re.MULTILINE), body


@pytest.mark.parametrize("name", sources())
def test_code_fits_the_page(name):
    check_cells((BOOK / f"{name}.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("line", ["x" * 85, "plt.show()", "f = lambda x: x"])
def test_the_cell_check_can_fail(line):
    with pytest.raises(AssertionError):
        check_cells(f"```{{code-cell}} ipython3\n{line}\n```\n")
