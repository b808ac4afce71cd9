"""The coming weeks: what is told on the first pages one opens.

Dates are working days from today, efforts follow from the room that is left, so that
柳堰 is short of a day's work before about two weeks from now whenever the demo is
loaded, and the other conflicts stand where data/story.csv puts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from coordination.core.facts import UNITS_PER_HOUR
from coordination.demo.files import Row, table
from coordination.demo.force import Force
from coordination.demo.history import History
from coordination.demo.plan import CLOSE_OF_WORK, Planned, local, workday
from coordination.demo.rooms import Rooms, rounded
from organization.calendar import WorkCalendar
from organization.models import Station
from tasking.content import Content
from tasking.models import EVENT_KINDS, Directive
from tasking.services import acts
from tasking.services.protected import protect

WEEKS = 6


class Story:
    """Protects time, issues the rows of data/story.csv and lets some of it happen."""

    def __init__(
        self, force: Force, history: History, rooms: Rooms, now: dt.datetime
    ) -> None:
        self.force, self.history, self.rooms, self.now = force, history, rooms, now
        self.today = timezone.localdate(now)
        span = dt.timedelta(days=120)
        self.calendar = WorkCalendar.load(self.today - span, self.today + span)

    def protect_time(self) -> None:
        """Community time and the like for the coming weeks."""
        for row in table("blocks"):
            for day in self._days(row["days"]):
                protect(
                    by=None,
                    station=self.force.station(row["station"]),
                    title=row["title"],
                    start=local(day, dt.time.fromisoformat(row["begins"])),
                    end=local(day, dt.time.fromisoformat(row["ends"])),
                    officers=Decimal(row["officers"]),
                )

    def tell(self) -> int:
        """Issue every row; how many directives."""
        rows = table("story")
        for row in rows:
            planned = self._planned(row)
            units = dict(self._units(row, planned.content))
            directive = self.history.send(planned, units)
            for station, effort in units.items():
                self.rooms.add(station, planned.content, effort)
            if row["after"] == "returned":
                self._return(directive, planned)
        return len(rows)

    def _days(self, text: str) -> Iterator[dt.date]:
        """«2 4» is Tuesdays and Thursdays, «+6» the sixth working day from now."""
        if text.startswith("+"):
            yield self._workday(int(text))
            return
        wanted = {int(word) for word in text.split()}
        for n in range(7 * WEEKS):
            day = self.today + dt.timedelta(days=n)
            if day.isoweekday() in wanted and self.calendar.is_workday(day):
                yield day

    def _workday(self, count: int) -> dt.date:
        return workday(self.calendar, self.today, count)

    def _planned(self, row: Row) -> Planned:
        stations = tuple(
            self.force.station(word.split(":")[0]) for word in row["targets"].split()
        )
        by = row["by"]
        own = next(
            (s for s in self.force.stations.values() if s.short_name == by), None
        )
        issued = local(self._workday(int(row["issued"])), dt.time(15, 0))
        return Planned(
            key=row["id"],
            requester=own or self.force.department(by),
            content=self._content(row, stations[0]),
            stations=stations,
            issued=min(issued, self.now),
            hours=None,
        )

    def _content(self, row: Row, first: Station) -> Content:
        start, end = self._workday(int(row["start"])), self._workday(int(row["end"]))
        begins = dt.time.fromisoformat(row["begins"] or "00:00")
        ends = dt.time.fromisoformat(row["ends"]) if row["ends"] else CLOSE_OF_WORK
        content = Content(
            title=row["title"],
            kind=row["kind"],
            intent=row["intent"],
            basis=row["basis"],
            standard=row["standard"],
            data_items=tuple(row["data_items"].split()),
            deadline_class=row["deadline_class"],
            release=local(start, begins),
            due=local(end, ends),
            attendees=tuple(row["attendees"].split()),
            reserved=row["after"] == "reserved",
        )
        return replace(content, officers=self._officers(row, first, content.release))

    def _officers(
        self, row: Row, station: Station, start: dt.datetime | None
    ) -> Decimal | None:
        """A number, or «present-2»: all who are at work then but two."""
        text = row["officers"]
        if not text.startswith("present") or start is None:
            return Decimal(text) if text else None
        less = int(text.removeprefix("present-"))
        return Decimal(max(1, int(self.rooms.present(station, start)) - less))

    def _units(self, row: Row, content: Content) -> Iterator[tuple[Station, int]]:
        """Effort per station: «3h», «0.45» of the room, or «+26» hours too many."""
        for word in row["targets"].split():
            name, _, amount = word.partition(":")
            station = self.force.station(name)
            if row["kind"] in EVENT_KINDS:
                yield station, 0
            elif amount.endswith("h"):
                yield station, rounded(float(amount[:-1]) * UNITS_PER_HOUR)
            elif amount.startswith("+"):
                more = float(amount) * UNITS_PER_HOUR
                yield station, rounded(self.rooms.left_inside(station, content) + more)
            else:
                room = self.rooms.room(station, content) or 0
                yield station, rounded(room * float(amount))

    def _return(self, directive: Directive, planned: Planned) -> None:
        """Reported yesterday, sent back today for what is missing."""
        staff = self.history.accounts.staff[planned.requester.code]
        for row in directive.assignments.select_related("station"):
            chief = self.history.accounts.chiefs[row.station.code]
            told = max(planned.issued, self.now - dt.timedelta(days=1))
            acts.report(by=chief, assignment=row, text="台账已报送。", now=told)
            acts.return_(
                by=staff,
                assignment=row,
                reason="缺整改前后对照照片，请补充后再报。",
                now=max(told, self.now - dt.timedelta(minutes=40)),
                remaining_units=rounded((row.effort_units or 0) * 0.4),
            )
