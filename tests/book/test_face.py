"""The face of the book: fonts that have every character, colors that everybody can read."""

import hashlib
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from slopes.figures import COLORS

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build/html"
FONTS = ROOT / "book/_static/fonts"
STYLE = (ROOT / "book/_static/book.css").read_text(encoding="utf-8")
PAGES = sorted(path for path in SITE.rglob("*.html") if "_static" not in path.parts)


def codes(ranges):
    """Return the numbers in a list like 2A,30-32."""
    found = set()
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


UNICODES = (ROOT / "src/sphinx_temml/fonts/unicodes.txt").read_text(encoding="utf-8")
USUAL, RARE = (
    codes(",".join(line for line in part.splitlines() if not line.startswith("#")))
    for part in UNICODES.split("\n\n")
)
MAKER = (ROOT / "tools/text_fonts.py").read_text(encoding="utf-8")
TEXT = codes("".join(re.findall(r'"([\dA-F,-]{20,})"', MAKER)).rstrip(","))


def check_characters(page):
    """Every character is in a font that the page loads anyway; Chinese comes from the reader's."""
    page = BeautifulSoup(page, "html.parser")
    for element in page(["script", "style", "svg", "annotation", "code", "pre"]):
        element.decompose()
    for formula in page("math"):
        foreign = {c for c in formula.extract().get_text() if ord(c) not in USUAL and c > " "}
        assert not foreign, f"in a formula: {sorted(foreign)}"
    foreign = {c for c in page.get_text() if " " < c < "\u2e80"}
    foreign = {c for c in foreign if ord(c) not in TEXT | USUAL | RARE}
    assert not foreign, f"in the text: {sorted(foreign)}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SITE)))
def test_the_fonts_have_every_character(path):
    check_characters(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["<p>Ж</p>", "<math><mi>𝔊</mi></math>"])
def test_the_check_of_characters_can_fail(page):
    with pytest.raises(AssertionError, match=r"in (the text|a formula)"):
        check_characters(page)


def check_files(folder, described):
    rows = re.findall(r"`(text-[\w-]+\.woff2)` \| (\d+) \| `(\w+)`", described)
    assert sorted(row[0] for row in rows) == sorted(p.name for p in folder.glob("*.woff2"))
    for name, size, digest in rows:
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (int(size), digest), name
    return rows


def test_the_text_fonts_are_those_described():
    described = (FONTS / "README.md").read_text(encoding="utf-8")
    assert len(check_files(FONTS, described)) == 3
    with pytest.raises(AssertionError):
        check_files(FONTS, described.replace("| 1", "| 2"))


def test_the_fonts_of_a_page_weigh_at_most_130_kb():
    usual = ROOT / "src/sphinx_temml/fonts/sphinx_temml_math.woff2"
    assert sum(path.stat().st_size for path in [usual, *FONTS.glob("*.woff2")]) <= 130_000


def palette(theme):
    """Return the colors that book.css gives to a theme."""
    block = re.search(rf'html\[data-theme="{theme}"\] {{([^}}]+)}}', STYLE)[1]
    return dict(re.findall(r"--(\w+): (#\w{6});", block))


def luminance(color):
    """Return the relative luminance of a hex color, as WCAG 2.2 defines it."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_lines_stand_out_from_the_page(theme):
    colors = palette(theme)
    for ink in ("ink", "quiet", "accent"):
        for ground in ("ground", "tint"):
            assert contrast(colors[ink], colors[ground]) >= 4.5, (ink, ground)
    for name, color in COLORS.items():
        assert contrast(color, colors["ground"]) >= 3, name


def test_the_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def check_figure(figure, grounds):
    """Words have the color of the text; lines stand out from both grounds."""
    for words in figure.select("g[transform*='scale(']"):
        color = re.search(r"fill: ([^;]+)", words.get("style", ""))
        assert color is None or color[1] == "currentColor", f"words in {color[1]}"
    for line in figure.find_all(style=re.compile("fill: none")):
        color = re.search(r"stroke: (#\w{6})", line["style"])
        if color:
            low = min(contrast(color[1], ground) for ground in grounds)
            assert low >= 3, f"a line in {color[1]} has the contrast {low:.1f}"


GROUNDS = [palette(theme)["ground"] for theme in ("light", "dark")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(SITE)))
def test_figures_are_legible_on_both_grounds(path):
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for figure in page.select("svg.figure"):
        check_figure(figure, GROUNDS)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ('<g style="fill: #2f7fd6" transform="scale(0.13 -0.13)"></g>', "words in #2f7fd6"),
        ('<path style="fill: none; stroke: #ffe066"></path>', "a line in #ffe066"),
        ('<path style="fill: none; stroke: #1a1a40"></path>', "a line in #1a1a40"),
    ],
)
def test_the_check_of_figures_can_fail(part, fault):
    with pytest.raises(AssertionError, match=fault):
        check_figure(BeautifulSoup(f"<svg>{part}</svg>", "html.parser"), GROUNDS)
