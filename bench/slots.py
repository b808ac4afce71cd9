"""The best times for a meeting of 500 stations within 60 days, and that they are best.

`python -m bench.slots [--quick]`, in an empty database.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from functools import partial

from bench.figures import Figure, quick, seconds, tell
from bench.world import content  # sets up Django; keep it first

from bench.whatif import laid  # isort: skip

from django.utils import timezone  # isort: skip

from coordination.slotting import MOST_DAYS, Search, best_times  # isort: skip
from organization.calendar import WorkCalendar  # isort: skip
from organization.models import Station  # isort: skip
from tasking.content import Content, Override, Targets  # isort: skip
from tests.core import slotting  # isort: skip

STATIONS, OPEN, CASES, ASKED = 500, 20, 2_000, 2.0


def main() -> None:
    laid(STATIONS, OPEN)
    tell([found(), as_brute_force()])


def found() -> Figure:
    """From the rows of the database to the five best days; the median of five."""
    every = tuple(Station.objects.order_by("pk").values_list("pk", flat=True))
    asked = meeting()
    today = timezone.localdate()
    first = WorkCalendar.load(today, today + dt.timedelta(days=30)).add_workdays(
        today, 1
    )
    search = Search(first, first + dt.timedelta(days=MOST_DAYS - 1), 120)
    look = partial(
        best_times,
        asked,
        # Half of them come from afar, each has its own way.
        Targets(every[:STATIONS], {pk: Override(travel=pk % 90) for pk in every[::2]}),
        department="A",
        search=search,
        now=timezone.now(),
    )
    look()  # what is imported and planned once
    taken = sorted(seconds(look) for _ in range(3 if quick() else 5))
    middle = taken[len(taken) // 2]
    return Figure(
        f"best times, {STATIONS} stations x {MOST_DAYS} days",
        f"{middle:.2f} s",
        f"{ASKED:.0f} s",
        middle <= ASKED,
        {"runs": [round(each, 2) for each in taken]},
        value=middle,
        unit="s",
    )


def as_brute_force() -> Figure:
    rng = random.Random(timezone.now().toordinal())
    seeds = [rng.randrange(10**9) for _ in range(200 if quick() else CASES)]
    wrong = [seed for seed in seeds if slotting.differs(seed)]
    return Figure(
        f"best times otherwise than every start tried, of {len(seeds)} cases",
        f"{len(wrong)}",
        "0",
        not wrong,
        {"seeds": wrong[:10]},
        value=len(wrong),
    )


def meeting() -> Content:
    """The chief and all community officers of each station, two at least."""
    base = replace(content("例会", 1, timezone.now()), kind="meeting")
    people = {"officers": 2, "attendees": ("chief", "community")}
    return replace(base, effort_units=None, venue="seat", **people)


if __name__ == "__main__":
    main()
