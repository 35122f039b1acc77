"""Go through a tree: its nodes, and copies of it with names or nodes replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mathcheck.grammar import ast


def children(node: object) -> list[ast.Node]:
    """Return the nodes directly below a node (or a range, or a tuple of them)."""
    if isinstance(node, tuple):
        return [found for item in node for found in children(item)]
    if isinstance(node, ast.Node):
        return [node]
    if isinstance(node, ast.Range):
        return [found for value in vars(node).values() for found in children(value)]
    return []


def children_of(record: object) -> list[ast.Node]:
    """Return the nodes held by the fields of any record, such as a type."""
    found: list[ast.Node] = []
    for value in vars(record).values():
        if hasattr(value, "__dict__") and not isinstance(value, (ast.Node, type)):
            found += children_of(value)
        elif isinstance(value, tuple):
            for item in value:
                found += (
                    [item]
                    if isinstance(item, ast.Node)
                    else (children_of(item) if hasattr(item, "__dict__") else [])
                )
        else:
            found += children(value)
    return found


def walk(node: ast.Node) -> list[ast.Node]:
    """Return a node and everything below it, parents first."""
    found: list[ast.Node] = [node]
    for value in vars(node).values():
        for child in children(value):
            found += walk(child)
    return found


def rename(part: Any, names: dict[str, str]) -> Any:
    """Return a tree (or a tuple of trees) with names replaced."""
    return copied(
        part, lambda key, value: names.get(value, value) if key == "name" else rename(value, names)
    )


def rebuilt(part: Any, old: ast.Node, new: ast.Node) -> Any:
    """Return a tree (or a tuple of trees) with one node replaced."""
    return new if part is old else copied(part, lambda _, value: rebuilt(value, old, new))


def substituted(part: Any, new: Mapping[ast.Node, ast.Node]) -> Any:
    """Return a tree (or a tuple of trees) with all nodes replaced that equal a given one."""
    if isinstance(part, ast.Node) and part in new:
        return new[part]
    return copied(part, lambda _, value: substituted(value, new))


def copied(part: Any, change: Callable[[str, Any], Any]) -> Any:
    """Return a node or a tuple with each of its fields changed, and anything else as it is."""
    if isinstance(part, tuple):
        return tuple(change("", item) for item in part)
    if isinstance(part, (ast.Node, ast.Range)):
        values = {key: change(key, value) for key, value in vars(part).items() if key != "span"}
        return (
            type(part)(**values, span=part.span)
            if isinstance(part, ast.Node)
            else ast.Range(**values)
        )
    return part
