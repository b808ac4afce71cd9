"""The working-day calendar: seeded from published arrangements, kept by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import holidays
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import CalendarYear, User, WorkdayOverride
from organization.services.problems import Problems

# The State Council publishes next year's arrangement in November. Release 0.109 of
# the library carries 2026; for later years it only repeats the statutory days and
# does not say so, hence the status of the year.
PUBLISHED_UNTIL = 2026
SOURCE = "holidays 0.109"
MAKEUP = "调休上班日"
YEARS = range(2000, 2101)


@transaction.atomic
def seed_calendar(
    *, by: User | None, years: Iterable[int], published_until: int = PUBLISHED_UNTIL
) -> int:
    """Fill in years that are not in the calendar yet; how many were added.

    A year that is there already is left alone, so that days kept by hand survive.
    """
    known = set(CalendarYear.objects.values_list("year", flat=True))
    added = sorted(set(years) - known)
    if not added:
        return 0
    with Problems() as problems:
        if any(year not in YEARS for year in added):
            problems.add("years", _("Years from 2000 to 2100 only."))
    rows = [row for year in added for row in _year(year)]
    WorkdayOverride.objects.bulk_create(rows, ignore_conflicts=True)
    status = CalendarYear.Status
    CalendarYear.objects.bulk_create(
        CalendarYear(
            year=year,
            status=status.PUBLISHED if year <= published_until else status.PROVISIONAL,
            source=SOURCE,
        )
        for year in added
    )
    record("calendar.seed", by=by, years=added, days=len(rows))
    return len(added)


@transaction.atomic
def set_day(
    *, by: User | None, day: dt.date, is_workday: bool, name: str
) -> WorkdayOverride:
    """Say what one day is, whatever its weekday says."""
    with Problems() as problems:
        name = problems.require("name", name)
    row, _created = WorkdayOverride.objects.update_or_create(
        day=day, defaults={"is_workday": is_workday, "name": name}
    )
    record(
        "calendar.day", by=by, subject=row, day=str(day), workday=is_workday, name=name
    )
    return row


@transaction.atomic
def clear_day(*, by: User | None, day: dt.date) -> None:
    """Let a day be what its weekday says again."""
    WorkdayOverride.objects.filter(day=day).delete()
    record("calendar.clear", by=by, day=str(day))


@transaction.atomic
def publish_year(*, by: User | None, year: int, source: str) -> CalendarYear:
    """Declare a year's days final. `source` names the notice they come from."""
    rows = CalendarYear.objects.filter(year=year)
    with Problems() as problems:
        source = problems.require("source", source)
        if not rows.exists():
            problems.add("year", _("Fill in the days of this year first."))
    rows.update(status=CalendarYear.Status.PUBLISHED, source=source)
    record("calendar.publish", by=by, year=year, source=source)
    return rows.get()


def _year(year: int) -> Iterator[WorkdayOverride]:
    """Every day of the year that is not what its weekday says, or has a name."""
    # The years beside it are needed: a festival may lend from the next year.
    known = holidays.country_holidays(
        "CN", years=(year - 1, year, year + 1), language="zh_CN"
    )
    day = dt.date(year, 1, 1)
    while day.year == year:
        works = known.is_working_day(day)
        if works != (day.weekday() < 5) or day in known:
            name = MAKEUP if works else _festival(known, day)
            yield WorkdayOverride(day=day, is_workday=works, name=name)
        day += dt.timedelta(days=1)


def _festival(known: holidays.HolidayBase, day: dt.date) -> str:
    """The festival's name; other days of its block are named after it."""
    for distance in range(9):
        for near in (day - dt.timedelta(distance), day + dt.timedelta(distance)):
            name: str = known.get(near) or ""
            if name and not name.startswith("休息日"):
                festival, _mark, observed = name.partition(";")[0].partition("（")
                is_it = near == day and not observed
                return festival.strip() if is_it else f"{festival.strip()}假期"
    return "休息日"
