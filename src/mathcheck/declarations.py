r"""Read the lines of a `{symbols}` directive.

A line is `names : type = definition -- note`, with the last two parts optional, or a definition
alone, `f(x) = ...`. Dimensions and bounds inside a type are LaTeX over the names declared so far.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mathcheck import ast, symbols
from mathcheck.errors import MathError, SyntaxProblem
from mathcheck.expressions import Parser, parse_expression, split_commas
from mathcheck.lexer import tokenize
from mathcheck.symbols import Definition, Symbol, SymbolTable

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
ENTRY_LATEX = {
    "R": r"\mathbb{R}", "R+": r"\mathbb{R}_{>0}", "R-": r"\mathbb{R}_{<0}",
    "R>=0": r"\mathbb{R}_{\ge 0}", "R<=0": r"\mathbb{R}_{\le 0}", "Z": r"\mathbb{Z}",
    "N": r"\mathbb{N}", "N0": r"\mathbb{N}_0",
}  # fmt: skip
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
LINE = re.compile(r"^(?P<names>.+?)\s+:\s+(?P<type>.+)$", re.DOTALL)


@dataclass(frozen=True)
class SymbolRow:
    """A row of the notation table: LaTeX of the names, of the type, of the definition; a note."""

    latex: str
    type_latex: str
    definition: str
    note: str


def parse_symbols(text: str, table: SymbolTable) -> tuple[SymbolTable, list[SymbolRow]]:
    """Return the table with the declarations of a directive added, and the rows for the reader.

    Parameters
    ----------
    text : str
        The lines of a `{symbols}` directive. An indented line continues the one above.
    table : SymbolTable
        What was declared before.

    Raises
    ------
    MathError
        With a message that starts with the offending line; its span holds the line's number twice.
    """
    found: list[SymbolRow] = []
    for number, line in logical_lines(text):
        try:
            table, row = declare(line, table)
        except MathError as error:
            message = f"in the declaration `{line.strip()}`: {error.message}"
            raise type(error)(message, (number, number)) from None
        found.append(row)
    return table, found


def logical_lines(text: str) -> list[tuple[int, str]]:
    """Return the numbered lines, with indented continuations joined to the line above."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n")):
        if not line.strip():
            continue
        if line[0].isspace() and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}")
        else:
            found.append((number, line.rstrip()))
    return found


def declare(line: str, table: SymbolTable) -> tuple[SymbolTable, SymbolRow]:
    """Return the table with one line added, and the line's row."""
    content, _, note = line.partition(" -- ")
    match = LINE.match(content)
    if match is None:
        left, right = split_equals(content)
        if not right:
            raise SyntaxProblem("a declaration is `name : type`, or a definition `name = LaTeX`")
        row = SymbolRow(left.strip(), "", right.strip(), note.strip())
        return define(left, right, table), row
    kind_text, body = split_equals(match["type"])
    kind_text, of = kind_text.strip(), ""
    if not kind_text.startswith(
        ("minimizer ", "random ", "seq random ")
    ):  # these have an `of` of their own
        kind_text, _, of = kind_text.partition(" of ")
    names = [name.strip() for name in split_names(match["names"])]
    kind = read_type(kind_text.strip(), table)
    for name in names:
        key = family_name(canonical(name), kind, table)
        symbol = Symbol(key, kind, name, note.strip(), canonical(of) if of else "")
        table = table.with_symbol(symbol)
    if body:
        if len(names) > 1:
            raise SyntaxProblem("a definition belongs to one name: give each its own line")
        table = table.with_definition(read_definition(names[0], body, table))
    row = SymbolRow(", ".join(names), describe(kind_text.strip()), body.strip(), note.strip())
    return table, row


def family_name(name: str, kind: symbols.Type, table: SymbolTable) -> str:
    """Return the name of a family: one declared as `z_l` always has an index."""
    base, decorations = symbols.split_name(name)
    if not isinstance(kind, symbols.Sequence_):
        return name
    parts = [
        symbols.ANY_INDEX
        if mark == "_" and text in table and isinstance(table[text].type, symbols.Index)
        else mark + text
        for mark, text in decorations
    ]  # fmt: skip
    return "\0".join([base, *parts])


