"""The book in LaTeX: its parts, and exercises to which other pages can link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.texescape import escape
from sphinx_exercise.nodes import exercise_enumerable_node


class Parts(SphinxPostTransform):
    """Begin a part before the first page of each table of contents with a caption."""

    default_priority = 200
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        r"""Put `\part` in front of the pages that begin one."""
        begins = dict(self.captions())
        for page in list(self.document.findall(addnodes.start_of_file)):
            if caption := begins.get(page["docname"]):
                part = nodes.raw("", f"\\part{{{escape(caption)}}}\n", format="latex")
                page.parent.insert(page.parent.index(page), part)

    def captions(self) -> Iterator[tuple[str, str]]:
        """Yield the first page and the caption of each table of contents of the index page."""
        for toctree in self.env.get_doctree(self.config.root_doc).findall(addnodes.toctree):
            if toctree.get("caption") and toctree["includefiles"]:
                yield toctree["includefiles"][0], toctree["caption"]


class ExerciseLabels(SphinxPostTransform):
    """Give exercises the label that links from other pages have; sphinx-exercise knows its own."""

    default_priority = 200
    formats = ("latex",)

    def run(self, **kwargs: Any) -> None:
        r"""Put `\label` in front of each exercise."""
        registry = getattr(self.env, "sphinx_exercise_registry", {})
        for node in list(self.document.findall(exercise_enumerable_node)):
            page = registry[node["label"]]["docname"]
            label = f"\\phantomsection\\label{{\\detokenize{{{page}:{node['label']}}}}}\n"
            node.parent.insert(node.parent.index(node), nodes.raw("", label, format="latex"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.add_post_transform(Parts)
    app.add_post_transform(ExerciseLabels)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
