"""Read the type in a declaration: `R^{m x n}`, `simplex K`, `R -> R`, `random index n`, ..."""

from __future__ import annotations

import re
from fractions import Fraction

from mathcheck.errors import SyntaxProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.expressions import Parser, parse_expression
from mathcheck.grammar.lexer import tokenize
from mathcheck.grammar.names import canonical
from mathcheck.grammar.scripts import split_commas
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import walk

ZERO, ONE = ast.Number(Fraction(0)), ast.Number(Fraction(1))
ENTRIES = {
    "R": symbols.Scalar(),
    "R+": symbols.Scalar(low=ZERO),
    "R-": symbols.Scalar(high=ZERO),
    "R>=0": symbols.Scalar(low=ZERO, closed=(True, False)),
    "R<=0": symbols.Scalar(high=ZERO, closed=(False, True)),
    "Z": symbols.Scalar(integer=True),
    "N": symbols.Scalar(low=ONE, closed=(True, False), integer=True),
    "N0": symbols.Scalar(low=ZERO, closed=(True, False), integer=True),
}
STRUCTURES = {
    "simplex": r"\text{probabilities, } K = {}",
    "onehot": "one-hot",
    "symmetric": "symmetric",
    "psd": "positive semidefinite",
    "posdef": "positive definite",
    "orthogonal": "orthogonal",
    "diagonal": "diagonal",
    "unit": "of length 1",
    "identity": "with ones on its diagonal",
}
LAWS = ("index", "subset", "draws", "permutation", "onehot", "normal", "atoms")
FAMILIES = ("objective", "linear", "step", "convex", "monotone", "decaying")


def read_type(text: str, table: SymbolTable) -> symbols.Type:
    """Return the type that a piece of text names."""
    if "->" in text and not text.startswith("seq "):
        return read_function(text, table)
    word, _, rest = text.partition(" ")
    rest = rest.strip()

    def latex(source: str) -> ast.Node:
        return parse_expression(source.strip(), table)

    if word == "seq":
        element = read_type(rest, table)
        shape = element.shape if isinstance(element, symbols.Array) else ()
        names = {n.name for node in shape for n in walk(node) if isinstance(n, ast.Name)}
        indices = [n for n in names if isinstance(table[n].type, symbols.Index)]
        return symbols.Sequence_(element, indices[0] if len(indices) == 1 else "")
    if word == "dim":
        return read_size(rest)
    if word == "integer":
        low, dots, high = read_ends(text)
        last = latex(high or low) if high or not dots else None
        return symbols.Scalar(latex(low), last, (True, last is not None), integer=True)
    if word == "index":
        low, dots, high = read_ends(text)
        if dots and not high:
            raise SyntaxProblem(f"{text!r} goes through its range and needs its end, as in {text}n")
        return symbols.Index(latex(low), latex(high)) if dots else symbols.Index(ONE, latex(low))
    if word == "subset":
        if rest[:1] in tuple("R[("):
            return symbols.Subset(ONE, read_type(rest, table))
        return symbols.Subset(latex(rest))
    if word == "minimizer":
        return symbols.Minimizer(canonical(rest.removeprefix("of ")))
    if word == "random":
        return read_law(rest, table)
    if word == "normal":
        return symbols.Random("normal")
    if word in STRUCTURES:
        size, _, place = rest.partition(" at ")
        length = latex(size)
        square = word not in ("simplex", "onehot", "unit")
        at = latex(place) if place else None
        return symbols.Array((length, length) if square else (length,), structure=word, at=at)
    base, hat, size = split_power(text)
    if hat:
        entry = read_entry(base, table)
        sizes = [latex(part) for part in re.split(r"\s+x\s+|\\times", size)]
        return symbols.Array(tuple(sizes), entry)
    return read_entry(text, table)


def read_size(text: str) -> symbols.Size:
    """Return the type of a dimension: `dim`, `dim 3`, `dim 2..4`."""
    ends = re.fullmatch(r"(?:(\d+)(?:\s*\.\.\s*(\d+))?)?", text)
    if ends is None:
        raise SyntaxProblem(f"'dim {text}' is not a size: dim, dim 3 or dim 2..4, with numbers")
    return symbols.Size(int(ends[1] or 2), int(ends[2] or ends[1] or 5))


