r"""What each piece of LaTeX means: its tree and its value, against values worked out elsewhere.

The entries are in `golden.txt`, whose head says how they are written.
"""

import re
from dataclasses import MISSING, fields
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import mpmath
import pytest
from mpmath import mp, mpf

from mathcheck.checking.check import check_statement
from mathcheck.errors import MathError
from mathcheck.grammar import ast, constructs, environments, lexer, names, parser, signs, symbols
from mathcheck.grammar.declarations import parse_symbols
from mathcheck.grammar.parser import parse_block
from mathcheck.grammar.trees import walk
from mathcheck.sampling.worlds import SampledWorld
from mathcheck.values.evaluate import Evaluator

GOLDEN = (Path(__file__).parent / "golden.txt").read_text(encoding="utf-8")
HEAD, _, BODY = GOLDEN.partition("\n====\n")
TABLE, _ = parse_symbols(re.sub(r"^#.*\n", "", HEAD, flags=re.M).strip(), symbols.SymbolTable())

NUMBERS = {"x": mpf("0.7"), "y": mpf("1.3"), "a": mpf("2.5"), "b": mpf("-0.4")}
VECTORS = {"z": [mpf(c) for c in ("-0.9", "0.2", "1.3")], "v": [0.6, 0.1, mpf(1) / 3 - 0.4]}
VALUES = {**vars(mpmath), "max": max, "min": min, **NUMBERS, **VECTORS}

FALSE = "does not hold|is (out|in)side|the remainder is not|side is (true|false)"
"""What the checker says of a statement that it understands and finds wrong."""


def entries():
    """Yield LaTeX, tree and value; the tree is empty where the LaTeX must be refused."""
    lines = [line for line in BODY.split("\n") if line and not line.startswith("# ")]
    latex = None
    inner = []
    for line in [*lines, "end"]:
        if line.startswith("    "):
            inner.append(line.strip())
            continue
        if latex is not None:
            tree, value = inner if len(inner) == 2 else ("", *inner)
            yield SimpleNamespace(latex=latex, tree=tree, value=value)
        latex, inner = line, []


ENTRIES = list(entries())


def show(node):
    """Return a tree as a short text: brackets around every operation, other nodes by name."""
    if isinstance(node, tuple):
        return "[" + ", ".join(map(show, node)) + "]"
    if isinstance(node, ast.Statement):
        joined = [show(node.claims[0])]
        for link, claim in zip(node.links, node.claims[1:], strict=True):
            joined += [link, show(claim)]
        return " ".join(joined) + "".join(f" | {show(c)}" for c in node.conditions)
    if isinstance(node, ast.Relation):
        signs = [*node.relations, ""]
        return " ".join(f"{show(s)} {r}" for s, r in zip(node.sides, signs, strict=True)).strip()
    if isinstance(node, ast.Number):
        return str(node.value)
    if isinstance(node, ast.Name):
        return symbols.plain(node.name) + (show(node.indices) if node.indices else "")
    if isinstance(node, ast.Negative):
        return f"(-{show(node.operand)})"
    if isinstance(node, ast.Binary):
        return f"({show(node.left)} {node.operator} {show(node.right)})"
    if isinstance(node, ast.Call):
        return show(node.function) + show(node.arguments).replace("[", "(", 1)[:-1] + ")"
    if isinstance(node, ast.Builtin):
        return node.function + "'" * node.order + f"({show(node.arguments)[1:-1]})"
    if isinstance(node, (ast.Node, ast.Range)):
        parts = [
            f"{field.name}={show(getattr(node, field.name))}"
            if field.default is not MISSING
            else show(getattr(node, field.name))
            for field in fields(node)
            if not field.name.startswith("span") and getattr(node, field.name) != field.default
        ]
        return f"{type(node).__name__}({', '.join(parts)})"
    return symbols.plain(node) if isinstance(node, str) else str(node)


def value_of(statements):
    """Return the value of an expression, or whether statements hold; None if they claim nothing."""
    if not statements[0].claims[0].relations:
        [statement] = statements
        with mp.workdps(50):
            return Evaluator(SampledWorld(TABLE)).value(statement.claims[0].sides[0])
    verdicts = [check_statement(statement, TABLE) for statement in statements]
    failures = [verdict.failure for verdict in verdicts if verdict.failure]
    for failure in failures:
        if not re.search(FALSE, failure.message):
            raise MathError(failure.message)
    return not failures if failures or any(v.points for v in verdicts) else None


def largest_difference(came, wanted):
    if isinstance(wanted, list):
        assert len(came) == len(wanted)
        return max(largest_difference(c, w) for c, w in zip(came, wanted, strict=True))
    if isinstance(came, Fraction):
        came = mpf(came.numerator) / came.denominator
    return abs(came - wanted)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.latex)
def test_golden(entry):
    if not entry.tree:
        with pytest.raises(MathError) as refused:
            value_of(parse_block(entry.latex, TABLE))
        assert entry.value.removeprefix("! ") in refused.value.message
        return
    statements = parse_block(entry.latex, TABLE)
    assert "; ".join(map(show, statements)) == entry.tree
    wanted = eval(entry.value, dict(VALUES))
    came = value_of(statements)
    if isinstance(wanted, bool) or wanted is None:
        assert came is wanted
    else:
        assert largest_difference(came, wanted) < 1e-12


TOKENS = [t for e in ENTRIES for t in lexer.tokenize(e.latex.replace("@", ""))]
READ = {t.text for t in TOKENS} | {t.word.strip() for t in TOKENS}
"""What occurs in the entries."""

TABLES = {
    "constructs": constructs.CONSTRUCTS,
    "operators in words": constructs.OPERATOR_WORDS,
    "environments": environments.ENVIRONMENTS,
    "relations": signs.RELATIONS,
    "signs of products": signs.PRODUCTS,
    "dots": signs.DOTS,
    "separators of arguments": signs.SEPARATORS,
    "brackets": (*signs.CLOSERS, *signs.CLOSERS.values(), "|", "\\lvert", "\\lVert"),
    "transposes": signs.TRANSPOSES - {r"\mathsf{T}"},
    "names with a meaning": [text for key in names.BUILTIN_NAMES for text in key.split("\0_")],
    "implications": parser.LINKS,
    "layouts of rows": parser.WRAPPERS,
    "words of conditions": parser.CONDITION_WORDS,
    "words between claims": parser.JOINING_WORDS,
    "accents": symbols.ACCENTS,
    "commands with arguments": lexer.ARITY.keys() - {r"\cbinom"},
    "commands with a word": [f"\\{word}" for word in lexer.WORDS],
}


@pytest.mark.parametrize("name", TABLES)
def test_every_construct_has_an_entry(name):
    assert [key for key in TABLES[name] if key not in READ] == []


def test_every_kind_of_node_has_an_entry():
    statements = [s for e in ENTRIES if e.tree for s in parse_block(e.latex, TABLE)]
    seen = {type(n) for s in statements for c in (*s.claims, *s.conditions) for n in walk(c)}
    assert {kind.__name__ for kind in ast.Node.__subclasses__()} - {
        k.__name__ for k in seen
    } == set()


def test_a_wrong_value_or_tree_is_noticed():
    right = SimpleNamespace(latex=r"\frac12 x", tree="((1 / 2) * x)", value="0.35")
    test_golden(right)
    for wrong in ({"tree": "(1 / (2 * x))"}, {"value": "0.7"}, {"tree": "", "value": "! no"}):
        with pytest.raises((AssertionError, pytest.fail.Exception)):
            test_golden(SimpleNamespace(**{**vars(right), **wrong}))
