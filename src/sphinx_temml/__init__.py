"""A Sphinx math renderer: LaTeX becomes MathML while the pages are built.

Temml does the work, inside Python: no Node for the author, no script for the reader but a small one
that copies formulas as LaTeX. Choose it with ``html_math_renderer = "temml"``; abbreviations go
into ``temml_macros``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_temml.assets import add_assets, check_macros, outdate_pages_with_errors
from sphinx_temml.unbroken import Unbroken
from sphinx_temml.writer import visit_math, visit_math_block

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx what is here."""
    app.add_html_math_renderer(
        "temml", inline_renderers=(visit_math, None), block_renderers=(visit_math_block, None)
    )
    app.add_post_transform(Unbroken)
    app.add_config_value("temml_macros", {}, "html", types=frozenset({dict}))
    app.connect("config-inited", check_macros)
    app.connect("builder-inited", add_assets)
    app.connect("build-finished", outdate_pages_with_errors)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
