"""What a block claims, and under which conditions: its own, and those of its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mathcheck.checking.check import is_defined
from mathcheck.checking.verdicts import Failure, Settings, Wrong
from mathcheck.errors import MathError
from mathcheck.grammar import ast
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.symbols import Scalar, SymbolTable, plain
from mathcheck.grammar.trees import walk
from mathcheck.pages.blocks import Block
from mathcheck.pages.sentences import LETTING, RECALLING
from mathcheck.pages.state import Page, is_restriction
from mathcheck.sampling.assignments import is_setting
from mathcheck.values.relations import ORDERINGS

RULES = {"gets": "update rule", "law": "law", "maps": "map"}
"""The relations that say what is done, and claim nothing."""

SILENT = (
    "this says nothing that can be checked: mark a definition with define, a hypothesis with"
    " assume, or write a condition after \\text{for}"
)


def conditions_of(
    block: Block,
    page: Page,
    statements: list[ast.Statement],
    defining: Sequence[ast.Relation] = (),
) -> list[ast.Statement]:
    """Return the claims of a block, with the relations that only set a free name as conditions.

    A display may say what an index runs through, and nothing else without a word such as "where":
    `A = B C` looks like a claim, and would not be checked.
    """
    table = page.table
    if page.introduced and not all(recalls(s.claims[0], block.before, table) for s in statements):
        return []
    claims: list[ast.Statement] = []
    found: list[ast.Node] = []
    for source in page.given:
        try:
            found += [s.claims[0] for s in parse_block(source, table) if s.claims[0].relations]
        except MathError:
            continue  # reported where the condition stands
    for statement in statements:
        claim, *others = statement.claims
        free = claim.relations and not others and claim not in defining
        if not free or not is_setting(claim, table, inline=block.kind == "inline"):
            claims.append(statement)
        elif block.kind == "inline" or is_restriction(claim):
            found.append(claim)
        else:
            raise Wrong(Failure(SILENT, claim.span))
    return [replace(s, conditions=(*s.conditions, *found)) for s in claims]


def recalls(claim: ast.Relation, before: str, table: SymbolTable) -> bool:
    """Return whether prose and formula recall a definition: "with $u = e^x$", "let $f(t) = t$".

    Such a formula is a claim, since the name has a meaning already.
    """
    if claim.relations != ("=",):
        return False
    name, value = claim.sides
    if isinstance(name, ast.Call) and isinstance(name.function, ast.Name):
        own = any(c.parameters for c in table.definitions.get(name.function.name, ()))
        return own and bool(LETTING.search(before))
    if not isinstance(name, ast.Name) or name.indices or not RECALLING.search(before):
        return False
    return is_defined(name, value, table)


def rule(statement: ast.Statement) -> str:
    """Return what kind of rule a statement is, which claims nothing; "" for a claim."""
    return RULES.get("".join(statement.claims[0].relations[:1]), "")


def refuse_other_domain(claim: ast.Relation, table: SymbolTable) -> None:
    """Refuse `beta >= 0` beside a definition if beta is declared as R+: the domain is another."""
    if len(claim.relations) != 1 or claim.relations[0] not in ORDERINGS:
        return
    name, value = claim.sides
    if not isinstance(name, ast.Name) or name.indices or not isinstance(value, ast.Number):
        return
    kind = table[name.name].type
    if not isinstance(kind, Scalar) or table.definitions.get(name.name):
        return
    upper = claim.relations[0].startswith("<")
    end = kind.high if upper else kind.low
    if end != value or kind.closed[upper] != claim.relations[0].endswith("="):
        raise Wrong(
            Failure(
                f"the definition holds for other {plain(name.name)} than the declaration says",
                claim.span,
            )
        )


def refuse_own_condition(statement: ast.Statement) -> None:
    """Refuse a definition under a condition on what it defines."""
    left = statement.claims[0].sides[0]
    head = left.function if isinstance(left, ast.Call) else left
    names = {head.name} if isinstance(head, ast.Name) else set()
    for condition in statement.conditions:
        for node in walk(condition):
            if isinstance(node, ast.Name) and node.name in names:
                message = f"the condition speaks of {plain(node.name)}, which is being defined"
                raise Wrong(Failure(message, node.span))


def settings_of(block: Block, page: Page) -> Settings:
    """Return how the statements of a block are checked."""
    options = block.options
    return Settings(options.tol, options.sharp, options.small, page.seed, whole=options.define)


def without_first(statement: ast.Statement) -> ast.Statement:
    """Return a definition without the relation that defines: what is left is to be checked."""
    claim = statement.claims[0]
    rest = ast.Relation(claim.sides[1:], claim.relations[1:], claim.spans[1:], span=claim.span)
    return replace(statement, claims=(rest,))
