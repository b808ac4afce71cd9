"""What lies behind one cell: hours, whose they are, what collides, where to read on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.heat.asked import Asked
from coordination.heat.cells import UNITS_PER_HOUR, Cell
from coordination.heat.reading import Line, read_lines
from coordination.models import Conflict
from coordination.moments import instant
from coordination.profiles import backlogs
from coordination.snapshot import start_of_day
from organization.models import Department, Station, User
from organization.permissions import may
from personnel.presence import minute_of
from tasking.models import RESERVED


@dataclass(frozen=True)
class Detail:
    """One station in one week. `shares` are (department, hours), the largest first;
    empty where they cannot be told. `conflicts` are those the reader may open."""

    line: Line
    week: dt.date
    cell: Cell
    shares: list[tuple[str, Decimal]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    ledger: bool = False

    @property
    def station(self) -> Station:
        return self.line.station

    @property
    def demand(self) -> Decimal:
        return _hours(self.cell.window.demand if self.cell.window else 0)

    @property
    def capacity(self) -> Decimal:
        return _hours(self.cell.window.capacity if self.cell.window else 0)

    @property
    def left(self) -> Decimal:
        """What may still be asked in that window; negative where it does not fit."""
        return self.capacity - self.demand

    @property
    def lacks(self) -> Decimal:
        return -self.left

    @property
    def own(self) -> Decimal | None:
        return None if self.cell.own is None else _hours(self.cell.own)

    @property
    def start(self) -> dt.datetime:
        return instant(self.cell.window.start if self.cell.window else 0)

    @property
    def end(self) -> dt.datetime:
        return instant(self.cell.window.end if self.cell.window else 0)


def read_detail(
    asked: Asked, now: dt.datetime, among: Iterable[Line] = ()
) -> Detail | None:
    """Of the cell the address names; None where it names none one may see. `among`
    are lines that were read already."""
    if asked.at is None:
        return None
    code, week = asked.at
    line = next((one for one in among if one.station.code == code), None)
    line = line or _line(asked, code, now)
    if line is None:
        return None
    cell = line.cells[asked.weeks.index(week)]
    return Detail(
        line,
        week,
        cell,
        _shares(asked.user, line, cell, now),
        _conflicts(asked.user, line.station, week),
        _ledger(asked.user, line.station),
    )


def _line(asked: Asked, code: str, now: dt.datetime) -> Line | None:
    rows = Station.objects.visible_to(asked.user).open().filter(code=code)
    return next(iter(read_lines(rows, asked, now)), None)


def _ledger(user: User, station: Station) -> bool:
    return may(user, "workload.oversee", station) or may(user, "workload.view", station)


def _shares(
    user: User, line: Line, cell: Cell, now: dt.datetime
) -> list[tuple[str, Decimal]]:
    """Hours inside the window by department, as of the same check as the figures. To
    a department its own and, together, those of all others."""
    if cell.window is None or line.stale:
        return []
    kept = backlogs([line.station.pk], start_of_day(now)).get(line.station.pk)
    parts = kept.inside(cell.window.start, cell.window.end) if kept else []
    if not parts:
        return []
    if not may(user, "workload.oversee", line.station):
        return _apart(parts, set(user.scope.department_codes))
    names = _names([code for code, _units in parts])
    return [(names.get(code, code), _hours(units)) for code, units in parts]


def _apart(parts: list[tuple[str, int]], own: set[str]) -> list[tuple[str, Decimal]]:
    ours = sum(units for code, units in parts if code in own)
    rest = sum(units for code, units in parts if code not in own)
    return [
        (pgettext("hours of a department", "own"), _hours(ours)),
        (pgettext("hours of departments", "others"), _hours(rest)),
    ]


def _names(codes: list[str]) -> Mapping[str, str]:
    """Labels of departments and, for own plans, of stations."""
    rows = [*Department.objects.filter(code__in=codes)]
    rows += Station.objects.filter(code__in=codes)
    return {row.code: row.label for row in rows} | {RESERVED: _("Reserved strength")}


def _conflicts(user: User, station: Station, week: dt.date) -> list[Conflict]:
    """Open ones the reader may open, whose window ends that week or reaches over it."""
    rows = Conflict.objects.visible_to(user).open().filter(station=station)
    start = instant(minute_of(week))
    end = start + dt.timedelta(weeks=1)
    rows = rows.filter(window_end__gt=start, window_start__lt=end)
    return list(rows.most_serious_first()[:5])


def _hours(units: int) -> Decimal:
    return Decimal(units) / UNITS_PER_HOUR
