"""The pages of burdens and the leaders' page: `bench/run.py --only burden`.

500 stations, 40 departments and 20,000 assignments of two years, half of them in the
quarter that is looked at; the same with a fiftieth of it.
"""

from __future__ import annotations

import os
import statistics

os.environ.setdefault("PLAIN_STATIC", "1")  # nothing collects files for servers alone

from bench.figures import Figure, quick, seconds, tell
from bench.workload import client, get, queries
from bench.world import founded

from django.db import connection  # isort: skip
from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip

from organization.models import Department, Station  # isort: skip
from tests.factories import Force  # isort: skip

STATIONS, DEPARTMENTS, ASSIGNMENTS = 500, 40, 20_000
MOST_SECONDS, MOST_QUERIES = 1.0, 20
DIRECTIVES = """
INSERT INTO tasking_directive (number, department_id, title, pinyin, kind, intent,
    basis, standard, data_items, deadline_class, due, effort_units, attendees, priority,
    reserved, state, conflict_reason, created_by_id, created_at, issued_at, version)
SELECT '', d.id, 't' || n, '', (ARRAY['task', 'report', 'meeting', 'inspection'])[
    1 + n %% 4], 'x', '', 'x', '{}', 'negotiable', at + interval '9 days', 600000, '{}',
    0, false, 'issued', '', %(user)s, at, at, 1
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place
      FROM organization_department WHERE bureau_id = %(bureau)s) d,
    generate_series(1, %(each)s) n,
    LATERAL (SELECT now() - CASE WHEN n %% 2 = 0 THEN (n %% 60) * interval '1 day'
        ELSE (n * 7 %% 700) * interval '1 day' END AS at) times
WHERE d.place <= %(departments)s
"""
ASSIGNED = """
INSERT INTO tasking_assignment (directive_id, station_id, department_id, is_event,
    release, due, effort_units, remaining_units, officers, attendees, priority,
    deadline_class, state, reported_at, report, created_at, version)
SELECT d.id, s.id, d.department_id, event, CASE WHEN event THEN d.due - interval '2 h'
    END, d.due, d.effort_units, 0, CASE WHEN event THEN 2 END, '{}', 0, 'negotiable',
    'accepted', d.due + (d.id + s.id) %% 3 * interval '1 day' - interval '1 day', '',
    d.issued_at, 1
FROM tasking_directive d
CROSS JOIN LATERAL (SELECT d.kind IN ('meeting', 'inspection') AS event) kinds
CROSS JOIN LATERAL (
    SELECT id FROM organization_station WHERE bureau_id = %(bureau)s
    ORDER BY (id * 7919 + d.id * 104729) %% 1000003 LIMIT %(width)s) s
WHERE NOT EXISTS (SELECT FROM tasking_assignment a WHERE a.directive_id = d.id)
"""
ENTRIES = """
INSERT INTO tasking_assignmententry
    (assignment_id, at, act, due_before, due_after, note)
SELECT id, created_at, 'redate', due - interval '1 day', due, ''
FROM tasking_assignment WHERE id %% 5 = 0
"""


def main() -> None:
    made = founded()
    code, office = made.county_a.code, client(made.leader)
    pages = {
        "burden of a bureau": (
            office,
            reverse("coordination:bureau_burden", args=[code]),
        ),
        "the rows of one figure": (
            office,
            reverse("coordination:bureau_burden_rows", args=[code]),
        ),
        "burden of a department": (
            client(made.staff),
            reverse("coordination:department_burden", args=[made.public_order.code]),
        ),
        "the leaders' page": (
            office,
            reverse("coordination:leaders_page", args=[code]),
        ),
    }
    costs: dict[str, list[int]] = {name: [] for name in pages}
    for part in (50, 5 if quick() else 1):
        filled(made, part)
        for name, page in pages.items():
            queries(*page)
            costs[name].append(queries(*page))
    tell([figure(name, pages[name], costs[name]) for name in pages])


def figure(name: str, page: tuple[Client, str], costs: list[int]) -> Figure:
    middle = statistics.median(seconds(lambda: get(*page)) for _ in range(9))
    few, many = costs
    return Figure(
        f"{name}, {counted():,} assignments",
        f"{middle * 1000:.0f} ms, queries {few} / {many}",
        f"≤ {MOST_SECONDS:.0f} s, ≤ {MOST_QUERIES} equal",
        middle <= MOST_SECONDS and few == many <= MOST_QUERIES,
        value=middle,
        unit="s",
    )


def filled(made: Force, part: int) -> None:
    """So many stations and departments as the part of all says, and their tasks."""
    home = made.county_a
    width = 10
    Station.objects.bulk_create(
        Station(code=f"9909{n:08}", name=f"{n}所", short_name=f"{n}", bureau=home)
        for n in range(home.stations.count(), STATIONS // part)
    )
    Department.objects.bulk_create(
        Department(
            code=f"9908{n:08}",
            name=f"{n}队",
            short_name=f"{n}",
            speciality="x",
            bureau=home,
        )
        for n in range(home.departments.count(), max(5, DEPARTMENTS // part))
    )
    values = {
        "bureau": home.pk,
        "user": made.staff.pk,
        "departments": DEPARTMENTS,
        "each": ASSIGNMENTS // part // max(5, DEPARTMENTS // part) // width,
        "width": width,
    }
    with connection.cursor() as cursor:
        for statement in (DIRECTIVES, ASSIGNED, ENTRIES):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")


def counted() -> int:
    from tasking.models import Assignment

    return Assignment.objects.count()


if __name__ == "__main__":
    main()
