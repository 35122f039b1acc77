"""The built site in a real browser.

`opened` is a page of the site, loaded once over http and shared by all tests that ask for it,
which xdist therefore gives to one worker;
`shown` is that page in each scheme and width. `visit` opens any address anew. Without a browser
these tests are skipped; where `REQUIRE_BROWSER` is set, they fail.
"""

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from webhost import packed, serving

SITE = Path(__file__).parents[2] / "_build" / "html"
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if not path.relative_to(SITE).parts[0].startswith("_")
    and path.name != "404.html"  # its links start where the site will be: test_browser_404.py
)
SCREENS = list(product(("light", "dark"), (1280, 390)))
PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ADVICE = "no Chromium found: `apt install chromium` (or any Chrome) runs the browser tests"
OWN = ("http://127.0.0.1:", "file://", "data:", "blob:")
SETTLE = """async () => {
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const status = () => document.querySelector("[role=status]")?.textContent;
    await document.fonts.ready;
    do { await frame(); await frame(); } while (/^Loading/.test(status()));
}"""

MEASURE = """() => {
    const loads = [performance.getEntriesByType("navigation")[0],
                   ...performance.getEntriesByType("resource")];
    const shifts = new Promise(done => {
        let sum = 0;
        new PerformanceObserver(list => {
            for (const entry of list.getEntries()) sum += entry.value;
        }).observe({type: "layout-shift", buffered: true});
        setTimeout(() => done(sum), 50);
    });
    return shifts.then(shift => ({
        bytes: loads.reduce((sum, load) => sum + load.transferSize, 0),
        requests: loads.length,
        shift,
    }));
}"""


@dataclass
class Visit:
    """A page in a fresh profile, what it asked for, and what went wrong."""

    page: object
    name: str = ""
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    cost: dict[str, float] = field(default_factory=dict)

    def watch(self):
        """Note requests, console errors (violations of the policy among them) and exceptions."""
        page = self.page
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("console", self.hear)
        page.on("dialog", lambda dialog: dialog.dismiss())
        return self

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(f"{message.type}: {message.text}")

    def show(self, scheme, width, height=900):
        """Give the page a scheme and a size in CSS pixels, and wait until it has settled."""
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(SETTLE)
        return self

    def weigh(self):
        """Return what the visit has cost so far."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")["usedSize"]
        return self.page.evaluate(MEASURE) | {"heap": heap}

    def foreign(self):
        """Return the requests to any other host."""
        return [url for url in self.requests if not url.startswith(OWN)]


def program():
    """Return the path of a Chromium, or skip the test."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(ADVICE)
    if found is None:
        pytest.skip(ADVICE)
    return found


@pytest.fixture(scope="session")
def browser():
    found = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found,
            # No name is looked up: what asks for another host is seen, and never leaves.
            args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
        )
        yield browser
        browser.close()


@contextmanager
def visiting(browser, url, scheme="light", width=1280, height=900, **options):
    """Open an address in a profile of its own, wait until it has settled, yield the visit."""
    viewport = {"width": width, "height": height}
    context = browser.new_context(color_scheme=scheme, viewport=viewport, **options)
    try:
        visit = Visit(context.new_page(), url).watch()
        visit.page.goto(url, wait_until="load")
        if options.get("java_script_enabled", True):
            visit.page.evaluate(SETTLE)
        yield visit
    finally:
        context.close()


@pytest.fixture
def visit(browser):
    """`visit(url, scheme=, width=, ...)` opens an address anew; all close with the test."""
    opened = []

    def open_page(url, **options):
        manager = visiting(browser, url, **options)
        opened.append(manager)
        return manager.__enter__()

    yield open_page
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    return SITE


@pytest.fixture(scope="session")
def address():
    """The address of the built site over http."""
    with serving(SITE) as url:
        yield url


@pytest.fixture
def publish(tmp_path):
    """`publish(html)` puts a page of its own on the loopback interface, for the twins."""
    with serving(tmp_path) as url:

        def write(html, name="page.html"):
            (tmp_path / name).write_text(html, encoding="utf-8")
            packed.cache_clear()
            return url + name

        yield write


GROUPED = [
    pytest.param(page, marks=pytest.mark.xdist_group(page)) for page in PAGES or ["index.html"]
]


@pytest.fixture(scope="session", params=GROUPED)
def opened(request, browser, address):
    """A page of the site over http; pytest runs all tests of one page in a row."""
    assert (SITE / request.param).exists(), f"{request.param} is missing; run `make html` first"
    with visiting(browser, address + request.param) as visit:
        visit.name = request.param
        visit.cost = visit.weigh()  # before a test changes the size of the window
        yield visit


@pytest.fixture(params=SCREENS, ids=lambda screen: "-".join(map(str, screen)))
def shown(request, opened):
    """A page of the site in each scheme and width."""
    return opened.show(*request.param)
