"""A whole force swept by two processes, from rows to stored conflicts.

The floor is what PostgreSQL needs to hand out four columns of the same rows in binary
form. The officers are fewer than a real force has: capacities are stored, and a sweep
does not count heads again.
"""

from __future__ import annotations

import cProfile
import datetime as dt
import multiprocessing
import pstats
import resource
import statistics
from collections.abc import Callable

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Max  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.figures import Figure, ms, quick, seconds, tell  # noqa: E402
from coordination.management.commands.sweep import (  # noqa: E402
    _work,
    ready_to_part,
)
from coordination.models import Conflict, StationState, SweepChunk  # noqa: E402
from coordination.services.checking_many import check_many  # noqa: E402
from coordination.services.generating import generate  # noqa: E402
from coordination.services.profiling_many import profile_many  # noqa: E402
from coordination.services.sweeping import CHUNK, begin_sweep  # noqa: E402
from coordination.services.verifying import verify  # noqa: E402
from desk.models import Job  # noqa: E402
from organization.models import Station  # noqa: E402

STATIONS, FEW = 8_000, 500
OPEN, OFFICERS = 200, 8
PROCESSES = 2
MOST, RUNS, QUICK = 1.3, 3, 1
MEMORY = 1.5
Times = tuple[float, float]
FLOOR = """
COPY (SELECT station_id, release, due, remaining_units FROM tasking_assignment
      WHERE state IN ('issued', 'acknowledged', 'in_progress', 'returned'))
TO STDOUT (FORMAT binary)
"""
# What a part spends its time on, by the function that does it; the engine with the
# conflicts it finds.
PHASES = {
    "work": ("arrays.py", "_work"),
    "appointments": ("arrays.py", "_events"),
    "capacities": ("arrays.py", "_capacity"),
    "codes": ("arrays.py", "__init__"),
    "stored verdicts": ("services/judging.py", "read_before"),
    "stored conflicts": ("services/recording.py", "open_rows"),
    "engine": ("services/judging.py", "judged"),
    "comparing": ("services/judging.py", "differences"),
    "locking": ("services/checking_many.py", "_still_true"),
    "what changed": ("services/recording.py", "compared"),
    "verdicts written": ("services/checking_many.py", "_store_verdicts"),
    "profiles": ("services/profiling_many.py", "record_profiles"),
}


class Nowhere:
    """Takes what is copied and keeps nothing."""

    def write(self, data: bytes) -> int:
        return len(data)


def floor() -> None:
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(FLOOR, Nowhere())


def sweep() -> Times:
    """Seconds until the last verdict was stored, and until the last profile was."""
    begun = timezone.now()
    job = begin_sweep(begun)
    ready_to_part()
    fork = multiprocessing.get_context("fork")
    hands = [fork.Process(target=_work, args=(job.pk,)) for _ in range(PROCESSES)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    done = Job.objects.get(pk=job.pk)
    assert done.state == Job.State.DONE, done.state
    assert not done.result.get("differences"), done.result
    verdicts = SweepChunk.objects.filter(job=job, stage=SweepChunk.Stage.VERDICTS)
    last = verdicts.aggregate(at=Max("done_at"))["at"]
    assert last is not None and done.ended_at is not None
    return (last - begun).total_seconds(), (done.ended_at - begun).total_seconds()


def forget() -> None:
    """As if no conflict had ever been found."""
    Conflict.objects.all().delete()
    StationState.objects.update(
        feasible=None, deficit_units=None, as_of=None, checked_at=None
    )


def yesterday() -> None:
    """Every verdict as it was left the day before."""
    before = timezone.now() - dt.timedelta(days=1)
    keys = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    for n in range(0, len(keys), CHUNK):
        check_many(keys[n : n + CHUNK], now=before, compare=False, profiles=False)


def phases(work: Callable[..., object]) -> dict[str, float]:
    """Microseconds per station of one part in one process."""
    keys = list(Station.objects.order_by("pk").values_list("pk", flat=True)[:CHUNK])
    profile = cProfile.Profile()
    profile.enable()
    whole = seconds(lambda: work(keys, now=timezone.now()))
    profile.disable()
    spent = {"in all": whole}
    for (file, _, name), row in pstats.Stats(profile).stats.items():
        for phase, where in PHASES.items():
            if where == (file.split("coordination/")[-1], name):
                spent[phase] = row[3]
    return {name: value / len(keys) * 1e6 for name, value in spent.items()}


def _verdicts(keys: list[int], *, now: dt.datetime) -> None:
    check_many(keys, now=now, profiles=False)


def lay(count: int) -> None:
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


def main() -> None:
    count = FEW if quick() else STATIONS
    lay(count)
    first = Station.objects.order_by("pk").values_list("pk", flat=True)[:20]
    check_many(list(first), now=timezone.now())  # loads the compiled loops
    new = sweep()
    floors, again, whole = [], [], []
    for _ in range(QUICK if quick() else RUNS):
        floors.append(seconds(floor))
        again.append(sweep())
        forget()
        whole.append(sweep())
    yesterday()
    tell(figures(count, floors, new, again, whole, sweep()))


def timed(
    name: str, times: Times, floors: list[float], asked: float | None = None
) -> Figure:
    verdicts, profiles = times
    least = statistics.median(floors)
    return Figure(
        name,
        f"{verdicts:.2f} s = {verdicts / least:.2f} x the floor of {ms(least)}"
        f" (with profiles {profiles:.2f} s)",
        f"{asked} x" if asked else "",
        verdicts <= asked * least if asked else None,
        {"floor": floors, "profiles": profiles},
        value=verdicts,
        unit="s",
        ratio=verdicts / least,
        against="binary copy of four columns",
    )


def shared(name: str, work: Callable[..., object]) -> Figure:
    spent = phases(work)
    text = ", ".join(f"{phase} {value:.0f}" for phase, value in spent.items())
    return Figure(name, text, detail=spent, value=spent["in all"], unit="µs")


def figures(
    count: int,
    floors: list[float],
    new: Times,
    again: list[Times],
    whole: list[Times],
    midnight: Times,
) -> list[Figure]:
    same, stored = statistics.median(again), statistics.median(whole)
    found = Conflict.objects.open().count()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    wrong = sum(1 for _ in verify())

    return [
        timed(
            f"sweep of {count:,} × {OPEN} = {count * OPEN:,} rows, rows to {found:,}"
            f" conflicts stored and told, {PROCESSES} processes",
            stored,
            floors,
            MOST,
        ),
        timed("… when nothing has changed", same, floors),
        timed("… at midnight, yesterday's verdicts proved first", midnight, floors),
        timed("… the first time, with every capacity reckoned", new, floors),
        shared("… µs per station and verdict, nothing changed", _verdicts),
        shared("… and per profile", profile_many),
        Figure(
            "… peak memory of a process",
            f"{children:.2f} GB",
            f"{MEMORY} GB",
            children <= MEMORY,
            value=children,
            unit="GB",
        ),
        Figure("… differences to a recomputation", str(wrong), "0", wrong == 0),
    ]


if __name__ == "__main__":
    main()
