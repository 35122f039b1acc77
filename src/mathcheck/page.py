"""Check the blocks of a page in order: declarations and definitions flow down."""

from __future__ import annotations

import hashlib
import json
import re
import sys
import time
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mathcheck import ast, impl
from mathcheck.assignments import is_setting
from mathcheck.check import check_meaning, check_statement
from mathcheck.declarations import SymbolRow, definition_of, parse_symbols
from mathcheck.docstrings import (
    local_definition,
    of_all_entries,
    own_link,
    parameters_of,
    scope_of,
)
from mathcheck.edits import nearest_repairs
from mathcheck.errors import MathError
from mathcheck.evaluate import dependencies
from mathcheck.free import free_names
from mathcheck.parser import parse_block
from mathcheck.sentences import conditions
from mathcheck.symbols import Array, Definition, Scalar, SymbolTable, plain
from mathcheck.verdicts import Failure, Settings, Wrong

OPTION_NAMES = ("define", "impl", "tol", "sharp", "skip", "assume", "small")


@dataclass(frozen=True)
class Options:
    """What the author says about one displayed equation; `from_mapping` reads directive options."""

    define: bool = False
    impl: str = ""
    tol: str = ""
    sharp: bool = False
    skip: str = ""
    assume: bool = False
    small: str = ""

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, str | None]) -> Options:
        """Return the options of a directive.

        Raises
        ------
        ValueError
            If a name is unknown, or `skip` gives no reason.
        """
        values: dict[str, Any] = {}
        for name, value in mapping.items():
            if name not in OPTION_NAMES:
                raise ValueError(
                    f"{name!r} is not an option of mathcheck: {', '.join(OPTION_NAMES)}"
                )
            if name in ("define", "sharp", "assume"):
                if value:
                    raise ValueError(f"the option {name} takes no value, but {value!r} came")
                values[name] = True
            elif not value or not value.strip():
                raise ValueError(
                    f"the option {name} needs a value" + (": the reason" if name == "skip" else "")
                )
            else:
                values[name] = value.strip()
        return cls(**values)


@dataclass(frozen=True)
class Block:
    """A `{symbols}` directive ("symbols"), a displayed equation ("display") or "inline" math.

    `line` is the line of the first line of `source` in the file, counted from 1; `before` is the
    prose directly before inline math; `object` the documented Python object, for docstrings.
    """

    kind: str
    source: str
    path: str
    line: int
    options: Options = Options()
    label: str = ""
    before: str = ""
    object: str = ""


@dataclass(frozen=True)
class Problem:
    """A message with its place; printed as `path:line: message`."""

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Outcome:
    """What became of a block.

    `status` is "proved", "checked", "linked", "definition", "assumption", "skipped", "parsed",
    "symbols" or "failed"; `points` counts evaluations; `linked` names the functions compared with.
    """

    block: Block
    status: str
    points: int = 0
    linked: tuple[str, ...] = ()
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    rows: tuple[SymbolRow, ...] = ()


@dataclass
class Page:
    """The state of a page while its blocks are checked."""

    table: SymbolTable
    seed: int
    state: str = ""
    open_definitions: dict[str, int] = field(
        default_factory=dict
    )  # name -> outcome that needs a use
    introduced: bool = False  # whether prose makes the present block a condition
    given: tuple[str, ...] = ()  # the conditions that its sentence sets
    failed: set[str] = field(default_factory=set)
    letters: dict[str, str] = field(default_factory=dict)  # LaTeX for parameters of functions
    shared: SymbolTable = field(default_factory=SymbolTable)  # without what docstrings define
    documented: bool = False  # whether the first equation about the present object is passed
    outcomes: list[Outcome] = field(default_factory=list)


