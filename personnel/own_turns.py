"""The turns of one officer by the rosters of whatever stations he serves at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.backends.postgresql.psycopg_any import DateRange

from organization.calendar import WorkCalendar
from organization.models import Station
from personnel.models import Leave, Officer, Posting, RosterLine
from personnel.roster import DAY, plain, within
from personnel.shifts import Turn


def own_turns(
    officer: Officer, first: dt.date, end: dt.date
) -> Iterator[tuple[dt.date, Turn, Station]]:
    """(day on which it begins, turn, where) in [first, end); none on leave, or where he
    is not posted. Four queries."""
    span = DateRange(first, end)
    kept = RosterLine.objects.filter(officer=officer, during__overlap=span)
    rows = list(kept.select_related("station").order_by("during"))
    if not rows:
        return
    here = Posting.objects.filter(officer=officer, during__overlap=span)
    postings = list(here.exclude(station=None))
    leaves = list(Leave.objects.filter(officer=officer, during__overlap=span))
    calendar = WorkCalendar.load(first, end)
    for row in rows:
        line = plain(row, officer)
        for day in (first + n * DAY for n in range((end - first).days)):
            posted = any(
                one.station_id == row.station_id and within(day, one.during)
                for one in postings
            )
            if not posted or any(within(day, leave.during) for leave in leaves):
                continue
            for turn in line.turns(day, calendar.is_workday(day)):
                yield day, turn, row.station
