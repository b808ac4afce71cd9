"""Directives, assignments and their log, as the services would have written them.

Directives go in as text. Of the assignments only what differs per station goes into a
temporary table; one `INSERT … SELECT` per group of stations takes the rest from the
directive, as issuing does. What a draft listed as its targets is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coordination.generating import words
from coordination.generating.assigning import STATES
from coordination.generating.build import Build
from coordination.generating.facts import CLOSE_OF_WORK, MINUTES_A_DAY, midnight
from coordination.generating.orders import (
    CLASSES,
    FIRST_EVENT,
    KINDS,
    MEETING,
    Ints,
    subjects,
)
from coordination.generating.people import DAYS
from coordination.services.copying import copy_records, copy_rows, defaults, reserve
from coordination.services.generated_units import Written, moment
from organization.pinyin import initials, spelt
from tasking.models import Assignment, AssignmentEntry, Directive

STATIONS_AT_ONCE = 4_000
ISSUED_AT, SIGNED_AT = 10 * 60, 9 * 60 + 30
REPORT = KINDS.index("report")
STAGED = "generated_assignment"
_STAGE = f"""
CREATE TEMPORARY TABLE {STAGED} (id bigint, station_id bigint, chief_id bigint,
    directive_id bigint, effort bigint, remaining bigint, signed bigint, state smallint)
ON COMMIT DROP
"""
_FILL = """
INSERT INTO tasking_assignment (id, directive_id, station_id, department_id, is_event,
    release, due, effort_units, remaining_units, max_officers, officers, attendees,
    priority, deadline_class, state, acknowledged_at, report, created_at, version{more})
SELECT s.id, d.id, s.station_id, d.department_id, d.kind = ANY(%(events)s), d.release,
    d.due, NULLIF(s.effort, -1), NULLIF(s.remaining, -1), d.max_officers, d.officers,
    d.attendees, d.priority, d.deadline_class, (%(states)s::text[])[s.state + 1],
    CASE WHEN s.state > 0 THEN to_timestamp(s.signed * 60) END, '', d.issued_at,
    1 + s.state{values}
FROM {staged} s JOIN tasking_directive d ON d.id = s.directive_id ORDER BY s.id
"""
_LOG = """
INSERT INTO tasking_assignmententry (assignment_id, at, by_id, act, remaining_before,
    remaining_after, note{more})
SELECT s.id, to_timestamp(s.signed * 60) + n * interval '1 hour', s.chief_id,
    (ARRAY['acknowledge', 'progress'])[1 + n], NULLIF(s.effort, -1),
    CASE WHEN n = 0 THEN NULLIF(s.effort, -1) ELSE s.remaining END, ''{values}