def check_page(
    blocks: Sequence[Block], *, prelude: str = "", seed: int = 0,
    cache: MutableMapping[str, Any] | None = None, prove: bool = False,
) -> list[Outcome]:  # fmt: skip
    """Return the outcomes of the blocks of a page, in order.

    Parameters
    ----------
    blocks : sequence of Block
        In document order. Blocks with an `object` (docstrings) see the page's declarations; what
        they define is known only to objects whose names go on from theirs (`silu`, `silu_grad`).
    prelude : str
        Declarations valid on every page, as in a `{symbols}` directive.
    seed : int
        Other seeds choose other points.
    cache : mutable mapping, optional
        Successful outcomes by content hash; read and filled.
    prove : bool
        Whether a symbolic proof is attempted after the numeric check.

    Returns
    -------
    list of Outcome
        One for each block.
    """
    table = SymbolTable()
    if prelude:
        table, _ = parse_symbols(prelude, table)
    page = Page(table, seed, state=digest(prelude))
    outer: tuple[SymbolTable, str] | None = None
    scopes: dict[str, tuple[SymbolTable, str]] = {}
    current = ""
    marked, given = conditions(blocks)
    for number, block in enumerate(blocks):
        page.introduced, page.given = marked[number], given[number]
        if block.object != current:
            if outer is not None:
                scopes[current] = page.table, page.state
                page.table, page.state = outer
                outer = None
            if block.object:
                outer = page.table, page.state
                page.shared = page.table
                page.table, page.state = scopes.get(scope_of(block.object, scopes), outer)
            else:
                scopes.clear()
            current, page.documented = block.object, False
        started = time.perf_counter()
        outcome = cached(block, page, cache, prove)
        page.outcomes.append(replace(outcome, seconds=time.perf_counter() - started))
    report_unused(page)
    return page.outcomes


def digest(*parts: object) -> str:
    """Return a hash of some values."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def version() -> str:
    """Return a hash of the checker's own sources."""
    if not VERSION:
        folder = Path(__file__).parent
        VERSION.append(digest(*(path.read_bytes() for path in sorted(folder.glob("*.py")))))
    return VERSION[0]


VERSION: list[str] = []


def cached(
    block: Block, page: Page, cache: MutableMapping[str, Any] | None, prove: bool
) -> Outcome:
    """Return the outcome of a block, from the cache if nothing that it depends on has changed."""
    if cache is None or block.kind == "symbols" or block.options.skip:
        return check_block(block, page, prove)
    names = re.findall(r"([A-Za-z_][\w.]*)\(", block.options.impl)
    code = tuple(code_hash(name) for name in (*names, block.object) if name)
    key = digest(
        version(), page.state, page.seed, prove, block.source, block.options, code,
        sorted(page.failed),
        page.introduced, page.given, block.object, page.documented,
    )  # fmt: skip
    found = cache.get(key)
    if found is not None:
        before = page.table
        remember(block, page)
        if page.table is not before or not block.options.define:
            note_documented(block, page)
            number, linked = len(page.outcomes), bool(found["linked"])
            note_use(block, page, number, tuple(found["names"]), linked=linked)
            return Outcome(
                block, found["status"], found["points"], tuple(found["linked"]), found["reason"]
            )
    outcome = check_block(block, page, prove)
    if outcome.status != "failed":
        cache[key] = json.loads(json.dumps({
            "status": outcome.status, "points": outcome.points, "linked": outcome.linked,
            "reason": outcome.reason, "names": sorted(used_names(block, page.table)),
        }))  # fmt: skip
    return outcome


def code_hash(name: str) -> str:
    """Return a hash of the sources of the package that a dotted name belongs to."""
    module = sys.modules.get(name.split(".")[0])
    if module is None:
        try:
            impl.resolve(name)
        except MathError:
            return ""
        module = sys.modules[name.split(".")[0]]
    folder = Path(module.__file__ or "").parent
    if folder not in CODE:
        CODE[folder] = digest(*(path.read_bytes() for path in sorted(folder.rglob("*.py"))))
    return CODE[folder]


CODE: dict[Path, str] = {}


