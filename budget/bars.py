"""Bars of money: where each yuan of what is due has got to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from budget.amounts import NOTHING
from budget.year import Figures


@dataclass(frozen=True)
class Part:
    """A stretch of a bar in per cent of its length, and what it stands for."""

    name: str
    x: float
    width: float


def gauge(
    name: str, amount: Decimal, before: Decimal | None, base: Decimal
) -> list[Part]:
    """How much of what is due has come to this step, and what the step lost."""
    if not base:
        return []
    held = "confirmed" if name == "confirmed" else "held"
    edges = ((held, amount), ("lost", before or amount), ("missing", base))
    return _stretches(edges, max(base, before or amount, amount))


def parts(figures: Figures, entitled: Decimal | None) -> list[Part]:
    """Confirmed, arrived, on its way, not disbursed, not allocated: from the left."""
    full = max(entitled or NOTHING, figures.allocated)
    if not full:
        return []
    edges = (
        ("confirmed", figures.confirmed),
        ("received", figures.received),
        ("disbursed", figures.disbursed),
        ("allocated", figures.allocated),
        ("missing", full),
    )
    return _stretches(edges, full)


def _stretches(edges: Iterable[tuple[str, Decimal]], full: Decimal) -> list[Part]:
    """Up to each edge, in per cent of the whole length; what is of no length is left
    out."""
    found, x = [], 0.0
    for name, edge in edges:
        end = float(edge / full * 100)
        if end > x:
            found.append(Part(name, round(x, 2), round(end - x, 2)))
        x = max(x, end)
    return found
