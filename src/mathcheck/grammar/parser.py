r"""Read a displayed block as statements: rows, chains of relations, conditions.

Rows end at `\\`; a row that starts with a relation continues the chain above it, and one that
starts with a sign continues the line above it. A comma outside all brackets ends a statement. The
words if, for, where, when, as, with and given begin a condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast
from mathcheck.grammar.conditions import condition_or_sum
from mathcheck.grammar.expressions import Parser
from mathcheck.grammar.families import member_type
from mathcheck.grammar.lexer import Token, tokenize
from mathcheck.grammar.pairs import with_pairs
from mathcheck.grammar.signs import DOTS, RELATIONS
from mathcheck.grammar.symbols import Function, SymbolTable, plain
from mathcheck.grammar.trees import walk

LINKS = {
    "\\iff": "iff", "\\Longleftrightarrow": "iff", "\\Leftrightarrow": "iff",
    "\\implies": "implies", "\\Longrightarrow": "implies", "\\Rightarrow": "implies",
}  # fmt: skip
CONDITION_WORDS = frozenset("if for where when as with given all every on any".split()) | {
    "for all", "for every", "for any", "for small", "for some", "in",
}  # fmt: skip
JOINING_WORDS = frozenset(("and", "or", "but", "so"))
WRAPPERS = frozenset(
    name + star
    for name in (
        "aligned align alignedat alignat flalign gathered gather equation split multline"
    ).split()
    for star in ("", "*")
)


def unwrap(tokens: Sequence[Token]) -> list[Token]:
    r"""Return the tokens without the environments that only lay out rows."""
    kept = []
    skip = 0
    for position, token in enumerate(tokens):
        if skip:
            skip -= 1
        elif token.text in ("\\begin", "\\end") and token.word in WRAPPERS:
            following = tokens[position + 1] if position + 1 < len(tokens) else None
            if (
                token.word.startswith(("alignedat", "alignat"))
                and following
                and following.text == "{"
            ):
                skip = 3
        elif token.kind == "word" and token.text in ("\\label", "\\tag"):
            continue
        else:
            kept.append(token)
    return kept


def rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """Return the logical rows: those that continue the one above are joined to it."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "word":
            depth += {"\\begin": 1, "\\end": -1}.get(token.text, 0)
        if token.kind == "row" and not depth:
            found.append([])
        else:
            found[-1].append(token)
    joined: list[list[Token]] = []
    for row in map(drop_indent, found):
        if joined and continues(row):
            joined[-1] += drop_empty_group(row)
        elif any(token.kind != "end" for token in row):
            joined.append(list(row))
    return [drop_inner_quads(drop_alignment(row)) for row in joined]


def drop_indent(row: Sequence[Token]) -> list[Token]:
    r"""Return a row without the wide spaces at its beginning, as in `&\\qquad + x`."""
    first = next((n for n, t in enumerate(row) if t.text != "&" and t.kind != "quad"), len(row))
    return [token for n, token in enumerate(row) if n >= first or token.kind != "quad"]


def drop_empty_group(row: Sequence[Token]) -> list[Token]:
    """Return a row without the empty group that gives its first sign the space of an operator."""
    first = [n for n, token in enumerate(row) if token.text != "&"][:2]
    if [row[n].text for n in first] != ["{", "}"]:
        return list(row)
    return [token for n, token in enumerate(row) if n not in first]


def drop_alignment(row: Sequence[Token]) -> list[Token]:
    """Return a row without the alignment marks that belong to it (not to a matrix inside)."""
    kept, depth = [], 0
    for token in row:
        if token.kind == "word":
            depth += {"\\begin": 1, "\\end": -1}.get(token.text, 0)
        if token.text != "&" or depth:
            kept.append(token)
    return kept


def drop_inner_quads(row: Sequence[Token]) -> list[Token]:
    """Return a row without the wide spaces inside brackets, around links and after commas."""
    kept: list[Token] = []
    depth = 0
    for token in row:
        if token.kind == "word":
            depth += {"\\begin": 1, "\\end": -1}.get(token.text, 0)
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(token.text, 0)
        if token.kind == "quad" and (depth > 0 or not kept or kept[-1].text in LINKS):
            continue
        if token.text in LINKS or token.text in RELATIONS:
            while kept and kept[-1].kind == "quad":
                kept.pop()
        if token.kind == "quad" and kept[-1].text in RELATIONS:
            continue
        kept.append(token)
    return kept


def continues(row: Sequence[Token]) -> bool:
    """Return whether a row goes on with the statement above it."""
    row = drop_empty_group(row)
    visible = [token for token in row if token.text != "&"]
    if not visible:
        return False
    first = visible[0].text
    if first in RELATIONS or first in LINKS or first in ("\\cdot", "\\times"):
        return True
    marked = next((i for i, token in enumerate(row) if token.text == "&"), 0)
    related = next((i for i, t in enumerate(row) if t.text in RELATIONS), len(row))
    return first in ("+", "-") and not (marked and related > marked - 1 and marked > 0)