def define(left: str, right: str, table: SymbolTable) -> SymbolTable:
    """Return the table with a definition added; undeclared parameters are local to it."""
    local = local_parameters(left, table)
    inner = table
    for name, kind in local.items():
        inner = inner.with_symbol(Symbol(name, kind, name))
    definition = read_definition(left, right, inner)
    if not local:
        return table.with_definition(definition)
    hidden = {name: HIDDEN + name for name in local}
    for name, kind in local.items():
        table = table.with_symbol(Symbol(hidden[name], kind, name))
    return table.with_definition(
        Definition(
            definition.name,
            definition.indices,
            ast.rename(definition.parameters, hidden),
            ast.rename(definition.body, hidden),
        )
    )


HIDDEN = "\1"
"""Begins the names of parameters that only their definition knows."""


def local_parameters(left: str, table: SymbolTable) -> dict[str, symbols.Type]:
    """Return the undeclared parameters of `f(t)`, with the types of the function's arguments."""
    match = re.match(
        r"\s*(?P<name>.+?)\s*\((?P<arguments>[^()]*)\)\s*(?:_(?:\w|\{\w+\}))?\s*$", left
    )
    if match is None:
        return {}
    parser = Parser(tokenize(match["name"]), table)
    found = parser.match()
    kind = found[0].type if found else None
    while isinstance(kind, symbols.Sequence_):
        kind = kind.element
    if not isinstance(kind, symbols.Function):
        return {}
    names = re.split(r",|;|\\mid|\\Vert|\\parallel", match["arguments"])
    return {
        canonical(name): argument
        for name, argument in zip(names, kind.arguments, strict=False)
        if canonical(name) not in table
    }


def split_equals(text: str) -> tuple[str, str]:
    """Split at the first = outside braces that is not part of <= or >=."""
    depth = 0
    for position, character in enumerate(text):
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(character, 0)
        if character == "=" and depth <= 0 and text[position - 1 : position] not in ("<", ">"):
            return text[:position], text[position + 1 :]
    return text, ""


def split_names(text: str) -> list[str]:
    """Split names at the commas outside braces."""
    parts, depth = [""], 0
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def canonical(latex: str) -> str:
    """Return the canonical spelling of a name given as LaTeX."""
    tokens = tokenize(latex.strip())
    read = symbols.read_base(tokens, 0)
    if read is None:
        raise SyntaxProblem(f"{latex.strip()!r} is not a name")
    base, end = read
    while tokens[end - 1].kind == "letter" == tokens[end].kind:
        base, end = base + tokens[end].text, end + 1
    scripts, stop = symbols.read_scripts(tokens, end)
    if tokens[stop].kind != "end":
        raise SyntaxProblem(f"{latex.strip()!r} is more than a name")
    return symbols.join_name(base, scripts)


def read_definition(left: str, right: str, table: SymbolTable) -> Definition:
    """Return the definition `left = right`."""
    return definition_of(parse_expression(left, table), parse_expression(right, table))


def definition_of(left: ast.Node, body: ast.Node) -> Definition:
    """Return the definition that an equation states: of a quantity, a function or a recursion.

    Raises
    ------
    SyntaxProblem
        If the left side is not a name with distinct names as indices and parameters.
    """
    parameters: tuple[ast.Node, ...] | None = None
    derivative = ""
    if isinstance(left, ast.Derivative) and len(left.variables) == 1:
        derivative, left = left.variables[0].name, left.operand
    if isinstance(left, ast.Entry) and isinstance(left.operand, ast.Call):
        if not all(isinstance(index, ast.Name) for index in left.indices):
            raise SyntaxProblem("all entries of f(x) are defined at once: f(x)_i", left.span)
        running = tuple(ast.Range(index.name) for index in left.indices)  # type: ignore[attr-defined]
        left, body = left.operand, ast.Big("array", running, body, span=body.span)
    if isinstance(left, ast.Call):
        parameters, left = left.arguments, left.function
    if not isinstance(left, ast.Name):
        raise SyntaxProblem(
            "a definition has a name, an entry s_i or a function f(x) on its left", left.span
        )
    seen = [
        node.name for node in (*left.indices, *(parameters or ())) if isinstance(node, ast.Name)
    ]
    if len({*seen, left.name}) < len(seen) + 1:
        raise SyntaxProblem("the parameters of a definition must be different names", left.span)
    for node in parameters or ():
        if not isinstance(node, ast.Name) or node.indices:
            raise SyntaxProblem("the parameters of a definition are plain names", node.span)
    return Definition(left.name, left.indices, parameters, body, derivative)


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
        names = {n.name for node in shape for n in ast.walk(node) if isinstance(n, ast.Name)}
        indices = [n for n in names if isinstance(table[n].type, symbols.Index)]
        return symbols.Sequence_(element, indices[0] if len(indices) == 1 else "")
    if word in ("dim", "integer"):
        low, _, high = rest.partition("..")
        if word == "dim":
            return symbols.Size(int(low or 2), int(high or low or 5))
        return symbols.Scalar(latex(low), latex(high or low), (True, True), integer=True)
    if word == "index":
        low, dots, high = rest.partition("..")
        return symbols.Index(latex(low), latex(high)) if dots else symbols.Index(ONE, latex(rest))
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


