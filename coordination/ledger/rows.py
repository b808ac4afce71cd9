"""A task as a line of the list: how far it is, how long it has, under which week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.ledger import cards
from coordination.ledger.asked import SHOWS
from coordination.ledger.bars import NONE, done_share, membership
from coordination.ledger.reading import Reading, is_overdue
from coordination.ledger.weeks import week_of
from organization.templatetags.formats import last_day
from tasking.models import Assignment

KNOWN = 91  # days ahead of which the calendar has been read


@dataclass(frozen=True)
class Row:
    """`percent` done of the hours asked for, None where nobody knows; `left` in words;
    `heading` stands over the first row of its week."""

    row: Assignment
    late: bool
    inside: bool
    core: bool
    numbers: tuple[int, ...]
    percent: int | None
    left: str
    day: dt.date | None
    heading: str
    count: int


def filtered(reading: Reading, show: str) -> list[Assignment]:
    """Rows of the list: what is owed by its due, then what is reported already."""
    inside = {m["assignment"] for c in reading.deadline_conflicts for m in c.members}
    tests: dict[str, Callable[[Assignment], bool]] = {
        "to_sign": lambda row: row.state == Assignment.State.ISSUED,
        "inside": lambda row: str(row.pk) in inside,
        "overdue": lambda row: is_overdue(row, reading.now),
        "statutory": lambda row: row.deadline_class == "statutory",
    }
    wanted = tests.get(show)
    rows = sorted(reading.rows, key=lambda row: not row.is_live)
    return [row for row in rows if wanted is None or wanted(row)]


def counted(reading: Reading) -> dict[str, int]:
    """How many rows each filter shows."""
    return {show: len(filtered(reading, show)) for show in SHOWS}


def listed(reading: Reading, rows: Sequence[Assignment]) -> list[Row]:
    """The rows in their order; each week's heading with how many follow."""
    marks = membership(reading, cards.numbers(reading))
    weeks = [week_of(reading, row) for row in rows]
    found = []
    for n, row in enumerate(rows):
        mark = marks.get(str(row.pk), NONE)
        share = done_share(row)
        begins = n == 0 or weeks[n] != weeks[n - 1]
        found.append(
            Row(
                row=row,
                late=is_overdue(row, reading.now),
                inside=mark.inside,
                core=mark.core,
                numbers=mark.numbers,
                percent=None if share is None or row.is_event else round(100 * share),
                left=_left(reading, row),
                day=_day(row),
                heading=weeks[n].label if begins else "",
                count=weeks.count(weeks[n]) if begins else 0,
            )
        )
    return found


def _day(row: Assignment) -> dt.date | None:
    """The day it is due; of an appointment the day it takes place."""
    if row.is_event and row.release:
        return timezone.localdate(row.release)
    return last_day(row.due) if row.due else None


def _left(reading: Reading, row: Assignment) -> str:
    """Working days from tomorrow to the due; empty where it does not matter."""
    if row.due is None or not row.is_live or row.is_event:
        return ""
    if is_overdue(row, reading.now):
        return _("overdue")
    day = last_day(row.due)
    if day <= reading.today:
        return _("today")
    if (day - reading.today).days > KNOWN:
        return ""
    tomorrow = reading.today + dt.timedelta(days=1)
    after = day + dt.timedelta(days=1)
    count = sum(1 for _day in reading.calendar.workdays(tomorrow, after))
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}
