"""A first visit is light, nothing jumps, and the style sheet lacks no rule that a page needs."""

import random
import re

import pytest

BUDGET = {"bytes": 300_000, "requests": 15, "heap": 1_500_000, "shift": 0.01}


def check_weight(cost):
    for what, value in cost.items():
        assert value <= BUDGET[what], f"{what}: {value:g}, at most {BUDGET[what]:g} wanted"


def test_a_first_visit_is_light(opened):
    cost = dict(opened.cost)
    if opened.name == "search.html":  # the index is what that page is for
        del cost["heap"]
    check_weight(cost)


HEAVY = {
    "bytes": f"<!--{random.Random(0).randbytes(400_000).hex()}-->",
    "requests": '<img src="page.html?{}">' * 15,
    "heap": "<script>kept = Array.from({length: 3e5}, (_, i) => [i])</script>",
    "shift": (
        "<p id=a></p><h1>text</h1><script>"
        "requestAnimationFrame(() => setTimeout(() => a.style.height = '300px', 100))</script>"
    ),
}


@pytest.mark.parametrize("what", BUDGET)
def test_the_check_can_fail(what, publish, visit):
    html = HEAVY[what]
    for number in range(html.count("{}")):
        html = html.replace("{}", str(number), 1)
    heavy = visit(publish(f"<!doctype html><title>x</title><body>{html}"))
    heavy.page.wait_for_timeout(300)
    with pytest.raises(AssertionError, match=what):
        check_weight(heavy.weigh())


LOOKS = """() => [...document.querySelectorAll("body, body *")].map(element => {
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    return [element.className, box.x, box.y, box.width, box.height, style.color, style.display,
            style.backgroundColor, style.fontWeight, style.borderTopWidth].join(" ");
})"""
WHOLE = """names => {
    const site = document.querySelector('link[href$="site.css"]');
    const links = names.map(name => Object.assign(document.createElement("link"), {
        rel: "stylesheet", href: site.href.replace("site.css", name),
    }));
    const loaded = links.map(link => new Promise(done => link.onload = done));
    site.after(...links);
    return Promise.all(loaded).then(() => {
        site.remove();
        document.body.getBoundingClientRect();  // asks for the fonts, which are declared anew
        return document.fonts.ready.then(() => {});
    });
}"""


def check_looks(visit, names):
    """Compare a page with what it is with all rules of all style sheets."""
    # The icons are the one thing that the bundle changes on purpose.
    visit.page.evaluate("document.querySelectorAll('.fa-solid').forEach(icon => icon.remove())")
    pruned = visit.page.evaluate(LOOKS)
    visit.page.evaluate(WHOLE, names)
    whole = visit.page.evaluate(LOOKS)
    changed = [pair for pair in zip(pruned, whole, strict=True) if len(set(pair)) == 2]
    assert not changed, f"{len(changed)} elements differ, first {changed[0]}"


SAMPLE = ("index.html", "bend/functions/silu.html", "measure/gradient.html", "search.html")
SIZES = [{"width": 1280}, {"scheme": "dark", "width": 390}]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SAMPLE)
def test_the_rules_left_out_change_nothing(name, size, site, address, visit):
    head = (site / "_static/site.css").read_text(encoding="utf-8")
    names = re.match(r"/\* What is used of (.*?) \*/", head)[1].split(", ")
    check_looks(visit(address + name, reduced_motion="reduce", **size), names)


def test_that_check_can_fail(address, visit):
    with pytest.raises(AssertionError, match="differ"):
        check_looks(visit(address + "index.html"), ["styles/pydata-sphinx-theme.css"])
