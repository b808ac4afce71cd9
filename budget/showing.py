"""How a year of money is shown: the sentence above, bars, the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.amounts import NOTHING, rounded
from budget.year import Figures, Row, Whole, whole


@dataclass(frozen=True)
class Part:
    """A stretch of a bar in per cent of its length, and what it stands for."""

    name: str
    x: float
    width: float


@dataclass(frozen=True)
class ShownRow:
    row: Row
    parts: list[Part]

    @property
    def per_head(self) -> Decimal | None:
        made, heads = self.row.figures.confirmed, self.row.heads
        return rounded(Fraction(made) / Fraction(heads)) if heads else None


class Shown:
    """The rows with their bars, all as long as what is due or, if more, on paper."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = [ShownRow(row, parts(row.figures, row.entitled)) for row in rows]
        self.whole = whole(rows)

    @cached_property
    def parts(self) -> list[Part]:
        return parts(self.whole.figures, self.whole.entitled)

    @property
    def on_paper(self) -> Fraction | None:
        """Disbursed, as a share of what is due."""
        return _share(self.whole.figures.disbursed, self._due)

    @property
    def arrived(self) -> Fraction | None:
        """Confirmed, as a share of what is due."""
        return _share(self.whole.figures.confirmed, self._due)

    @property
    def of_each_yuan(self) -> Fraction | None:
        """Confirmed, as a share of what was disbursed."""
        return _share(self.whole.figures.confirmed, self.whole.figures.disbursed)

    @property
    def _due(self) -> Decimal:
        if self.whole.entitled is not None:
            return self.whole.entitled
        return self.whole.figures.allocated

    @property
    def steps(self) -> list[tuple[str, Decimal, Decimal | None]]:
        """Name, amount, and what is missing to the step before."""
        found, before = [], self.whole.entitled
        for name, amount in _steps(self.whole):
            found.append((name, amount, None if before is None else before - amount))
            before = amount
        return found


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
    found, x = [], 0.0
    for name, edge in edges:
        end = float(edge / full * 100)
        if end > x:
            found.append(Part(name, round(x, 2), round(end - x, 2)))
        x = max(x, end)
    return found


def sheet(rows: Sequence[Row]) -> list[list[object]]:
    """A row of headings, one per station, and the sums."""
    heads: list[object] = [
        *(_("Station code"), _("Station"), _("Heads")),
        pgettext("money", "Due"),
        *(_("Allocated"), _("Disbursed"), _("Arrived"), _("Confirmed")),
        *(_("Gap"), _("Disputed"), _("Unanswered")),
    ]
    return [heads, *_cells(rows), _sums(whole(rows))]


def _cells(rows: Sequence[Row]) -> Iterator[list[object]]:
    for row in rows:
        made = row.figures
        yield [
            *(row.station.code, row.station.label, round(row.heads, 2), row.entitled),
            *(made.allocated, made.disbursed, made.received, made.confirmed),
            *(row.gap, row.disputes, row.unanswered),
        ]


def _sums(every: Whole) -> list[object]:
    made = every.figures
    return [
        *("", _("Together"), None, every.entitled),
        *(made.allocated, made.disbursed, made.received, made.confirmed),
        *(every.gap, every.disputes, every.unanswered),
    ]


def _steps(every: Whole) -> list[tuple[str, Decimal]]:
    made = every.figures
    return [
        (_("Allocated"), made.allocated),
        (_("Disbursed"), made.disbursed),
        (_("Arrived"), made.received),
        (_("Confirmed"), made.confirmed),
    ]


def _share(part: Decimal, of: Decimal) -> Fraction | None:
    return Fraction(part) / Fraction(of) if of else None
