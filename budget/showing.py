"""How a year of money is shown: the sentence above, steps, rows, the workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budget.amounts import NOTHING, share_of
from budget.bars import Part, gauge, parts
from budget.below.reading import Below
from budget.sums import Sums
from budget.year import Figures, Row, Whole, whole
from organization.models import Bureau


@dataclass(frozen=True)
class Step:
    """One of the five sums; `less` is what is missing to the one before, `share` how
    much it is of the first. None where nothing is due, or not everywhere."""

    name: str
    label: str
    amount: Decimal
    less: Decimal | None = None
    share: Fraction | None = None
    parts: Sequence[Part] = ()


@dataclass(frozen=True)
class ShownRow:
    """`waited`: days since the oldest payment of which nothing was said."""

    row: Row
    parts: list[Part]
    waited: int | None = None


@dataclass(frozen=True)
class Branch:
    """The stations of one bureau right below, as one row."""

    bureau: Bureau
    whole: Whole
    parts: list[Part]
    stations: int
    counts: Mapping[str, int]  # stations by state


class Shown:
    """Sums with their bars, and rows: all of the stations added up, or some of them."""

    def __init__(
        self,
        rows: Sequence[Row] = (),
        *,
        today: dt.date | None = None,
        sums: Sums | None = None,
    ) -> None:
        self.rows = [
            ShownRow(row, parts(row.figures, row.entitled), _waited(row, today))
            for row in rows
        ]
        self.sums = sums or Sums.of(rows)

    @property
    def whole(self) -> Whole:
        return self.sums.whole

    @property
    def stations(self) -> int:
        return self.sums.stations

    @cached_property
    def parts(self) -> list[Part]:
        return parts(self.whole.figures, self.whole.entitled)

    @property
    def on_paper(self) -> Fraction | None:
        """Disbursed, as a share of what is due; of what is allocated, if nothing is."""
        return share_of(self._measured.disbursed, self._due)

    @property
    def arrived(self) -> Fraction | None:
        """Confirmed, as a share of the same."""
        return share_of(self._measured.confirmed, self._due)

    @property
    def of_each_yuan(self) -> Fraction | None:
        """Confirmed, as a share of what was disbursed."""
        return share_of(self.whole.figures.confirmed, self.whole.figures.disbursed)

    @property
    def without_norm(self) -> int:
        """Stations that got money though nothing can be said to be due to them, while
        something is due to others."""
        return self.sums.without_norm if self.whole.entitled else 0

    @property
    def decimals(self) -> int:
        """Fen are written for all where they are needed for one."""
        return 2 if self.sums.in_fen else 0

    @property
    def counts(self) -> Counter[str]:
        """Stations by state; one with a dispute and a silence is in both."""
        return self.sums.counts

    @cached_property
    def steps(self) -> list[Step]:
        due, made = self.whole.entitled, self.whole.figures
        base = (due or made.allocated) if not self.without_norm else NOTHING
        found, before = [], due
        if due is not None:
            full = [Part("held", 0, 100)] if due else []
            found = [Step("due", _("Due: norm × heads"), due, parts=full)]
        for name, label in _steps():
            amount = getattr(made, name)
            less = None if before is None else before - amount
            bar = gauge(name, amount, before, base)
            found.append(Step(name, label, amount, less, share_of(amount, base), bar))
            before = amount
        return found

    @property
    def _measured(self) -> Figures:
        """Of those to whom something is due, or of all where nothing is."""
        return self.sums.normed if self.whole.entitled else self.whole.figures

    @property
    def _due(self) -> Decimal:
        return self.whole.entitled or self.whole.figures.allocated


def _waited(row: Row, today: dt.date | None) -> int | None:
    since = row.waiting.since
    return (today - timezone.localdate(since)).days if today and since else None


def branches(below: Below, bureaus: Iterable[Bureau]) -> list[Branch]:
    """The bureaus right below that have stations, the largest gap first."""
    found = []
    for bureau in bureaus:
        shown = Shown(sums=below.of(bureau.pk))
        if shown.stations:
            made = (shown.whole, shown.parts, shown.stations, shown.counts)
            found.append(Branch(bureau, *made))
    return sorted(found, key=_widest_first)


def _widest_first(one: Branch) -> tuple[Decimal, str]:
    missing = one.whole.figures.disbursed - one.whole.figures.confirmed
    return -(missing if one.whole.gap is None else one.whole.gap), one.bureau.code


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


def _steps() -> list[tuple[str, str]]:
    return [
        ("allocated", _("Allocated")),
        ("disbursed", _("Disbursed")),
        ("received", _("Arrived")),
        ("confirmed", _("Confirmed")),
    ]
