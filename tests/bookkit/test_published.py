"""A small book as it is published: search data, previews, descriptions, dates and addresses."""

import json
import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ConfigError, ExtensionError

from bookkit.changes import last_changes
from bookkit.describe import LONGEST, SHORTEST, first_sentences, shorten
from bookkit.hosting import base_path
from bookkit.notation import symbol_id
from bookkit.pageinfo import source_links
from bookkit.pages import Page, plain
from bookkit.previews import resolve
from bookkit.search import entries

CONF = """
extensions = [
    "myst_parser", "bookkit.notation", "bookkit.search", "bookkit.previews", "bookkit.describe",
    "bookkit.pageinfo", "bookkit.hosting",
]
myst_enable_extensions = ["dollarmath", "amsmath"]
project = "A small book"
version = "7.1"
html_theme = "sphinx_book_theme"
html_math_renderer = "temml"
extensions += ["sphinx_temml"]
html_baseurl = "https://example.org/book/"
html_context = {"default_mode": "auto"}
html_theme_options = {
    "repository_url": "https://github.com/someone/book", "path_to_docs": "book",
    "footer_content_items": ["page-info.html"],
}
"""
INDEX = """# A small book

This book has two pages, and every link on it leads to something that can be shown beside it.

See {eq}`half` on {ref}`the other page <halves>`.

```{toctree}
notation
```
"""
NOTATION = """---
description: What the letters mean, and how one half of something is written as a formula.
---

(halves)=
# Halves

Half of it.

| Symbol | Python | Meaning |
| :-- | :-- | :-- |
| $\\eta$ | `eta` | learning rate, the length of a step |

```{math}
:label: half
h(x) = \\frac{x}{2}
```
"""


