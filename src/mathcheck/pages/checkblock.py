"""Check one block of a page: read it, check what it claims, link it to code, try to prove it."""

from __future__ import annotations

import re

from mathcheck.checking import impl
from mathcheck.checking.check import check_meaning, check_statement
from mathcheck.checking.verdicts import Failure, Settings, Wrong
from mathcheck.errors import NOWHERE, MathError
from mathcheck.grammar import ast
from mathcheck.grammar.declarations import read_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.pages.blocks import Block, Outcome, Problem
from mathcheck.pages.claims import (
    SILENT,
    conditions_of,
    refuse_other_domain,
    refuse_own_condition,
    rule,
    settings_of,
    without_first,
)
from mathcheck.pages.docstrings import of_all_entries, own_link, parameters_of
from mathcheck.pages.faults import INTERNAL, failed, suggestion
from mathcheck.pages.hashes import digest
from mathcheck.pages.state import (
    Page,
    is_restriction,
    note_documented,
    note_use,
    remember,
    report_misfits,
    rests_on,
    used_names,
)
from mathcheck.proof.extents import Extent, together
from mathcheck.proof.prove import prove_statement
from mathcheck.proof.symbolic import BUDGET

INLINE_BUDGET = 10_000
"""How many terms the proof of a relation in running text may make."""


def check_block(block: Block, page: Page, prove: bool) -> Outcome:
    """Return the outcome of one block, and take its declarations and definitions into the page."""
    try:
        if block.kind == "symbols":
            return declare(block, page)
        if block.fault:
            return failed(block, page, Failure(block.fault, NOWHERE))
        if block.options.skip:
            return Outcome(block, "skipped", reason=block.options.skip)
        statements = parse_block(block.source, page.table)
        return judge(block, page, statements, prove)
    except Wrong as wrong:
        return failed(block, page, wrong.failure, suggestion(block, page, wrong.failure))
    except MathError as error:
        return failed(block, page, Failure(error.message, error.span))
    except RecursionError:
        return failed(block, page, Failure("a definition leads back to itself", NOWHERE))
    except INTERNAL as error:
        message = f"this cannot be evaluated ({type(error).__name__}: {error}): rewrite the formula"
        return failed(block, page, Failure(message, NOWHERE))


def declare(block: Block, page: Page) -> Outcome:
    """Take in a `{symbols}` directive."""
    page.state = digest(page.state, block.source)
    found = read_symbols(block.source, page.table)
    report_misfits(page, [n for n in page.lines if rests_on(n, found.declared, page.table)])
    page.table = found.table
    number = len(page.outcomes)
    page.lines |= {name: (number, block.line + line) for name, line in found.declared.items()}
    page.letters |= parameters_of(found.rows)
    page.failed = (page.failed - found.declared.keys()) | found.failed
    problems = tuple(
        Problem(block.path, block.line + error.span[0], error.message) for error in found.problems
    )
    return Outcome(block, "failed" if problems else "symbols", problems=problems, rows=found.rows)


def judge(block: Block, page: Page, statements: list[ast.Statement], prove: bool) -> Outcome:
    """Check the statements of a block."""
    options, table = block.options, page.table
    defining = remember(block, page, statements)
    if page.failed & used_names(block, table):
        note_use(block, page, len(page.outcomes))
        return Outcome(block, "parsed", reason="depends on a definition that is wrong")
    if options.assume:
        for statement in statements:
            check_meaning(statement, page.table)
        return Outcome(block, "assumption")
    found = conditions_of(block, page, statements, defining)
    equations = [s for s in found if s.claims[0].relations]
    if block.kind == "display" and equations and len(equations) < len(found):
        [idle, *_] = (s for s in found if not s.claims[0].relations)
        raise Wrong(Failure("this part of the formula claims nothing", idle.span))
    rest = [without_first(s) if s.claims[0] in defining else s for s in equations]
    claims = [s for s in rest if s.claims[0].relations and not rule(s)]
    ranges = [s for s in statements if block.kind == "display" and is_restriction(s.claims[0])]
    settings = settings_of(block, page)
    points = 0
    for statement in claims if options.define else ():
        refuse_other_domain(statement.claims[0], table)
    for statement in statements:
        if statement.claims[0] in defining:
            refuse_own_condition(statement)
    for statement in (*ranges, *claims):
        verdict = check_statement(statement, page.table, settings)
        if verdict.failure:
            raise Wrong(verdict.failure)
        points += verdict.points
    compared, linked = compare(block, page, equations, settings)
    points += compared
    if claims or linked or block.kind == "display":
        note_use(block, page, len(page.outcomes), linked=bool(linked))
    if linked:
        return Outcome(block, "linked", points, linked)
    if claims:
        reach = reach_of(claims, page.table, block.kind) if prove else None
        if reach is None:
            return Outcome(block, "checked", points)
        return Outcome(block, "proved", points, sizes=str(reach))
    if block.kind == "inline":
        return Outcome(block, "parsed")
    rules = dict.fromkeys(rule(s) for s in equations)
    if rules and "" not in rules:
        return Outcome(block, "rule", reason=" and ".join(rules))
    if not equations:
        raise Wrong(Failure(SILENT, NOWHERE))
    return Outcome(block, "definition")


def compare(
    block: Block, page: Page, equations: list[ast.Statement], settings: Settings
) -> tuple[int, tuple[str, ...]]:
    """Compare equations with code; return at how many points, and the names of the functions."""
    points, linked = 0, []
    for number, text in enumerate(re.split(r";;[ \t]*\n?|\n", block.options.impl)):
        if not text.strip():  # an equation without a function, as in `;; slopes.mish_grad2(x)`
            continue
        if number >= len(equations):
            raise Wrong(Failure("impl: there are more links than equations", NOWHERE))
        link = impl.parse_link(text.strip(), page.table)
        one = equations[number]
        whole = of_all_entries(one, page.table) if block.object else one
        points += impl.check_link(whole, link, page.table, settings)
        linked.append(link.name)
    if note_documented(block, page) and not block.options.impl and equations:
        found = own_link(block.object, equations[0], page.letters, page.table)
        if found:
            points += impl.check_link(*found, page.table, settings)
            linked.append(found[1].name)
    return points, tuple(linked)


def reach_of(claims: list[ast.Statement], table: SymbolTable, kind: str) -> Extent | None:
    """Return how far the proofs of all claims reach; None if one of them is not proved."""
    budget = INLINE_BUDGET if kind == "inline" else BUDGET
    extents = []
    for statement in claims:
        extent = prove_statement(statement, table, budget)
        if extent is None:
            return None
        extents.append(extent)
    return together(extents)
