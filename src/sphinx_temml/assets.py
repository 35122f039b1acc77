"""What stands around the pages: style sheets, a script, fonts, and the check of the settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.builders.epub3 import Epub3Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ConfigError

from sphinx_temml.writer import ERROR_CLASS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

HERE = Path(__file__).parent
STYLE_SHEETS = (HERE / "temml" / "Temml.css", HERE / "sphinx_temml.css")
SCRIPT = HERE / "copy_latex.js"
FONTS = tuple(sorted((HERE / "fonts").glob("*.woff2")))


def check_macros(app: Sphinx, config: Config) -> None:
    """Refuse macros that Temml would not understand."""
    for name, body in config.temml_macros.items():
        if not (isinstance(name, str) and name.startswith("\\") and isinstance(body, str)):
            raise ConfigError(
                f"temml_macros: got {name!r}: {body!r}, wanted a name with its backslash and LaTeX;"
                r' write for example {r"\R": r"\mathbb{R}"}'
            )


def _renders(app: Sphinx) -> StandaloneHTMLBuilder | None:
    """Return the builder if its pages show math by Temml."""
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder) and builder.math_renderer_name == "temml":
        return builder
    return None


def add_assets(app: Sphinx) -> None:
    """Ship the style sheets, the script and the fonts with the pages."""
    builder = _renders(app)
    if builder is None:
        return
    assets = [*STYLE_SHEETS, *FONTS]
    for path in STYLE_SHEETS:
        app.add_css_file(path.name)
    if isinstance(builder, Epub3Builder):  # Sphinx does not know this format of fonts
        builder.media_types = {**builder.media_types, ".woff2": "font/woff2"}
    else:
        assets.append(SCRIPT)
        app.add_js_file(SCRIPT.name, loading_method="defer")
    app.config.html_static_path = [*app.config.html_static_path, *map(str, assets)]


def outdate_pages_with_errors(app: Sphinx, exception: Exception | None) -> None:
    """Have the pages with a TeX error written again next time, so that they warn again."""
    builder = _renders(app)
    if builder is None or builder.name not in {"html", "dirhtml"}:
        return
    mark = f'class="{ERROR_CLASS}"'.encode()
    for docname in app.env.found_docs:
        page = Path(builder.get_output_path(docname))
        if page.is_file() and mark in page.read_bytes():
            os.utime(page, (0, 0))
