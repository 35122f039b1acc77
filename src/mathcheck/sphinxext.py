"""The Sphinx extension: every page's mathematics is checked when the page is read.

Faults are warnings of type "mathcheck" with file and line, so `-W` makes them errors. What came
out is kept with the pages, for the marks beside the equations, the ledger and the last line of the
build.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives, roles
from sphinx.directives.patches import MathDirective
from sphinx.errors import ConfigError
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from mathcheck.pages.blocks import Block, Outcome, unknown_option
from mathcheck.pages.cache import FileCache
from mathcheck.pages.directiveoptions import OpenOptions
from mathcheck.pages.hashes import version
from mathcheck.pages.markdown import SYMBOLS_OPTIONS, inline_setting
from mathcheck.pages.page import check_page
from mathcheck.pages.report import summary, tally
from mathcheck.site.doctree import OPTIONS, UNCHECKED, Finder, shown, symbols
from mathcheck.site.ledger import (
    Count,
    FillCounts,
    FillLedgers,
    Ledger,
    Outcomes,
    count,
    ledger,
    outcomes_of,
)
from mathcheck.site.refuted import Refuted, Specimen, refute, refuted, sources
from mathcheck.site.show import ShowInHtml, add_style_sheet, show

if TYPE_CHECKING:
    from docutils.parsers.rst.states import Inliner
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata, OptionSpec

logger = logging.getLogger(__name__)


class CheckedMath(MathDirective):
    """`{math}` with options that say how the equation is checked."""

    option_spec: ClassVar[OptionSpec] = OpenOptions(MathDirective.option_spec or {})

    def run(self) -> list[nodes.Node]:
        """Keep the options on the node until the page has been read."""
        known = MathDirective.option_spec or {}
        options = {name: text for name, text in self.options.items() if name not in known}
        result = super().run()
        for node in result:
            if isinstance(node, nodes.math_block):
                node[OPTIONS] = options
        return result


class Symbols(SphinxDirective):
    """`{symbols}`: declares the symbols of a page, and shows them to the reader in a table.

    With `:open:` the table is unfolded; with `:prelude:` it is that of the symbols which are
    declared for all pages, and the directive has no content.
    """

    has_content = True
    option_spec: ClassVar[OptionSpec] = OpenOptions.fromkeys(SYMBOLS_OPTIONS, directives.flag)

    def run(self) -> list[nodes.Node]:
        """Leave a place for the table."""
        prelude = "prelude" in self.options
        if prelude == bool(self.content):
            wanted = "no content, since `:prelude:` is given" if prelude else "declarations"
            raise self.error(f"`{{symbols}}` wants {wanted}")
        unknown = [name for name in self.options if name not in SYMBOLS_OPTIONS]
        fault = unknown_option("symbols", unknown[0], SYMBOLS_OPTIONS) if unknown else ""
        node = symbols(source="\n".join(self.content), prelude=prelude, fault=fault)
        node["open"] = "open" in self.options
        self.set_source_info(node)
        return [node]


def unchecked_math(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *rest: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Show a formula that is not read: the role `{m}`."""
    result, messages = roles.math_role(name, rawtext, text, lineno, inliner, *rest)
    for node in result:
        node[UNCHECKED] = True
    return result, messages


def check_document(app: Sphinx, document: nodes.document) -> None:
    """Check a page that has just been read, mark its equations and report its faults."""
    docname = app.env.current_document.docname
    prelude = read_prelude(app)
    finder = Finder()
    found = [
        item
        for item in finder.find(document)
        if item.block.kind != "inline" or inline_is_on(app, docname)
    ]
    memory = FileCache(Path(app.confdir, app.config.mathcheck_cache, f"{docname}.json"))
    outcomes = check_page(
        [item.block for item in found],
        prelude=prelude,
        cache=memory,
        prove=app.config.mathcheck_prove,
    )
    memory.save()
    for item, outcome in zip(found, outcomes, strict=True):
        show(item.node, outcome)
    for node in document.findall(symbols):
        if node["prelude"]:
            show(node, declared(prelude, app.config.mathcheck_prelude))
    faults = finder.problems + [fault for outcome in outcomes for fault in outcome.problems]
    used = {name for outcome in outcomes for name in outcome.linked}
    for node in document.findall(refuted):
        faults += refute(node, finder, prelude)
        used |= sources(node)
    for fault in dict.fromkeys(faults):
        place = f"{fault.path}:{fault.line}"
        logger.warning("%s", fault.message, type="mathcheck", location=place)
    domain = outcomes_of(app.env)
    domain.outcomes[docname] = outcomes
    if faults:
        domain.faulty.add(docname)
    for path in source_files(used):
        app.env.note_dependency(str(path))


