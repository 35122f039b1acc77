"""What came out of the checks of all pages: `{mathcheck-ledger}` and `{mathcheck-count}`."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from sphinx.domains import Domain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from mathcheck.pages.blocks import Outcome
from mathcheck.pages.report import Tally, summary, tally

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

COLUMNS = {
    "Equations": "displayed",
    "Proved": "proved",
    "Proved for small sizes": "sized",
    "At random points": "sampled",
    "Tied to code": "linked",
    "Definitions": "definitions",
    "Update rules and laws": "rules",
    "Assumed": "assumed",
    "Skipped": "skipped",
    "Relations in the text": "inline",
}
"""The columns of the ledger after that of the page, and the counts that they show."""


class Outcomes(Domain):
    """What came out of the checks, page by page; Sphinx keeps it and clears it."""

    name = "mathcheck"
    label = "mathcheck"
    initial_data: ClassVar[dict[str, Any]] = {"outcomes": {}, "faulty": set(), "checker": ""}
    data_version = 2

    @property
    def faulty(self) -> set[str]:
        """Return the pages with a fault; they are read again next time, so that they warn again."""
        return cast("set[str]", self.data["faulty"])

    @property
    def outcomes(self) -> dict[str, list[Outcome]]:
        """Return the outcomes of each page."""
        return cast("dict[str, list[Outcome]]", self.data["outcomes"])

    def outdated(self, checker: str) -> set[str]:
        """Return the pages to be read again, and keep in mind which checker reads them now.

        They are those with a fault, or all after another checker.
        """
        known, self.data["checker"] = self.data["checker"], checker
        return self.faulty if checker == known else set(self.env.found_docs)

    def clear_doc(self, docname: str) -> None:
        """Forget a page."""
        self.outcomes.pop(docname, None)
        self.faulty.discard(docname)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over the pages that another process has read."""
        for docname in docnames:
            if docname in otherdata["outcomes"]:
                self.outcomes[docname] = otherdata["outcomes"][docname]
        self.faulty.update(otherdata["faulty"] & set(docnames))


def outcomes_of(env: BuildEnvironment) -> Outcomes:
    """Return where the outcomes of all pages are kept."""
    return cast("Outcomes", env.get_domain("mathcheck"))


class ledger(nodes.General, nodes.Element):  # noqa: N801, RUF100
    """Stands where `{mathcheck-ledger}` was until every page has been read."""


class Ledger(SphinxDirective):
    """`{mathcheck-ledger}`: how many equations of each page were checked, and how."""

    def run(self) -> list[nodes.Node]:
        """Leave a place holder, and have the page read again when another one changes."""
        self.env.note_reread()
        return [ledger()]


class count(nodes.Inline, nodes.Element):  # noqa: N801, RUF100
    """Stands where a `{mathcheck-count}` was until every page has been read."""


class Count(SphinxRole):
    """`` {mathcheck-count}`checked` ``: how many there are in the book, by a field of `Tally`."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave a place holder, or say which counts there are."""
        if self.text not in Tally.__dataclass_fields__:
            wanted = ", ".join(Tally.__dataclass_fields__)
            message = self.inliner.reporter.error(
                f"mathcheck-count: no count {self.text!r}; write one of {wanted}", line=self.lineno
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        self.env.note_reread()
        return [count(what=self.text)], []


class FillCounts(SphinxPostTransform):
    """Fill in `{mathcheck-count}` from the outcomes of all pages."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Replace each place holder by its number."""
        places = list(self.document.findall(count))
        if places:
            outcomes = outcomes_of(self.env).outcomes
            total = tally(outcome for page in outcomes.values() for outcome in page)
            for place in places:
                place.replace_self(nodes.Text(str(getattr(total, place["what"]))))


class FillLedgers(SphinxPostTransform):
    """Fill in `{mathcheck-ledger}` from the outcomes of all pages."""

    default_priority = 200

    def run(self, **kwargs: Any) -> None:
        """Replace each place holder by the totals, the table and the reasons of what is skipped."""
        places = list(self.document.findall(ledger))
        if not places:
            return
        outcomes = outcomes_of(self.env).outcomes
        pages = {page: outcomes[page] for page in self.reading_order() if any(outcomes[page])}
        total = tally(outcome for page in pages.values() for outcome in page)
        content = [nodes.paragraph("", summary(total) + "."), self.table(pages, total)]
        skipped = [item for page in pages for item in self.skipped(page, pages[page])]
        if skipped:
            content.append(nodes.paragraph("", "Skipped, and why:"))
            content.append(nodes.bullet_list("", *skipped))
        for place in places:
            place.replace_self([node.deepcopy() for node in content])

    def reading_order(self) -> list[str]:
        """Return the checked pages as the table of contents lists them, then the others."""
        outcomes = outcomes_of(self.env).outcomes
        order, queue = [], [self.config.root_doc]
        while queue:
            page = queue.pop(0)
            if page not in order:  # a page may stand in two tables of contents
                order.append(page)
                queue = [*self.env.toctree_includes.get(page, []), *queue]
        return [page for page in dict.fromkeys([*order, *sorted(outcomes)]) if page in outcomes]

    def table(self, pages: dict[str, list[Outcome]], total: Tally) -> nodes.table:
        """Return the table: a row for each page that has an equation or a relation, and the sum."""
        group = nodes.tgroup(cols=1 + len(COLUMNS))
        group += [nodes.colspec(colwidth=30 if i == 0 else 12) for i in range(1 + len(COLUMNS))]
        group += nodes.thead("", _row(nodes.Text("Page"), list(COLUMNS)))
        body = nodes.tbody()
        for page, outcomes in pages.items():
            counts = tally(outcomes)
            if counts.displayed or counts.inline:
                body += _row(self.link(page), _cells(counts))
        body += _row(nodes.strong("", "All pages"), _cells(total))
        group += body
        return nodes.table("", group, classes=["mathcheck-ledger"])

    def skipped(self, page: str, outcomes: list[Outcome]) -> Iterator[nodes.list_item]:
        """Yield an item for each equation of a page that is not checked, with the reason."""
        for outcome in outcomes:
            if outcome.status == "skipped":
                label = outcome.block.label
                where = f", {label}" if label else f", line {outcome.block.line}"
                text = nodes.Text(f"{where}: {outcome.reason}")
                yield nodes.list_item("", nodes.paragraph("", "", self.link(page, label), text))

    def link(self, page: str, label: str = "") -> nodes.reference:
        """Return a link to a page, or to an equation of it."""
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        uri += "#" + nodes.make_id(f"equation-{label}") if label else ""
        title = self.env.titles[page].astext()
        return nodes.reference("", "", nodes.inline("", title), internal=True, refuri=uri)


def _cells(counts: Tally) -> list[str]:
    return [str(getattr(counts, name) or "") for name in COLUMNS.values()]


def _row(first: nodes.Node, texts: list[str]) -> nodes.row:
    cells = [first, *map(nodes.Text, texts)]
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
