"""What was done once instead of twice: counted per department and quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Func, IntegerField, Q, QuerySet, Sum, Value
from django.utils import timezone

from organization.models import Department, User
from organization.together import together
from tasking.models import DirectiveParty, FormReuse


@dataclass
class Saved:
    """Forms and visits that stations were spared, and the hours where known.

    `unknown` counts those whose hours nobody had estimated.
    """

    department: Department | None = None
    forms: int = 0
    visits: int = 0
    units: int = 0
    unknown: int = 0

    @property
    def hours(self) -> Decimal:
        return Decimal(self.units) / 60_000

    def __bool__(self) -> bool:
        return bool(self.forms or self.visits)

    def add_read(self, reuse: FormReuse) -> None:
        """Answers that were read where they stood; nobody had estimated the hours."""
        self.forms += len(reuse.stations)
        self.unknown += len(reuse.stations)

    def add(self, party: DirectiveParty) -> None:
        count = len(party.stations)
        if party.saves == DirectiveParty.Saves.VISIT:
            self.visits += count
        else:
            self.forms += count
        if party.saved_units is None:
            self.unknown += count
        else:
            self.units += party.saved_units


def quarter_of(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The calendar quarter around `now`, half-open."""
    local = timezone.localtime(now)
    month = (local.month - 1) // 3 * 3 + 1
    start = local.replace(month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
    return start, (start + dt.timedelta(days=100)).replace(day=1)


def saved_in_quarter(user: User, now: dt.datetime) -> tuple[Saved, list[Saved]]:
    """In all, and per department that joined another's task, most spared first."""
    start, end = quarter_of(now)
    rows = DirectiveParty.objects.visible_to(user).filter(at__gte=start, at__lt=end)
    rows = rows.select_related("department__bureau")
    by_department: dict[int, Saved] = {}
    for party in rows:
        known = by_department.setdefault(party.department_id, Saved(party.department))
        known.add(party)
    reads = FormReuse.objects.visible_to(user).filter(at__gte=start, at__lt=end)
    for reuse in reads.select_related("department__bureau"):
        saved = Saved(reuse.department)
        by_department.setdefault(reuse.department_id, saved).add_read(reuse)
    found = sorted(
        by_department.values(), key=lambda s: (-s.forms - s.visits, -s.units)
    )
    everything = Saved()
    for one in found:
        everything.forms += one.forms
        everything.visits += one.visits
        everything.units += one.units
        everything.unknown += one.unknown
    return everything, found


@dataclass(frozen=True)
class Spared:
    """What the reader's departments and bureaus were spared, lately."""

    quarter: Saved
    year: Saved


def spared(user: User, now: dt.datetime) -> Spared:
    """This calendar quarter and this calendar year, in one statement."""
    first, end = quarter_of(now)
    lately = Q(at__gte=first.replace(month=1), at__lt=end)
    visit = Q(saves=DirectiveParty.Saves.VISIT)
    periods = {"quarter": Q(at__gte=first), "year": Q()}
    joined, reads = together(
        _summed(
            DirectiveParty.objects.visible_to(user).filter(lately),
            [one for each in periods.items() for one in _sums(visit, *each).items()],
        ),
        _summed(
            FormReuse.objects.visible_to(user).filter(lately),
            [(n, Sum(CardinalityOf("stations"), filter=q)) for n, q in periods.items()],
        ),
    )
    return Spared(*(_spared(period, joined, reads) for period in periods))


def _summed(rows: QuerySet[Any, Any], sums: Iterable[tuple[str, Any]]) -> Any:
    """All rows together, one row of sums; none where there are no rows."""
    alike = rows.order_by().annotate(alike=Value(1)).values("alike")
    return alike.annotate(**dict(sums))


def _spared(
    period: str, joined: list[dict[str, int]], reads: list[dict[str, int]]
) -> Saved:
    """Of answers that were read where they stood nobody had estimated the hours."""
    saved = Saved()
    for row in joined:
        saved.forms = row[f"{period}_forms"] or 0
        saved.visits = row[f"{period}_visits"] or 0
        saved.units = row[f"{period}_units"] or 0
        saved.unknown = row[f"{period}_unknown"] or 0
    for row in reads:
        saved.forms += row[period] or 0
        saved.unknown += row[period] or 0
    return saved


def _sums(visit: Q, period: str, during: Q) -> dict[str, Sum]:
    """One form or visit is spared at each of the stations."""
    places = CardinalityOf("stations")
    return {
        f"{period}_forms": Sum(places, filter=during & ~visit),
        f"{period}_visits": Sum(places, filter=during & visit),
        f"{period}_units": Sum("saved_units", filter=during),
        f"{period}_unknown": Sum(places, filter=during & Q(saved_units=None)),
    }


class CardinalityOf(Func):
    """How many entries an array has."""

    function = "CARDINALITY"
    output_field = IntegerField()


def total(parties: Iterable[DirectiveParty]) -> Saved:
    """Of some parties together."""
    saved = Saved()
    for party in parties:
        saved.add(party)
    return saved
