"""A whole force swept by two processes, from rows to stored conflicts.

The floor is what PostgreSQL needs to hand out four columns of the same rows in binary
form. The officers are fewer than a real force has: capacities are stored, and a sweep
does not count heads again.
"""

from __future__ import annotations

import multiprocessing
import statistics

import django

django.setup()

from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.figures import Figure, ms, quick, seconds, tell  # noqa: E402
from coordination.management.commands.sweep import _work  # noqa: E402
from coordination.models import Conflict, StationState  # noqa: E402
from coordination.services.checking_many import check_many  # noqa: E402
from coordination.services.generating import generate  # noqa: E402
from coordination.services.sweeping import begin_sweep  # noqa: E402
from coordination.services.verifying import verify  # noqa: E402
from desk.models import Job  # noqa: E402
from organization.models import Station  # noqa: E402

STATIONS, FEW = 8_000, 500
OPEN, OFFICERS = 200, 8
PROCESSES = 2
MOST, RUNS = 1.3, 3
FLOOR = """
COPY (SELECT station_id, release, due, remaining_units FROM tasking_assignment
      WHERE state IN ('issued', 'acknowledged', 'in_progress', 'returned'))
TO STDOUT (FORMAT binary)
"""


class Nowhere:
    """Takes what is copied and keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)


def floor() -> None:
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(FLOOR, Nowhere())


def sweep() -> None:
    job = begin_sweep(timezone.now())
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    hands = [fork.Process(target=_work, args=(job.pk,)) for _ in range(PROCESSES)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    done = Job.objects.get(pk=job.pk)
    assert done.state == Job.State.DONE, done.state
    assert not done.result.get("differences"), done.result


def forget() -> None:
    """As if no conflict had ever been found."""
    Conflict.objects.all().delete()
    StationState.objects.update(
        feasible=None, deficit_units=None, as_of=None, checked_at=None
    )


def main() -> None:
    count = FEW if quick() else STATIONS
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # laying it is not measured
    generate(
        by=None,
        stations=count,
        open_=OPEN,
        seed=7,
        as_of=timezone.localdate(),
        officers=count * OFFICERS,
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # else it happens in the midst of it
    first = Station.objects.order_by("pk").values_list("pk", flat=True)[:20]
    check_many(list(first), now=timezone.now())  # loads the compiled loops
    new = seconds(sweep)
    floors, again, whole = [], [], []
    for _ in range(RUNS):
        floors.append(seconds(floor))
        again.append(seconds(sweep))
        forget()
        whole.append(seconds(sweep))
    tell(figures(count, new, floors, again, whole))


def figures(
    count: int,
    new: float,
    floors: list[float],
    again: list[float],
    whole: list[float],
) -> list[Figure]:
    least = statistics.median(floors)
    rows = count * OPEN
    stored, same = statistics.median(whole), statistics.median(again)
    found = Conflict.objects.open().count()
    wrong = sum(1 for _ in verify())
    return [
        Figure(
            f"sweep of {count:,} × {OPEN} = {rows:,} rows, rows to {found:,} conflicts"
            f" stored, {PROCESSES} processes",
            f"{stored:.2f} s = {stored / least:.2f} x the floor of {ms(least)}",
            f"{MOST} x",
            stored <= MOST * least,
            {"floor": floors, "stored": whole, "again": again, "new": new},
            value=stored,
            unit="s",
            ratio=stored / least,
            against="binary copy of four columns",
        ),
        Figure(
            "… when nothing has changed",
            f"{same:.2f} s = {same / least:.2f} x",
            value=same,
            unit="s",
            ratio=same / least,
            against="binary copy of four columns",
        ),
        Figure(
            "… the first time, with every capacity reckoned",
            f"{new:.2f} s",
            value=new,
            unit="s",
        ),
        Figure("… differences to a recomputation", str(wrong), "0", wrong == 0),
    ]


if __name__ == "__main__":
    main()
