"""Where random choices come from: a generator for each name, and numbers with few digits."""

from __future__ import annotations

from random import Random


def generator(seed: int, mode: str, *key: object) -> Random:
    """Return the generator that belongs to a name; in the mode "equal" all names share one."""
    return Random(repr((seed, mode) if mode == "equal" else (seed, mode, *key)))


def short(number: float) -> float:
    """Return a float64 near a number with few binary digits, and not 0."""
    return round(number * 64) / 64 or 1 / 128
