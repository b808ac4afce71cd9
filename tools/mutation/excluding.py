"""Changes that cannot have an effect, by rules; docs/mutants.md gives their reasons."""

from __future__ import annotations


def excluded(source: str) -> dict[int, str]:
    """The rule by the number of the change."""
    return {}