def git(folder, *command, day="2024-02-29"):
    moment = f"{day}T12:00:00+00:00"
    names = {
        f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    environment = {**os.environ, **names, **dates}
    subprocess.run(
        ["git", "-C", folder, *command], check=True, capture_output=True, env=environment
    )


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def build(folder, out, *options):
    command = [sys.executable, "-m", "sphinx", "-c", ".", "-d", f"{out}-doctrees", "-W", "-n", "-q"]
    command += ["-b", "html", *options, "book", str(out)]
    return subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write(folder, "conf.py", CONF)
    write(folder, "book/index.md", INDEX)
    write(folder, "book/notation.md", NOTATION)
    git(folder, "init")
    git(folder, "add", "book/notation.md", "conf.py")
    git(folder, "commit", "-m", "first")
    git(folder, "add", ".", day="2025-12-24")
    git(folder, "commit", "-m", "second", day="2025-12-24")
    return folder


@pytest.fixture(scope="module")
def site(project):
    result = build(project, project / "html")
    assert result.returncode == 0, result.stderr
    return project / "html"


def soup(path):
    return BeautifulSoup(path.read_text(), "html.parser")


def meta(page, name):
    [tag] = page.find_all("meta", attrs={"name": name}) or page.find_all(
        "meta", attrs={"property": name}
    )
    return tag["content"]


def test_descriptions_come_from_the_front_matter_or_the_first_sentence(site):
    assert meta(soup(site / "notation.html"), "description").startswith("What the letters mean")
    assert meta(soup(site / "index.html"), "description").startswith("This book has two pages")
    for path in site.glob("*.html"):
        assert SHORTEST <= len(meta(soup(path), "description")) <= LONGEST, path.name


def test_the_card_has_absolute_addresses(site):
    page = soup(site / "notation.html")
    assert meta(page, "og:title") == "Halves"
    assert meta(page, "og:url") == "https://example.org/book/notation.html"
    assert meta(page, "og:image") == "https://example.org/book/_static/card.png"
    assert page.find("link", rel="canonical")["href"] == "https://example.org/book/notation.html"
    assert page.find("link", rel="prev")["href"] == "index.html"
    assert page.html["lang"] == "en"


def test_without_a_base_nothing_claims_an_address(project, tmp_path):
    result = build(
        project,
        tmp_path / "html",
        "-D",
        "html_baseurl=",
        "-D",
        "html_theme_options.repository_url=",
    )
    assert result.returncode == 0, result.stderr
    text = (tmp_path / "html" / "notation.html").read_text()
    for absent in ("og:url", "og:image", "canonical", "Edit this page"):
        assert absent not in text
    assert not (tmp_path / "html" / "sitemap.xml").exists()
    assert soup(tmp_path / "html" / "404.html").base["href"] == "/"


def test_a_page_without_a_description_stops_the_build(project, tmp_path):
    write(tmp_path, "conf.py", CONF)
    write(tmp_path, "book/index.md", "# Title\n\nToo short.\n")
    result = build(tmp_path, tmp_path / "html")
    assert result.returncode != 0
    assert "index.md" in result.stderr
    assert "description" in result.stderr


def test_dates_versions_and_links_of_the_source(site):
    info = soup(site / "notation.html").select_one(".page-info")
    assert "Version 7.1" in info.text
    assert info.time["datetime"] == "2024-02-29"
    assert info.time.text == "February 29, 2024"
    links = [link["href"] for link in info.find_all("a")]
    assert links[0] == "https://github.com/someone/book/edit/main/book/notation.md"
    assert links[1].startswith("https://github.com/someone/book/issues/new?title=notation")
    assert soup(site / "index.html").select_one(".page-info").time["datetime"] == "2025-12-24"


def test_the_map_of_the_site(site):
    text = (site / "sitemap.xml").read_text()
    assert text.count("<loc>") == 2
    assert "<loc>https://example.org/book/notation.html</loc><lastmod>2024-02-29</lastmod>" in text


def test_wrong_addresses_lead_back_from_any_depth(site):
    page = soup(site / "404.html")
    head = [tag.name for tag in page.head.find_all(["base", "link", "script"])]
    assert head[0] == "base"  # it counts only for what follows it
    assert page.base["href"] == "/book/"
    assert "noindex" in meta(page, "robots")
    assert not page.select("a[href^='#']")


def test_search_holds_symbols_equations_and_pages(site):
    text = (site / "search-data.js").read_text()
    data = json.loads(text.removeprefix("var BookSearchData = ").removesuffix(";\n"))
    assert data["pages"] == [["A small book", "index.html"], ["Halves", "notation.html"]]
    found = {(kind, anchor): (title, names) for kind, _, anchor, title, names, _ in data["entries"]}
    assert found["symbol", "symbol-eta"] == ("η: learning rate", ["\\eta"])
    assert found["equation", "equation-half"] == ("Half", ["h(x)", "half"])
    assert ("page", "") in found
    assert not (site / "searchindex.js").exists()
    assert "searchtools" not in (site / "index.html").read_text()


def test_previews_hold_what_the_links_of_a_page_lead_to(site):
    text = (site / "previews" / "index.js").read_text()
    pieces = json.loads(text.removeprefix("var BookPreviews = ").removesuffix(";\n"))
    assert set(pieces) == {"notation.html#equation-half", "notation.html#halves"}
    assert "<mfrac>" in pieces["notation.html#equation-half"]
    assert "Half of it" in pieces["notation.html#halves"]
    assert not any(" id=" in html for html in pieces.values())


def test_two_builds_are_equal(site, project, tmp_path):
    build(project, tmp_path / "html")
    for name in ("search-data.js", "previews/index.js", "sitemap.xml", "404.html", "notation.html"):
        assert (tmp_path / "html" / name).read_bytes() == (site / name).read_bytes(), name


def test_a_changed_page_changes_what_was_kept(project, tmp_path):
    for name in ("conf.py", "book/index.md", "book/notation.md"):
        write(tmp_path, name, (project / name).read_text())
    for word in ("Half of it", "Two thirds"):
        write(tmp_path, "book/notation.md", NOTATION.replace("Half of it", word))
        result = build(tmp_path, tmp_path / "html")
        assert result.returncode == 0, result.stderr
        assert word in (tmp_path / "html" / "search-data.js").read_text()
        assert word in (tmp_path / "html" / "previews" / "index.js").read_text()


def test_a_shallow_clone_and_no_clone_have_the_day_of_the_epoch_or_none(project, tmp_path):
    git(tmp_path, "clone", "--depth=1", project.as_uri(), "shallow")
    write(tmp_path, "plain/book/index.md", INDEX)
    for folder in (tmp_path / "shallow" / "book", tmp_path / "plain" / "book"):
        assert last_changes(folder, {}) == {}
        days = last_changes(folder, {"SOURCE_DATE_EPOCH": "86400"})
        assert str(days["index.md"]) == "1970-01-02"


def test_an_unknown_forge_is_refused(project):
    class Config:
        html_theme_options = {"repository_url": "https://example.org/book"}  # noqa: RUF012

    with pytest.raises(ConfigError, match="repository_provider"):
        source_links(Config, "index", "index.md")
    Config.html_theme_options["repository_provider"] = "gitlab"
    assert source_links(Config, "index", "index.md")["edit_url"] == (
        "https://example.org/book/-/edit/main/index.md"
    )


def test_a_theme_without_an_article_is_refused():
    with pytest.raises(ExtensionError, match="has no <article>"):
        list(entries(Page("a", "a.html", "<p>text</p>")))


def math(inside):
    return plain(BeautifulSoup(f"<p><math><mrow>{inside}</mrow></math></p>", "html.parser"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<mi>log</mi><mo>\u2061</mo><mi>x</mi>", "log x"),
        ("<mi>p</mi><mi>log</mi><mo>\u2061</mo><mi>p</mi>", "p log p"),
        ("<msub><mi>x</mi><mi>i</mi></msub><mo>−</mo><mn>1</mn>", "x_i − 1"),
        ("<mo>−</mo><mn>1</mn>", "−1"),
        ("<msup><mi>e</mi><mrow><mo>−</mo><mi>x</mi></mrow></msup>", "e^(−x)"),
        ("<msup><mi>x</mi><mrow><mo>−</mo><mn>2</mn></mrow></msup>", "x⁻²"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x + 1)"),
        ("<mi>H</mi><mo>(</mo><mi>p</mi><mo>,</mo><mi>q</mi><mo>)</mo>", "H(p, q)"),
        ("<mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><mi>x</mi></mrow></mfrac>", "1/(1 + x)"),
        ("<msubsup><mi>x</mi><mn>0</mn><mn>2</mn></msubsup>", "x_0²"),
    ],
)
def test_formulas_as_a_line_of_text(markup, text):
    assert math(markup) == text


def test_small_helpers():
    assert first_sentences("<h1>A</h1><p>One. Two.</p>") == "One. Two."
    assert len(shorten("word " * 100)) <= LONGEST
    assert base_path("https://example.org") == "/"
    assert symbol_id(r"\sigma(x) = 1 / (1 + e^{-x})") == "symbol-sigma-x"
    assert resolve("a/b/c.html", "../d.html#e") == "a/d.html#e"