def check_block(block: Block, page: Page, prove: bool) -> Outcome:
    """Return the outcome of one block, and take its declarations and definitions into the page."""
    try:
        if block.kind == "symbols":
            return declare(block, page)
        if block.options.skip:
            return Outcome(block, "skipped", reason=block.options.skip)
        statements = parse_block(block.source, page.table)
        return judge(block, page, statements, prove)
    except Wrong as wrong:
        return failed(block, page, wrong.failure, repairs(block, page, wrong.failure))
    except MathError as error:
        return failed(block, page, Failure(error.message, error.span))
    except RecursionError:
        return failed(block, page, Failure("a definition leads back to itself", (0, 0)))
    except INTERNAL as error:
        message = f"this cannot be evaluated ({type(error).__name__}: {error}): rewrite the formula"
        return failed(block, page, Failure(message, (0, 0)))


def declare(block: Block, page: Page) -> Outcome:
    """Take in a `{symbols}` directive."""
    page.state = digest(page.state, block.source)
    try:
        page.table, rows = parse_symbols(block.source, page.table)
    except MathError as error:
        problem = Problem(block.path, block.line + error.span[0], error.message)
        return Outcome(block, "failed", problems=(problem,))
    page.letters |= parameters_of(rows)
    for row in rows:
        for name in [n for n in page.failed if n in page.table]:
            page.failed.discard(name)
        del row
    return Outcome(block, "symbols", rows=tuple(rows))


def judge(block: Block, page: Page, statements: list[ast.Statement], prove: bool) -> Outcome:
    """Check the statements of a block."""
    options, table = block.options, page.table
    settings = Settings(options.tol, options.sharp, options.small, page.seed)
    links = [text.strip() for text in re.split(r";;[ \t]*\n?|\n", options.impl)]
    defined = remember(block, page, statements)
    if page.failed & used_names(block, table):
        return Outcome(block, "parsed", reason="depends on a definition that is wrong")
    if options.assume:
        for statement in statements:
            check_meaning(statement, page.table)
        return Outcome(block, "assumption")
    statements, settings_found = conditions_of(block, page, statements)
    claims = [s for s in statements if s.claims[0].relations]
    points, linked = 0, []
    checked = 0
    for number, statement in enumerate(claims):
        if number in defined:
            statement = without_first(statement)
        if statement.claims[0].relations and statement.claims[0].relations[0] not in (
            "gets",
            "law",
            "maps",
        ):
            verdict = check_statement(statement, page.table, settings)
            if verdict.failure:
                raise Wrong(verdict.failure)
            points += verdict.points
            checked += 1
    for number, text in enumerate(links):
        if not text:  # an equation without a function, as in `;; slopes.mish_grad2(x)`
            continue
        if number >= len(claims):
            raise Wrong(Failure("impl: there are more links than equations", (0, 0)))
        link = impl.parse_link(text, page.table)
        whole = of_all_entries(claims[number], page.table) if block.object else claims[number]
        points += impl.check_link(whole, link, page.table, settings)
        linked.append(link.name)
    if note_documented(block, page) and not options.impl and claims:
        found = own_link(block.object, claims[0], page.letters, page.table)
        if found:
            points += impl.check_link(*found, page.table, settings)
            linked.append(found[1].name)
    note_use(block, page, len(page.outcomes), linked=bool(linked))
    if block.kind == "inline":
        return Outcome(block, "checked" if checked else "parsed", points)
    if linked:
        return Outcome(block, "linked", points, tuple(linked))
    if checked:
        status = "proved" if prove and proved(claims, page.table, defined) else "checked"
        return Outcome(block, status, points)
    if options.define or (all(updates(s) for s in claims) and claims):
        return Outcome(block, "definition")
    if settings_found or not claims:
        raise Wrong(
            Failure(
                "this says nothing that can be checked: mark a definition with define,"
                " a hypothesis with assume",
                (0, 0),
            )
        )
    return Outcome(block, "definition")


