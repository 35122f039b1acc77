r"""What a page has declared: names, their types, their definitions.

A name is spelled canonically: a base (`x`, `\alpha`, `\hat{m}`, `\operatorname{relu}`) and
decorations (`_{\max}`, `^{\star}`, `'`). The parser takes the longest declared name that stands at
a place, so `\lambda_{\max}` is one name where it is declared and an indexed `\lambda` where it is
not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast
from mathcheck.grammar.lexer import Token

UNREADABLE = ast.Name("\2")
"""The name that stands for every declaration that could not be read."""


@dataclass(frozen=True)
class Scalar:
    """Numbers between two bounds (None: unbounded); `integer` keeps the whole ones."""

    low: ast.Node | None = None
    high: ast.Node | None = None
    closed: tuple[bool, bool] = (False, False)
    integer: bool = False
    values: tuple[ast.Node, ...] = ()


@dataclass(frozen=True)
class Index:
    """An index from `low` to `high`; enumerated completely, never sampled."""

    low: ast.Node
    high: ast.Node


@dataclass(frozen=True)
class Size:
    """A dimension: a small whole number, a different one for each name."""

    low: int = 2
    high: int = 5


@dataclass(frozen=True)
class Array:
    """A vector or a matrix; `structure` is "", "simplex", "onehot", "symmetric", ..."""

    shape: tuple[ast.Node, ...]
    entry: Scalar = Scalar()
    structure: str = ""
    at: ast.Node | None = None


@dataclass(frozen=True)
class Function:
    """A function; `at` is the argument meant where it is written without one.

    `entrywise` allows a vector where a number is wanted. `structure` picks the family that an
    undefined function is drawn from: "" (smooth), "objective", "linear", "step".
    """

    arguments: tuple[Type, ...]
    result: Type
    at: str = ""
    entrywise: bool = False
    structure: str = ""
    parameters: tuple[ast.Node, ...] = ()


@dataclass(frozen=True)
class Sequence_:
    """A family indexed by whole numbers: the first index picks the member.

    `index` is the name that stands for this index in the shape of the member, as in R^{n_l}.
    """

    element: Type
    index: str = ""


@dataclass(frozen=True)
class Random:
    """A random variable with finitely many outcomes, or a standard normal one.

    `law` is one of "index", "subset", "draws", "permutation", "onehot", "normal", "atoms".
    """

    law: str
    shape: tuple[ast.Node, ...] = ()
    weights: ast.Node | None = None


@dataclass(frozen=True)
class Subset:
    """A fixed non-empty set of indices up to `high`, or a few points of a type."""

    high: ast.Node
    points: Type | None = None


@dataclass(frozen=True)
class Minimizer:
    """The place where an objective is lowest."""

    objective: str


@dataclass(frozen=True)
class Unreadable:
    """What a declaration with an error would have said: every use of the name can be read.

    Whatever depends on such a name depends on `cause`, too, even if it is defined further down.
    """

    cause: ast.Node = UNREADABLE


Type = (
    Scalar | Index | Size | Array | Function | Sequence_ | Random | Subset | Minimizer | Unreadable
)


@dataclass(frozen=True)
class Definition:
    """`name_indices(parameters) = body`; `derivative` names t in a rule for d name / dt."""

    name: str
    indices: tuple[ast.Node, ...]
    parameters: tuple[ast.Node, ...] | None
    body: ast.Node
    derivative: str = ""


@dataclass(frozen=True)
class Symbol:
    """A declared name: how to write it, its type, what the reader is told, its definitions."""

    name: str
    type: Type
    latex: str = ""
    note: str = ""
    of: str = ""


@dataclass(frozen=True)
class SymbolTable:
    """The names that a page has declared so far. Immutable: `with_` returns a larger table."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    definitions: dict[str, tuple[Definition, ...]] = field(default_factory=dict)

    def with_symbol(self, symbol: Symbol) -> SymbolTable:
        """Return the table with a symbol added, or declared anew (its old definitions gone)."""
        definitions = {k: v for k, v in self.definitions.items() if k != symbol.name}
        return SymbolTable(self.symbols | {symbol.name: symbol}, definitions)

    def with_unreadable(self, names: Iterable[str]) -> SymbolTable:
        """Return the table with names whose declarations could not be read."""
        table = self
        for name in (*names, UNREADABLE.name):
            table = table.with_symbol(Symbol(name, Unreadable()))
        return table

    def with_definition(self, definition: Definition) -> SymbolTable:
        """Return the table with a definition added; one with the same pattern is replaced."""
        kept = tuple(
            old
            for old in self.definitions.get(definition.name, ())
            if self.pattern(old) != self.pattern(definition)
        )
        return replace(self, definitions=self.definitions | {definition.name: (*kept, definition)})

    def pattern(self, definition: Definition) -> object:
        """Return what makes two definitions of a name the same one."""
        count = None if definition.parameters is None else len(definition.parameters)
        fixed = tuple(
            "*" if isinstance(i, ast.Name) and not isinstance(self[i.name].type, Size) else i
            for i in definition.indices
        )
        return fixed, count, definition.derivative

    def __contains__(self, name: str) -> bool:
        return name in self.symbols

    def __getitem__(self, name: str) -> Symbol:
        return self.symbols[name]

    def candidates(self, base: str) -> list[Symbol]:
        """Return the declared names with this base, the most decorated first."""
        found = [s for s in self.symbols.values() if split_name(s.name)[0] == base]
        return sorted(found, key=lambda s: (-len(split_name(s.name)[1]), ANY_INDEX in s.name))


