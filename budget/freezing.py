"""What closing a year freezes, and what has become different since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from budget.amounts import NOTHING
from budget.models import Statement
from budget.statement import (
    STEPS,
    Difference,
    Facts,
    canonical,
    differences,
    digest_of,
    facts_of,
)
from budget.year import Row, own_stations
from organization.models import Bureau, Station


@dataclass(frozen=True)
class Draft:
    """What would be frozen of a station now."""

    station: Station
    facts: Facts

    @property
    def confirmed(self) -> Decimal:
        return Decimal(self.facts["confirmed"])

    @property
    def gap(self) -> Decimal | None:
        gap = self.facts["gap"]
        return None if gap is None else Decimal(gap)

    @property
    def silent(self) -> int:
        """Payments without the station's full word."""
        return len(self.facts["unanswered"])

    @property
    def left(self) -> Decimal:
        """What of these is not confirmed."""
        return sum((Decimal(one["left"]) for one in self.facts["unanswered"]), NOTHING)

    @property
    def disputes(self) -> int:
        """Those still open."""
        return sum(one["closed_on"] is None for one in self.facts["disputes"])


@dataclass(frozen=True)
class Drafts:
    """All of them together."""

    rows: Sequence[Draft]

    @property
    def confirmed(self) -> Decimal:
        return sum((one.confirmed for one in self.rows), NOTHING)

    @property
    def gap(self) -> Decimal | None:
        """None where no station has a norm."""
        gaps = [one.gap for one in self.rows if one.gap is not None]
        return sum(gaps, NOTHING) if gaps else None

    @property
    def left(self) -> Decimal:
        return sum((one.left for one in self.rows), NOTHING)

    @property
    def silent(self) -> int:
        return sum(one.silent for one in self.rows)

    @property
    def disputes(self) -> int:
        return sum(one.disputes for one in self.rows)


def drafts_of(bureau: Bureau, year: int) -> Drafts:
    """Of the bureau's own stations; six queries."""
    stations = own_stations(bureau, year)
    facts = facts_of(stations, year)
    return Drafts([Draft(one, facts[one.pk]) for one in stations])


@dataclass(frozen=True)
class Moved:
    """A station whose last statement is not what would be frozen now."""

    last: Statement
    facts: Facts

    @property
    def differences(self) -> list[Difference]:
        """None where only the words are others, a name for instance."""
        return differences(self.last.facts, self.facts)


def last_of(bureau: Bureau, year: int) -> QuerySet[Statement]:
    """The last version of each of the bureau's own stations; one query."""
    rows = Statement.objects.filter(station__bureau=bureau, year=year)
    last = rows.order_by("station", "-version").distinct("station")
    return last.select_related("station__bureau")


def moved_since(bureau: Bureau, year: int) -> list[Moved]:
    """By station code; six queries."""
    rows = sorted(last_of(bureau, year), key=lambda one: one.station.code)
    facts = facts_of([one.station for one in rows], year)
    found = [Moved(one, facts[one.station_id]) for one in rows]
    return [one for one in found if digest_of(canonical(one.facts)) != one.last.digest]


def others_now(rows: Sequence[Row], frozen: Iterable[Statement]) -> int:
    """How many stations have other sums of running costs by now than were frozen."""
    last = {one.station_id: _sums(one.facts) for one in frozen}
    now = {row.station.pk: _now(row) for row in rows}
    return sum(last[pk] != sums for pk, sums in now.items() if pk in last)


def _sums(facts: Facts) -> list[Decimal | None]:
    given = [facts[name] for name in ("entitled", *STEPS)]
    return [None if one is None else Decimal(one) for one in given]


def _now(row: Row) -> list[Decimal | None]:
    return [row.entitled, *(getattr(row.figures, name) for name in STEPS)]
