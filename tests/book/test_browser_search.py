"""Search and previews in a real browser, over http and from a folder."""

import pytest
from axe_playwright_python.sync_playwright import Axe

CHAPTER = "measure/softmax.html"
OPTION = "#book-search [role=option]"


@pytest.fixture(params=["http", "file"])
def chapter(request, visit, address, site):
    """A page with links to equations and sources, opened both ways."""
    root = address if request.param == "http" else f"{site.as_uri()}/"
    return visit(root + CHAPTER)


def typed(page, query):
    """Open search, type a query and return the first option."""
    page.keyboard.press("/")
    page.wait_for_selector("#book-search[open]")
    page.keyboard.type(query)
    page.wait_for_selector(OPTION)
    return page.locator(OPTION).first


def test_search_by_keyboard(chapter):
    page = chapter.page
    assert not [url for url in chapter.requests if "search-data" in url]  # only when it is wanted
    first = typed(page, r"\eta")
    assert first.get_attribute("href").endswith("notation.html#symbol-eta")
    assert first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert first.get_attribute("aria-selected") == "false"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notation.html#symbol-eta")
    assert not chapter.faults
    assert not chapter.foreign()


def test_the_roles_of_search(chapter):
    page = chapter.page
    typed(page, "softmax")
    field = page.locator("#book-search-input")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert (
        page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    )
    active = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("aria-selected") == "true"
    assert "results" in page.locator("#book-search [role=status]").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#book-search").is_visible()


def test_search_opens_by_control_k_and_by_its_button(chapter):
    page = chapter.page
    page.keyboard.press("Control+k")
    assert page.locator("#book-search").is_visible()
    page.keyboard.press("Control+k")
    assert not page.locator("#book-search").is_visible()
    page.locator(".search-button__button:visible").first.click()
    assert page.locator("#book-search-input").evaluate(
        "(field) => field === document.activeElement"
    )
    assert not page.locator("#pst-search-dialog[open]").count()


def test_a_slash_in_a_field_is_a_slash(chapter):
    page = chapter.page
    typed(page, "1/2")
    assert page.locator("#book-search-input").input_value() == "1/2"


def test_search_fits_a_phone(visit, address):
    page = visit(address + CHAPTER, width=390).page
    typed(page, "cross entropy")
    box = page.locator("#book-search").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_of_search_takes_its_query_from_the_address(visit, address):
    page = visit(address + "search.html?q=gelu").page
    page.wait_for_selector(OPTION)
    assert "gelu.html" in page.locator(OPTION).first.get_attribute("href")


LINKS = {
    "an equation": "a[href='#equation-shift-invariance']:not(.headerlink)",
    "a source": "a[href*='bibliography.html#']",
    "a section elsewhere": "a[href*='regression-classification.html#']",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_preview_on_focus(chapter, link):
    page = chapter.page
    target = page.locator(f"article {link}").first
    target.scroll_into_view_if_needed()
    page.keyboard.press("Tab")  # from now on, focus is the keyboard's
    target.focus()
    card = page.locator("#book-preview")
    card.wait_for(state="visible")
    assert target.get_attribute("aria-describedby") == "book-preview"
    assert len(card.inner_text().strip()) > 10
    assert not card.locator("[id]").count()
    page.keyboard.press("Escape")
    assert not card.is_visible()
    assert target.get_attribute("aria-describedby") is None
    assert not chapter.faults


def test_preview_stays_while_it_is_pointed_at(chapter):
    page = chapter.page
    link = page.locator(f"article {LINKS['an equation']}").first
    link.scroll_into_view_if_needed()
    link.hover()
    card = page.locator("#book-preview")
    card.wait_for(state="visible")
    assert card.locator("math").count()
    card.hover()
    page.wait_for_timeout(600)  # longer than a card stays that nobody points at
    assert card.is_visible()
    page.mouse.move(0, 0)
    card.wait_for(state="hidden")


def test_a_finger_only_follows_the_link(visit, address):
    page = visit(address + CHAPTER, width=390, has_touch=True).page
    link = page.locator(f"article {LINKS['a source']}").first
    link.tap()
    page.wait_for_url("**/bibliography.html#*")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_bars_readers_from_search_and_previews(visit, address, scheme, width):
    page = visit(address + CHAPTER, scheme=scheme, width=width).page
    typed(page, "softmax")
    check_accessible(page, "#book-search")
    page.keyboard.press("Escape")
    link = page.locator(f"article {LINKS['an equation']}").first
    link.focus()
    page.wait_for_selector("#book-preview:not([hidden])")
    check_accessible(page, "#book-preview")


def check_accessible(page, part):
    found = Axe().run(page, context=part).response["violations"]
    assert not found, [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found]


def test_the_check_of_access_can_fail(visit, publish):
    page = visit(publish("<!doctype html><main id=x><img src='data:,'></main>")).page
    with pytest.raises(AssertionError, match="image-alt"):
        check_accessible(page, "#x")


@pytest.mark.parametrize("start", ["http", "file"])
def test_copied_code_has_no_prompts_and_no_output(visit, address, site, start):
    root = address if start == "http" else f"{site.as_uri()}/"
    allowed = ["clipboard-read", "clipboard-write"]
    page = visit(root + "appendix/api/activations.html", permissions=allowed).page
    example = page.locator("div.highlight:has(> pre .gp):has(> pre .go)").first
    example.locator("button.copybtn").focus()
    page.keyboard.press("Enter")
    copied = page.evaluate("navigator.clipboard.readText()")
    lines = [
        line[4:] for line in example.locator("pre").inner_text().splitlines() if line[:4] in PROMPTS
    ]
    assert copied.split() == " ".join(lines).split()


PROMPTS = (">>> ", "... ")


def test_output_has_no_copy_button(visit, address):
    page = visit(address + CHAPTER).page
    assert page.locator("div.cell_input button.copybtn").count()
    assert not page.locator("div.cell_output button.copybtn").count()
