"""The figures of the heat map: a fixed number of queries for any number of stations."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from coordination.core.facts import minute_down, minute_up
from coordination.core.weekly import WEEK, Window, unpacked
from coordination.heat.asked import MOST, Asked
from coordination.heat.cells import NOTHING, Cell, Found, row_of, worst
from coordination.models import Conflict, DirtyStation
from coordination.snapshot import start_of_day
from organization.models import Bureau, Station
from organization.wall import lifted
from personnel.presence import minute_of
from tasking.models import Assignment


@dataclass(frozen=True)
class Line:
    """A station. `stale`: something has changed since the figures were made."""

    station: Station
    cells: list[Cell]
    stale: bool

    @property
    def short(self) -> int:
        """Weeks that do not fit."""
        return sum(cell.kind == "short" for cell in self.cells)

    @property
    def known(self) -> bool:
        return any(cell.kind != "unknown" for cell in self.cells)

    @cached_property
    def worst(self) -> tuple[int, Cell]:
        """(place of the week, its cell)."""
        return max(enumerate(self.cells), key=lambda pair: pair[1].weight)


@dataclass(frozen=True)
class Group:
    """The stations of one bureau, by code."""

    bureau: Bureau
    lines: list[Line]

    @cached_property
    def cells(self) -> list[Cell]:
        """Per week the worst of them."""
        columns = zip(*(line.cells for line in self.lines), strict=True)
        return [worst(column) for column in columns]

    @property
    def short(self) -> int:
        """Stations with a week that does not fit."""
        return sum(line.short > 0 for line in self.lines)


@dataclass(frozen=True)
class Heat:
    """`too_many`: nothing was read, a bureau must be chosen first."""

    asked: Asked
    groups: list[Group]
    too_many: int = 0

    @cached_property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @cached_property
    def short(self) -> list[int]:
        """Per week how many stations do not fit."""
        weeks = range(len(self.asked.weeks))
        return [sum(x.cells[n].kind == "short" for x in self.lines) for n in weeks]


def read_heat(asked: Asked, now: dt.datetime, only: str = "") -> Heat:
    """`only` is the code of a bureau whose own stations alone are wanted."""
    rows = asked.stations()
    if only:
        rows = rows.filter(bureau__code=only)
    if asked.mine:
        own = _own(asked.mine).filter(station=OuterRef("pk"))
        rows = rows.filter(Exists(own))
    lines = read_lines(rows, asked, now)
    if len(lines) > MOST:
        return Heat(asked, [], too_many=rows.count())
    return Heat(asked, _grouped(lines, asked))


def read_lines(rows: QuerySet[Station], asked: Asked, now: dt.datetime) -> list[Line]:
    """In the order of the tree; one more than MOST where there are more."""
    found = list(_kept(rows, now)[: MOST + 1])
    ids = [station.pk for station in found]
    beside = _conflicts(ids, asked.weeks)
    own = _own_hours(ids, asked, now)
    return [
        _line(one, beside[one.pk], None if own is None else own[one.pk], asked)
        for one in found
    ]


def _kept(rows: QuerySet[Station], now: dt.datetime) -> QuerySet[Station]:
    """With what the last check left, in the order of the tree."""
    marks = DirtyStation.objects.filter(station_id=OuterRef("pk"))
    fresh = Q(weeks__revision=F("state__revision"), weeks__as_of=start_of_day(now))
    return (
        rows.annotate(
            packed=F("weeks__packed"),
            fresh=fresh & ~Exists(marks),
        )
        .select_related("bureau")
        .order_by("bureau__path", "code")
    )


def _line(
    station: Any,
    found: Mapping[int, Found],
    own: Mapping[int, int] | None,
    asked: Asked,
) -> Line:
    """Of a station as `_kept` reads it."""
    kept = unpacked(station.packed) if station.packed else None
    cells = row_of(kept, found, own, asked.weeks)
    return Line(station, cells, not station.fresh)


def _grouped(lines: Iterable[Line], asked: Asked) -> list[Group]:
    found: dict[int, Group] = {}
    for line in lines:
        if asked.short and not line.short:
            continue
        bureau = line.station.bureau
        group = found.setdefault(bureau.pk, Group(bureau, []))
        group.lines.append(line)
    return list(found.values())


Beside = Mapping[int, Mapping[int, Found]]


@lifted("a cell says that something clashes, not what")
def _conflicts(ids: Sequence[int], weeks: Sequence[dt.date]) -> Beside:
    """Open clashes and deadline conflicts by station and place of the week."""
    first = minute_of(weeks[0])
    found: defaultdict[int, dict[int, Found]] = defaultdict(
        lambda: defaultdict(lambda: NOTHING)
    )
    rows = Conflict.objects.open().filter(
        station__in=ids, kind__in=("clash", "deadline")
    )
    for pk, kind, start, end, demand, capacity in rows.values_list(
        *("station", "kind", "window_start", "window_end"),
        *("demand_units", "capacity_units"),
    ):
        begins, ends = minute_up(start), minute_down(end)
        place = (ends - 1 - first) // WEEK
        if kind == "clash":
            found[pk][place] = found[pk][place].with_clash()
        else:
            window = Window(begins, ends, demand, capacity)
            found[pk][place] = found[pk][place].with_window(window)
    return found


def _own(departments: Iterable[int]) -> QuerySet[Assignment]:
    """What departments ask for and did not hide: reserved strength names nobody."""
    rows = Assignment.objects.live().filter(
        department__in=list(departments), is_event=False
    )
    return rows.filter(directive__reserved=False)


def _own_hours(
    ids: Sequence[int], asked: Asked, now: dt.datetime
) -> Mapping[int, Mapping[int, int]] | None:
    """Units of the department one looks for, by station and place of the week."""
    if asked.department is None:
        return None
    first = minute_of(asked.weeks[0])
    rows = _own([asked.department.pk]).filter(
        station__in=ids, due__gt=start_of_day(now)
    )
    summed = rows.order_by().values_list("station", "due")
    found: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for pk, due, units in summed.annotate(units=Sum("remaining_units")):
        found[pk][(minute_down(due) - 1 - first) // WEEK] += units or 0
    return found
