"""The ranks (警衔) of the People's Police in order, lowest first."""

from __future__ import annotations

RANKS = (
    *("二级警员", "一级警员"),
    *("三级警司", "二级警司", "一级警司"),
    *("三级警督", "二级警督", "一级警督"),
    *("三级警监", "二级警监", "一级警监"),
    *("副总警监", "总警监"),
)
_PLACES = {name: n for n, name in enumerate(RANKS)}


def place_of(rank: str) -> int | None:
    """Its place from below; None for a rank that is not on the list."""
    return _PLACES.get(rank)