ACCENTS = frozenset(
    "\\" + word
    for word in (
        "hat bar tilde vec dot ddot check widehat widetilde overline underline mathcal mathbb"
        " mathbf"
        " boldsymbol bm mathsf mathfrak mathscr mathit"
    ).split()
)


@dataclass(frozen=True)
class Script:
    """A decoration that follows a base: "_" or "^" with its tokens, or "'" (a run of primes)."""

    kind: str
    tokens: tuple[Token, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """Return its canonical spelling, with braces always there."""
        return "'" * len(self.tokens[0].text) if self.kind == "'" else spell(self.tokens)


def spell(tokens: Iterable[Token]) -> str:
    """Return tokens as LaTeX in one spelling: no spaces but where a command needs one."""
    text = ""
    for token in tokens:
        if text and text[-1].isalpha() and "\\" in text and token.text[:1].isalpha():
            text += " "
        text += f"{token.text}{{{token.word}}}" if token.kind == "word" else token.text
    return text


def group(tokens: Sequence[Token], position: int) -> tuple[tuple[Token, ...], int]:
    """Return the argument that starts at a position, without its braces, and where it ends."""
    token = tokens[position]
    if token.text != "{":
        if token.kind == "end":
            raise SyntaxProblem("an argument is missing here", token.span)
        return (token,), position + 1
    depth, end = 1, position + 1
    while depth:
        if tokens[end].kind == "end":
            raise SyntaxProblem("this brace is never closed", token.span)
        depth += {"{": 1, "}": -1}.get(tokens[end].text, 0)
        end += 1
    return tuple(tokens[position + 1 : end - 1]), end


def read_base(tokens: Sequence[Token], position: int) -> tuple[str, int] | None:
    """Return the base of a name at a position and where it ends, or None if there is none."""
    token = tokens[position]
    if token.text in ACCENTS:
        inner, end = group(tokens, position + 1)
        return f"{token.text}{{{spell(inner)}}}", end
    if token.kind == "word" and token.text in ("\\operatorname", "\\mathrm", "\\text"):
        return f"\\operatorname{{{token.word.strip()}}}", position + 1
    if token.kind == "letter" or (token.kind == "command" and token.text[1:].isalpha()):
        return token.text, position + 1
    return None


def read_scripts(tokens: Sequence[Token], position: int) -> tuple[list[Script], int]:
    """Return the decorations that follow a base, and where they end."""
    scripts: list[Script] = []
    while True:
        token = tokens[position]
        if token.kind == "prime" and not any(s.kind == "^" for s in scripts):
            scripts.append(Script("'", (token,), token.start, token.end))
            position += 1
        elif token.text in ("_", "^") and not any(s.kind == token.text for s in scripts):
            argument, end = group(tokens, position + 1)
            scripts.append(Script(token.text, argument, token.start, tokens[end - 1].end))
            position = end
        else:
            return scripts, position


ANY_INDEX = "_*"
"""The decoration of a family that is declared with its index, `z_l : seq R^n`."""


def split_name(name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the base and the decorations of a canonical name."""
    base, _, rest = name.partition("\0")
    parts = rest.split("\0") if rest else []
    return base, tuple((part[0], part[1:]) for part in parts)


def join_name(base: str, scripts: Iterable[Script]) -> str:
    """Return the canonical name of a base with decorations."""
    return "\0".join([base, *sorted(s.kind + s.text for s in scripts)])


def plain(name: str) -> str:
    """Return a canonical name as LaTeX, for messages."""
    base, decorations = split_name(name.removeprefix("\1"))
    return base + "".join(
        text if kind == "'" else f"{kind}{{{text}}}"
        for kind, text in sorted(decorations)
        if text != "*"
    )
