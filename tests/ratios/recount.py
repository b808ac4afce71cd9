"""Every figure of a unit counted once more, by hand, in plain SQL.

Nothing here comes from `coordination.ratios`: each statement is written from what the
page says of its figure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass

from django.db import connection

ALL, SECRET = -1, 0


@dataclass(frozen=True)
class Wanted:
    """`path` of a bureau; `department` an id, SECRET for reserved strength or ALL;
    `station` an id or ALL. `first` and `last` are days, both inside."""

    path: str
    first: dt.date
    last: dt.date
    days: int
    now: dt.datetime
    department: int = ALL
    station: int = ALL


ZONE = "AT TIME ZONE 'Asia/Shanghai'"
PLACE = """
    JOIN organization_station s ON s.id = {of}.station_id
    JOIN organization_bureau b ON b.id = s.bureau_id AND starts_with(b.path, %(path)s)
"""
TASKS = f"""
    FROM tasking_assignment a JOIN tasking_directive d ON d.id = a.directive_id
    {PLACE.format(of="a")}
    WHERE a.department_id IS NOT NULL
    AND %(station)s IN ({ALL}, a.station_id)
    AND (%(department)s = {ALL} OR CASE WHEN d.reserved THEN %(department)s = {SECRET}
         ELSE %(department)s = a.department_id END)
"""
INSIDE = f" AND (a.created_at {ZONE})::date BETWEEN %(first)s AND %(last)s"
STANDS = " AND a.state NOT IN ('withdrawn', 'recalled')"
LAST = "(SELECT act FROM tasking_assignmententry e WHERE e.assignment_id = a.id"
LAST += " ORDER BY e.id DESC LIMIT 1)"
WITHDRAWN = f" AND a.state = 'withdrawn' AND {LAST} NOT IN ('relay', 'merge', 'join')"
GONE = f" AND (a.state = 'recalled' OR {WITHDRAWN.removeprefix(' AND ')})"
ASKED, TAKEN = TASKS + INSIDE + STANDS, TASKS + INSIDE + GONE
HOURS = """coalesce(sum(CASE WHEN a.is_event
    THEN extract(epoch FROM a.due - a.release)
         * greatest(coalesce(a.officers, 0), coalesce(cardinality(a.attendees), 0))
    ELSE coalesce(a.effort_units, 0) * 0.06 END), 0) * 1000"""
FIRST_DATE = """coalesce((SELECT e.due_before FROM tasking_assignmententry e
    WHERE e.assignment_id = a.id AND e.due_before IS NOT NULL ORDER BY e.id LIMIT 1),
    a.due)"""
LAST_DAY = f"(({FIRST_DATE} - interval '1 microsecond') {ZONE})::date"
WORKDAYS = f"""(SELECT count(*) FROM generate_series(
    (a.created_at {ZONE})::date + 1, {LAST_DAY}, interval '1 day') AS each (day)
    LEFT JOIN organization_workdayoverride o ON o.day = each.day::date
    WHERE coalesce(o.is_workday, extract(isodow FROM each.day) < 6))"""
DUE = TASKS + STANDS + " AND NOT a.is_event AND a.due <= %(now)s"
OPEN = "a.remaining_units IS DISTINCT FROM 0"
FELL = f" AND (a.due {ZONE})::date BETWEEN %(first)s AND %(last)s"
NOTICES = f"""
    FROM tasking_noticereceipt r JOIN tasking_notice n ON n.id = r.notice_id
    {PLACE.format(of="r")}
    WHERE %(station)s IN ({ALL}, r.station_id)
    AND %(department)s IN ({ALL}, n.department_id)
"""
CARE = f"""
    {PLACE.format(of="v")}
    WHERE %(station)s IN ({ALL}, v.station_id) AND %(department)s = {ALL}
"""
RECOUNTS = {
    "hours": f"SELECT {HOURS} {ASKED}",
    "unknown": f"SELECT count(*) {ASKED} AND NOT a.is_event AND a.effort_units IS NULL",
    "tasks": f"SELECT count(DISTINCT d.id) {ASKED}",
    "assignments": f"SELECT count(*) {ASKED}",
    "short": f"SELECT count(*) {ASKED} AND a.due IS NOT NULL AND {WORKDAYS} < %(days)s",
    "same_day": f"SELECT count(*) {ASKED}"
    f" AND {LAST_DAY} <= (a.created_at {ZONE})::date",
    "withdrawn": f"SELECT count(*) {TASKS} {INSIDE} {WITHDRAWN}",
    "recalled": f"SELECT count(*) {TASKS} {INSIDE} AND a.state = 'recalled'",
    "taken_hours": f"SELECT {HOURS} {TAKEN}",
    "returns": f"SELECT count(*) {ASKED} AND d.kind = 'report'",
    "forms": "SELECT count(*) FROM"
    " (SELECT DISTINCT translate(d.title, '0123456789', ''),"
    " CASE WHEN d.reserved THEN 0 ELSE a.department_id END"
    f" {ASKED} AND d.kind = 'report') forms",
    "meetings": f"SELECT count(DISTINCT d.id) {ASKED} AND d.kind = 'meeting'",
    "inspections": f"SELECT count(DISTINCT d.id) {ASKED} AND d.kind = 'inspection'",
    "fell_due": f"SELECT count(*) {DUE} {FELL}",
    "was_late": f"SELECT count(*) {DUE} {FELL} AND CASE WHEN a.reported_at IS NULL"
    f" THEN {OPEN} ELSE a.reported_at > a.due END",
    "is_late": f"SELECT count(*) {DUE} AND {OPEN}"
    " AND a.state NOT IN ('reported', 'accepted')",
    "notices": f"SELECT count(DISTINCT n.id) {NOTICES} AND n.withdrawn_at IS NULL"
    f" AND (n.issued_at {ZONE})::date BETWEEN %(first)s AND %(last)s"
    " AND NOT EXISTS (SELECT FROM tasking_notice c WHERE c.corrects_id = n.id)",
    "reminders": f"SELECT count(*) {NOTICES}"
    " AND n.reminded_on BETWEEN %(first)s AND %(last)s"
    f" AND (r.understood_at IS NULL OR (r.understood_at {ZONE})::date"
    " >= n.reminded_on)",
    "guidance": f"SELECT count(*) FROM tasking_guidancevisit g {PLACE.format(of='g')}"
    f" WHERE %(station)s IN ({ALL}, g.station_id)"
    f" AND %(department)s IN ({ALL}, g.department_id)"
    " AND g.done_on BETWEEN %(first)s AND %(last)s",
    "returned": "SELECT count(*) FROM tasking_assignmententry t"
    " WHERE t.act = 'return'"
    f" AND (t.at {ZONE})::date BETWEEN %(first)s AND %(last)s"
    f" AND t.assignment_id IN (SELECT a.id {TASKS})",
    "visits": f"SELECT count(*) FROM personnel_duevisit v {CARE}"
    " AND v.state = 'done' AND v.visited_on BETWEEN %(first)s AND %(last)s",
    "commendations": f"SELECT count(*) FROM personnel_commendation v {CARE}"
    " AND v.state = 'published' AND v.published_on BETWEEN %(first)s AND %(last)s",
}


def recount(wanted: Wanted) -> dict[str, int]:
    """Every figure by its name; hours in thousandths of an officer-second."""
    with connection.cursor() as cursor:
        found = {}
        for name, statement in RECOUNTS.items():
            cursor.execute(statement, asdict(wanted))
            found[name] = int(cursor.fetchone()[0])
    return found
