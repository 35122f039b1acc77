"""Let Lighthouse judge pages of the built site, or all: `python tools/lighthouse.py [PAGE …]`.

It comes from npm, in the version below, and drives the Chromium of this machine as a phone on a
slow line. Performance is a measurement: it varies by a few points, and a busy machine lowers it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from webhost import serving

SITE = Path(__file__).parent.parent / "_build" / "html"
LIGHTHOUSE = "lighthouse@13.5.0"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
"""The least score of each category, of 100."""
EXCEPT = {("search.html", "seo")}
"""Search engines are told to leave the search page out, as they ask."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def pages() -> list[str]:
    """Return the addresses of all pages that authors wrote, from the root of the site."""
    found = (path.relative_to(SITE) for path in SITE.rglob("*.html"))
    return sorted(
        page.as_posix()
        for page in found
        if not page.parts[0].startswith("_") and page.name != "404.html"
    )


def report(url: str) -> dict:
    """Return what Lighthouse says of one page."""
    chrome = next(filter(None, map(shutil.which, PROGRAMS)), "")
    command = ["npx", "--yes", LIGHTHOUSE, url, "--output=json", "--quiet"]
    # As root, as in a container, Chromium starts only without its sandbox.
    sandbox = " --no-sandbox" if hasattr(os, "getuid") and os.getuid() == 0 else ""
    command.append(f"--chrome-flags=--headless=new{sandbox}")
    environment = {**os.environ, "CHROME_PATH": chrome}
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"lighthouse: {url}: {result.stderr.strip()[-2000:]}")
    return json.loads(result.stdout)


def faults(page: str, found: dict) -> list[str]:
    """Return the categories that score too low, each with the audits that cost it points."""
    problems = []
    for name, least in LEAST.items():
        category = found["categories"][name]
        if score(category) < least and (page, name) not in EXCEPT:
            audits = [
                ref["id"]
                for ref in category["auditRefs"]
                if ref["weight"] and (found["audits"][ref["id"]]["score"] or 0) < 0.9
            ]
            problems.append(f"{name} {score(category)} < {least}: {', '.join(audits)}")
    return problems


def score(category: dict) -> int:
    """Return the score of a category, of 100; one that could not be computed counts as 0."""
    return round(100 * (category["score"] or 0))


def main(names: list[str]) -> int:
    """Print the scores of each page, and what to mend; return whether anything is below `LEAST`."""
    names = names or pages()
    if not names:
        print(f"lighthouse: no page in {SITE}; run `make html` first", file=sys.stderr)
        return 2
    print(*LEAST)
    bad = 0
    with serving(SITE) as address:
        for number, name in enumerate(names, 1):
            found = report(address + name)
            scores = [score(found["categories"][category]) for category in LEAST]
            print(*scores, name, f"[{number}/{len(names)}]", flush=True)
            problems = faults(name, found)
            bad += bool(problems)
            for problem in problems:
                print("   ", problem, flush=True)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
