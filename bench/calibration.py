"""What 20,000 reports say of estimates, and what a page of budgets takes.

`python -m bench.run --only calibration`, in an empty database.
"""

from __future__ import annotations

import statistics
from collections import defaultdict

from bench.figures import Figure, ms, quick, seconds, tell
from bench.world import founded  # sets up Django; keep it first

from django.db import connection  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.calibration.measuring import measured, usual  # isort: skip
from coordination.caps.quarters import Quarter  # isort: skip
from coordination.caps.reading import read_rows  # isort: skip
from organization.models import Department  # isort: skip
from tasking.content import Content  # isort: skip
from tasking.models import Assignment, Kind  # isort: skip
from tests.factories import Force, department  # isort: skip

REPORTS, DEPARTMENTS, MOST = 20_000, 50, 1.0
# Of five kinds, estimates and hours taken that repeat with different lengths.
LAID = """
WITH d AS (
    INSERT INTO tasking_directive (number, department_id, title, pinyin, kind, intent,
        basis, standard, data_items, task_class, deadline_class, attendees, priority,
        reserved, state, conflict_reason, created_by_id, created_at, issued_at, version)
    SELECT '', (%s::bigint[])[1 + n %% %s], 'task', '',
        (ARRAY['task', 'report', 'campaign', 'publicity'])[1 + n %% 4], '', '', '',
        CASE WHEN n %% 3 = 0 THEN ARRAY['item'] ELSE '{}'::varchar[] END, 'prescribed',
        'negotiable', '{}', 0, false, 'issued', '', %s, now(), now(), 1
    FROM generate_series(0, %s - 1) AS n RETURNING id, department_id)
INSERT INTO tasking_assignment (directive_id, station_id, department_id, is_event,
    effort_units, remaining_units, attendees, priority, deadline_class, state, report,
    took_units, reported_at, created_at, version)
SELECT id, %s, department_id, false, 30000 * (1 + id %% 17), 0, '{}', 0, 'negotiable',
    'accepted', '', 30000 * (1 + id %% 23), now() - interval '1 day', now(), 1 FROM d
"""


def main() -> None:
    made = founded()
    many = REPORTS // 10 if quick() else REPORTS
    units = lay(made, many)
    tell([*reports(units, many), one_offer(units[0]), page(units)])


def lay(made: Force, many: int) -> list[int]:
    """So many accepted reports, spread over the departments of one bureau."""
    rows = [
        department(made.county_a, n, f"第{n}大队", "治安", f"D{n}")
        for n in range(10, 10 + DEPARTMENTS)
    ]
    ids = [row.pk for row in rows]
    with connection.cursor() as cursor:
        given = [ids, len(ids), made.staff.pk, many, made.a1.pk]
        cursor.execute(LAID, given)
        cursor.execute("ANALYZE tasking_assignment, tasking_directive")
    return ids


def reports(units: list[int], many: int) -> list[Figure]:
    """Of all departments at once; then counted again without the database's medians."""
    now = timezone.now()
    taken = min(seconds(lambda: measured(units, now)) for _ in range(3))
    found = measured(units, now)
    with CaptureQueriesContext(connection) as asked:
        measured(units, now)
    known = {(r.department, r.kind): r.took for r in found if r.kind}
    took: dict[tuple[int, str], list[float]] = defaultdict(list)
    rows = Assignment.objects.values_list("department", "directive__kind", "took_units")
    for unit, kind, spent in rows.exclude(took_units=None):
        took[unit, kind].append(spent / 60_000)
    wrong = sum(abs(statistics.median(t) - known[k]) > 1e-9 for k, t in took.items())
    return [
        Figure(
            f"{many:,} reports as medians and quartiles of {len(units)} departments",
            f"{ms(taken)}, {len(asked)} query",
            f"≤ {MOST:.0f} s, constant",
            taken <= MOST and len(asked) == 1,
            value=taken,
            unit="s",
        ),
        Figure(
            f"of {len(took)} medians, other than counted one by one",
            f"{wrong}",
            "0",
            not wrong and len(took) == len(known),
            value=wrong,
        ),
    ]


def one_offer(unit: int) -> Figure:
    """The usual hours, as the composer asks while somebody types."""
    content = Content(title="", kind=Kind.REPORT)
    taken = min(seconds(lambda: usual(unit, content, timezone.now())) for _ in range(3))
    return Figure("usual hours of one kind", ms(taken), value=taken, unit="s")


def page(units: list[int]) -> Figure:
    """The list of budgets of a quarter, with what was used."""
    rows = list(Department.objects.filter(pk__in=units))
    now = timezone.now()
    quarter = Quarter.of(now)
    taken = min(seconds(lambda: read_rows(rows, quarter, now)) for _ in range(3))
    name = f"budgets of {len(rows)} departments with what is used of them"
    return Figure(name, ms(taken), value=taken, unit="s")


if __name__ == "__main__":
    main()
