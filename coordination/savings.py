"""What was done once instead of twice: counted per department and quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Func, IntegerField, Q, Sum
from django.utils import timezone

from organization.models import Department, User
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
    """This calendar quarter and this calendar year, in two statements."""
    first, end = quarter_of(now)
    january = first.replace(month=1)
    rows = DirectiveParty.objects.visible_to(user).filter(at__gte=january, at__lt=end)
    visit = Q(saves=DirectiveParty.Saves.VISIT)
    counted = rows.aggregate(
        **_sums("year", visit, Q()), **_sums("quarter", visit, Q(at__gte=first))
    )
    names = ("forms", "visits", "units", "unknown")
    found = Spared(
        *(
            Saved(None, *(counted[f"{period}_{name}"] or 0 for name in names))
            for period in ("quarter", "year")
        )
    )
    reads = FormReuse.objects.visible_to(user).filter(at__gte=january, at__lt=end)
    for reuse in reads:
        found.year.add_read(reuse)
        if reuse.at >= first:
            found.quarter.add_read(reuse)
    return found


def _sums(period: str, visit: Q, during: Q) -> dict[str, Sum]:
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
