"""Rows of a ledger's timeline: by department or by due, folded where they are many."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.ledger.reading import Reading, is_overdue
from coordination.ledger.weeks import Week, week_of
from coordination.ledger.wording import hours_of
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures.data import Bar, EventMark, Group, More
from personnel.presence import minute_of
from tasking.models import Assignment

MANY = 60  # from so many bars on each group shows its most pressing ones
FIRST = 6
MOST = 200  # bars of one group; the list below has them all


@dataclass(frozen=True)
class Wanted:
    """How the rows are asked for: `by` department or due, the groups `opened`, the
    address that `opens` another, the tasks whose date the reader may move, and by
    conflict the address where it stands out alone."""

    by: str = "department"
    opened: Collection[str] = ()
    opens: Callable[[str], str] = field(default=lambda key: "")
    movable: Collection[int] = ()
    addresses: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """What a task is in conflicts: their numbers, and of those over deadlines whether
    it lies inside a window and in a minimal set."""

    numbers: tuple[int, ...] = ()
    inside: bool = False
    core: bool = False


Marks = Mapping[str, Mark]
NONE = Mark()


def groups(
    reading: Reading, numbers: Mapping[int, int], wanted: Wanted | None = None
) -> list[Group]:
    """Departments in conflict first, or weeks in order; then fixed times and the own
    plan's protected time."""
    begin = instant(minute_of(reading.span.start))
    finish = instant(minute_of(reading.span.end))
    seen = [row for row in reading.live if _is_seen(reading, row, begin, finish)]
    work = [row for row in seen if not row.is_event]
    maker = _Maker(
        reading, membership(reading, numbers), wanted or Wanted(), len(work) > MANY
    )
    made = maker.by_due(work) if maker.wanted.by == "due" else maker.by_department(work)
    events = [row for row in seen if row.is_event]
    if events:
        made.append(_events(reading, events, numbers, maker.wanted.addresses))
    return made + _own(reading, begin, finish)


def membership(reading: Reading, numbers: Mapping[int, int]) -> dict[str, Mark]:
    """Assignment id to what it is in the open conflicts."""
    found: dict[str, Mark] = {}
    for conflict in reading.conflicts:
        by_hours = conflict.kind == Conflict.Kind.DEADLINE
        for member in conflict.members:
            old = found.get(member["assignment"], NONE)
            found[member["assignment"]] = Mark(
                (*old.numbers, numbers[conflict.pk]),
                old.inside or by_hours,
                old.core or (by_hours and member["minimal"]),
            )
    return found


def _is_seen(
    reading: Reading, row: Assignment, begin: dt.datetime, finish: dt.datetime
) -> bool:
    starts = row.release or reading.as_of
    reaches = row.due is None or row.due > begin or is_overdue(row, reading.now)
    return reaches and starts < finish


