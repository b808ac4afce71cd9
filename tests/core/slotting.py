"""The best start by brute force: every start put into every diary and checked anew."""

from __future__ import annotations

import random
from dataclasses import replace

from coordination.core.clashes import clashes
from coordination.core.deadlines import deficit
from coordination.core.detect import reckon
from coordination.core.displacement import displacements
from coordination.core.facts import Block
from coordination.core.slots import Call, Finder
from tests.core import cases

AS_OF = 3


def differs(seed: int) -> str:
    """What is not as brute force says, in words; nothing when all is."""
    rng = random.Random(seed)
    limits = rng.random() < 0.3
    calls = [call(rng, limits=limits) for _ in range(rng.choice([1, 1, 2, 4]))]
    starts = sorted({when(rng, calls) for _ in range(rng.randint(1, 12))})
    finder, days = Finder(calls, starts), rng.choice([1, 10])
    truth = {start: judged(calls, start) for start in starts}
    for start in starts:
        if finder.at(start).score != truth[start]:
            return f"{start}: {finder.at(start).score} is {truth[start]}"
    best: dict[int, tuple[int, ...]] = {}
    for score in sorted(truth.values()):
        best.setdefault(score[-1] // days, score)
    most = rng.randint(1, 4)
    found = [slot.score for slot in finder.best(most, group=lambda s: s // days)]
    if found != list(best.values())[:most]:
        return f"best {found} is {list(best.values())[:most]}"
    return ""


def when(rng: random.Random, calls: list[Call]) -> int:
    """A minute; mostly one at which somebody is at work."""
    periods = [p for c in calls for p in c.station.facts.capacity or () if p.present]
    if not periods or rng.random() < 0.2:
        return rng.randint(AS_OF, 60)
    return max(AS_OF, rng.choice(periods).start + rng.choice([0, 0, 1, 2]))


def call(rng: random.Random, *, limits: bool) -> Call:
    facts = cases.station(rng, limits=limits, events=rng.random() < 0.5)
    blocks = tuple(
        Block(f"b{i}", "", at := rng.randint(0, 30), at + rng.randint(1, 20), people)
        for i, people in enumerate(rng.sample([0, 500, 1000, 2000], rng.randint(0, 2)))
    )
    facts = replace(facts, blocks=blocks)
    if rng.random() < 0.1:
        facts = replace(facts, capacity=None)
    return Call(
        reckon(facts, as_of=AS_OF, now=rng.choice([0, AS_OF, 12])),
        length=rng.choice([1, 1, 2, 2, 4, 9]),
        officers=rng.choice([0, 500, 500, 1000, 2000]),
        before=(way := rng.choice([0, 0, 1, 2, 5])),
        after=rng.choice([way, way, 0, 2]),
        attendees=rng.choice([(), (), ("chief",), ("chief", "community"), ("7",)]),
    )


def judged(calls: list[Call], start: int) -> tuple[int, int, int, int]:
    """What `Slot.score` should be."""
    clash = lost = displaced = 0
    for each in calls:
        held = each.station
        event = each.event(start, id="new", department="HQ")
        facts = replace(held.facts, events=(*held.facts.events, event))
        clash += _hit(clashes(facts, as_of=AS_OF))
        displaced += _hit(displacements(facts, as_of=AS_OF))
        if held.given is not None:
            # Only what counts as live: nothing of the appointment changes that.
            live = replace(facts, demands=tuple(job.demand for job in held.jobs))
            after = reckon(live, as_of=AS_OF, now=-1)
            lost += deficit(after.jobs, after.given) - deficit(held.jobs, held.given)
    return clash, lost, displaced, start


def _hit(conflicts) -> bool:
    return any(m.id == "new" for c in conflicts for m in c.members)
