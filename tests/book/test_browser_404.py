"""The page for wrong addresses, on a host that has the site where its pages say it will be."""

import re
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def host(browser, site):
    """`host(path)` opens an address of a host that has only the site, below its own path."""
    base = re.search('<base href="([^"]+)">', (site / "404.html").read_text(encoding="utf-8"))[1]
    context = browser.new_context()

    def answer(route):
        path = urlsplit(route.request.url).path
        file = site / (path.removeprefix(base) or "index.html")
        found = path.startswith(base) and file.is_file()
        route.fulfill(status=200 if found else 404, path=file if found else site / "404.html")
        if not found:
            missing.append(path)

    def visit(path):
        page.goto(f"http://book.test{base}{path}")
        return page, missing

    missing = []
    page = context.new_page()
    page.route("**/*", answer)
    yield visit
    context.close()


@pytest.mark.parametrize("path", ["nothing.html", "measure/softmaxx.html", "a/b/c/d/e"])
def test_a_wrong_address_leads_back_from_any_depth(host, path):
    page, missing = host(path)
    assert page.locator("h1").last.inner_text() == "No such page"
    assert [wrong for wrong in missing if not wrong.endswith(path)] == []  # styles and scripts came
    page.locator("article a", has_text="first page").click()
    page.wait_for_url("**/index.html")
    assert "Bend, Measure, Descend" in page.title()


def test_search_works_at_a_wrong_address(host):
    page, _ = host("a/b/nothing.html")
    page.keyboard.press("/")
    page.wait_for_selector("#book-search[open]")
    page.keyboard.type("softmax")
    page.wait_for_selector("#book-search [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/measure/softmax.html")
