"""What simpler definitions of a conflict would say: `bench/naive.py [--stations N]`.

Each is judged by the exact one on random stations: precision is the share of its alarms
that are conflicts, recall the share of the conflicts it finds. Prints the table of
docs/engine.md.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from bench.figures import Figure
from coordination.core import force
from coordination.core.facts import Demand, Period, StationFacts

DAY = 24 * 60
DAYS = 90
HOURS = ((510, 720), (810, 1080))  # 08:30-12:00 and 13:30-18:00
OFFICERS = 6_000  # milli-officers
DAILY = sum(end - start for start, end in HOURS) * OFFICERS
SIZE = 200
CAMPAIGN = 0.15
"""Share of the work that a campaign crowds together, where there is one."""


def station(
    rng: random.Random,
    size: int = SIZE,
    load: float | None = None,
    campaign: float = 0.0,
) -> StationFacts:
    """A quarter of weekdays, day-aligned work of three departments.

    The share ``campaign`` of it falls into one fortnight somewhere in the middle.
    """
    peak = rng.randint(20, 60) if campaign else 0
    days = [day for day in range(DAYS) if day % 7 < 5]
    periods = tuple(
        Period(day * DAY + start, day * DAY + end, OFFICERS, OFFICERS)
        for day in days
        for start, end in HOURS
    )
    whole = DAILY * len(days)
    share = whole * (rng.uniform(0.7, 0.95) if load is None else load) / size
    return StationFacts(
        code="S",
        capacity=periods,
        demands=tuple(
            _demand(rng, n, share, peak if n < campaign * size else 0)
            for n in range(size)
        ),
    )


def _demand(rng: random.Random, n: int, share: float, peak: int) -> Demand:
    due = rng.randint(4, DAYS)
    if peak:
        release, due = peak, peak + rng.choice([7, 10, 14])
    else:
        release = max(0, due - rng.randint(5, 45))
    return Demand(
        id=str(n),
        department=rng.choice("ABC"),
        release=release * DAY,
        due=due * DAY,
        effort=int(share * rng.uniform(0.2, 1.8)),
    )


Rule = Callable[[StationFacts], bool]


def many_on_a_day(facts: StationFacts) -> bool:
    """At least five due on the same day."""
    return max(Counter(d.due for d in facts.demands).values()) >= 5


def due_in_a_week(facts: StationFacts) -> bool:
    """What falls due within seven days exceeds what these days hold."""
    due = _due_by_day(facts)
    return any(
        sum(due[day : day + 7]) > 5 * DAILY for day in range(0, max(1, DAYS - 6))
    )


def spread_evenly(facts: StationFacts) -> bool:
    """Each task in equal parts over its working days; a day that overflows."""
    per_day = [0.0] * DAYS
    for demand in facts.demands:
        days = [d for d in range(demand.release // DAY, demand.due // DAY) if d % 7 < 5]
        for day in days:
            per_day[day] += demand.effort / len(days)
    return max(per_day) > DAILY


def due_so_far(facts: StationFacts) -> bool:
    """What is due up to some day exceeds what there is up to it: releases ignored."""
    due, needed, there = _due_by_day(facts), 0, 0
    for day in range(DAYS):
        needed += due[day]
        there += DAILY if day % 7 < 5 else 0
        if needed > there:
            return True
    return False


def all_together(facts: StationFacts) -> bool:
    """All open work exceeds all capacity."""
    worked = sum(day % 7 < 5 for day in range(DAYS))
    return sum(d.effort for d in facts.demands) > DAILY * worked


def _due_by_day(facts: StationFacts) -> list[int]:
    due = [0] * (DAYS + 1)
    for demand in facts.demands:
        due[demand.due // DAY - 1] += demand.effort
    return due


NAIVE: dict[str, Rule] = {
    "five or more due on one day": many_on_a_day,
    "due within 7 days exceeds capacity": due_in_a_week,
    "even daily spread exceeds capacity": spread_evenly,
    "due so far exceeds capacity so far, releases ignored": due_so_far,
    "all open work exceeds all capacity": all_together,
}


def run(stations: int = 2000, seed: int = 1, campaign: float = 0.0) -> list[Figure]:
    """Precision and recall of each rule at n = 200, 70 to 95 % loaded."""
    rng = random.Random(seed)
    drawn = [station(rng, campaign=campaign) for _ in range(stations)]
    findings = force.sweep(force.pack(drawn), as_of=0, now=0)
    truth = (findings.feasible == force.NO).tolist()
    figures = []
    for name, rule in NAIVE.items():
        said = [rule(facts) for facts in drawn]
        both = sum(a and b for a, b in zip(said, truth, strict=True))
        precision, recall = _share(both, sum(said)), _share(both, sum(truth))
        figures.append(
            Figure(
                f"naive rule: {name}",
                f"precision {precision}, recall {recall}",
                detail={
                    "stations": stations,
                    "true": sum(truth),
                    "said": sum(said),
                    "precision": precision,
                    "recall": recall,
                },
            )
        )
    return figures


def both(stations: int = 2000, seed: int = 1) -> list[Figure]:
    """The rules on even work, and on work that a campaign crowds into a fortnight."""
    even, crowded = (run(stations, seed, share) for share in (0.0, CAMPAIGN))
    told = [replace(each, name=f"{each.name}, with a campaign") for each in crowded]
    return [*even, *told]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "none"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    found = both(options.stations, options.seed)
    sets = [found[: len(NAIVE)], found[len(NAIVE) :]]
    print("| definition | even work: precision / recall | with a campaign |")
    print("|---|---|---|")
    for row in zip(*sets, strict=True):
        name = row[0].name.removeprefix("naive rule: ")
        cells = [f"{f.detail['precision']} / {f.detail['recall']}" for f in row]
        print(f"| {name} | {' | '.join(cells)} |")
    true = [figures[0].detail["true"] for figures in sets]
    print(f"\nIn conflict: {true[0]} and {true[1]} of {options.stations} stations.")


if __name__ == "__main__":
    main()