FROM {staged} s CROSS JOIN generate_series(0, 1) n WHERE s.state > n ORDER BY s.id, n
"""
_ASSIGNMENT = (
    *("directive", "station", "department", "is_event", "release", "due"),
    *("effort_units", "remaining_units", "max_officers", "officers", "attendees"),
    *("priority", "deadline_class", "state", "acknowledged_at", "reported_at"),
    *("report", "created_at", "version"),
)
_ENTRY = (
    *("assignment", "at", "by", "act", "remaining_before", "remaining_after"),
    *("due_before", "due_after", "note"),
)


def write_orders(
    cursor: CursorWrapper, made: Build, ids: Written, say: Callable[[str], None]
) -> int:
    """Everything that was ordered; the number of directives."""
    count = len(made.orders)
    say(_("%(count)s directives") % {"count": f"{count:,}"})
    first = reserve(cursor, Directive, count)
    copy_rows(cursor, Directive, _DIRECTIVE, _directives(made, ids, first))
    cursor.execute("ANALYZE tasking_directive")
    cursor.execute(_STAGE)
    # The directives are looked up by a hash that should stay in memory.
    cursor.execute("SET LOCAL work_mem = '256MB'")
    row = reserve(cursor, Assignment, made.assigned.directive.size)
    for low in range(0, made.stations, STATIONS_AT_ONCE):
        high = min(low + STATIONS_AT_ONCE, made.stations)
        cursor.execute(f"TRUNCATE {STAGED}")
        copy_records(cursor, STAGED, [_staged(made, ids, first, row, low, high)])
        _fill(cursor)
        done = high * made.assigned.directive.shape[1]
        say(_("%(count)s assignments") % {"count": f"{done:,}"})
    return count


def _fill(cursor: CursorWrapper) -> None:
    events = list(KINDS[FIRST_EVENT:])
    more = defaults(Assignment, _ASSIGNMENT)
    cursor.execute(
        _completed(_FILL, more), {"events": events, "states": list(STATES), **more}
    )
    more = defaults(AssignmentEntry, _ENTRY)
    cursor.execute(_completed(_LOG, more), more)


def _completed(sql: str, more: dict[str, object]) -> str:
    """The statement with the columns that the models fill by default."""
    return sql.format(
        staged=STAGED,
        more="".join(f', "{column}"' for column in more),
        values="".join(f", %({column})s" for column in more),
    )


_DIRECTIVE = (
    *("id", "number", "department", "own_station", "title", "pinyin", "spelt"),
    "kind",
    *("intent", "basis", "standard", "data_items", "deadline_class", "release"),
    *("due", "effort_units", "officers", "attendees", "priority", "state"),
    *("created_by", "created_at", "issued_at", "version"),
)


def _directives(made: Build, ids: Written, first: int) -> Iterator[tuple[object, ...]]:
    orders = made.orders
    effort = _largest(made).tolist()
    letters: dict[str, tuple[str, str]] = {}
    numbers: dict[tuple[int, int, int], int] = {}
    days = {
        int(n): made.as_of + np.timedelta64(int(n), "D").astype(object)
        for n in np.unique(orders.due)
    }
    columns = zip(
        *(orders.department.tolist(), orders.station.tolist(), orders.kind.tolist()),
        *(orders.subject.tolist(), orders.rule.tolist(), orders.release.tolist()),
        *(orders.due.tolist(), orders.start.tolist(), orders.end.tolist()),
        *(orders.officers.tolist(), orders.deadline_class.tolist()),
        *(orders.priority.tolist(), orders.issued.tolist()),
        strict=True,
    )
    for n, row in enumerate(columns):
        department, station, kind, about, rule, release, due, start, end = row[:9]
        officers, deadline, priority, issued = row[9:]
        subject, own = subjects()[about], department < 0
        title = words.title(about, kind, rule, days[due])
        sound = letters.get(title)
        if sound is None:
            sound = letters[title] = (initials(title), spelt(title))
        issued_at = moment(made.as_of, issued, ISSUED_AT)
        unit = (
            made.units.stations[station] if own else made.units.departments[department]
        )
        year = int(issued_at[:4])
        key = department, station, year
        numbers[key] = numbers.get(key, 0) + 1
        chief = kind == MEETING
        yield (
            *(first + n, f"{unit.short_name}〔{year}〕{numbers[key]}号"[:40]),
            None if own else ids.department + department,
            ids.station + station if own else None,
            *(title, *sound, KINDS[kind], subject.intent, subject.basis),
            words.standard(kind),
            list(subject.data_items) if kind == REPORT else [],
            CLASSES[deadline],
            moment(made.as_of, release, start) if officers or release else None,
            moment(made.as_of, due, end or CLOSE_OF_WORK),
            None if officers else effort[n],
            f"{officers / 1000:.3f}" if officers else None,
            ["chief"] if chief else [],
            *(priority, "issued"),
            ids.chief(station) if own else ids.staff(department),
            *(issued_at, issued_at, 2),
        )


def _largest(made: Build) -> Ints:
    """The largest effort a directive asks of any station: the one it is issued with."""
    found = np.zeros(len(made.orders), dtype=np.int64)
    for low in range(0, made.stations, STATIONS_AT_ONCE):
        part = slice(low, low + STATIONS_AT_ONCE)
        np.maximum.at(found, made.assigned.directive[part], made.assigned.effort[part])
    return np.maximum(found, 0)


_RECORD = np.dtype(
    [
        *((name, "i8") for name in ("id", "station_id", "chief_id", "directive_id")),
        *((name, "i8") for name in ("effort", "remaining", "signed")),
        ("state", "i2"),
    ]
)


def _staged(
    made: Build, ids: Written, directive: int, row: int, low: int, high: int
) -> NDArray[np.void]:
    """What differs per assignment of stations low:high, numbered on from `row`."""
    assigned = made.assigned
    open_ = assigned.directive.shape[1]
    station = np.repeat(np.arange(low, high), open_)
    found = np.empty(len(station), dtype=_RECORD)
    found["id"] = row + low * open_ + np.arange(len(station))
    found["station_id"] = ids.station + station
    found["chief_id"] = ids.chief(0) + station
    found["directive_id"] = directive + assigned.directive[low:high].ravel()
    found["effort"] = assigned.effort[low:high].ravel()
    found["remaining"] = assigned.remaining[low:high].ravel()
    signed = assigned.signed[low:high].ravel().astype(np.int64)
    since = midnight(made.as_of) + SIGNED_AT
    found["signed"] = np.where(signed > -DAYS, since + signed * MINUTES_A_DAY, 0)
    found["state"] = assigned.state[low:high].ravel()
    return found