def read_ends(text: str) -> tuple[str, str, str]:
    """Split `integer 1..6` or `index n` into the beginning, the dots and the end of the range."""
    word, _, rest = text.partition(" ")
    low, dots, high = (part.strip() for part in rest.partition(".."))
    if not low:
        raise SyntaxProblem(f"{text!r} has no beginning: write {word} 0..n, say")
    return low, dots, high


def split_power(text: str) -> tuple[str, str, str]:
    """Split `(0, 1)^{n x m}` at the exponent that ends it."""
    match = re.fullmatch(r"(.+?)\^(?:\{(.*)\}|(\w|\\\w+))", text)
    return (match[1].strip(), "^", match[2] or match[3]) if match else (text, "", "")


def read_entry(text: str, table: SymbolTable) -> symbols.Scalar:
    """Return the type of a number: a standard set, an interval, a finite set."""
    if text in ENTRIES:
        return ENTRIES[text]
    if text[:1] in "([" and text[-1:] in ")]":
        parts = split_commas(tokenize(text[1:-1])[:-1])
        if len(parts) == 2:
            low, high = (bound(Parser(part, table)) for part in parts)
            if (low is None and text[0] == "[") or (high is None and text[-1] == "]"):
                raise SyntaxProblem("infinity is no number: write a round bracket beside it")
            return symbols.Scalar(low, high, (text[0] == "[", text[-1] == "]"))
    if text[:1] == "{" and text[-1:] == "}":
        parts = split_commas(tokenize(text[1:-1])[:-1])
        return symbols.Scalar(values=tuple(Parser(part, table).inside(part) for part in parts))
    raise SyntaxProblem(
        f"{text!r} is not a type: R, R+, (0, 1), {{0, 1}}, R^n, R^{{m x n}}, simplex K, index n,"
        " dim, R -> R, seq R^d, random ..."
    )


def bound(parser: Parser) -> ast.Node | None:
    """Read the end of an interval; infinity is no bound."""
    node = parser.sum()
    parser.finish()
    inner = node.operand if isinstance(node, ast.Negative) else node
    return None if isinstance(inner, ast.Constant) and inner.name == "infty" else node


def read_function(text: str, table: SymbolTable) -> symbols.Function:
    """Return the type of a function: `R^d, R -> R at x entrywise`, `objective(L, mu) R^d -> R`."""
    structure = ""
    parameters: tuple[ast.Node, ...] = ()
    match = re.match(rf"({'|'.join(FAMILIES)})(?:\((.*?)\))?\s+", text)
    if match:
        structure, text = match[1], text[match.end() :]
        sources = match[2].split(",") if match[2] else []
        parameters = tuple(parse_expression(source, table) for source in sources)
    left, _, right = text.partition("->")
    entrywise = right.rstrip().endswith(" entrywise")
    right = right.rstrip().removesuffix(" entrywise")
    right, _, place = right.partition(" at ")
    arguments = [read_type(part.strip(), table) for part in split_types(left)]
    return symbols.Function(
        tuple(arguments),
        read_type(right.strip(), table),
        canonical(place) if place.strip() else "",
        entrywise,
        structure,
        parameters,
    )


def split_types(text: str) -> list[str]:
    """Split the types of arguments at the commas outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def read_law(text: str, table: SymbolTable) -> symbols.Random:
    """Return the type of a random variable.

    `index n [with p]`, `subset B of n`, `draws B of n` (with replacement), `permutation B of n`
    (without), `onehot s`, `normal`, `{-1, 1}` (all equally likely), `R` or `R^d` (a few atoms).
    """
    word, _, rest = text.partition(" ")
    if word == "normal":
        return symbols.Random("normal")
    if word == "index":
        size, _, weights = rest.partition(" with ")
        node = parse_expression(weights, table) if weights else None
        return symbols.Random("index", (parse_expression(size, table),), node)
    if word in ("subset", "draws", "permutation"):
        count, _, size = rest.partition(" of ")
        shape = (parse_expression(count, table), parse_expression(size, table))
        return symbols.Random(word, shape)
    if word == "onehot":
        return symbols.Random("onehot", (), parse_expression(rest, table))
    kind = read_type(text, table)
    if isinstance(kind, symbols.Array):
        return symbols.Random("atoms", kind.shape)
    if isinstance(kind, symbols.Scalar) and kind.values:
        return symbols.Random("values", (), ast.SetOf(kind.values))
    if isinstance(kind, symbols.Scalar):
        return symbols.Random("atoms")
    raise SyntaxProblem(f"{text!r} is not a law: " + ", ".join(LAWS))
