"""Ways out of a trial run that does not fit: other dates, each of them tried out."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from django.utils import timezone

from coordination.forms.fields import ends
from coordination.pictures import ShareColumn
from coordination.services.previewing import verdicts
from organization.calendar import WorkCalendar
from organization.models import Station
from organization.templatetags.formats import last_day
from tasking.content import Content, Override, Targets

COLUMNS = 15
MOST_COLUMNS = 17
HORIZON = dt.timedelta(days=3 * 366)


@dataclass(frozen=True)
class Trial:
    """What was tried out, and when."""

    content: Content
    targets: Targets
    department: str  # code
    calendar: WorkCalendar
    now: dt.datetime

    def fits_all(self, day: dt.date) -> bool:
        """Whether no station is short when all are due at the end of that day."""
        efforts = {
            pk: Override(effort_units=own.effort_units)
            for pk, own in self.targets.overrides.items()
            if own.effort_units is not None
        }
        found = verdicts(
            replace(self.content, due=ends(day)),
            Targets(self.targets.stations, efforts),
            department=self.department,
            now=self.now,
        )
        return all(one.verdict != "conflict" for one in found)


class Found(Protocol):
    """The part of an answer's line that the offers rest on."""

    @property
    def station(self) -> Station: ...
    @property
    def shape(self) -> str: ...
    @property
    def earliest(self) -> dt.date | None: ...


class Judged(Protocol):
    """The part of a finding that the columns rest on."""

    @property
    def verdict(self) -> str: ...
    @property
    def earliest_due(self) -> dt.datetime | None: ...


def common_date(trial: Trial, lines: Sequence[Found]) -> dt.date | None:
    """The earliest due on which all stations with data fit, tried out as such."""
    short = [line for line in lines if line.shape == "short"]
    days = [line.earliest for line in short if line.earliest]
    if not days or len(days) < len(short):
        return None
    day = max(days)
    return day if trial.fits_all(day) else None


def own_dates(lines: Sequence[Found]) -> dict[int, dt.date]:
    """For every station that does not fit the earliest due its own trial named."""
    short = [line for line in lines if line.shape == "short"]
    days = {line.station.pk: line.earliest for line in short if line.earliest}
    if not days or len(days) < len(short):
        return {}
    return dict(sorted(days.items()))


def columns(
    trial: Trial, findings: Sequence[Judged], common: dt.date | None
) -> tuple[ShareColumn, ...]:
    """How many stations fit when due at the end of each of the next working days.

    A later due never makes an order fit worse, so a station fits from its earliest
    due on, and the columns cost no further trial.
    """
    content, calendar = trial.content, trial.calendar
    known = [f for f in findings if f.verdict != "unknown"]
    if not known or content.due is None:
        return ()
    first = timezone.localdate(max(trial.now, content.release or trial.now))
    due = last_day(content.due)
    # The due asked for stands fifth, so that one sees what an earlier one would cost.
    days = list(calendar.workdays(first, due + dt.timedelta(days=1)))[-5:]
    day = max(due, first - dt.timedelta(days=1))
    # On to the day after all fit, unless that is far away.
    while len(days) < COLUMNS or (
        common and days[-2] < common and len(days) < MOST_COLUMNS
    ):
        day = calendar.add_workdays(day, 1)
        days.append(day)
    dues = sorted(f.earliest_due for f in known if f.earliest_due)
    return tuple(
        ShareColumn(day, bisect_right(dues, end)) for day in days if (end := ends(day))
    )
