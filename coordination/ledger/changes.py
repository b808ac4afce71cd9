"""What changed in a station's load since a day, and by whom.

Read from the log of its assignments and the history of its conflicts: every act that
changes what is still to be done keeps the units before and after. So what was owed
then, plus what others did, less what was worked off, is what is owed now.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from coordination.models import Conflict
from organization.models import Station, User
from organization.together import Shape, together
from personnel.presence import ZONE
from tasking.models import Assignment, AssignmentEntry

TAKEN_OFF = {
    "withdraw": "withdrawn",
    "recall": "withdrawn",
    "waive": "withdrawn",
    "expire": "withdrawn",
    "relay": "relayed",
    "merge": "merged",
}
BORN = "split"  # the act with which a part of another order begins
FARTHEST = dt.timedelta(days=400)


@dataclass(frozen=True)
class Line:
    """One change. `kind` is new, moved, grown, shrunk, returned, restored, withdrawn,
    merged or relayed; `units` is what it adds, None where nobody has estimated it."""

    at: dt.datetime
    kind: str
    assignment: Assignment
    units: int | None
    by: User | None
    note: str = ""
    due_before: dt.datetime | None = None
    due_after: dt.datetime | None = None
    brought: tuple[Conflict, ...] = ()  # conflicts found since, with this task in them
    settled: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Share:
    """What one requester did: its lines, and the units it added and took off."""

    label: str
    lines: int
    added: int
    taken: int

    @property
    def net(self) -> int:
        return self.added - self.taken


@dataclass(frozen=True)
class Changes:
    """Since an instant, the newest first. `done` are units worked off meanwhile:
    what is owed now is what was owed then + `net_work` − `done`."""

    station: Station
    since: dt.datetime
    lines: tuple[Line, ...]
    done: int
    conflicts: tuple[Conflict, ...]

    @cached_property
    def new(self) -> int:
        return sum(line.kind == "new" for line in self.lines)

    @cached_property
    def net(self) -> int:
        return sum(line.units or 0 for line in self.lines)

    @cached_property
    def net_work(self) -> int:
        """The same without fixed appointments."""
        work = (line for line in self.lines if not line.assignment.is_event)
        return sum(line.units or 0 for line in work)

    @cached_property
    def unknown(self) -> int:
        return sum(line.units is None for line in self.lines)

    @cached_property
    def found(self) -> tuple[Conflict, ...]:
        """Conflicts that were not there then and are there now."""
        return tuple(
            c for c in self.conflicts if c.first_seen_at >= self.since and _open(c)
        )

    @cached_property
    def settled(self) -> tuple[Conflict, ...]:
        """Conflicts that were there then and are settled now."""
        return tuple(
            c for c in self.conflicts if c.first_seen_at < self.since and not _open(c)
        )

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """By requester, who added most first."""
        by: dict[str, list[Line]] = defaultdict(list)
        for line in self.lines:
            by[line.assignment.requester_label].append(line)
        shares = [
            Share(
                label,
                len(lines),
                sum(max(line.units or 0, 0) for line in lines),
                sum(max(-(line.units or 0), 0) for line in lines),
            )
            for label, lines in by.items()
        ]
        return tuple(sorted(shares, key=lambda s: (-s.net, -s.lines, s.label)))

    def __bool__(self) -> bool:
        return bool(self.lines or self.found or self.settled)


def last_monday(now: dt.datetime) -> dt.date:
    """The Monday before today: on a Monday one asks about the week that is over."""
    yesterday = timezone.localdate(now, ZONE) - dt.timedelta(days=1)
    return yesterday - dt.timedelta(days=yesterday.weekday())


def start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), ZONE)


def changes(
    station: Station, since: dt.datetime, still: Sequence[Conflict] | None = None
) -> Changes:
    """Two queries, whatever has happened.

    Whoever knows the open conflicts hands them in as `still`: then there is one, and
    nothing is told of settled ones.
    """
    shapes = (_ENTRIES, _FRESH)
    entries, fresh = together(*(one.of(station.pk, since) for one in shapes))
    conflicts = _recent(station, since) if still is None else tuple(still)
    found = [*_new(fresh, entries), *_changed(entries)]
    lines = sorted(found, key=lambda line: (line.at, line.assignment.pk), reverse=True)
    marked = _mark(lines, conflicts, since)
    return Changes(station, since, tuple(marked), _done(entries), conflicts)


def _entries(station: int, since: dt.datetime) -> QuerySet[AssignmentEntry]:
    rows = AssignmentEntry.objects.filter(assignment__station=station, at__gte=since)
    named = ("assignment__directive", "assignment__department", "by")
    return rows.select_related(*named).order_by("pk")


def _fresh(station: int, since: dt.datetime) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(station=station, created_at__gte=since)
    return rows.select_related("directive__issued_by", "department").order_by("pk")


_ENTRIES, _FRESH = Shape(_entries), Shape(_fresh)


def _recent(station: Station, since: dt.datetime) -> tuple[Conflict, ...]:
    recent = Q(first_seen_at__gte=since) | Q(settled_at__gte=since)
    return tuple(Conflict.objects.filter(recent, station=station).order_by("-pk"))


def owed(station: Station) -> int:
    """Units still to be done today, appointments apart."""
    rows = Assignment.objects.filter(station=station, is_event=False).live()
    return int(rows.aggregate(units=Sum("remaining_units"))["units"] or 0)


def _new(
    fresh: Sequence[Assignment], entries: Sequence[AssignmentEntry]
) -> Iterable[Line]:
    """With the units they came with: what the first act on them found."""
    came_with: dict[int, int | None] = {}
    for entry in entries:
        if entry.act != BORN:
            came_with.setdefault(entry.assignment_id, entry.remaining_before)
    for row in fresh:
        units = came_with.get(row.pk, row.remaining_units)
        yield Line(
            at=row.created_at,
            kind="new",
            assignment=row,
            units=_event_units(row) if row.is_event else units,
            by=row.directive.issued_by,
            due_after=row.due,
        )


def _changed(entries: Iterable[AssignmentEntry]) -> Iterable[Line]:
    for entry in entries:
        kind, units = _kind(entry)
        if kind:
            yield Line(
                at=entry.at,
                kind=kind,
                assignment=entry.assignment,
                units=units,
                by=entry.by,
                note=entry.note,
                due_before=entry.due_before,
                due_after=entry.due_after,
            )


def _kind(entry: AssignmentEntry) -> tuple[str, int | None]:
    """What sort of change an act was, and the units it adds; "" for none."""
    row, before, after = entry.assignment, entry.remaining_before, entry.remaining_after
    if entry.act in TAKEN_OFF:
        left = row.remaining_units if before is None else before
        units = _event_units(row) if row.is_event else left
        return TAKEN_OFF[entry.act], None if units is None else -units
    if entry.act == "restore":
        units = row.remaining_units if after is None else after
        return "restored", _event_units(row) if row.is_event else units
    more = None if after is None else after - (before or 0)
    if entry.act == "return":
        return "returned", 0 if row.is_event else more
    if entry.act == "redate" and entry.due_before != entry.due_after:
        return "moved", more
    if entry.act == "redate" or (entry.act == "progress" and (more or 0) > 0):
        return "shrunk" if (more or 0) < 0 else "grown", more
    return "", 0


def _done(entries: Iterable[AssignmentEntry]) -> int:
    """Units worked off: progress downwards, and what a report ended."""
    pairs = [
        (entry.remaining_before or 0, entry.remaining_after or 0)
        for entry in entries
        if entry.act in ("progress", "report") and entry.remaining_before is not None
    ]
    return sum(max(before - after, 0) for before, after in pairs)


def _event_units(row: Assignment) -> int | None:
    """People times the length of the appointment."""
    if row.release is None or row.due is None:
        return None
    people = max(row.officers or 0, len(set(row.attendees)))
    return int(people * 1000 * ((row.due - row.release) // dt.timedelta(minutes=1)))


def _mark(
    lines: Iterable[Line], conflicts: Sequence[Conflict], since: dt.datetime
) -> Iterable[Line]:
    """Each line with the conflicts that came or went with its task in them."""
    met: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in conflicts:
        for member in conflict.members:
            met[member["assignment"]].append(conflict)
    for line in lines:
        mine = met.get(str(line.assignment.pk), [])
        yield replace(
            line,
            brought=tuple(c for c in mine if _open(c) and c.first_seen_at >= since),
            settled=tuple(c for c in mine if not _open(c) and c.first_seen_at < since),
        )


def _open(conflict: Conflict) -> bool:
    return conflict.state != Conflict.State.SETTLED
