"""The timeline and the load curve of a ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from coordination.core.load import DayLoad, load_profile
from coordination.core.slack import weeks as week_slack
from coordination.ledger.figures import figures
from coordination.ledger.reading import Reading, is_overdue
from coordination.ledger.wording import hours_of
from coordination.models import Conflict
from coordination.moments import instant
from coordination.pictures.data import Bar, Day, EventMark, Group, Window
from organization.templatetags.formats import cell_day
from personnel.presence import minute_of
from tasking.models import Assignment

MOST_BARS = 80  # more rows than anybody reads; the list below has them all


def days(reading: Reading) -> list[Day]:
    """The axis with capacity and the flattest load of each day from today on."""
    shown = reading.span.days
    ahead = [day for day in shown if day >= reading.today]
    pairs = [(minute_of(d), minute_of(d + dt.timedelta(days=1))) for d in ahead]
    loads: dict[dt.date, DayLoad] = {}
    if reading.facts.capacity is not None and pairs:
        profile = load_profile(
            reading.facts, as_of=reading.minute, now=reading.minute, days=pairs
        )
        loads = dict(zip(ahead, profile, strict=True))
    return [_day(reading, day, loads.get(day)) for day in shown]


def _day(reading: Reading, day: dt.date, load: DayLoad | None) -> Day:
    known = reading.facts.capacity is not None
    calendar = reading.calendar
    label = calendar.holiday_name(day) or ("班" if calendar.is_makeup(day) else "")
    if not label and calendar.is_provisional(day):
        label = "暂定"
    return Day(
        date=day,
        working=calendar.is_workday(day),
        label=label or None,
        capacity_hours=hours_of(load.capacity) if load else (0 if known else None),
        todo_hours=hours_of(load.todo) if load else 0,
        beyond_hours=hours_of(load.beyond) if load else 0,
    )


def windows(reading: Reading, numbers: dict[int, int]) -> list[Window]:
    """Critical windows of the numbered deadline conflicts."""
    found = []
    for conflict in reading.deadline_conflicts:
        shown = figures(conflict)
        found.append(
            Window(
                number=numbers[conflict.pk],
                start=max(conflict.window_start, reading.as_of),
                end=conflict.window_end,
                demand_hours=shown.demand,
                capacity_hours=shown.capacity,
                shortfall_hours=shown.short,
            )
        )
    return found


def groups(reading: Reading, numbers: dict[int, int]) -> tuple[list[Group], int]:
    """Rows by department, conflicted ones first; and how many rows were left out."""
    begin = instant(minute_of(reading.span.start))
    finish = instant(minute_of(reading.span.end))
    inside = _membership(reading)
    by_department: dict[str, list[Assignment]] = defaultdict(list)
    events: list[Assignment] = []
    for row in reading.live:
        late = is_overdue(row, reading.now)
        starts = row.release or reading.as_of
        seen = (row.due is None or row.due > begin or late) and starts < finish
        if row.is_event:
            events.extend([row] if seen else [])
        elif seen:
            by_department[row.requester_code].append(row)
    kept, left_out = _cap(by_department, inside)
    made = [_group(reading, code, rows, inside) for code, rows in kept.items()]
    made.sort(key=lambda group: (not group.hot, -float(group.inside_hours or 0)))
    if events:
        made.append(_events(reading, events, numbers))
    return made + _own(reading, begin, finish), left_out


Inside = dict[str, tuple[int, bool]]


def _membership(reading: Reading) -> Inside:
    """Assignment id to (units in the first window it is in, minimal somewhere)."""
    found: Inside = {}
    for conflict in reading.deadline_conflicts:
        for member in conflict.members:
            units, core = found.get(member["assignment"], (member["units"], False))
            found[member["assignment"]] = (units, core or member["minimal"])
    return found


def _cap(
    rows: dict[str, list[Assignment]], inside: Inside
) -> tuple[dict[str, list[Assignment]], int]:
    """The most pressing rows: those in a conflict, then by due."""
    every = [row for found in rows.values() for row in found]
    if len(every) <= MOST_BARS:
        return rows, 0
    every.sort(key=lambda r: (str(r.pk) not in inside, r.due is None, r.due))
    keep = {row.pk for row in every[:MOST_BARS]}
    kept = {
        code: [row for row in found if row.pk in keep] for code, found in rows.items()
    }
    return {c: f for c, f in kept.items() if f}, len(every) - MOST_BARS


def _group(
    reading: Reading, code: str, rows: list[Assignment], inside: Inside
) -> Group:
    bars = [_bar(reading, row, inside) for row in rows]
    first = reading.deadline_conflicts[:1]
    within = sum(
        m["units"] for c in first for m in c.members if m["department"] == code
    )
    total = sum(row.remaining_units or 0 for row in rows)
    return Group(
        name=reading.names.get(code, code),
        inside_hours=hours_of(within) if within else None,
        total_hours=hours_of(total),
        rows=list(bars),
        hot=any(str(row.pk) in inside for row in rows),
    )


def _bar(reading: Reading, row: Assignment, inside: Inside) -> Bar:
    effort, left = row.effort_units, row.remaining_units
    done = 1 - left / effort if effort and left is not None else 0.0
    mark = inside.get(str(row.pk))
    return Bar(
        id=f"a{row.pk}",
        title=row.directive.display_title,
        department=row.requester_label,
        release=row.release,
        due=row.due,
        hours=row.remaining_hours,
        done=min(1.0, max(0.0, done)),
        deadline_class=row.deadline_class,  # type: ignore[arg-type]
        overdue=is_overdue(row, reading.now),
        core=bool(mark and mark[1]),
        inside=mark is not None,
        own=row.department is None,
        href=f"#row-{row.pk}",
    )


def _events(reading: Reading, rows: list[Assignment], numbers: dict[int, int]) -> Group:
    clashing = {
        member["assignment"]: numbers[conflict.pk]
        for conflict in reading.conflicts
        if conflict.kind == Conflict.Kind.CLASH
        for member in conflict.members
    }
    marks = [
        EventMark(
            id=f"a{row.pk}",
            title=row.directive.display_title,
            kind=row.directive.kind,  # type: ignore[arg-type]
            start=row.release or reading.as_of,
            end=row.due or reading.as_of,
            clash=str(row.pk) in clashing,
            number=clashing.get(str(row.pk)),
        )
        for row in rows
    ]
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


def weeks(reading: Reading) -> list[dict[str, object]]:
    """The strip of the next four weeks: slack or what is short, per week."""
    monday = reading.today - dt.timedelta(days=reading.today.weekday())
    starts = [monday + dt.timedelta(weeks=n) for n in range(4)]
    pairs = [(minute_of(d), minute_of(d + dt.timedelta(days=7))) for d in starts]
    answers = week_slack(
        reading.facts, as_of=reading.minute, now=reading.minute, weeks=pairs
    )
    day = Decimal(8)
    strip: list[dict[str, object]] = []
    for n, (start, found) in enumerate(zip(starts, answers, strict=True)):
        last = start + dt.timedelta(days=6)
        label = _("This week") if n == 0 else f"{cell_day(start)}–{cell_day(last)}"
        slack = None if found.slack is None else hours_of(found.slack)
        if slack is None or (found.at_most and slack >= 0):
            state = "unknown"
        else:
            state = "short" if slack < 0 else ("tight" if slack < day else "fits")
        strip.append(
            {
                "label": label,
                "state": state,
                "hours": abs(slack) if slack is not None else None,
            }
        )
    return strip
