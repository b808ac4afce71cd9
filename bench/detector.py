"""The detector alone: its time, an independent oracle's, and what naive rules say."""

from __future__ import annotations

import random
import statistics
from collections import Counter
from collections.abc import Callable

from bench.figures import Figure, ms, quick, seconds, spread, tell
from coordination.core.detect import detect
from coordination.core.facts import Demand, Period, StationFacts
from tests.core import oracle

DAY = 24 * 60
DAYS = 90
HOURS = ((510, 720), (810, 1080))  # 08:30-12:00 and 13:30-18:00
OFFICERS = 6_000  # milli-officers
DAILY = sum(end - start for start, end in HOURS) * OFFICERS
SIZE = 200


def station(rng: random.Random, size: int = SIZE, load: float | None = None):
    """A quarter of weekdays, day-aligned work of three departments."""
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
        demands=tuple(_demand(rng, n, share) for n in range(size)),
    )


def _demand(rng: random.Random, n: int, share: float) -> Demand:
    due = rng.randint(4, DAYS)
    return Demand(
        id=str(n),
        department=rng.choice("ABC"),
        release=max(0, due - rng.randint(5, 45)) * DAY,
        due=due * DAY,
        effort=int(share * rng.uniform(0.2, 1.8)),
    )


# --- definitions that other tools use -------------------------------------------------


def many_on_a_day(facts: StationFacts) -> bool:
    """At least five due on the same day."""
    return max(Counter(d.due for d in facts.demands).values()) >= 5


def due_in_a_week(facts: StationFacts) -> bool:
    """What falls due within seven days exceeds what these days hold."""
    due = [0] * (DAYS + 1)
    for demand in facts.demands:
        due[demand.due // DAY - 1] += demand.effort
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


NAIVE: dict[str, Callable[[StationFacts], bool]] = {
    "five or more due on one day": many_on_a_day,
    "due within 7 days exceeds capacity": due_in_a_week,
    "even daily spread exceeds capacity": spread_evenly,
}


def naive() -> list[Figure]:
    rng = random.Random(1)
    stations = [station(rng) for _ in range(300 if quick() else 2000)]
    truth = [bool(detect(facts, as_of=0, now=0).conflicts) for facts in stations]
    figures = []
    for name, rule in NAIVE.items():
        said = [rule(facts) for facts in stations]
        both = sum(a and b for a, b in zip(said, truth, strict=True))
        precision = both / max(sum(said), 1)
        recall = both / max(sum(truth), 1)
        detail = {"stations": len(truth), "true": sum(truth), "said": sum(said)}
        figures.append(
            Figure(
                f"naive rule: {name}",
                f"precision {precision:.2f}, recall {recall:.2f}",
                detail={**detail, "recall": recall},
                value=precision,
                unit="precision",
                against=f"the exact one; recall {recall:.2f}",
            )
        )
    return figures


def timing() -> list[Figure]:
    rng = random.Random(2)
    facts = [station(rng) for _ in range(20 if quick() else 200)]
    alone = [min(seconds(lambda f=f: check(f)) for _ in range(3)) for f in facts]
    judged = facts[: 2 if quick() else 8]
    judge, wrong = [], 0
    for each in judged:
        judge.append(seconds(lambda f=each: oracle.deficit(f, as_of=0, now=0)))
        wrong += oracle.deficit(each, as_of=0, now=0) != check(each).deficit
    ratio = statistics.median(judge) / statistics.median(alone[: len(judged)])
    return [
        Figure(
            f"detector alone, n = {SIZE}: median",
            ms(statistics.median(alone)),
            detail=spread(alone),
            value=statistics.median(alone) * 1000,
            unit="ms",
        ),
        Figure(
            "max-flow oracle of the tests on the same data",
            f"{ratio:.0f} x slower, {wrong} of {len(judged)} differ",
            "0 differ",
            wrong == 0,
            {"oracle": spread(judge)},
            value=wrong,
            unit="differ",
            ratio=ratio,
            against="the detector alone",
        ),
    ]


def check(facts: StationFacts):
    return detect(facts, as_of=0, now=0)


if __name__ == "__main__":
    tell([*timing(), *naive()])
