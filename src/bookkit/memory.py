"""What was read from the built pages, kept until a page or this package changes.

Reading all pages takes several seconds, and an author who serves the book changes one at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookkit.pages import Page, built_pages

PACKAGE = Path(__file__).parent


def read_all(app: Sphinx, name: str, read: Callable[[Page], Any]) -> list[tuple[Page, Any]]:
    """Return every page with what `read` makes of it, which has to be JSON.

    Parameters
    ----------
    app : Sphinx
        The build, which has written all pages.
    name : str
        Under which the results are kept, beside the doctrees.
    read : callable
        Takes a page; is called only for the pages that changed.
    """
    path = Path(app.doctreedir, f"bookkit-{name}.json")
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    code = b"".join(file.read_bytes() for file in sorted(PACKAGE.glob("*.py")))
    kept, result = {}, []
    for page in built_pages(app):
        digest = hashlib.sha256(code + page.html.encode()).hexdigest()
        if digest not in known:
            # As it comes back from the file, so that a first build is like all others.
            known[digest] = json.loads(json.dumps(read(page)))
        kept[digest] = known[digest]
        result.append((page, known[digest]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return result
