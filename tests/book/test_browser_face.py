"""What the face of the book does in a browser: fonts, lines, figures, formulas to copy."""

import re

import pytest

COPY = """selector => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector(selector));
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const clipboardData = new DataTransfer();
    const options = { clipboardData, bubbles: true, cancelable: true };
    document.dispatchEvent(new ClipboardEvent("copy", options));
    return clipboardData.getData("text/plain");
}"""
FIGURE = "figure svg.figure"


@pytest.fixture
def softmax(address, visit):
    return visit(address + "measure/softmax.html").page


def test_formulas_are_copied_as_latex(softmax):
    text = softmax.evaluate(COPY, "#softmax-definition")
    assert re.search(r"\n\$\$\n.*\\sum.*\n\$\$\n", text, re.DOTALL)
    assert "A classifier with $K$ classes" in text
    assert not re.search(r"[#✓]|\(\d+\)", text.partition("def ")[0])


def test_a_part_of_a_formula_is_copied_as_the_whole(softmax):
    whole = softmax.evaluate(COPY, "div.math math")
    part = softmax.evaluate(COPY, "div.math math mi")
    assert part == whole
    assert part.startswith("$$\n")


def test_text_without_a_formula_is_left_to_the_browser(softmax):
    assert softmax.evaluate(COPY, "h1") == ""


def test_a_click_enlarges_a_figure_and_escape_brings_it_back(softmax):
    figure = softmax.locator(FIGURE).first
    before = figure.bounding_box()["width"]
    figure.click()
    assert softmax.locator("dialog[open] svg.figure").bounding_box()["width"] > before
    assert softmax.locator(".figure-dialog").get_attribute("aria-label").startswith("Fig.")
    softmax.keyboard.press("Escape")
    assert softmax.locator("dialog[open]").count() == 0
    assert softmax.locator(FIGURE).first.bounding_box()["width"] == before


def test_the_keyboard_enlarges_a_figure_and_the_focus_returns(softmax):
    opener = softmax.locator(".figure-enlarge").first
    opener.focus()
    softmax.keyboard.press("Enter")
    assert softmax.locator("dialog[open] svg.figure").count() == 1
    softmax.locator(".figure-dialog button", has_text="Close").click()
    assert opener.evaluate("element => element === document.activeElement")


def test_a_page_loads_the_text_font_and_no_rare_characters(opened):
    fonts = {url.rpartition("/")[2].partition("?")[0] for url in opened.requests if "woff2" in url}
    assert "text-400-normal.woff2" in fonts
    if not re.search("[\u0100-\u017f]", opened.page.locator("main").inner_text()):
        assert "sphinx_temml_math_rare.woff2" not in fonts


MEASURE = """() => {
    const letters = "the derivative of a sum is the sum of the derivatives, each for itself";
    const line = document.createElement("span");
    line.textContent = letters;
    line.style.whiteSpace = "nowrap";
    document.querySelector("#softmax-definition > p").append(line);
    const column = document.querySelector(".bd-article > section").getBoundingClientRect().width;
    const pre = document.querySelector("div.cell_input div.highlight pre");
    const probe = document.createElement("span");
    probe.textContent = "x".repeat(84);
    pre.append(probe);
    const room = pre.clientWidth - parseFloat(getComputedStyle(pre).paddingLeft);
    return [column / (line.offsetWidth / letters.length), probe.offsetWidth, room];
}"""


def test_a_line_has_60_to_75_characters_and_code_84(softmax):
    characters, code, room = softmax.evaluate(MEASURE)
    assert 60 <= characters <= 75
    assert code <= room


TEXT_SIZE = """() => [...document.querySelectorAll("svg.figure")].map(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const sizes = [...svg.querySelectorAll("g[transform*='scale(']")].map(
        text => 100 * parseFloat(text.getAttribute("transform").split("scale(")[1]) * scale);
    return Math.min(...sizes.filter(size => size > 0));
})"""


def check_sizes(sizes, least=9):
    assert all(size >= least for size in sizes), sizes


def test_labels_of_figures_are_legible_on_a_phone(opened):
    check_sizes(opened.show("light", 390).page.evaluate(TEXT_SIZE))


def test_the_check_of_labels_can_fail(publish, visit):
    svg = '<svg class="figure" viewBox="0 0 500 100" width="250"><g transform="scale(0.1 -0.1)"/>'
    page = visit(publish(f"<!doctype html><title>x</title>{svg}</svg>")).page
    with pytest.raises(AssertionError, match=r"5\.0|\[5\]"):
        check_sizes(page.evaluate(TEXT_SIZE))


def test_paper_shows_the_text_alone(softmax):
    softmax.emulate_media(media="print")
    for furniture in (".bd-sidebar-primary", ".bd-header-article", ".figure-enlarge"):
        assert not softmax.locator(furniture).first.is_visible()
    assert softmax.locator(FIGURE).first.is_visible()
    assert softmax.locator("details.solution section").first.is_visible()