def proved(claims: list[ast.Statement], table: SymbolTable, defined: set[int]) -> bool:
    """Return whether all claims are proved symbolically; False if any is beyond the prover."""
    from mathcheck.prove import prove_statement

    rest = [without_first(s) if n in defined else s for n, s in enumerate(claims)]
    rest = [s for s in rest if s.claims[0].relations]
    return bool(rest) and all(prove_statement(statement, table) for statement in rest)


def updates(statement: ast.Statement) -> bool:
    """Return whether a statement is an update, which says what is done and claims nothing."""
    return statement.claims[0].relations[:1] in (("gets",), ("law",), ("maps",))


def without_first(statement: ast.Statement) -> ast.Statement:
    """Return a definition without the relation that defines: what is left is to be checked."""
    claim = statement.claims[0]
    rest = ast.Relation(claim.sides[1:], claim.relations[1:], claim.spans[1:], span=claim.span)
    return replace(statement, claims=(rest,))


def remember(block: Block, page: Page, statements: list[ast.Statement] | None = None) -> set[int]:
    """Take the definitions of a block into the page; return which statements define."""
    if not block.options.define and not speaks_for_itself(block):
        return set()
    page.state = digest(page.state, block.source)
    found: dict[int, Definition] = {}
    for number, statement in enumerate(statements or parse_block(block.source, page.table)):
        claim = statement.claims[0]
        if not block.options.define:
            definition = local_definition(claim, page.shared)
        elif claim.relations[:1] == ("=",) and not is_restriction(claim, page.table):
            definition = definition_of(claim.sides[0], claim.sides[1])
        else:
            definition = None
        if definition is None:
            continue
        page.table = page.table.with_definition(definition)
        page.failed.discard(definition.name)
        found[number] = definition
        if block.kind == "display":
            page.open_definitions[definition.name] = len(page.outcomes)
    for definition in found.values():
        refuse_idle_parameters(definition, page.table)
    if not found and block.options.define:
        raise MathError("the option define wants an equation with a name, s_i or f(x) on its left")
    return set(found)


def refuse_idle_parameters(definition: Definition, table: SymbolTable) -> None:
    """Refuse `f(x) = ...` where the right side depends on other letters, but not on x."""
    given = {p.name for p in definition.parameters or () if isinstance(p, ast.Name)}
    free = free_names(definition.body, table)
    free |= {n.name for n in ast.walk(definition.body) if isinstance(n, ast.Name)} & given
    if any(isinstance(table[n].type, Array) for n in free):
        return  # its definition may follow
    others = {n for n in free if isinstance(table[n].type, Scalar)}
    if given and not given & free and others:
        raise MathError(
            f"the right side does not depend on {', '.join(plain(n) for n in sorted(given))}",
            definition.body.span,
        )


def speaks_for_itself(block: Block) -> bool:
    """Return whether a block is an equation of a docstring, which needs no options."""
    options = block.options
    return bool(block.object) and block.kind == "display" and not (options.skip or options.assume)


def note_documented(block: Block, page: Page) -> bool:
    """Return whether a block is the first equation about the object that it documents."""
    if block.kind != "display" or not block.object or page.documented:
        return False
    page.documented = True
    return True


def is_restriction(claim: ast.Relation, table: SymbolTable) -> bool:
    """Return whether a relation says what an index runs through."""
    del table
    return isinstance(claim.sides[-1], ast.Listing)


def conditions_of(
    block: Block, page: Page, statements: list[ast.Statement]
) -> tuple[list[ast.Statement], bool]:
    """Return the claims of a block, with the relations that only set a free name as conditions."""
    if page.introduced:
        return [], True
    table = page.table
    claims: list[ast.Statement] = []
    found: list[ast.Node] = []
    for source in page.given:
        try:
            found += [s.claims[0] for s in parse_block(source, table) if s.claims[0].relations]
        except MathError:
            continue  # reported where the condition stands
    for statement in statements:
        single = len(statement.claims) == 1 and statement.claims[0].relations
        if single and is_setting(statement.claims[0], table, inline=block.kind == "inline"):
            found.append(statement.claims[0])
        else:
            claims.append(statement)
    joined = [replace(s, conditions=(*s.conditions, *found)) for s in claims]
    return joined, bool(found)


