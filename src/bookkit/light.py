"""Pages that are light: one style sheet of what is used, two small scripts, icons in the sheet.

The theme brings 1.6 MB of icons as a script, the same icons as fonts, Bootstrap, the search index,
and a style sheet of 377 KB of which pages use a tenth. Here every page links to `site.css`, made
from all registered style sheets when the pages are written, without the rules that no page and
no script can match; `scheme.js` and `shell.js` do what the theme's scripts did. There is no inline
script and no inline style element, so the pages run under the strict policy of `POLICY`.
`light_fonts` names the fonts, relative to `_static`, that a page asks for early, each with the text
that the page must contain.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from bookkit.assets import offer_templates
from bookkit.figures import add_static_path
from bookkit.pages import is_site
from bookkit.sheets import bundle, mentioned

BUNDLE = "site.css"
THEME_SHEETS = ("basic.css", "styles/pydata-sphinx-theme.css")
"""What the theme writes into its layout instead of registering it."""
REPLACED_SCRIPTS = (
    "documentation_options.js", "doctools.js", "sphinx_highlight.js", "scripts/sphinx-book-theme.js"
)  # fmt: skip
"""What Sphinx and the theme register for their own search and frame."""
NEVER_LOADED = (
    "scripts/bootstrap.js*", "scripts/fontawesome.js*", "scripts/pydata-sphinx-theme.js*",
    "scripts/sphinx-book-theme.js*", "styles/*.map", "styles/theme.css", "vendor", "locales",
    "images/logo_*", "*webpack-macros.html",
)  # fmt: skip
"""What the themes copy into `_static` and no page asks for: 12 MB on a reader's disk."""

WORD = re.compile(r'<span class="pre">([^<]*)</span>')
"""Docutils' element around each word of code: thousands on a page, to be laid out for nothing."""
LISTED = 'role="doc-biblioentry"', 'role="listitem"'
"""ARIA's name for an entry of a bibliography before and since version 1.1, where lists want it."""

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Formulas (MathML) and figures (SVG) carry style attributes; style elements stay forbidden.
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",  # data: are the icons in the style sheet
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'self'",  # 404.html names the root of the site
}
"""The Content-Security-Policy of every page; `'self'` also holds for `file://` (tested)."""


def policy() -> str:
    """Return the policy as the value of the header or of the meta element."""
    return "; ".join(f"{directive} {sources}" for directive, sources in POLICY.items())


def lighten(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Take the bundled style sheets and the replaced scripts out of one page."""
    if not is_site(app):
        return
    bundled = sheets(app)
    unwanted = {f"_static/{name}" for name in REPLACED_SCRIPTS}
    context["css_files"] = [
        sheet
        for sheet in context["css_files"]
        if str(sheet.filename).removeprefix("_static/") not in bundled
    ]
    context["script_files"] = [
        script
        for script in context["script_files"]
        # Without a file name it is an inline script: the theme's settings of what is left out.
        if script.filename and str(script.filename) not in unwanted
    ]
    context["body"] = WORD.sub(r"\1", context.get("body", "")).replace(*LISTED)
    context["content_security_policy"] = policy()
    context["early_fonts"] = " ".join(
        font for font, mark in app.config.light_fonts.items() if mark in context["body"]
    )


def sheets(app: Sphinx) -> list[str]:
    """Return the style sheets that all pages share, in their order, relative to `_static`."""
    files = sorted(app.builder._css_files, key=lambda sheet: sheet.priority)  # type: ignore[attr-defined]
    names = [str(sheet.filename) for sheet in files]
    local = [name.removeprefix("_static/") for name in names if name.startswith("_static/")]
    return [*THEME_SHEETS, *dict.fromkeys(local)]


def add_frame(app: Sphinx) -> None:
    """Give the pages of the site what replaces the theme's icons and scripts."""
    if is_site(app):
        app.add_css_file("shell.css")
        app.add_js_file("shell.js", loading_method="defer")


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the style sheet of the site, and remove what no page loads."""
    if exception is not None or app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    scripts = [path.read_text(encoding="utf-8") for path in sorted(static.glob("*.js"))]
    pages = [path.read_text(encoding="utf-8") for path in sorted(Path(app.outdir).rglob("*.html"))]
    text = bundle(static, sheets(app), mentioned(pages, scripts))
    (static / BUNDLE).write_text(text, encoding="utf-8")
    for pattern in NEVER_LOADED:
        for path in static.glob(pattern):
            remove(path)


def remove(path: Path) -> None:
    """Delete a file, or a folder with all that is in it."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("config-inited", offer_templates)
    app.connect("config-inited", add_static_path)
    app.add_config_value("light_fonts", {}, "html", types=frozenset({dict}))
    app.connect("builder-inited", add_frame)
    # After the extensions that add to a page or copy their style sheets at the end.
    app.connect("html-page-context", lighten, priority=950)
    app.connect("build-finished", finish, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
