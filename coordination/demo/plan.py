"""A year of directives on the real calendar, moved to the year that ends today.

data/year.csv holds what comes once a year, data/recurring.csv what comes every week,
month or quarter; both name the page their dates come from.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import timezone

from coordination.demo.files import Row, table
from coordination.demo.force import COUNTY_WITH_ALL_DEPARTMENTS, Force
from organization.calendar import WorkCalendar
from organization.models import Department, Level, Station
from tasking.content import Content
from tasking.models import EVENT_KINDS, DeadlineClass

YEAR = dt.timedelta(days=365)
WEEKS_KEPT = dt.timedelta(days=56)
CLOSE_OF_WORK = dt.time(18, 0)
# Below this the chief alone attends meetings, by telephone.
LEAST_FOR_EVENTS = 5
# A bureau that relays a task asks for it two days before it owes it itself.
PADDING = dt.timedelta(days=2)
Dates = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Planned:
    """A directive to come: what, in whose name, to whom, when issued.

    `hours` is the effort at a station of middling strength, None for events.
    """

    key: str
    requester: Department | Station
    content: Content
    stations: tuple[Station, ...]
    issued: dt.datetime
    hours: float | None
    parent: str = ""

    @property
    def due(self) -> dt.datetime:
        due = self.content.due
        if due is None:
            raise ValueError("Everything in the plan has a due")
        return due


class Planner:
    """Turns rows into planned directives whose issue lies in the last year."""

    def __init__(self, force: Force, now: dt.datetime) -> None:
        self.force, self.now = force, now
        today = timezone.localdate(now)
        self.calendar = WorkCalendar.load(today - 2 * YEAR, today + 2 * YEAR)
        self.years = range(today.year - 1, today.year + 2)

    def plan(self) -> list[Planned]:
        """Everything issued in the last year, by time of issue."""
        found = [*self._yearly(), *self._recurring()]
        return sorted(found, key=lambda planned: (planned.issued, planned.key))

    def _yearly(self) -> Iterator[Planned]:
        for row in table("year"):
            for year in self.years:
                start = self._date(row["start"], year)
                end = self._date(row["end"], year)
                if end < start:
                    end = self._date(row["end"], year + 1)
                issued = start - dt.timedelta(days=int(row["lead"]))
                yield from self._directives(row, row["title"], (start, end), issued)

    def _date(self, rule: str, year: int) -> dt.date:
        """«06-26», or days before or after the Spring Festival: «SF-15»."""
        if not rule.startswith("SF"):
            month, day = rule.split("-")
            return dt.date(year, int(month), int(day))
        return self._spring_festival(year) + dt.timedelta(days=int(rule[2:]))

    def _spring_festival(self, year: int) -> dt.date:
        first = dt.date(year, 1, 20)
        for n in range(35):
            day = first + dt.timedelta(days=n)
            if self.calendar.holiday_name(day) == "春节":
                return day
        return dt.date(year, 2, 5)  # a year the calendar does not know yet

    def _recurring(self) -> Iterator[Planned]:
        for row in table("recurring"):
            for title, day in self._occasions(row):
                if row["kind"] in EVENT_KINDS:
                    day = self._workday(day)
                start = day - dt.timedelta(days=int(row["open"]))
                issued = start - dt.timedelta(days=int(row["lead"]))
                yield from self._directives(row, title, (start, day), issued)

    def _occasions(self, row: Row) -> Iterator[tuple[str, dt.date]]:
        """Titles and days on which a recurring row falls."""
        today = timezone.localdate(self.now)
        if row["every"] == "weekly":
            monday = today - dt.timedelta(days=today.weekday()) - WEEKS_KEPT
            for n in range(10):
                day = monday + dt.timedelta(days=7 * n + int(row["day"]) - 1)
                yield f"{row['title']}（{day.month}月{day.day}日）", day
            return
        wanted = {"monthly": range(1, 13), "quarterly": range(3, 13, 3)}.get(
            row["every"], range(1, 13, 3)
        )
        for year in self.years:
            for month in wanted:
                last = months.monthrange(year, month)[1]
                number = last if row["day"] == "last" else int(row["day"])
                yield _named(row, month), dt.date(year, month, number)

    def _workday(self, day: dt.date) -> dt.date:
        return (
            day if self.calendar.is_workday(day) else self.calendar.add_workdays(day, 1)
        )

    def _directives(
        self, row: Row, title: str, dates: Dates, issued: dt.date
    ) -> Iterator[Planned]:
        """One directive, or one per county, or one with its relay."""
        at = local(self._workday(issued), dt.time(10, 0))
        if not self.now - YEAR < at <= self.now:
            return
        content = _content(row, title, dates)
        hours = float(row["hours"]) if row["hours"] else None
        for n, (requester, stations) in enumerate(
            SCOPES[row["scope"]](self.force, row["by"])
        ):
            if content.is_event:
                stations = [s for s in stations if self._can_attend(s)]
            key = f"{row['id']}/{dates[1]}/{n}"
            planned = Planned(key, requester, content, tuple(stations), at, hours)
            yield self._relayed(planned) if row["scope"] == "relay" and n else planned

    def _relayed(self, planned: Planned) -> Planned:
        """The county's own directive under the city's, two days tighter."""
        due = planned.due - PADDING
        release = planned.content.release
        tight = due if release is None or due > release else planned.due
        return replace(
            planned,
            content=replace(planned.content, due=tight),
            issued=min(self.now, planned.issued + dt.timedelta(hours=22)),
            parent=planned.key[:-1] + "0",
        )

    def _can_attend(self, station: Station) -> bool:
        return (self.force.strength(station) or 0) >= LEAST_FOR_EVENTS


def workday(calendar: WorkCalendar, today: dt.date, count: int) -> dt.date:
    """The count-th working day after today, or before it."""
    if count >= 0:
        return calendar.add_workdays(today, count)
    day = today
    while count:
        day -= dt.timedelta(days=1)
        count += calendar.is_workday(day)
    return day


def local(day: dt.date, time: dt.time) -> dt.datetime:
    """The instant of a local wall time."""
    return timezone.make_aware(dt.datetime.combine(day, time))


def _named(row: Row, month: int) -> str:
    """6月…, 二季度…; what follows a quarter is named after the quarter before."""
    if row["every"] == "monthly":
        return f"{month}月{row['title']}"
    return f"{'四一二三四'[month // 3]}季度{row['title']}"


def _content(row: Row, title: str, dates: Dates) -> Content:
    start, end = dates
    if row["kind"] in EVENT_KINDS:
        release = local(end, dt.time.fromisoformat(row["begins"]))
        due = local(end, dt.time.fromisoformat(row["ends"]))
    else:
        release, due = local(start, dt.time()), local(end, CLOSE_OF_WORK)
    return Content(
        title=title,
        kind=row["kind"],
        intent=row["intent"],
        basis=row["basis"],
        standard=row["standard"],
        data_items=tuple(row["data_items"].split()),
        deadline_class=row.get("deadline_class") or DeadlineClass.NEGOTIABLE,
        release=release,
        due=due,
        officers=Decimal(row["officers"]) if row.get("officers") else None,
        attendees=tuple((row.get("attendees") or "").split()),
    )


Requests = Iterator[tuple[Department, list[Station]]]


def _city(force: Force, by: str) -> Requests:
    yield _of(force, force.city.code, by), list(force.stations.values())


def _rural(force: Force, by: str) -> Requests:
    rural = [s for s in force.stations.values() if s.rural]
    yield _of(force, force.city.code, by), rural


def _one_county(force: Force, by: str) -> Requests:
    county = force.bureaus[COUNTY_WITH_ALL_DEPARTMENTS]
    yield _of(force, county.code, by), force.under(county)


def _counties(force: Force, by: str) -> Requests:
    for department in force.departments.values():
        if department.speciality == by and department.bureau.level == Level.COUNTY:
            yield department, force.under(department.bureau)


def _relay(force: Force, by: str) -> Requests:
    """The city tasks the others directly; the full county relays to its own."""
    own = set(force.under(force.bureaus[COUNTY_WITH_ALL_DEPARTMENTS]))
    others = [s for s in force.stations.values() if s not in own]
    yield _of(force, force.city.code, by), others
    yield from _one_county(force, by)


def _of(force: Force, bureau: str, by: str) -> Department:
    return next(
        d
        for d in force.departments.values()
        if d.bureau.code == bureau and d.speciality == by
    )


SCOPES: dict[str, Callable[[Force, str], Requests]] = {
    "city": _city,
    "rural": _rural,
    "wangjin": _one_county,
    "counties": _counties,
    "relay": _relay,
}
