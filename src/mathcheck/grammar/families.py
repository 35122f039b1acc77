"""Families of values, such as a sequence: what their members are, and what picks one."""

from __future__ import annotations

from mathcheck.grammar import symbols


def member_type(kind: symbols.Type) -> symbols.Type:
    """Return the type of the members of a family, or the type itself."""
    while isinstance(kind, symbols.Sequence_):
        kind = kind.element
    return kind


def family_slots(kind: symbols.Type) -> int:
    """Return how many indices pick a member of a family."""
    slots = 0
    while isinstance(kind, symbols.Sequence_):
        kind, slots = kind.element, slots + 1
    return slots + (isinstance(kind, symbols.Random) and kind.law == "draws")
