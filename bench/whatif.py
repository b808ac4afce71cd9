"""A directive tried out on 40, 1,000 and 40,000 stations before it is sent.

`python -m bench.whatif [--quick] [--stations N] [--open N]`, in an empty database.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bench.figures import Figure, ms, p95, quick, seconds, spread, tell
from bench.world import content, midnight  # sets up Django; keep it first

from bench.check import change  # isort: skip
from bench.whatif_http import over_http  # isort: skip

from django.core.management import call_command  # isort: skip
from django.db import connection  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.models import StationProfile  # isort: skip
from coordination.services.checking import check_station  # isort: skip
from coordination.services.checking_many import check_many  # isort: skip
from coordination.services.previewing import (  # isort: skip
    try_out_by_parts,
    verdicts,
)
from organization.models import Station  # isort: skip
from tasking.content import Content, Targets  # isort: skip
from tasking.models import Assignment  # isort: skip

STATIONS, OPEN = 40_000, 20
QUICK = 1_000
FEW = 24
PART = 500
NOW_AT_MOST = {40: 0.001, 1_000: 0.010, STATIONS: 0.300}
LATER_AT_MOST = {40: 0.050, 1_000: 0.300}
FIRST_AT_MOST, ALL_AT_MOST = 1.0, 10.0


def measure(stations: int, open_: int) -> list[Figure]:
    """Figures of a generated force, every station checked once."""
    few = checks(FEW, open_)
    call_command("flush", interactive=False, verbosity=0)
    many = checks(stations, open_)
    every = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    now = timezone.now()
    rng = random.Random(1)
    found: list[Figure] = []
    for count in sorted({40, 1_000, stations}):
        ids = tuple(sorted(rng.sample(every, count)))
        runs = 5 if count > 1_000 else 10 if quick() else 40
        found += short(ids, now, runs, later=False)
        if count <= 1_000:
            found += short(ids, now, runs, later=True)
            found += rows(ids, now, runs)
    found += streamed(tuple(every), now)
    found += [size(stations), *over_http(sorted({40, 1_000, stations}))]
    return [*found, alike(few, many, stations)]


def checks(stations: int, open_: int) -> list[float]:
    """Seconds of the checks after one change each, in a force of so many stations."""
    laid(stations, open_)
    every = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    some = every[:: len(every) // FEW][:FEW]
    live = Assignment.objects.filter(station__in=some, remaining_units__gt=0)
    pks = dict(live.values_list("station", "pk"))
    taken = []
    for n in range((4 if quick() else 10) * FEW):
        station = some[n % FEW]
        change(pks[station], n)
        now = timezone.now()
        taken.append(seconds(partial(check_station, station, now=now)))
    return taken[2 * FEW :]  # the first ones warm up


def alike(few: list[float], many: list[float], stations: int) -> Figure:
    """How the cost of one change hangs on the size of the force."""
    small, large = statistics.median(few), statistics.median(many)
    return Figure(
        f"check after one change, {FEW} / {stations:,} stations: median",
        f"{ms(small)} / {ms(large)} = {large / small:.2f} x",
        "1.2 x",
        large <= 1.2 * small,
        {"few": spread(few), "many": spread(many)},
        value=large / small,
        ratio=large / small,
        against=f"the same in a force of {FEW} stations",
    )


def laid(stations: int, open_: int) -> None:
    """Generated and checked, as the sweep after midnight does it."""
    began = time.monotonic()
    call_command("generate_force", stations=stations, open=open_, stdout=sys.stderr)
    every = list(Station.objects.order_by("pk").values_list("pk", flat=True))
    for n in range(0, len(every), PART):
        check_many(every[n : n + PART], now=timezone.now(), compare=False)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stderr.write(
        f"  {stations} stations laid in {time.monotonic() - began:.0f} s\n"
    )


def asked(n: int, *, later: bool) -> Content:
    """Another directive each time: 4 to 30 hours, due within seven weeks."""
    rng = random.Random(n)
    due = midnight() + dt.timedelta(days=rng.randint(14, 49))
    one = content("走访", rng.randint(4, 30), due)
    return replace(one, release=due - dt.timedelta(days=7)) if later else one


def short(
    ids: tuple[int, ...], now: dt.datetime, runs: int, *, later: bool
) -> list[Figure]:
    """Whether it fits, and from which due, at each station."""
    counts: dict[str, int] = {}

    def once(n: int) -> None:
        counts.clear()
        made = asked(n, later=later)
        for one in verdicts(made, Targets(ids), department="bench", now=now):
            counts[one.verdict] = counts.get(one.verdict, 0) + 1
        assert sum(counts.values()) == len(ids)

    taken = timed(once, runs)
    most = (LATER_AT_MOST if later else NOW_AT_MOST).get(len(ids))
    when = "begins later" if later else "may begin now"
    middle = statistics.median(taken)
    return [
        Figure(
            f"what-if, {len(ids):,} stations, {when}: median / p95",
            f"{ms(middle)} / {ms(p95(taken))}",
            ms(most) if most else "",
            middle <= most if most else None,
            {"runs": spread(taken), "verdicts of the last": dict(counts)},
        )
    ]


def rows(ids: tuple[int, ...], now: dt.datetime, runs: int) -> list[Figure]:
    """The whole rows: windows, departments and figures of each station."""

    def once(n: int) -> None:
        made = asked(n, later=n % 2 == 1)
        found = try_out_by_parts(made, Targets(ids), department="bench", now=now)
        assert sum(1 for _ in found) == len(ids)

    taken = timed(once, max(runs // 4, 5))
    return [
        Figure(
            f"… with windows and departments, {len(ids):,} stations: median / p95",
            f"{ms(statistics.median(taken))} / {ms(p95(taken))}",
            detail=spread(taken),
        )
    ]


def streamed(ids: tuple[int, ...], now: dt.datetime) -> list[Figure]:
    """All rows of a directive that begins later, in the order in which they come."""
    made = asked(3, later=True)
    firsts, all_of = [], []
    for _ in range(2):
        began = time.perf_counter()
        found: Iterator[object] = try_out_by_parts(
            made, Targets(ids), department="bench", now=now
        )
        next(found)
        firsts.append(time.perf_counter() - began)
        assert sum(1 for _ in found) == len(ids) - 1
        all_of.append(time.perf_counter() - began)
    first, whole = min(firsts), min(all_of)
    name = f"… {len(ids):,} stations, begins later, row by row"
    return [
        Figure(f"{name}: first", ms(first), ms(FIRST_AT_MOST), first <= FIRST_AT_MOST),
        Figure(f"{name}: all", ms(whole), ms(ALL_AT_MOST), whole <= ALL_AT_MOST),
    ]


def timed(once: Callable[[int], None], runs: int) -> list[float]:
    for n in range(3):
        once(n)  # warms up
    return [seconds(lambda n=n: once(n)) for n in range(runs)]


def size(stations: int) -> Figure:
    """Bytes per station, in the row and beside it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT avg(octet_length(room)), avg(octet_length(backlog)),"
            " pg_relation_size('coordination_stationprofile')"
            " FROM coordination_stationprofile"
        )
        room, backlog, table = cursor.fetchone()
    assert StationProfile.objects.count() == stations
    told = f"{room:.0f} + {backlog:.0f} B, table {table / 1e6:.0f} MB"
    return Figure("… a profile: room + backlog, on average", told)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--stations", type=int)
    parser.add_argument("--open", type=int, default=OPEN)
    options = parser.parse_args()
    stations = options.stations or (QUICK if quick() else STATIONS)
    tell(measure(stations, options.open))


if __name__ == "__main__":
    main()
