"""Check the blocks of a page in order: declarations and definitions flow down."""

from __future__ import annotations

import json
import re
import time
from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.pages.blocks import Block, Outcome
from mathcheck.pages.checkblock import check_block
from mathcheck.pages.docstrings import scope_of
from mathcheck.pages.hashes import code_hash, digest, version
from mathcheck.pages.sentences import conditions
from mathcheck.pages.state import (
    Page,
    finish,
    note_documented,
    note_use,
    remember,
    used_names,
)


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
    if outer is not None:
        page.table, page.state = outer
    finish(page)
    return page.outcomes


def cached(
    block: Block, page: Page, cache: MutableMapping[str, Any] | None, prove: bool
) -> Outcome:
    """Return the outcome of a block, from the cache if nothing that it depends on has changed."""
    if cache is None or block.kind == "symbols" or block.options.skip or block.fault:
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
            known = {key: found[key] for key in ("status", "points", "reason", "sizes")}
            return Outcome(block, linked=tuple(found["linked"]), **known)
    outcome = check_block(block, page, prove)
    if outcome.status != "failed":
        cache[key] = json.loads(json.dumps({
            "status": outcome.status, "points": outcome.points, "linked": outcome.linked,
            "reason": outcome.reason, "sizes": outcome.sizes,
            "names": sorted(used_names(block, page.table)),
        }))  # fmt: skip
    return outcome
