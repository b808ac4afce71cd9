"""Rows of any reader, whatever the format, to facts; every row is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from coordination.core.facts import Demand, Event, Period, StationFacts
from desk.files import entries
from desk.files.entries import Row, shown
from desk.files.problems import Report
from desk.files.values import BadValueError, known, text

from . import values

T = TypeVar("T")


@dataclass(slots=True)
class Content:
    """What a file holds before it is understood.

    ``stations`` maps each listed code to its capacity rows, None for unknown;
    ``report`` has what was wrong already with its form.
    """

    now: object = None
    stations: dict[str, list[Row] | None] = field(default_factory=dict)
    assignments: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    report: Report = field(default_factory=Report)


@dataclass(frozen=True, slots=True)
class Input:
    """A usable file: the moment it speaks of (minutes) and its stations."""

    now: int
    stations: tuple[StationFacts, ...]


class Cells(entries.Cells):
    """Cells, of which two may be a span of time."""

    def span(
        self, low: str, high: str, *, required: bool = True
    ) -> tuple[datetime | None, datetime | None]:
        """Two moments in order."""
        read = self.need if required else self.get
        start = read(low, lambda raw: values.moment(raw, "start"))
        end = read(high, lambda raw: values.moment(raw, "end"))
        if start and end and (end < start or self._days_reversed(low, high)):
            self.refuse("ends_before_start", high, start=low)
        return start, end

    def _days_reversed(self, low: str, high: str) -> bool:
        """3 June to 2 June, which as instants would be an empty window."""
        first, last = (values.day(self._row.cells.get(c)) for c in (low, high))
        return first is not None and last is not None and last < first


def understand(content: Content, *, today: datetime, now: str | None) -> Input:
    """Facts of all stations; raises UnusableError with every problem found.

    ``now`` overrides the file's own, which overrides ``today``.
    """
    report = content.report
    moment = _now(content.now if now is None else now, now is not None, report)
    minute = values.release_minute(moment or today)
    capacity = {
        code: None if rows is None else _periods(rows, report)
        for code, rows in content.stations.items()
    }
    # Members and victims of a conflict are told by id alone, work and events alike.
    seen: dict[str, Row] = {}
    demands = _grouped(content.assignments, capacity, seen, report, _demand)
    events = _grouped(content.events, capacity, seen, report, _event)
    report.close()
    return Input(
        now=minute,
        stations=tuple(
            StationFacts(code, periods, tuple(demands[code]), tuple(events[code]))
            for code, periods in capacity.items()
        ),
    )


def _now(raw: object, given: bool, report: Report) -> datetime | None:
    sheet = "--now" if given else "settings"
    if raw is None:
        return None
    try:
        return values.moment(raw, "start")
    except BadValueError as wrong:
        report.add(str(wrong), sheet, None, "now", value=shown(raw))
        return None


def _periods(rows: Iterable[Row], report: Report) -> tuple[Period, ...]:
    found = []
    for row in rows:
        cells = Cells(row, report)
        start, end = cells.span("from", "to")
        officers = cells.need("officers", values.officers)
        present = cells.get("present", values.officers)
        if cells.sound and start and end and officers is not None:
            low, high = values.release_minute(start), values.due_minute(end)
            there = officers if present is None else present
            found.append(Period(low, max(low, high), officers, there))
    return tuple(found)


Reader = Callable[[Cells, str, str], T | None]


def _grouped(
    rows: Iterable[Row],
    stations: Mapping[str, Sequence[Period] | None],
    seen: dict[str, Row],
    report: Report,
    read: Reader[T],
) -> dict[str, list[T]]:
    """Entries by station; ``seen`` gets the row that was the first to use an id."""
    grouped: dict[str, list[T]] = {code: [] for code in stations}
    for row in rows:
        cells = Cells(row, report)
        key = cells.need("id", text)
        if key is not None:
            first = seen.setdefault(key, row)
            if first is not row:
                where = {"list": first.sheet, "first": first.number}
                cells.refuse("repeated_id", "id", value=shown(key), **where)
        station = cells.need("station", text)
        if station is not None and station not in grouped:
            cells.refuse("unlisted_station", "station", value=shown(station))
        entry = read(cells, key or "", cells.need("department", text) or "")
        if cells.sound and entry is not None and station is not None:
            grouped[station].append(entry)
    return grouped


def _demand(cells: Cells, key: str, department: str) -> Demand | None:
    release, due = cells.span("release", "due", required=False)
    effort = cells.get("effort_hours", values.effort)
    limit = cells.get("max_officers", values.officers)
    priority = cells.get("priority", values.priority)
    first = values.release_minute(release) if release else None
    last = values.due_minute(due) if due else None
    # Rounding to whole minutes must not turn an empty window around.
    if first is not None and last is not None:
        first = min(first, last)
    return Demand(key, department, first, last, effort, limit, priority or 0)


def _event(cells: Cells, key: str, department: str) -> Event | None:
    start, end = cells.span("start", "end")
    officers = cells.get("officers", values.officers)
    attendees = cells.get("attendees", _names)
    if start is None or end is None:
        return None
    low, high = values.release_minute(start), values.due_minute(end)
    return Event(key, department, low, max(low, high), officers or 0, attendees or ())


def _names(raw: object) -> tuple[str, ...]:
    known(raw)
    if not isinstance(raw, list):
        raise BadValueError("not_a_list")
    return tuple(dict.fromkeys(text(entry) for entry in raw))
