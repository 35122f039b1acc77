"""Solutions that are folded without any script, and one list of them all."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx_exercise.nodes import solution_node


class solution_list(nodes.General, nodes.Element):  # noqa: N801, RUF100
    """Stands where `{solution-list}` was until every page has been read."""


class SolutionList(SphinxDirective):
    """`{solution-list}`: links to every exercise and its solution, page by page."""

    def run(self) -> list[nodes.Node]:
        """Leave a place holder."""
        self.env.note_reread()
        return [solution_list()]


class exercise_count(nodes.Inline, nodes.Element):  # noqa: N801, RUF100
    """Stands where `{exercise-count}` was until every page has been read."""


class ExerciseCount(SphinxRole):
    """`` {exercise-count}`solved` ``: how many exercises of the book have a solution."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave a place holder."""
        self.env.note_reread()
        return [exercise_count()], []


class CountExercises(SphinxPostTransform):
    """Fill in `{exercise-count}` from the solutions of all pages."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Replace each place holder by the number."""
        registry = getattr(self.env, "sphinx_exercise_registry", {})
        solved = sum(entry["type"].startswith("solution") for entry in registry.values())
        for place in list(self.document.findall(exercise_count)):
            place.replace_self(nodes.Text(str(solved)))


class ListSolutions(SphinxPostTransform):
    """Fill in `{solution-list}` from the exercises of all pages."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Replace the place holder by one list for each page."""
        places = list(self.document.findall(solution_list))
        if not places:
            return
        registry = getattr(self.env, "sphinx_exercise_registry", {})
        by_page: dict[str, list[str]] = {}
        solved: dict[str, str] = {}
        for label, entry in registry.items():
            if entry["type"].startswith("solution"):
                solved[entry["node"]["target_label"]] = label
            elif not entry["node"].get("hidden"):
                by_page.setdefault(entry["docname"], []).append(label)
        order = {name: i for i, name in enumerate(self.reading_order())}
        content: list[nodes.Node] = []
        for page in sorted(by_page, key=lambda name: order.get(name, len(order))):
            items = nodes.bullet_list()
            for label in by_page[page]:
                paragraph = nodes.paragraph()
                title = self.exercise_title(page, label, registry[label]["node"])
                paragraph += self.link(page, label, title)
                if label in solved:
                    paragraph += nodes.Text(", ")
                    paragraph += self.link(
                        registry[solved[label]]["docname"], solved[label], "solution"
                    )
                items += nodes.list_item("", paragraph)
            heading = nodes.paragraph("", "", nodes.strong("", self.env.titles[page].astext()))
            content += [heading, items]
        for place in places:
            place.replace_self(content)

    def exercise_title(self, page: str, label: str, node: nodes.Element) -> str:
        """Return `Exercise 7: its title`; the number is the one that the page shows."""
        number = self.env.toc_fignumbers.get(page, {}).get("exercise", {}).get(label, ())
        name = " ".join(["Exercise", ".".join(map(str, number))]).strip()
        subtitle = "".join(child.astext() for child in node.children[0].children[1:])
        return f"{name}: {subtitle}" if subtitle else name

    def reading_order(self) -> list[str]:
        """Return the pages as the table of contents lists them."""
        root = self.config.root_doc
        order, queue = [root], list(self.env.toctree_includes.get(root, []))
        while queue:
            page = queue.pop(0)
            if page in order:  # a page may stand in two tables of contents
                continue
            order.append(page)
            queue = list(self.env.toctree_includes.get(page, [])) + queue
        return order

    def link(self, page: str, label: str, text: str) -> nodes.reference:
        """Return a link from this page to `label` on another one."""
        uri = self.app.builder.get_relative_uri(self.env.docname, page) + "#" + label
        return nodes.reference("", text, internal=True, refuri=uri)


class AnonymousContents(SphinxPostTransform):
    """Drop the id that sphinx-exercise gives to the content of every exercise and solution."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Leave ids that are unique on a page."""
        for section in self.document.findall(nodes.section):
            if section["ids"] in (["exercise-content"], ["solution-content"]):
                section["ids"] = []


def open_details(translator: Any, node: nodes.Element) -> None:
    """Start a folded block whose summary is the solution's title."""
    title = node.pop(0) if isinstance(node[0], nodes.title) else nodes.title("", "Solution")
    translator.body.append(translator.starttag(node, "details", CLASS="solution"))
    translator.body.append("<summary>")
    for child in title.children:
        child.walkabout(translator)
    translator.body.append("</summary>\n")


def close_details(translator: Any, node: nodes.Element) -> None:
    """End the folded block."""
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.setup_extension("sphinx_exercise")
    app.add_node(solution_node, override=True, html=(open_details, close_details))
    app.add_node(solution_list)
    app.add_node(exercise_count)
    app.add_directive("solution-list", SolutionList)
    app.add_role("exercise-count", ExerciseCount())
    app.add_post_transform(CountExercises)
    app.add_post_transform(ListSolutions)
    app.add_post_transform(AnonymousContents)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