def used_names(block: Block, table: SymbolTable) -> set[str]:
    """Return all names that a block depends on."""
    try:
        statements = parse_block(block.source, table)
    except MathError:
        return set()
    nodes = [n for s in statements for n in (*s.claims, *s.conditions)]
    names = {n.name for node in nodes for n in ast.walk(node) if isinstance(n, ast.Name)}
    return {below for name in names for below in dependencies(name, table)}


def note_use(
    block: Block,
    page: Page,
    number: int,
    names: tuple[str, ...] | None = None,
    *,
    linked: bool = False,
) -> None:
    """Strike the definitions that a block uses off the list of those that nothing checks."""
    used = set(names) if names is not None else used_names(block, page.table)
    for name in [
        n for n, where in page.open_definitions.items() if n in used and (where != number or linked)
    ]:
        del page.open_definitions[name]


REPAIRS_TRIED = 40
INTERNAL = (TypeError, ValueError, LookupError, ArithmeticError, AttributeError)
"""What Python raises where a formula mixes kinds of values in a way that nobody foresaw."""


def repairs(block: Block, page: Page, failure: Failure) -> str:
    """Return the nearest formula that holds, in words: "true with `-` in place of `+`"."""
    if "does not hold" not in failure.message or "\\int" in block.source or block.options.define:
        return ""

    def holds(latex: str) -> bool:
        settings = Settings(block.options.tol, block.options.sharp, block.options.small, page.seed)
        try:
            statements, _ = conditions_of(block, page, parse_block(latex, page.table))
            return all(
                check_statement(statement, page.table, settings).failure is None
                for statement in statements
                if statement.claims[0].relations
            )
        except INTERNAL:
            return False

    found = nearest_repairs(block.source, holds, limit=1, budget=REPAIRS_TRIED, near=failure.span)
    return f"\n  true {found[0].description}" if found else ""


def failed(block: Block, page: Page, failure: Failure, hint: str = "") -> Outcome:
    """Return the outcome of a block that is wrong, with the line of the span."""
    if block.options.define:
        try:
            for statement in parse_block(block.source, page.table):
                first = statement.claims[0].sides[0]
                page.failed |= {n.name for n in ast.walk(first)[:2] if isinstance(n, ast.Name)}
        except MathError:
            pass
    line = block.line + block.source[: failure.span[0]].count("\n")
    return Outcome(
        block, "failed", problems=(Problem(block.path, line, worded(block, failure) + hint),)
    )


def worded(block: Block, failure: Failure) -> str:
    """Return a message with the line of LaTeX that it is about and a mark below the place."""
    start, end = failure.span
    if (start, end) == (0, 0) or block.kind == "inline":
        return (
            f"{failure.message}\n  in {block.source.strip()}"
            if block.kind == "inline"
            else failure.message
        )
    begin = block.source.rfind("\n", 0, start) + 1
    stop = block.source.find("\n", start)
    text = block.source[begin : stop if stop >= 0 else None]
    width = max(min(end, begin + len(text)) - start, 1)
    return f"{failure.message}\n  {text}\n  {' ' * (start - begin)}{'^' * width}"


def report_unused(page: Page) -> None:
    """Add a problem to each definition that no code and no later equation checks."""
    for name, number in page.open_definitions.items():
        outcome = page.outcomes[number]
        if outcome.status == "failed":
            continue
        message = (
            f"nothing checks this definition of {plain(name)}: link it with impl, or use it in an"
            " equation further down"
        )
        problem = Problem(outcome.block.path, outcome.block.line, message)
        page.outcomes[number] = replace(outcome, status="failed", problems=(problem,))