def read_prelude(app: Sphinx) -> str:
    """Return the declarations that hold on all pages, and have pages depend on them."""
    if not app.config.mathcheck_prelude:
        return ""
    path = Path(app.confdir, app.config.mathcheck_prelude)
    app.env.note_dependency(str(path))
    return path.read_text(encoding="utf-8")


def declared(prelude: str, path: str) -> Outcome:
    """Return what the declarations for all pages come to."""
    return check_page([Block("symbols", prelude, path, 1)])[0]


def inline_is_on(app: Sphinx, docname: str) -> bool:
    """Return whether the formulas in the running text of a page are checked."""
    own = app.env.metadata[docname].get("mathcheck", "{}")  # MyST keeps a mapping as JSON
    return bool(app.config.mathcheck_inline) and inline_setting({"mathcheck": json.loads(own)})


def source_files(names: Iterable[str]) -> list[Path]:
    """Return the files of the packages that define some dotted names.

    Examples
    --------
    >>> [path.name for path in source_files(["json.dumps", "json.loads", "nosuchpackage.f"])][:2]
    ['__init__.py', 'decoder.py']
    """
    files: set[Path] = set()
    for package in {name.partition(".")[0] for name in names}:
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            files.update(Path(folder).rglob("*.py"))
        if spec and spec.origin and Path(spec.origin).is_file():
            files.add(Path(spec.origin))
    return sorted(files)


def check_settings(app: Sphinx, config: Config) -> None:
    """Refuse settings that cannot be meant."""
    if not 0 <= config.mathcheck_minimum <= 1:
        raise ConfigError(
            f"mathcheck_minimum: got {config.mathcheck_minimum}, wanted a fraction from 0 to 1"
        )
    if not config.mathcheck_prelude:
        return
    path = Path(app.confdir, config.mathcheck_prelude)
    if not path.is_file():
        raise ConfigError(f"mathcheck_prelude: there is no file {config.mathcheck_prelude}")
    for fault in declared(path.read_text(encoding="utf-8"), shown(path)).problems:
        raise ConfigError(f"{fault.path}:{fault.line}: {fault.message}")


def faulty_pages(app: Sphinx, env: BuildEnvironment, *changes: Set[str]) -> list[str]:
    """Return the pages that must be read again, so that they warn again."""
    return sorted(outcomes_of(env).outdated(version()) & env.found_docs)


def report_coverage(app: Sphinx, exception: Exception | None) -> None:
    """Say at the end of the build how much was checked, and whether that is enough."""
    if exception is not None:
        return
    pages = outcomes_of(app.env).outcomes.values()
    counts = tally(outcome for outcomes in pages for outcome in outcomes)
    logger.info("mathcheck: %s", summary(counts))
    wanted = app.config.mathcheck_minimum
    if counts.checked < wanted * (counts.displayed - counts.rules):
        logger.warning(
            "only %d of %d displayed equations are checked; mathcheck_minimum asks for %g %%",
            counts.checked,
            counts.displayed,
            100 * wanted,
            type="mathcheck",
            subtype="coverage",
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Tell Sphinx what is here."""
    app.add_config_value("mathcheck_prelude", "", "env", types=frozenset({str}))
    app.add_config_value("mathcheck_inline", True, "env", types=frozenset({bool}))
    app.add_config_value("mathcheck_prove", True, "env", types=frozenset({bool}))
    app.add_config_value("mathcheck_marks", True, "html", types=frozenset({bool}))
    app.add_config_value("mathcheck_cache", "_build/mathcheck", "", types=frozenset({str}))
    app.add_config_value("mathcheck_minimum", 0.9, "", types=frozenset({float, int}))
    app.add_domain(Outcomes)
    app.add_directive("math", CheckedMath, override=True)
    app.add_directive("symbols", Symbols)
    app.add_directive("refuted", Refuted)
    app.add_directive("specimen", Specimen)
    app.add_role("m", unchecked_math)
    app.add_directive("mathcheck-ledger", Ledger)
    app.add_role("mathcheck-count", Count())
    app.add_node(symbols)
    app.add_node(refuted)
    app.add_node(ledger)
    app.add_node(count)
    app.add_post_transform(FillLedgers)
    app.add_post_transform(FillCounts)
    app.add_post_transform(ShowInHtml)
    app.connect("config-inited", check_settings)
    app.connect("builder-inited", add_style_sheet)
    app.connect("env-get-outdated", faulty_pages)
    app.connect("doctree-read", check_document)
    app.connect("build-finished", report_coverage)
    return {"version": "0.1.0", "parallel_read_safe": True, "parallel_write_safe": True}
