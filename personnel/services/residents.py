"""How many people live in a station's area: entered per year, put right later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
        _check(count, today, problems)
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
            _check(count, today, problems)
    rows = Residents.objects.bulk_create(Residents(**vars(count)) for count in given)
    record("residents.load", by=by, rows=len(rows))
    return rows


def _check(count: Count, today: dt.date, problems: Problems) -> None:
    if not FIRST_YEAR <= count.year <= today.year:
        problems.add("year", _("A year from 2000 to this one."))
    if not 0 <= count.number <= MOST:
        problems.add("number", _("From 0 to 10,000,000 residents."))
