"""One assignment changed at a station with 200 open ones: what its check costs."""

from __future__ import annotations

from bench.figures import Figure, ms, p95, quick, seconds, spread, tell
from bench.world import filled, founded, open_rows  # sets up Django; keep it first

from django.db import connection, transaction  # isort: skip
from django.db.models import F  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.models import StationState  # isort: skip
from coordination.services.checking import check_station  # isort: skip
from tasking.models import Assignment  # isort: skip

OPEN = 200
MOST = 0.020
QUERIES = 25


def change(pk: int, n: int) -> None:
    """Commits a mark; not part of what is measured."""
    Assignment.objects.filter(pk=pk).update(remaining_units=(60 + n % 300) * 1000)


def floor(station: int) -> None:
    """The same transaction with nothing in it but lock, update and commit."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = StationState.objects.filter(pk=station)
        rows.select_for_update(skip_locked=True).first()
        rows.update(attempts=F("attempts"))


def main() -> None:
    made = founded()
    station = made.a1
    filled(made, station, OPEN)
    pks = [row.pk for row in open_rows(station)]
    assert len(pks) == OPEN
    checks, floors = [], []
    for n in range(20 + (60 if quick() else 200)):
        change(pks[n * 7 % OPEN], n)
        checks.append(seconds(lambda: check_station(station.pk, now=timezone.now())))
        floors.append(seconds(lambda: floor(station.pk)))
    checks, floors = checks[20:], floors[20:]  # the first ones warm up
    change(pks[0], 1)
    with CaptureQueriesContext(connection) as seen:
        check_station(station.pk, now=timezone.now())
    ratio = p95(checks) / p95(floors)
    tell(
        [
            Figure(
                f"check after one change, {OPEN} open: p95",
                ms(p95(checks)),
                ms(MOST),
                p95(checks) <= MOST,
                {"check": spread(checks), "floor": spread(floors)},
            ),
            Figure("… against lock + update + commit alone", f"{ratio:.1f} x"),
            Figure(
                "… queries",
                str(len(seen)),
                f"{QUERIES}",
                len(seen) <= QUERIES,
            ),
        ]
    )


if __name__ == "__main__":
    main()
