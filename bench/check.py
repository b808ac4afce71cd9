"""One assignment changed at a station with 200 open ones: what its check costs."""

from __future__ import annotations

import statistics
import time

from bench.figures import Figure, ms, p95, quick, seconds, spread, tell
from bench.world import filled, founded, open_rows  # sets up Django; keep it first

from django.db import connection, transaction  # isort: skip
from django.db.models import F  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.models import Conflict, StationState  # isort: skip
from coordination.services.checking import check_station  # isort: skip
from organization.models import Station  # isort: skip
from tasking.models import Assignment  # isort: skip
from tests.factories import Force  # isort: skip

OPEN = 200
MOST = 0.005
QUERIES = 25


def change(pk: int, n: int) -> None:
    """Commits a mark; not part of what is measured."""
    left = F("effort_units") - (n % 50 + 1) * 500  # some minutes have been worked
    Assignment.objects.filter(pk=pk).update(remaining_units=left)


def floor(station: int) -> None:
    """The same transaction with nothing in it but lock, update and commit."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = StationState.objects.filter(pk=station)
        rows.select_for_update(skip_locked=True).first()
        rows.update(attempts=F("attempts"))


def measure(made: Force, station: Station, most: int, name: str) -> list[Figure]:
    filled(made, station, OPEN, most)
    pks = [row.pk for row in open_rows(station)]
    assert len(pks) == OPEN
    checks, floors, work = [], [], []
    for n in range(20 + (40 if quick() else 200)):
        change(pks[n * 7 % OPEN], n)
        begun = time.process_time()
        checks.append(seconds(lambda: check_station(station.pk, now=timezone.now())))
        work.append(time.process_time() - begun)
        floors.append(seconds(lambda: floor(station.pk)))
    change(pks[0], 1)
    with CaptureQueriesContext(connection) as seen:
        check_station(station.pk, now=timezone.now())
    found = Conflict.objects.filter(station=station).open().count()
    # The first ones warm up.
    return figures(name, checks[20:], floors[20:], work[20:], len(seen), found)


def figures(
    name: str,
    checks: list[float],
    floors: list[float],
    work: list[float],
    queries: int,
    conflicts: int,
) -> list[Figure]:
    middle, least = statistics.median(checks), statistics.median(floors)
    detail = {
        "check": spread(checks),
        "floor": spread(floors),
        "processor": spread(work),
        "conflicts": conflicts,
    }
    worst = p95(checks)
    return [
        Figure(
            f"check after one change, {OPEN} open, {name}: p95",
            ms(worst),
            ms(MOST),
            worst <= MOST,
            detail,
            value=worst * 1000,
            unit="ms",
        ),
        Figure(
            "… median, and against lock + update + commit alone",
            f"{ms(middle)} = {middle / least:.1f} x {ms(least)}",
            value=middle * 1000,
            unit="ms",
            ratio=middle / least,
            against="lock + update + commit",
        ),
        Figure(
            "… processor time in the worker: median",
            ms(statistics.median(work)),
            value=statistics.median(work) * 1000,
            unit="ms",
        ),
        Figure(
            "… queries",
            str(queries),
            str(QUERIES),
            queries <= QUERIES,
            value=queries,
            unit="queries",
        ),
    ]


def main() -> None:
    made = founded()
    tell(
        [
            *measure(made, made.a1, 900, "all fits"),
            *measure(made, made.a2, 1300, "one conflict of them all"),
        ]
    )


if __name__ == "__main__":
    main()
