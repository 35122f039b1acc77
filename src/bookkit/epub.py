"""EPUB with what Sphinx leaves out: how pages are marked up, and for whom the book is accessible.

Figures stay files of their own there, because not every reading system colors inline SVG.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.util.typing import ExtensionMetadata

from bookkit.assets import withdraw_templates

PROPERTIES = {"mathml": "<math", "svg": "<svg", "scripted": "<script"}
"""What the manifest has to say of a page, and how the page shows that it is so."""

ACCESSIBILITY = {
    "accessMode": ["textual", "visual"],
    "accessModeSufficient": ["textual"],
    "accessibilityFeature": [
        "MathML",
        "alternativeText",
        "index",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
    ],
    "accessibilityHazard": ["none"],
    "accessibilitySummary": [
        "All figures have alternative text and captions, all formulas are MathML with LaTeX as "
        "annotation, and headings, lists and tables are marked up as such. There is no script."
    ],
}
"""Schema.org's vocabulary, as EPUB Accessibility 1.1 asks for it."""


def described(package: str, page: Callable[[str], str], cover: str) -> str:
    """Return the package document with properties of its items and accessibility metadata.

    Parameters
    ----------
    package : str
        The text of `content.opf`.
    page : callable
        Takes the name of a page, returns its text.
    cover : str
        The name of the cover picture, or "".
    """

    def item(match: re.Match[str]) -> str:
        name = unquote(match[1])
        found = ["cover-image"] if name == cover else []
        if name.endswith(".xhtml"):
            text = page(name)
            found += [name for name, mark in PROPERTIES.items() if mark in text]
        properties = f' properties="{" ".join(found)}"' if found else ""
        return f"{match[0].removesuffix('/>').rstrip()}{properties}/>"

    package = re.sub(r'<item id="[^"]*" href="([^"]*)" media-type="[^"]*" />', item, package)
    meta = "".join(
        f'    <meta property="schema:{name}">{value}</meta>\n'
        for name, values in ACCESSIBILITY.items()
        for value in values
    )
    return package.replace("  </metadata>", f"{meta}  </metadata>")


def plain_svg(svg: str) -> str:
    """Return an SVG file without its document type, and with the data of empty paths."""
    svg = re.sub(r"<!DOCTYPE[^>]*>\s*", "", svg)
    return re.sub(r"<path(?![^>]*\sd=)", '<path d=""', svg)


def plain_css(css: str) -> str:
    """Return a style sheet without the property that EPUB leaves to the markup."""
    return re.sub(r"^\s*direction:[^;]*;\n", "", css, flags=re.MULTILINE)


class Epub(Epub3Builder):
    """Sphinx's builder, with a complete package document and nothing that EPUB forbids."""

    # The license of a font travels with it.
    media_types = Epub3Builder.media_types | {".txt": "text/plain"}

    def init(self) -> None:
        """Frame the pages as the theme for EPUB does, not as those of the site."""
        withdraw_templates(self.config)
        super().init()

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, after setting right what browsers forgive and XML does not."""
        for link in doctree.findall(nodes.reference):
            if "refuri" in link:  # some DOIs hold angle brackets
                link["refuri"] = link["refuri"].replace("<", "%3C").replace(">", "%3E")
        for paragraph in list(doctree.findall(lambda node: type(node) is nodes.paragraph)):
            if any(isinstance(child, nodes.bullet_list) for child in paragraph.children):
                paragraph.replace_self(paragraph.children)
        super().write_doc(docname, doctree)

    def handle_finish(self) -> None:
        """Remove style sheets of the site, clean what came from elsewhere, make the archive."""
        texts = [p for kind in ("*.xhtml", "*.css") for p in sorted(self.outdir.rglob(kind))]
        used = "".join(path.read_text(encoding="utf-8") for path in texts)
        for path in self.outdir.joinpath("_static").glob("*.css"):
            if path.name not in used:
                path.unlink()
        for pattern, clean in {"*.svg": plain_svg, "*.css": plain_css}.items():
            for path in self.outdir.rglob(pattern):
                path.write_text(clean(path.read_text(encoding="utf-8")), encoding="utf-8")
        super().handle_finish()

    def without_missing_sheets(self, path: Path) -> str:
        """Return a page without links to style sheets that extensions ship with HTML only."""

        def keep(match: re.Match[str]) -> str:
            return match[0] if (path.parent / match[1].partition("?")[0]).exists() else ""

        text = path.read_text(encoding="utf-8")
        return re.sub(r'<link rel="stylesheet"[^>]* href="([^"]*)"[^>]*>\s*', keep, text)

    def build_content(self) -> None:
        """Write `content.opf` and the cover, then complete all pages and the list of them."""
        super().build_content()
        for page in self.outdir.rglob("*.xhtml"):
            page.write_text(self.without_missing_sheets(page), encoding="utf-8")
        path = self.outdir / "content.opf"
        cover = self.config.epub_cover[0] if self.config.epub_cover else ""

        def content(name: str) -> str:
            return (self.outdir / name).read_text(encoding="utf-8")

        text = described(path.read_text(encoding="utf-8"), content, cover)
        path.write_text(text, encoding="utf-8")

    def build_epub(self) -> None:
        """Write the archive; without times of files, equal sources give equal archives."""
        names = ["mimetype", "META-INF/container.xml", "content.opf", "toc.ncx", *self.files]
        with ZipFile(self.outdir / f"{self.config.epub_basename}.epub", "w") as archive:
            for name in names:
                # The format wants the first file as it is, so that its type can be read off.
                kind = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
                archive.writestr(ZipInfo(name), (self.outdir / name).read_bytes(), kind)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension."""
    app.add_builder(Epub, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
