"""What a page knows from block to block: its declarations, and which definitions wait for a use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mathcheck.checking.misfits import misfit
from mathcheck.errors import MathError
from mathcheck.grammar import ast
from mathcheck.grammar.definitions import definition_of, refuse_other_count, refuse_other_range
from mathcheck.grammar.dependencies import dependencies
from mathcheck.grammar.families import member_type
from mathcheck.grammar.free import free_names
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import (
    Array,
    Definition,
    Function,
    Random,
    Scalar,
    SymbolTable,
    Type,
    plain,
)
from mathcheck.grammar.trees import walk
from mathcheck.pages.blocks import Block, Outcome, Problem
from mathcheck.pages.docstrings import local_definition
from mathcheck.pages.hashes import digest


@dataclass
class Page:
    """The state of a page while its blocks are checked.

    Attributes
    ----------
    table, state : SymbolTable, str
        What is declared and defined so far, and a hash of it.
    seed : int
        Other seeds choose other points.
    lines : dict
        For each declared name the number of the outcome of its directive, and its line.
    open_definitions : dict
        The number of the outcome of each definition that nothing has used yet.
    introduced, given : bool, tuple of str
        Whether prose makes the present block a condition, and the conditions of its sentence.
    failed : set of str
        The names whose definitions are wrong.
    letters : dict
        LaTeX for parameters of functions.
    shared : SymbolTable
        The table without what docstrings define.
    documented : bool
        Whether the first equation about the present object is passed.
    outcomes : list of Outcome
        Those of the blocks so far.
    """

    table: SymbolTable
    seed: int
    state: str = ""
    lines: dict[str, tuple[int, int]] = field(default_factory=dict)
    open_definitions: dict[str, int] = field(default_factory=dict)
    introduced: bool = False
    given: tuple[str, ...] = ()
    failed: set[str] = field(default_factory=set)
    letters: dict[str, str] = field(default_factory=dict)
    shared: SymbolTable = field(default_factory=SymbolTable)
    documented: bool = False
    outcomes: list[Outcome] = field(default_factory=list)


def remember(
    block: Block, page: Page, statements: list[ast.Statement] | None = None
) -> list[ast.Relation]:
    """Take the definitions of a block into the page; return the relations that define."""
    if not block.options.define and not speaks_for_itself(block):
        return []
    page.state = digest(page.state, block.source)
    found: list[tuple[ast.Relation, Definition]] = []
    for statement in statements or parse_block(block.source, page.table):
        claim = statement.claims[0]
        if not block.options.define:
            definition = local_definition(claim, page.shared)
        elif claim.relations[:1] == ("=",) and not is_restriction(claim):
            definition = definition_of(claim.sides[0], claim.sides[1])
        else:
            definition = None
        if definition is None:
            continue
        refuse_second(definition, [known for _, known in found], page.table)
        if not block.object:  # a docstring may use a letter of the page for something else
            others = [n for n in page.lines if rests_on(n, [definition.name], page.table)]
            report_misfits(page, others)
        page.table = page.table.with_definition(definition)
        page.failed.discard(definition.name)
        found.append((claim, definition))
        if block.kind == "display":
            page.open_definitions[definition.name] = len(page.outcomes)
    for _, definition in found:
        refuse_idle_parameters(definition, page.table)
        refuse_other_count(definition, page.table)
        refuse_other_range(definition, page.table)
    if not found and block.options.define:
        raise MathError("the option define wants an equation with a name, s_i or f(x) on its left")
    return [claim for claim, _ in found]


def refuse_second(definition: Definition, found: list[Definition], table: SymbolTable) -> None:
    """Refuse to define one name twice in a block, or what its declaration draws at random."""
    what = plain(definition.name)
    if isinstance(member_type(table[definition.name].type), Random):
        raise MathError(f"{what} is declared as random: a definition would make it a number")
    places = [(known.name, known.indices, known.derivative) for known in found]
    if (definition.name, definition.indices, definition.derivative) in places:
        raise MathError(f"{what} is defined twice in this block", definition.body.span)


def refuse_idle_parameters(definition: Definition, table: SymbolTable) -> None:
    """Refuse `f(x) = ...` where the right side depends on other letters, but not on x."""
    given = {p.name for p in definition.parameters or () if isinstance(p, ast.Name)}
    functions = [n for n in sorted(given) if isinstance(table[n].type, Function)]
    if functions and not any(isinstance(a, Function) for a in arguments_of(definition, table)):
        raise MathError(f"{plain(functions[0])} is declared as a function, and no argument")
    free = free_names(definition.body, table)
    free |= {n.name for n in walk(definition.body) if isinstance(n, ast.Name)} & given
    if any(isinstance(table[n].type, Array) for n in free):
        return  # its definition may follow
    others = {n for n in free if isinstance(table[n].type, Scalar)}
    if given and not given & free and others:
        raise MathError(
            f"the right side does not depend on {', '.join(plain(n) for n in sorted(given))}",
            definition.body.span,
        )


def arguments_of(definition: Definition, table: SymbolTable) -> tuple[Type, ...]:
    """Return the types of the arguments of the function that is defined."""
    kind = member_type(table[definition.name].type)
    return kind.arguments if isinstance(kind, Function) else ()


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


def is_restriction(claim: ast.Relation) -> bool:
    """Return whether a relation says what an index runs through."""
    return isinstance(claim.sides[-1], ast.Listing)


def used_names(block: Block, table: SymbolTable) -> set[str]:
    """Return all names that a block depends on."""
    try:
        statements = parse_block(block.source, table)
    except MathError:
        return set()
    nodes = [n for s in statements for n in (*s.claims, *s.conditions)]
    names = {n.name for node in nodes for n in walk(node) if isinstance(n, ast.Name)}
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


def rests_on(name: str, others: Iterable[str], table: SymbolTable) -> bool:
    """Return whether the value of a name depends on one of some names, or is one of them."""
    return not dependencies(name, table).isdisjoint(others)


def finish(page: Page) -> None:
    """Add the problems that show at the end of a page only."""
    report_unused(page)
    report_misfits(page, page.lines)


def report_misfits(page: Page, names: Iterable[str]) -> None:
    """Add a problem to the declaration of each name that has a value outside its type."""
    for name in names:
        if name in page.lines and not page.failed & dependencies(name, page.table):
            message = misfit(name, page.table, page.seed)
            number, line = page.lines[name]
            outcome = page.outcomes[number]
            if message and line not in {problem.line for problem in outcome.problems}:
                problems = (*outcome.problems, Problem(outcome.block.path, line, message))
                page.outcomes[number] = replace(outcome, status="failed", problems=problems)


def report_unused(page: Page) -> None:
    """Add a problem to each definition that no code and no later equation checks."""
    for name, number in page.open_definitions.items():
        outcome = page.outcomes[number]
        if outcome.status in ("failed", "parsed"):  # wrong, or relies on what is wrong
            continue
        message = (
            f"nothing checks this definition of {plain(name)}: link it with impl, or use it in an"
            " equation further down"
        )
        problem = Problem(outcome.block.path, outcome.block.line, message)
        page.outcomes[number] = replace(outcome, status="failed", problems=(problem,))
