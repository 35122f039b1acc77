"""Which names the value of a name depends on."""

from __future__ import annotations

from mathcheck.grammar import ast, symbols
from mathcheck.grammar.symbols import SymbolTable
from mathcheck.grammar.trees import children_of, walk


def dependencies(name: str, table: SymbolTable) -> frozenset[str]:
    """Return the names that the value of a name depends on, through definitions and types."""
    cache: dict[str, frozenset[str]] = table.__dict__.setdefault("_reachable", {})
    if name not in cache:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            here = waiting.pop()
            if here in found or here not in table:
                continue
            found.add(here)
            for clause in table.definitions.get(here, ()):
                nodes = [clause.body, *clause.indices]
                waiting += [n.name for node in nodes for n in walk(node) if isinstance(n, ast.Name)]
                waiting += [clause.derivative] if clause.derivative else []
            waiting += [
                n.name
                for node in children_of(table[here].type)
                for n in walk(node)
                if isinstance(n, ast.Name)
            ]
            kind = table[here].type
            if isinstance(kind, symbols.Minimizer):
                waiting.append(kind.objective)
            if isinstance(kind, symbols.Function) and kind.at:
                waiting.append(kind.at)
        cache[name] = frozenset(found)
    return cache[name]
