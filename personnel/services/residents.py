"""How many people live in a station's area: entered per year, put right later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models import Residents
from personnel.services.posts import CHANGED

MOST = 10_000_000
FIRST_YEAR = 2000


@dataclass(frozen=True)
class Count:
    """So many residents of a station in a year."""

    station: Station
    year: int
    number: int


@transaction.atomic
def count_residents(
    *, by: User, count: Count, today: dt.date, version: int | None = None
) -> Residents:
    """Enter the figure of a year, or put another in its place.

    `version` is that of the figure one looked at, 0 where there was none.
    """
    authorise(by, "residents.edit", count.station)
    with Problems() as problems:
        check_count(count.year, count.number, today, problems)
    Station.objects.select_for_update().get(pk=count.station.pk)
    rows = Residents.objects.filter(station=count.station, year=count.year)
    row = rows.first()
    if version is not None and version != (row.version if row else 0):
        raise ValidationError({"state": [CHANGED]})
    before = row.number if row else None
    if row is None:
        row = Residents(station=count.station, year=count.year, version=0)
    row.number = count.number
    row.version += 1
    row.save()
    record(
        "residents.count",
        by=by,
        subject=row,
        unit=count.station.code,
        year=count.year,
        before=before,
        number=count.number,
    )
    return row


@transaction.atomic
def load_residents(
    *, by: User | None, counts: Iterable[Count], today: dt.date
) -> list[Residents]:
    """Many new figures at once: all of them or none."""
    given = list(counts)
    with Problems() as problems:
        for n, count in enumerate(given):
            problems.prefix = f"rows[{n}]."
            if by is not None:
                authorise(by, "residents.edit", count.station)
            check_count(count.year, count.number, today, problems)
    rows = Residents.objects.bulk_create(Residents(**vars(count)) for count in given)
    record("residents.load", by=by, rows=len(rows))
    return rows


@transaction.atomic
def put_residents(
    *, by: User | None, counts: Sequence[Count], today: dt.date, reason: str
) -> None:
    """Figures as a table says: new ones, and others in the place of what there is."""
    with Problems() as problems:
        for n, count in enumerate(counts):
            problems.prefix = f"rows[{n}]."
            check_count(count.year, count.number, today, problems)
    stations = {count.station.pk for count in counts}
    rows = Residents.objects.select_for_update().filter(station__in=stations)
    known = {(row.station_id, row.year): row for row in rows.order_by("pk")}
    new, before = [], []
    for count in counts:
        row = known.get((count.station.pk, count.year))
        if row is None:
            new.append(Residents(**vars(count)))
            continue
        before.append([count.station.code, count.year, row.number])
        row.number = count.number
        row.version += 1
    Residents.objects.bulk_create(new)
    Residents.objects.bulk_update(known.values(), ["number", "version"])
    said = [[count.station.code, count.year, count.number] for count in counts]
    record("residents.put", by=by, reason=reason, before=before, counts=said)


def check_count(year: int, number: int, today: dt.date, problems: Problems) -> None:
    """Tell beside `year` and `number` what no figure is."""
    if not FIRST_YEAR <= year <= today.year:
        problems.add("year", _("A year from 2000 to this one."))
    if not 0 <= number <= MOST:
        problems.add("number", _("From 0 to 10,000,000 residents."))
