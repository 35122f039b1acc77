"""Nothing bars a reader: axe-core finds no fault, the keyboard arrives, nothing is cut off."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

# What a figure (role=img) and a formula hold inside is not for axe-core, which looks at each of
# their thousands of nodes for seconds.
OPAQUE = """() => {
    document.querySelectorAll("svg.figure").forEach(figure => figure.replaceChildren());
    document.querySelectorAll("math").forEach(formula => formula.replaceWith("x"));
}"""
PLAIN_CODE = """() => document.querySelectorAll("pre").forEach(
    block => block.textContent = block.textContent)"""
# Contrast is the same for all texts of one color on one ground: axe-core sees one of each.
SAMPLES = """() => {
    const seen = new Set();
    for (const element of document.querySelectorAll("body, body *")) {
        if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        if (!element.checkVisibility({opacityProperty: true})) continue;
        const style = getComputedStyle(element);
        const key = [style.color, style.fontSize, style.fontWeight, style.opacity];
        for (let e = element; e; e = e.parentElement) {
            const ground = getComputedStyle(e).backgroundColor;
            if (!/, 0\\)$/.test(ground)) key.push(ground);
        }
        if (!seen.has(key.join())) element.dataset.sample = "";
        seen.add(key.join());
    }
}"""
RUN = """options => {
    const samples = [...document.querySelectorAll("[data-sample]")];
    return axe.run(options.runOnly?.includes("color-contrast") ? samples : document, options)
        .then(found => found.violations.map(fault =>
            `${fault.id}: ${fault.help}: ${fault.nodes.slice(0, 3).map(node => node.html)}`));
}"""
NARROW_RULES = ["target-size", "scrollable-region-focusable", "button-name", "link-name"]


def axe(visit, **options):
    """Return the faults that axe-core finds, each with its first places."""
    visit.page.evaluate(f"window.axe || {AXE_SCRIPT}")
    return visit.page.evaluate(RUN, {"resultTypes": ["violations"], **options})


def check_access(visit):
    visit.page.evaluate(OPAQUE)
    for scheme in ("light", "dark"):
        visit.show(scheme, 1280).page.evaluate(SAMPLES)
        faults = axe(visit, runOnly=["color-contrast"])
        assert not faults, f"{scheme}: {faults}"
    visit.page.evaluate(PLAIN_CODE)
    assert not (faults := axe(visit, rules={"color-contrast": {"enabled": False}})), faults
    assert not (faults := axe(visit.show("dark", 390), runOnly=NARROW_RULES)), f"390 px: {faults}"


@pytest.fixture
def own(opened, address, visit):
    """A page of the site for this test alone."""
    return visit(address + opened.name, reduced_motion="reduce")


def test_axe_finds_nothing(own):
    check_access(own)


HEAD = (
    "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>x</title>"
)
BROKEN = {
    "image-alt": "<img src=''>",
    "color-contrast": "<p style='color: #999; background: #fff'>pale</p>",
    "button-name": "<button></button>",
    "region": "<p>beside the landmarks</p>",
    "summary-name": "<details><summary></summary>more</details>",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_the_check_can_fail(fault, publish, visit):
    page = f"{HEAD}<main><h1>title</h1>{BROKEN[fault]}</main>"
    if fault == "region":
        page = f"{HEAD}<main><h1>title</h1></main>{BROKEN[fault]}"
    with pytest.raises(AssertionError, match=fault):
        check_access(visit(publish(page)))


# At 640 px a window of 1280 is zoomed to 200 %. The spacing is that of WCAG 1.4.12.
SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [sheet];
}"""
CUT = """() => {
    const wide = document.documentElement.scrollWidth > innerWidth + 1;
    const cut = [...document.querySelectorAll("main :is(p, li, h1, h2, h3, dt)")]
        .filter(e => e.checkVisibility() && getComputedStyle(e).overflow === "hidden"
            && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1));
    return [...(wide ? ["the page scrolls sideways"] : []), ...cut.map(e => e.outerHTML)];
}"""


def check_fits(visit):
    for width in (1280, 640, 390, 320):
        lost = visit.show("light", width).page.evaluate(CUT)
        assert not lost, f"{width} px: {lost[:2]}"
    visit.page.evaluate(SPACING)
    for width in (1280, 390):
        lost = visit.show("light", width).page.evaluate(CUT)
        assert not lost, f"{width} px with wide spacing: {lost[:2]}"


def test_nothing_is_cut_off(own):
    check_fits(own)


@pytest.mark.parametrize(
    "body",
    [
        "<div style='width: 500px'>wide</div>",
        "<main><p style='height: 1em; width: 9em; overflow: hidden'>one two three four</p></main>",
    ],
)
def test_that_check_can_fail(body, publish, visit):
    with pytest.raises(AssertionError, match="px"):
        check_fits(visit(publish(HEAD + body)))


# In a sentence and where it stands, the focus has to be seen.
STOPS = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return {what: e.outerHTML.slice(0, 120), body: e === document.body,
            seen: parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== "none"
                  || style.boxShadow !== "none",
            inside: box.bottom > 0 && box.top < innerHeight && box.width > 0};
}"""


def check_keyboard(visit, stops=40):
    """Walk with Tab, and see the focus at every stop."""
    for _ in range(stops):
        visit.page.keyboard.press("Tab")
        stop = visit.page.evaluate(STOPS)
        if stop["body"]:
            break
        assert stop["seen"], f"focus not seen: {stop['what']}"
        assert stop["inside"], f"focus outside the window: {stop['what']}"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["index.html", "bend/functions/silu.html", "search.html"])
def test_the_keyboard_walk(name, width, address, visit):
    check_keyboard(visit(address + name, width=width, reduced_motion="reduce"))


def test_the_walk_can_fail(publish, visit):
    page = visit(publish(f"{HEAD}<main><a href='#' style='outline: none'>link</a></main>"))
    with pytest.raises(AssertionError, match="focus not seen"):
        check_keyboard(page)


def test_the_skip_link_leads_to_the_content(address, visit):
    page = visit(address + "bend/functions/silu.html").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main-content"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_choice_of_scheme_is_kept(choice, address, visit):
    page = visit(address + "index.html", scheme="dark" if choice == "light" else "light").page
    page.locator(".scheme-select:visible").select_option(choice)
    assert page.locator("html").get_attribute("data-theme") == choice
    page.goto(address + "notation.html")
    assert page.locator("html").get_attribute("data-theme") == choice


def test_a_phone_opens_and_closes_the_list_of_pages(address, visit):
    page = visit(address + "notation.html", width=390).page
    button = page.locator(".primary-toggle")
    button.click()
    assert page.locator("#pst-primary-sidebar-modal").is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert not page.locator("#pst-primary-sidebar-modal").is_visible()
    assert page.evaluate("document.activeElement.className").startswith("sidebar-toggle")


def test_code_is_copied_without_prompts(address, visit):
    opened = visit(
        address + "bend/functions/silu.html", permissions=["clipboard-read", "clipboard-write"]
    )
    block = opened.page.locator("div.highlight > pre").first
    block.hover()
    block.locator("xpath=following-sibling::button").click()
    copied = opened.page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.inner_text().strip()