class BlockParser(Parser):
    """Read statements from the tokens of one row."""

    keeps_quads = True

    def statements(self) -> list[ast.Statement]:
        """Read all statements of the row, and hand its conditions to those before them."""
        found: list[ast.Statement] = []
        pending: list[ast.Node] = []
        waiting = 0
        while self.token.kind != "end":
            mark = self.token
            if self.accept(",", ".", ";", ":", "\\quad", "\\qquad"):
                if mark.kind != "quad" and not found and not pending:
                    raise SyntaxProblem(f"nothing stands before this {mark.text!r}", mark.span)
                continue
            if self.token.kind == "word" and self.token.text in ("\\text", "\\textrm", "\\mbox"):
                word = self.take()
                text = " ".join(word.word.split())
                if text in CONDITION_WORDS or not text:
                    condition = self.condition()
                    if found:
                        for number in range(waiting, len(found)):
                            found[number] = with_condition(found[number], condition)
                    else:
                        pending.append(condition)
                    continue
                if text in JOINING_WORDS:
                    continue
                raise SyntaxProblem(
                    f"the words {text!r} inside a formula have no meaning for the checker: write"
                    " them in the prose, or use if, for, where, when, as, with",
                    word.span,
                )
            statement = self.statement()
            for condition in pending:
                statement = with_condition(statement, condition)
            pending = []
            found.append(statement)
        return found

    def statement(self) -> ast.Statement:
        """Read relations joined by implications."""
        start = self.token.start
        claims, links = [self.relation()], []
        while self.token.text in LINKS:
            links.append(LINKS[self.take().text])
            claims.append(self.relation())
        return ast.Statement(tuple(claims), tuple(links), (), self.since(start))

    def relation(self) -> ast.Relation:
        """Read a chain of sides; the first and the last may be lists such as `1, dots, K`."""
        start = self.token.start
        first = condition_or_sum(self)
        if isinstance(first, ast.Relation):
            if self.at(",") and self.is_listing():
                last = self.listing(first.sides[-1])
                first = ast.Relation((*first.sides[:-1], last), first.relations, first.spans)
            return ast.Relation(first.sides, first.relations, first.spans, span=self.since(start))
        if self.at(","):
            items = [first]
            while self.accept(","):
                if self.token.kind in ("end", "word", "quad"):
                    break
                if self.accept(*DOTS):
                    continue
                following = condition_or_sum(self)
                if isinstance(following, ast.Relation):
                    listing = ast.Listing((*items, following.sides[0]), span=self.since(start))
                    sides = (listing, *following.sides[1:])
                    return ast.Relation(
                        sides, following.relations, following.spans, span=self.since(start)
                    )
                items.append(following)
            return ast.Relation((ast.Listing(tuple(items)),), (), (), span=self.since(start))
        return ast.Relation((first,), (), (), span=self.since(start))

    def is_listing(self) -> bool:
        """Return whether a list with dots follows the comma: `= 1, dots, K`."""
        position = self.position
        for token in self.tokens[position + 1 :]:
            if token.text in DOTS:
                return True
            if token.kind not in ("number", "letter") and token.text != ",":
                return False
        return False

    def listing(self, first: ast.Node) -> ast.Node:
        """Read the rest of a list with dots."""
        items, open_ended = [first], False
        while self.accept(","):
            if self.accept(*DOTS):
                open_ended = True
                continue
            items.append(self.sum())
        return ast.Listing(tuple(items), open_ended, span=self.since(first.span[0]))

    def condition(self) -> ast.Node:
        """Read what follows "for", "if", "where": relations, or names alone ("for all u, v")."""
        parts = [self.relation()]
        while self.at(","):
            mark = self.position
            self.take()
            if self.token.kind in ("end", "word", "quad") or self.at(*DOTS):
                break
            try:
                parts.append(self.relation())
            except SyntaxProblem:
                self.position = mark
                break
        for part in parts:
            if not part.relations:
                refuse_other_than_names(part, self.table)
        return parts[0] if len(parts) == 1 else ast.Both(tuple(parts))


def refuse_other_than_names(part: ast.Relation, table: SymbolTable) -> None:
    """Refuse what is neither a relation nor a list of free names, as in `for all u, v`."""
    [side] = part.sides
    items = side.items if isinstance(side, ast.Listing) else (side,)
    for number, item in enumerate(items):
        named = isinstance(item, ast.Name) and not (
            isinstance(member_type(table[item.name].type), Function)
            and table.definitions.get(item.name)
        )
        if not named or item in items[:number]:
            raise SyntaxProblem(
                "a condition is a relation, or free names as in `\\text{for all } u, v`", item.span
            )


def with_condition(statement: ast.Statement, condition: ast.Node) -> ast.Statement:
    """Return a statement that holds only under a further condition."""
    said = {n.name for claim in statement.claims for n in walk(claim) if isinstance(n, ast.Name)}
    if isinstance(condition, ast.Relation) and not condition.relations:
        for name in (n for n in walk(condition) if isinstance(n, ast.Name)):
            if name.name not in said:
                raise SyntaxProblem(
                    f"{plain(name.name)} does not occur in what it is about", name.span
                )
    return ast.Statement(
        statement.claims, statement.links, (*statement.conditions, condition), statement.span
    )


def parse_block(source: str, table: SymbolTable) -> list[ast.Statement]:
    """Return the statements of a displayed block or of a piece of inline math.

    Parameters
    ----------
    source : str
        LaTeX without dollar signs, with or without `aligned` and the like.
    table : SymbolTable
        The declared names.

    Returns
    -------
    list of Statement
        A bare expression is a statement whose claim has one side and no relation.

    Raises
    ------
    SyntaxProblem, Undeclared
        With the span of the offending piece of `source`.
    """
    found: list[ast.Statement] = []
    for row in rows(unwrap(tokenize(source))):
        parser = BlockParser(row, table)
        for statement in parser.statements():
            claims, conditions = with_pairs((statement.claims, statement.conditions), table)
            found.append(replace(statement, claims=claims, conditions=conditions))
        parser.finish()
    return found
