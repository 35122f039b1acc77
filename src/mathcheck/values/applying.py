"""Find the function that a tree stands for, and apply it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mathcheck.errors import ShapeProblem
from mathcheck.grammar import ast, symbols
from mathcheck.grammar.families import member_type
from mathcheck.grammar.names import BUILTIN_NAMES
from mathcheck.grammar.symbols import Definition
from mathcheck.values import tensors
from mathcheck.values.derivatives import derived, gradient
from mathcheck.values.lookup import matched
from mathcheck.values.tensors import Value

if TYPE_CHECKING:
    from mathcheck.values.evaluate import Evaluator


def function_of(evaluator: Evaluator, node: ast.Node, count: int) -> Callable[..., Value]:
    """Return the function that a tree stands for, called with `count` arguments."""
    if isinstance(node, ast.Prime):
        if count != 1:
            raise ShapeProblem("a prime wants a function of one variable", node.span)
        inner = function_of(evaluator, node.function, count)
        return derived(inner, node.order)
    if isinstance(node, ast.Gradient):
        return gradient(function_of(evaluator, node.operand, count), node.order)
    if not isinstance(node, ast.Name):
        raise ShapeProblem("this is not a function", node.span)
    name, family = node.name, tuple(evaluator.whole(index) for index in node.indices)
    kind = member_type(evaluator.table[name].type)
    if not isinstance(kind, symbols.Function):
        raise ShapeProblem(f"{symbols.plain(name)} is not declared as a function", node.span)
    clause = clause_for(evaluator, name, count, family)
    if clause is None and any(
        c.parameters is not None for c in evaluator.table.definitions.get(name, ())
    ):
        raise ShapeProblem(f"{symbols.plain(name)} is not defined for {count} arguments", node.span)
    if clause is None:
        if len(kind.arguments) != count:
            raise ShapeProblem(
                f"{symbols.plain(name)} takes {len(kind.arguments)} arguments, but {count} came",
                node.span,
            )
        plain = known(name) or evaluator.world.function(name, family, evaluator)
    else:
        plain = closure(evaluator, clause, family)
    if kind.entrywise:
        return entrywise(plain)
    return checked(plain, kind, evaluator, symbols.plain(name))


def known(name: str) -> Callable[..., Value] | None:
    r"""Return the meaning of a name such as `\lambda_{\max}`, declared to say whose it is."""
    return tensors.FUNCTIONS.get(BUILTIN_NAMES.get(name, ""))


def clause_for(
    evaluator: Evaluator, name: str, count: int, family: tuple[int, ...] = ()
) -> Definition | None:
    """Return the definition of a function with this number of arguments."""
    for clause in evaluator.table.definitions.get(name, ()):
        if clause.parameters is None or len(clause.parameters) != count or clause.derivative:
            continue
        if len(clause.indices) == len(family) and matched(evaluator, clause, family) is not None:
            return clause
    return None


def closure(
    evaluator: Evaluator, clause: Definition, family: tuple[int, ...]
) -> Callable[..., Value]:
    """Return the function that a definition states."""
    bound = matched(evaluator, clause, family) or {}

    def function(*arguments: Value) -> Value:
        keys = [(p.name, ()) for p in clause.parameters or () if isinstance(p, ast.Name)]
        return evaluator.within({**bound, **dict(zip(keys, arguments, strict=True))}, clause.body)

    return function


def apply_bare(evaluator: Evaluator, node: ast.Name | ast.Prime | ast.Gradient) -> Value:
    """Return the value of a function written without arguments: at its declared place."""
    base: ast.Node = node
    while isinstance(base, (ast.Prime, ast.Gradient)):
        base = base.function if isinstance(base, ast.Prime) else base.operand
    assert isinstance(base, ast.Name)
    arguments = own_arguments(evaluator, base)
    return evaluator.value(ast.Call(node, arguments, span=node.span))


def own_arguments(evaluator: Evaluator, node: ast.Name) -> tuple[ast.Node, ...]:
    """Return the arguments that a function is meant at when none are written."""
    kind = member_type(evaluator.table[node.name].type)
    if isinstance(kind, symbols.Function) and kind.at:
        return (ast.Name(kind.at, span=node.span),)
    raise ShapeProblem(
        f"{symbols.plain(node.name)} is a function and stands here without its argument;"
        " write it, or declare the function `at x`", node.span,
    )  # fmt: skip


def entrywise(function: Callable[..., Value]) -> Callable[..., Value]:
    """Return a function that takes a vector entry by entry."""
    return lambda argument: tensors.each(function, argument)


def checked(
    function: Callable[..., Value], kind: symbols.Function, evaluator: Evaluator, name: str
) -> Callable[..., Value]:
    """Return a function that refuses arguments of the wrong shape."""

    def call(*arguments: Value) -> Value:
        for argument, wanted in zip(arguments, kind.arguments, strict=False):
            if isinstance(wanted, symbols.Array):
                shape = tuple(evaluator.whole(node) for node in wanted.shape)
            elif isinstance(wanted, (symbols.Scalar, symbols.Index)):
                shape = ()
            else:
                continue
            came = argument.shape if tensors.is_array(argument) else ()
            if came != shape:
                size = " × ".join(map(str, shape)) or "a number"
                raise ShapeProblem(f"{name} wants {size}, but {tensors.describe(argument)} came")
        result = function(*arguments)
        given = result.shape if tensors.is_array(result) else ()
        if isinstance(kind.result, symbols.Scalar) and given:
            came = tensors.describe(result)
            raise ShapeProblem(f"{name} is declared as a number, but its definition gives {came}")
        return result

    return call
