"""The tree that the parser makes and the evaluator walks: small frozen records with their spans."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from mathcheck.errors import NOWHERE, Span


@dataclass(frozen=True)
class Node:
    """A piece of an expression; `span` says which piece of the LaTeX it came from."""

    span: Span = field(default=NOWHERE, kw_only=True, compare=False, repr=False)


@dataclass(frozen=True)
class Number(Node):
    """An exact number; `digits` is how many decimals were written, for the meaning of `≈`."""

    value: Fraction
    digits: int = 0


@dataclass(frozen=True)
class Constant(Node):
    """One of e, pi, infinity."""

    name: str


@dataclass(frozen=True)
class Name(Node):
    """A declared symbol, spelled canonically, with its indices (none for a plain symbol)."""

    name: str
    indices: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Entry(Node):
    """An entry of the vector or matrix that an expression stands for: `f(z)_i`, `(A B)_{ij}`."""

    operand: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True)
class Prime(Node):
    """The derivative of a function of one variable, or of a quantity declared `of x`."""

    function: Node
    order: int


@dataclass(frozen=True)
class Call(Node):
    """A declared function (or a derivative of one) applied to arguments."""

    function: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Builtin(Node):
    """A function that the grammar knows by itself: exp, log, tr, diag, ..."""

    function: str
    arguments: tuple[Node, ...]
    order: int = 0


@dataclass(frozen=True)
class Negative(Node):
    """Minus something."""

    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    """`left operator right` with one of + - * / odot ^; "*" is juxtaposition or a product sign."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Plus(Node):
    r"""`left ± right`: the statement is checked with each sign; `\mp` takes the other one."""

    left: Node
    right: Node
    upper: int = 1


@dataclass(frozen=True)
class Transpose(Node):
    """The transpose; that of a column is a row."""

    operand: Node


@dataclass(frozen=True)
class Absolute(Node):
    """Absolute value of a number, size of a set."""

    operand: Node


@dataclass(frozen=True)
class Norm(Node):
    """A norm; `kind` is "2", "1", "infty" or "F"."""

    operand: Node
    kind: str = "2"


@dataclass(frozen=True)
class Factorial(Node):
    """`y!`."""

    operand: Node


@dataclass(frozen=True)
class Derivative(Node):
    """`d/dx` or a partial derivative, once for each entry of `variables`."""

    operand: Node
    variables: tuple[Name, ...]


@dataclass(frozen=True)
class Gradient(Node):
    """Nabla (order 1) or its square (order 2, the Hessian), of a function or a quantity."""

    operand: Node
    variable: Name | None
    order: int = 1


@dataclass(frozen=True)
class Range:
    """What a bound name runs through: `low..high`, a set, or its own declared range.

    `unequal` holds the expressions that it must differ from.
    """

    name: str
    low: Node | None = None
    high: Node | None = None
    members: Node | None = None
    unequal: tuple[Node, ...] = ()
    condition: Node | None = None


@dataclass(frozen=True)
class Big(Node):
    """A sum, prod, max, min, sup, inf, argmax or argmin over ranges; "array" lists all values."""

    kind: str
    ranges: tuple[Range, ...]
    body: Node


@dataclass(frozen=True)
class Limit(Node):
    """The limit of `body` as `name` goes to `target`; `side` is +1, -1 or 0 for both."""

    name: str
    target: Node
    side: int
    body: Node


@dataclass(frozen=True)
class Integral(Node):
    """The integral of `body` over the name `name` between two bounds."""

    name: str
    low: Node | None
    high: Node | None
    body: Node


@dataclass(frozen=True)
class Expectation(Node):
    """E, Var, Cov or Pr of `body`; `given` is the condition after a bar or a semicolon.

    The kind "given" is the probability of such a condition, by which the rest is divided.
    """

    kind: str
    body: Node
    over: tuple[str, ...] = ()
    given: Node | None = None


@dataclass(frozen=True)
class Braced(Node):
    r"""`\underbrace{body}_{note}`, where the note is an expression of the same value."""

    body: Node
    note: Node


@dataclass(frozen=True)
class At(Node):
    """`body` with names replaced; with `low`, the difference between the two places."""

    body: Node
    name: str
    value: Node
    low: Node | None = None


@dataclass(frozen=True)
class Cases(Node):
    """A `cases` environment: pairs of a value and a condition (None is "otherwise")."""

    lines: tuple[tuple[Node, Node | None], ...]


@dataclass(frozen=True)
class Matrix(Node):
    """A matrix of expressions, given by rows; also a tuple such as (1, -1, 0), as a column."""

    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Interval(Node):
    """A real interval with its ends; `closed` says which ends belong to it."""

    low: Node
    high: Node
    closed: tuple[bool, bool]


@dataclass(frozen=True)
class SetOf(Node):
    """A set given by its elements, or one of the standard sets ("R", "N", "Z")."""

    elements: tuple[Node, ...] = ()
    standard: str = ""


@dataclass(frozen=True)
class Indicator(Node):
    """1 where the condition holds, else 0."""

    condition: Node


@dataclass(frozen=True)
class Dots(Node):
    """Terms left out, as in `a_1 + a_2 + ... + a_n`: what stands before the dots and after."""

    operator: str
    before: tuple[Node, ...]
    after: tuple[Node, ...]


@dataclass(frozen=True)
class Order(Node):
    r"""`O(h^k)`, `o(h^k)`, or a final `+ \cdots` (kind "dots")."""

    kind: str
    argument: Node | None = None


@dataclass(frozen=True)
class Relation(Node):
    """A chain `sides[0] relations[0] sides[1] ...`; each relation has its own span."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Listing(Node):
    """Expressions side by side: `x, y` in "x, y > 0", or `0, 1, ...` (with `open_ended`)."""

    items: tuple[Node, ...]
    open_ended: bool = False


@dataclass(frozen=True)
class Side(Node):
    """`x^+` or `x^-`: the value just above or just below (sign +1 or -1)."""

    operand: Node
    sign: int


@dataclass(frozen=True)
class Both(Node):
    """Conditions that hold together."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Statement:
    r"""One thing that a block says.

    `claims` are relations joined by `links` ("iff", "implies"; none for a single relation),
    `conditions` are those of "for", "if", "where". `span` covers the whole.
    """

    claims: tuple[Relation, ...]
    links: tuple[str, ...] = ()
    conditions: tuple[Node, ...] = ()
    span: Span = NOWHERE