def describe(text: str) -> str:
    """Return a type as LaTeX for the reader."""
    if "->" in text and text.startswith("seq "):
        return r"\text{functions } " + describe(text.removeprefix("seq "))
    if "->" in text:
        match = re.match(rf"({'|'.join(FAMILIES)})(?:\((.*?)\))?\s+", text)
        text = text[match.end() :] if match else text
        left, _, right = text.partition("->")
        right = re.sub(r"\s+(at\s+\S+|entrywise)", "", right)
        domain = r" \times ".join(describe(part.strip()) for part in split_types(left))
        return f"{domain} \\to {describe(right.strip())}"
    word, _, rest = text.partition(" ")
    rest = rest.strip()
    if word == "seq":
        return r"\text{sequence in } " + describe(rest)
    if word == "dim":
        return r"\text{size}"
    if word == "index":
        low, dots, high = rest.partition("..")
        return rf"{low}, \dots, {high}" if dots else rf"1, \dots, {rest}"
    if word == "integer":
        low, _, high = rest.partition("..")
        return rf"{low}, \dots, {high}"
    if word == "subset":
        whole = describe(rest) if rest[:1] in tuple("R[(") else rf"1, \dots, {rest}"
        return rf"\text{{subset of }} {whole}"
    if word == "minimizer":
        return rf"\text{{minimizer of }} {rest.removeprefix('of ')}"
    if word == "normal":
        return r"\text{standard normal}"
    if word == "random":
        return describe_law(rest)
    if word in STRUCTURES:
        size = rest.partition(" at ")[0]
        if word == "simplex":
            return rf"\text{{distribution on }} 1, \dots, {size}"
        if word in ("onehot", "unit"):
            return rf"\mathbb{{R}}^{{{size}}} \text{{, {STRUCTURES[word]}}}"
        return rf"\mathbb{{R}}^{{{size} \times {size}}} \text{{, {STRUCTURES[word]}}}"
    base, hat, size = split_power(text)
    if hat:
        shape = re.sub(r"\s+x\s+", r" \\times ", size)
        return f"{describe(base)}^{{{shape}}}"
    if text in ENTRY_LATEX:
        return ENTRY_LATEX[text]
    return text.replace("{", r"\{").replace("}", r"\}") if text[:1] == "{" else text


def describe_law(text: str) -> str:
    """Return the law of a random variable as LaTeX for the reader."""
    word, _, rest = text.partition(" ")
    if word == "normal":
        return r"\text{standard normal}"
    if word == "index":
        size, _, weights = rest.partition(" with ")
        how = (
            rf"\text{{ with probabilities }} {weights}"
            if weights
            else r"\text{, all equally likely}"
        )
        return rf"\text{{random in }} 1, \dots, {size} {how}"
    if word in ("subset", "draws", "permutation"):
        count, _, size = rest.partition(" of ")
        how = {
            "subset": "a random subset, {} of ",
            "draws": "{} random draws, with replacement, from ",
            "permutation": "{} random draws, without replacement, from ",
        }[word]  # fmt: skip
        before, _, after = how.partition("{}")
        return rf"\text{{{before}}} {count} \text{{{after}}} 1, \dots, {size}"
    if word == "onehot":
        return rf"\text{{random one-hot, with probabilities }} {rest}"
    return rf"\text{{random in }} {describe(text)}"
