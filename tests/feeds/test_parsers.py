"""Two parsers that know nothing of the library that writes read the same of a feed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import ics
import pytest
import vobject

from coordination.feeds.station import station_entries
from coordination.feeds.writing import Entry, calendar
from personnel.presence import ZONE
from tasking.models import Assignment, Directive, Kind, ProtectedBlock
from tests.factories import Force, at

NOW = at("2026-06-01 09:00")
TASKS, BLOCKS = 180, 40
WORDS = "清查出租房屋、旅馆业登记；禁毒宣传月，反诈劝阻：夏季行动\\“三率”" * 4
Told = dict[str, tuple[object, ...]]


def lay(force: Force) -> None:
    """Hundreds of dates at 柳堰, ends of days among them, long titles and odd signs."""
    chance = random.Random(47)
    ends = ["", "\n第二行", ",;"]
    titles = [
        f"{n} {WORDS[: chance.randrange(2, 110)]}"[:115] + chance.choice(ends)
        for n in range(TASKS)
    ]
    common: dict[str, Any] = {"department": force.public_order}
    rows = Directive.objects.bulk_create(
        Directive(
            title=title,
            kind=chance.choice([Kind.TASK, Kind.REPORT, Kind.MEETING]),
            created_by=force.staff,
            state="issued",
            issued_at=NOW,
            **common,
        )
        for title in titles
    )
    owed = []
    for row in rows:
        hour = chance.choice([0, 0, 9, 18])
        due = NOW.replace(hour=hour) + dt.timedelta(days=chance.randrange(1, 300))
        start = due - dt.timedelta(hours=3) if row.is_event else None
        place: dict[str, Any] = {"directive": row, "station": force.a1, **common}
        times = {"release": start, "due": due, "is_event": row.is_event}
        owed.append(Assignment(version=chance.randrange(1, 9), **place, **times))
    Assignment.objects.bulk_create(owed)
    ProtectedBlock.objects.bulk_create(
        ProtectedBlock(
            station=force.a1,
            title=f"社区日{n}",
            start=(start := NOW + dt.timedelta(days=n, hours=1)),
            end=start + dt.timedelta(hours=4),
            officers=Decimal(1),
        )
        for n in range(BLOCKS)
    )


def meant(entries: list[Entry]) -> Told:
    """uid -> (title, whole day, start, end, sequence, where, about)."""
    found: Told = {}
    for one in entries:
        timed = isinstance(one.start, dt.datetime)
        end = _local(one.end) if one.end else None
        told = (one.title, not timed, _local(one.start), end, one.sequence)
        found[f"{one.uid}@yipan"] = (*told, one.where, one.about)
    return found


def by_vobject(raw: bytes) -> Told:
    found: Told = {}
    for event in vobject.readOne(raw.decode()).vevent_list:
        start = event.dtstart.value
        end = event.dtend.value if hasattr(event, "dtend") else None
        title, sequence = event.summary.value, int(event.sequence.value)
        texts = [
            getattr(event, name).value if hasattr(event, name) else ""
            for name in ("location", "description")
        ]
        whole = not isinstance(start, dt.datetime)
        times = (_local(start), _local(end) if end else None)
        found[event.uid.value] = (title, whole, *times, sequence, *texts)
    return found


def by_ics(raw: bytes) -> Told:
    found: Told = {}
    for event in ics.Calendar(raw.decode()).events:
        whole = bool(event.all_day)
        start = event.begin.date() if whole else _local(event.begin.datetime)
        lasts = event.has_end() and not whole
        end = _local(event.end.datetime) if lasts and event.end != event.begin else None
        (sequence,) = (int(e.value) for e in event.extra if e.name == "SEQUENCE")
        texts = (event.location or "", event.description or "")
        found[event.uid] = (event.name, whole, start, end, sequence, *texts)
    return found


def _local(moment: Any) -> Any:
    if not isinstance(moment, dt.datetime):
        return moment
    return moment.astimezone(ZONE).replace(tzinfo=None)


@pytest.mark.parametrize("read", [by_vobject, by_ics])
def test_a_station_with_hundreds_of_dates(
    force: Force, read: Callable[[bytes], Told]
) -> None:
    lay(force)
    entries = station_entries(force.chief_a1, force.a1, NOW)
    assert len(entries) == TASKS + BLOCKS
    raw = calendar("柳堰派出所", entries, NOW)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    want, got = meant(entries), read(raw)
    assert got.keys() == want.keys()
    assert [k for k in want if got[k] != want[k]] == []


def test_what_was_cancelled_is_told_as_such() -> None:
    entry = Entry("assignment-1", "例会", NOW, NOW + dt.timedelta(hours=1), 3)
    gone = Entry("assignment-2", "例会", NOW, NOW, cancelled=True)
    raw = calendar("柳堰", [entry, gone], NOW)
    (one, other) = vobject.readOne(raw.decode()).vevent_list
    assert not hasattr(one, "status") and other.status.value == "CANCELLED"
    statuses = {event.uid: event.status for event in ics.Calendar(raw.decode()).events}
    assert statuses == {"assignment-1@yipan": None, "assignment-2@yipan": "CANCELLED"}