@dataclass(frozen=True)
class _Maker:
    """Makes the groups; with `fold` each shows its most pressing rows first."""

    reading: Reading
    marks: Marks
    wanted: Wanted
    fold: bool

    def by_department(self, rows: Sequence[Assignment]) -> list[Group]:
        found: dict[str, list[Assignment]] = defaultdict(list)
        for row in rows:
            found[row.requester_code].append(row)
        within = self._within()
        made = [
            self._group(code, self.reading.names.get(code, code), mine, within)
            for code, mine in found.items()
        ]
        made.sort(key=lambda group: (not group.hot, -float(group.inside_hours or 0)))
        return made

    def _within(self) -> dict[str, int]:
        """Units inside the first window, by department."""
        found: dict[str, int] = defaultdict(int)
        for conflict in self.reading.deadline_conflicts[:1]:
            for member in conflict.members:
                found[member["department"]] += member["units"]
        return found

    def by_due(self, rows: Sequence[Assignment]) -> list[Group]:
        found: dict[Week, list[Assignment]] = defaultdict(list)
        for row in rows:
            found[week_of(self.reading, row)].append(row)
        return [
            self._group(week.key, week.label, found[week], {}) for week in sorted(found)
        ]

    def _group(
        self,
        key: str,
        name: str,
        rows: Sequence[Assignment],
        within: Mapping[str, int],
    ) -> Group:
        whole = key in self.wanted.opened or not self.fold
        shown = self._pressing(rows, MOST if whole else FIRST)
        total = sum(row.remaining_units or 0 for row in rows)
        return Group(
            name=name,
            inside_hours=hours_of(within[key]) if within.get(key) else None,
            total_hours=hours_of(total),
            rows=[self._bar(row) for row in shown],
            hot=any(self._mark(row).inside for row in rows),
            more=self._more(len(rows) - len(shown), key),
        )

    def _mark(self, row: Assignment) -> Mark:
        return self.marks.get(str(row.pk), NONE)

    def _pressing(self, rows: Sequence[Assignment], most: int) -> Sequence[Assignment]:
        """The most pressing ones, in the order they were given."""
        if len(rows) <= most:
            return rows

        def pressing(row: Assignment) -> tuple[bool, bool]:
            mark = self._mark(row)
            return (not mark.core, not mark.inside)

        kept = {row.pk for row in sorted(rows, key=pressing)[:most]}
        return [row for row in rows if row.pk in kept]

    def _more(self, count: int, key: str) -> More | None:
        """The line that opens what is folded in place; beyond the most, the list."""
        if not count:
            return None
        text = ngettext("%(n)s more task", "%(n)s more tasks", count) % {"n": count}
        opened = key in self.wanted.opened
        return More(text, "#tasks" if opened else self.wanted.opens(key))

    def _bar(self, row: Assignment) -> Bar:
        mark = self._mark(row)
        movable = row.pk in self.wanted.movable
        return Bar(
            id=f"bar-{row.pk}",
            title=row.directive.display_title,
            department=row.requester_label,
            release=row.release,
            due=row.due,
            hours=row.remaining_hours,
            done=done_share(row) or 0.0,
            deadline_class=row.deadline_class,
            overdue=is_overdue(row, self.reading.now),
            core=mark.core,
            inside=mark.inside,
            own=row.department is None,
            href=reverse("coordination:assignment", args=[row.pk]),
            numbers=mark.numbers,
            note=row.requester_label if self.wanted.by == "due" else "",
            moves=reverse("coordination:date_of", args=[row.pk]) if movable else "",
        )


def done_share(row: Assignment) -> float | None:
    """0..1 of the hours asked for; None where nobody knows."""
    if not row.effort_units or row.remaining_units is None:
        return None
    return min(1.0, max(0.0, 1 - row.remaining_units / row.effort_units))


def _events(
    reading: Reading,
    rows: list[Assignment],
    numbers: Mapping[int, int],
    addresses: Mapping[int, str],
) -> Group:
    clashing = {
        member["assignment"]: conflict.pk
        for conflict in reading.conflicts
        if conflict.kind == Conflict.Kind.CLASH
        for member in conflict.members
    }
    marks = []
    for row in rows:
        clash = clashing.get(str(row.pk))
        own = reverse("coordination:assignment", args=[row.pk])
        marks.append(
            EventMark(
                id=f"a{row.pk}",
                title=row.directive.display_title,
                kind=row.directive.kind,
                start=row.release or reading.as_of,
                end=row.due or reading.as_of,
                clash=clash is not None,
                number=None if clash is None else numbers[clash],
                href=own if clash is None else addresses.get(clash, own),
            )
        )
    return Group(_("Fixed times"), None, None, [marks], hot=False)


def _own(reading: Reading, begin: dt.datetime, finish: dt.datetime) -> list[Group]:
    """Protected time, one row per title."""
    titles: dict[str, list[tuple[dt.datetime, dt.datetime, int]]] = defaultdict(list)
    for block in reading.facts.blocks:
        start, end = instant(block.start), instant(block.end)
        if end > begin and start < finish:
            titles[block.title].append((start, end, block.officers))
    bars: list[Bar | list[EventMark]] = []
    total = Decimal(0)
    for title, spans in titles.items():
        units = sum(
            int((end - start).total_seconds()) // 60 * officers
            for start, end, officers in spans
        )
        total += hours_of(units)
        bars.append(
            Bar(
                id=f"own-{len(bars)}",
                title=title,
                department=_("Own plan"),
                release=min(s for s, _end, _n in spans),
                due=max(e for _s, e, _n in spans),
                hours=hours_of(units),
                own=True,
                protected=tuple((s, e) for s, e, _n in spans),
            )
        )
    return [Group(_("Own plan"), None, total, bars)] if bars else []
