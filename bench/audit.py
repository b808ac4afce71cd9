"""What noting every change costs, and how long the whole trail takes to be read.

`python -m bench.run --only audit`, in an empty database, as its owner. The same work is
done with and without the triggers that note changes, by turns, and rolled back; what a
processor spends on it is compared.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.figures import Figure, quick, seconds, tell
from bench.world import content, founded, midnight  # sets up Django; keep it first

from django.db import connection, transaction  # isort: skip
from django.utils import timezone, translation  # isort: skip

from bench import imports  # isort: skip
from coordination.services.issuing import issue  # isort: skip
from organization.models import AuditSeal, RowChange, Station  # isort: skip
from organization.sealed.verifying import verify  # isort: skip
from organization.services import create_station, sealing  # isort: skip
from personnel.services import enter_catalogue  # isort: skip
from tests.factories import Force  # isort: skip

STATIONS = 400
LINES = 5_000
TRAIL = 1_000_000
MOST = 1.25
TURNS = 5

_NOTING = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'organization_note_rows'
"""
_TRIGGERS = ("note_insert", "note_update", "note_delete")
_ACTS = """
INSERT INTO organization_auditevent (at, actor_name, action, subject_type, subject_id,
    unit_code, reason, detail, outcome)
SELECT now(), '王建军', 'assignment.sign', 'tasking.assignment', n, '330701010000', '',
    jsonb_build_object('state', 'acknowledged', 'version', n), 'done'
FROM generate_series(1, %s) n
"""
_CHANGES = """
INSERT INTO organization_rowchange (at, tx, table_name, row_id, operation, changes,
    role)
SELECT now(), n, 'tasking_assignment', n::text, 'U', jsonb_build_object(
    'state', '["issued", "acknowledged"]'::jsonb,
    'version', jsonb_build_array(n, n + 1),
    'acknowledged_at', jsonb_build_array(NULL, now())), 'yipan_web'
FROM generate_series(1, %s) n
"""


def main() -> None:
    made = founded()
    enter_catalogue(by=None)
    stations = laid(made)
    turns = 2 if quick() else TURNS
    figures = [
        compared(
            f"a task issued to {STATIONS} stations",
            lambda: issued(made, stations),
            turns,
        ),
        compared(
            f"a table of {LINES:,} lines handed in, judged and written",
            lambda: handed_in(made),
            min(turns, 2),
        ),
        compared("the same rows by raw SQL, in one statement", raw, turns, asked=False),
    ]
    figures += read(50_000 if quick() else TRAIL)
    tell(figures)


def laid(made: Force) -> list[Station]:
    with transaction.atomic():
        return [
            create_station(
                by=None,
                bureau=made.county_a,
                code=f"99010188{n:04}",
                name=f"走访{n}派出所",
            )
            for n in range(STATIONS)
        ]


def issued(made: Force, stations: list[Station]) -> None:
    issue(
        by=made.staff,
        requester=made.public_order,
        content=content("走访", 6, midnight() + dt.timedelta(days=30)),
        stations=stations,
        now=timezone.now(),
    )


def handed_in(made: Force) -> None:
    """A third of the lines are officers, each has two postings."""
    imports.OFFICERS = LINES // 3
    with translation.override("zh-hans"):
        imports.entered(made, imports.workbook(imports.rows(made)))


def raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO personnel_officer"
            " (police_number, name, pinyin, category, rank)"
            " SELECT '7' || n, '民警' || n, 'minjing', 'police', ''"
            " FROM generate_series(1, %s) n",
            [LINES],
        )


def compared(
    name: str, work: Callable[[], Any], turns: int, *, asked: bool = True
) -> Figure:
    """The least of some turns with the triggers beside the least without. They are
    switched and the work is done once before the clock runs: plans are made anew."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _round in range(2):
        for noting in (False, True):
            switch(noting)
            rolled_back(work)
            taken[noting] += [rolled_back(work) for _turn in range(turns)]
    plain, noted = min(taken[False]), min(taken[True])
    ratio = noted / plain
    return Figure(
        name,
        f"{plain:.3f} s of CPU → {noted:.3f} s noted = {ratio:.2f} x",
        f"≤ {MOST} x" if asked else "–",
        ratio <= MOST if asked else None,
        value=noted,
        unit="s",
        ratio=ratio,
        against="the same without noting",
        detail={"without": taken[False], "noted": taken[True]},
    )


def rolled_back(work: Callable[[], Any]) -> float:
    with transaction.atomic():
        begun = spent()
        work()
        taken = spent() - begun
        transaction.set_rollback(True)
    return taken


def spent() -> float:
    """Seconds of a processor, in this process and in the server's for it: what else
    the machine does is not counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/schedstat").read_text()
    return time.process_time() + int(backend.split()[0]) / 1e9


def switch(noting: bool) -> None:
    verb = "ENABLE" if noting else "DISABLE"
    with connection.cursor() as cursor:
        cursor.execute(_NOTING)
        for (table,) in cursor.fetchall():
            for trigger in _TRIGGERS:
                cursor.execute(f"ALTER TABLE {table} {verb} TRIGGER {trigger}")


def read(many: int) -> list[Figure]:
    """Half of the rows are acts, half changes; sealed in steps as they come at once."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, [many // 2])
        cursor.execute(_CHANGES, [many // 2])
    sealed = seconds(lambda: sealing.seal_settled(now=timezone.now(), patience=30))
    there = AuditSeal.objects.count()
    assert there and RowChange.objects.count() >= many // 2
    report: list[Any] = []
    with transaction.atomic():
        taken = seconds(lambda: report.append(verify(connection.connection)))
    assert report[0].good and report[0].rows >= many
    return [
        Figure(f"{many:,} rows sealed", f"{sealed:.1f} s", value=sealed, unit="s"),
        Figure(
            f"{report[0].rows:,} rows read against {there} seals",
            f"{taken:.1f} s",
            value=taken,
            unit="s",
        ),
    ]


if __name__ == "__main__":
    main()
