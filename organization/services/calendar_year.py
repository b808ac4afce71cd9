"""A year's arrangement as a whole: judged, compared with what is there, replaced."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from organization.audit import record
from organization.models import CalendarYear, User, WorkdayOverride
from organization.services.calendar import MAKEUP, YEARS
from organization.services.problems import Problems

Kept = dict[dt.date, tuple[bool, str]]
"""Days that are not what their weekday says: is it worked on, and its name."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class NewDay:
    """A day to come; `row` is where it stands in what was handed in."""

    row: int
    day: dt.date
    is_workday: bool
    name: str = ""


@dataclass(frozen=True)
class Difference:
    """One day before and after; None is «as its weekday says»."""

    day: dt.date
    before: tuple[bool, str] | None
    after: tuple[bool, str] | None


def judged(year: int, days: Sequence[NewDay]) -> Kept:
    """The year's days; ValidationError {`rows[n].day`: …} unless all can stand."""
    kept: Kept = {}
    first: dict[dt.date, int] = {}
    with Problems() as problems:
        if year not in YEARS:
            problems.add("year", _("Years from 2000 to 2100 only."))
        if not days:
            problems.add("days", _("There is no day in it."))
        for new in days:
            problems.prefix = f"rows[{new.row}]."
            _judge(year, new, first, problems)
            kept[new.day] = (new.is_workday, new.name.strip() or MAKEUP)
    return dict(sorted(kept.items()))


def _judge(
    year: int, new: NewDay, first: dict[dt.date, int], problems: Problems
) -> None:
    if new.day.year != year:
        values = {"day": new.day, "year": year}
        problems.add("day", _("%(day)s does not lie in %(year)s.") % values)
    if new.day in first:
        values = {"day": new.day, "row": first[new.day]}
        problems.add("day", _("%(day)s stands in row %(row)s already.") % values)
    first.setdefault(new.day, new.row)
    if new.is_workday and new.day.weekday() < 5:
        text = _("%(day)s is a weekday: one works then anyway. Check the date.")
        problems.add("kind", text % {"day": new.day})
    if not new.is_workday and not new.name.strip():
        problems.add("name", _("Name the holiday."))
    if len(new.name.strip()) > LONGEST_NAME:
        problems.add("name", _("At most %(most)s characters.") % {"most": LONGEST_NAME})


def kept_days(year: int) -> Kept:
    """The year's days as they stand."""
    rows = WorkdayOverride.objects.filter(day__year=year).order_by("day")
    return {row.day: (row.is_workday, row.name) for row in rows}


def differences(before: Kept, after: Kept) -> list[Difference]:
    """Days that change, in order."""
    days = sorted({*before, *after})
    every = (Difference(day, before.get(day), after.get(day)) for day in days)
    return [one for one in every if one.before != one.after]


def mark_of(year: int) -> str:
    """Digest of the year as it stands, to tell whether somebody changed it since."""
    row = CalendarYear.objects.filter(pk=year).values_list("status", "source").first()
    as_found = row or (CalendarYear.Status.PROVISIONAL.value, "")
    text = repr((as_found, kept_days(year)))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def replace_year(
    *,
    by: User | None,
    year: int,
    days: Sequence[NewDay],
    status: str,
    source: str,
    seen: str | None = None,
) -> list[Difference]:
    """Put these days in the place of the year's; which days changed.

    `seen` is `mark_of` the year when the decision was made; a year that changed since
    is refused. Days that stay are not touched, so that nothing is computed again for
    their sake.
    """
    after = judged(year, days)
    statuses = CalendarYear.Status
    with Problems() as problems:
        if status not in statuses.values:
            problems.add("status", _("Published or provisional."))
        if status == statuses.PUBLISHED:
            source = problems.require("source", source)
        if len(source) > 120:
            problems.add("source", _("At most %(most)s characters.") % {"most": 120})
    CalendarYear.objects.get_or_create(
        year=year, defaults={"status": statuses.PROVISIONAL}
    )
    row = CalendarYear.objects.select_for_update().get(pk=year)
    changed = differences(kept_days(year), after)
    if not changed and (row.status, row.source) == (status, source):
        return []
    if seen is not None and seen != mark_of(year):
        text = _("Somebody changed this year meanwhile. Hand the file in again.")
        raise ValidationError({"state": [text]})
    WorkdayOverride.objects.filter(day__in=[one.day for one in changed]).delete()
    WorkdayOverride.objects.bulk_create(
        WorkdayOverride(day=one.day, is_workday=one.after[0], name=one.after[1])
        for one in changed
        if one.after
    )
    row.status, row.source = status, source
    row.save(update_fields=["status", "source"])
    record(
        "calendar.replace",
        by=by,
        year=year,
        status=status,
        source=source,
        changed=[str(one.day) for one in changed],
    )
    return changed
