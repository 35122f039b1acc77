"""Matplotlib figures as part of the page: they take its text color, so they follow light and dark.

The SVG that a cell drew is put into the HTML itself. Its ink becomes `currentColor` and its paper
becomes transparent; ids are made unique. A figure without alt text is a warning, and with `-W` an
error. A click or a key enlarges it (`_static/enlarge.js`).
"""

from __future__ import annotations

import html
import re
from math import ceil
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)


def themed_svg(svg: str, alt: str, prefix: str, ink: str, paper: str) -> str:
    """Return the `<svg>` element of a Matplotlib file, ready to stand in a page."""
    svg = svg[svg.index("<svg") :]
    # The one rule of the style element stands in bookkit.css: it would hold for the whole page.
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(?<=\s)(?:d|x|y)="[^"]*"', lambda numbers: rounded(numbers[0]), svg)
    svg = svg.replace(ink, "currentColor").replace(paper, "var(--figure-paper, transparent)")
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg))

    def rename(match: re.Match[str]) -> str:
        return f' id="{prefix}-{match[1]}"' if match[1] in used else ""

    svg = re.sub(r'\sid="([^"]+)"', rename, svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{prefix}-", svg)
    width, height = (float(v) for v in re.findall(r'\b(?:width|height)="([\d.]+)pt"', svg)[:2])
    # A narrow page scales a figure down until its smallest letters are 9 pixels high; then its box
    # scrolls. Matplotlib scales letters of size 13 by 0.13.
    letters = [100 * float(scale) for scale in re.findall(r"scale\(([\d.]+) -", svg)]
    narrowest = ceil(9 / min(letters, default=13) * width)
    head = (
        f'<svg class="figure" role="img" aria-label="{html.escape(alt)}" '
        f'viewBox="0 0 {width:g} {height:g}" '
        f'style="max-width: {width * 4 / 3:.0f}px; min-width: {narrowest}px" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    )
    return head + svg[svg.index(">") + 1 :]


def rounded(numbers: str) -> str:
    r"""Return the coordinates of an SVG attribute at a hundredth of a point, and no line breaks.

    >>> rounded('d="M 1.004567 2 \nL 30.5 4.1199 \nz\n"')
    'd="M1 2L30.5 4.12z"'
    """
    numbers = re.sub(r"-?\d+\.\d+", lambda number: f"{round(float(number[0]), 2):g}", numbers)
    return re.sub(r"\s*\n\s*|(?<=[A-Za-z]) | (?=[A-Za-z])", "", numbers)


class InlineFigures(SphinxPostTransform):
    """Replace each SVG image that a cell made by its source, in HTML only."""

    default_priority = 200  # after MyST-NB has chosen the format of each output
    formats = ("html",)

    def is_supported(self) -> bool:
        """Leave the files in an EPUB alone: its reading systems know images, not page styles."""
        return super().is_supported() and self.app.builder.name != "epub"

    def run(self, **kwargs: Any) -> None:
        """Walk through the cell outputs of one page."""
        outputs = [
            node
            for node in self.document.findall(nodes.container)
            if "cell_output" in node["classes"]
        ]
        for number, image in enumerate(
            image for output in outputs for image in output.findall(nodes.image)
        ):
            path = Path(self.app.srcdir, image["uri"])
            if path.suffix != ".svg":
                continue
            alt = image.get("alt", "").strip()
            if not alt:
                logger.warning(
                    "figure %d of this page has no alt text; give its cell "
                    "`mystnb: {image: {alt: ...}}` that says what is drawn",
                    number + 1,
                    type="figures",
                    subtype="alt",
                    location=image,
                )
            svg = themed_svg(
                path.read_text(encoding="utf-8"),
                " ".join(alt.split()),
                f"f{number + 1}",
                self.config.figures_ink,
                self.config.figures_paper,
            )
            image.replace_self(nodes.raw("", svg, format="html"))


def add_script(app: Sphinx) -> None:
    """Let figures be enlarged where scripts run, which is not in an EPUB."""
    if app.builder.format == "html" and app.builder.name != "epub":
        app.add_js_file("enlarge.js", loading_method="defer")


def add_static_path(app: Sphinx, config: Config) -> None:
    """Publish the style sheet beside the pages."""
    config.html_static_path = [*config.html_static_path, str(Path(__file__).parent / "_static")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_config_value("figures_ink", "#1b1f23", "html")
    app.add_config_value("figures_paper", "#fefefe", "html")
    app.add_post_transform(InlineFigures)
    app.connect("config-inited", add_static_path)
    app.connect("builder-inited", add_script)
    app.add_css_file("bookkit.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
