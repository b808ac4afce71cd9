"""Entries to iCalendar (RFC 5545), and the tag by which a program knows them again.

No METHOD: that is for messages between organisers, and asks for one in each entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from personnel.presence import ZONE

ZONE_NAME = "Asia/Shanghai"
EIGHT = dt.timedelta(hours=8)
DAY = dt.timedelta(days=1)
PAST = 31 * DAY
"""So far back a feed reaches, and so long what was cancelled is told."""
AHEAD = 400 * DAY
MOST = 2_000


@dataclass(frozen=True)
class Entry:
    """An appointment from `start` to `end`, or what is due at `start`.

    A date stands for the whole day, an `end` that is one for the day after the last.
    """

    uid: str
    title: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime | None = None
    sequence: int = 0
    where: str = ""
    about: str = ""
    cancelled: bool = False

    @property
    def takes_time(self) -> bool:
        """Does it keep people busy? A due does not, neither does a whole day."""
        return isinstance(self.start, dt.datetime) and self.end is not None


def reach(now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """[since, until) of what a feed holds."""
    return now - PAST, now + AHEAD


def due_at(moment: dt.datetime) -> dt.date | dt.datetime:
    """A due at midnight is the end of the day before: that whole day."""
    local = moment.astimezone(ZONE)
    return local.date() - DAY if local.time() == dt.time() else local


def soonest(entries: Iterable[Entry]) -> list[Entry]:
    """In the order of their times, as many as a feed holds."""
    return sorted(entries, key=_place)[:MOST]


def tag(name: str, entries: Sequence[Entry]) -> str:
    """Changes when anything in the feed does, and only then."""
    told = repr((name, [astuple(entry) for entry in entries]))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def calendar(name: str, entries: Iterable[Entry], now: dt.datetime) -> bytes:
    """The feed under its name; lines are folded at 75 octets."""
    found = Calendar()
    found.add("prodid", "-//Yipan//Workload//EN")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    found.add("x-wr-timezone", ZONE_NAME)
    found.add_component(_zone())
    for entry in entries:
        found.add_component(_event(entry, now))
    return bytes(found.to_ical())


def _place(entry: Entry) -> tuple[dt.date, dt.time, str]:
    start = entry.start
    if isinstance(start, dt.datetime):
        local = start.astimezone(ZONE)
        return local.date(), local.time(), entry.uid
    return start, dt.time(), entry.uid


def _zone() -> Timezone:
    """One offset: the last daylight saving time was in 1991."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1992, 1, 1))
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", EIGHT)
    standard.add("tzoffsetto", EIGHT)
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(standard)
    return zone


def _event(entry: Entry, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@yipan")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", _here(entry.start))
    if entry.end is not None:
        event.add("dtend", _here(entry.end))
    if not entry.takes_time:
        event.add("transp", "TRANSPARENT")
    if entry.cancelled:
        event.add("status", "CANCELLED")
    for field, text in (("location", entry.where), ("description", entry.about)):
        if text:
            event.add(field, text)
    return event


def _here(moment: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return moment.astimezone(ZONE) if isinstance(moment, dt.datetime) else moment
