"""The detector alone: its time and an independent oracle's; what naive rules say."""

from __future__ import annotations

import random
import statistics

from bench import naive
from bench.figures import Figure, ms, quick, seconds, spread, tell
from bench.naive import SIZE, station
from coordination.core.detect import detect
from coordination.core.facts import StationFacts
from tests.core import oracle


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
    tell([*timing(), *naive.both(150 if quick() else 2000)])
