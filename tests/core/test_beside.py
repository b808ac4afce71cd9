"""What the compiled loops see of events in each other's way is what the facts say."""

import random
from dataclasses import replace

import pytest

from coordination.core import force
from coordination.core.clashes import clashes
from coordination.core.displacement import displacements
from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.force import cutting, rates, tables
from tests.core.test_force import assert_equal


def seen(facts, as_of):
    """(displaced, people shared, too few present, which events are involved)."""
    stations = force.pack([facts])
    events, blocks = tables.appointments(stations, 0, 1), tables.protected(stations)
    count, held = len(facts.events), len(facts.blocks)
    clock, draws = rates.scratch(len(facts.capacity), count)
    shared = rates.share_people(events, 0, count, as_of)
    pieces, _, few = cutting.build_cut(
        clock, draws, stations.capacity, 0, events, 0, count, as_of
    )
    own = stations.own[0]
    displaced = rates.displaced(clock, pieces, events, 0, count, blocks, 0, held, own)
    involved = [facts.events[i].id for i in range(count) if events.involved[i]]
    return bool(displaced), bool(shared), bool(few), involved


def drawn(rng):
    def times(longest):
        return (start := rng.randint(0, 12)), start + rng.randint(0, longest)

    names = ((), (), ("anna",), ("bert",), ("anna", "bert"))
    events = [
        Event(
            f"e{n}",
            rng.choice("ASB"),
            *times(6),
            rng.choice([0, 1000, 1500]),
            rng.choice(names),
        )
        for n in range(rng.randint(0, 4))
    ]
    blocks = [
        Block(
            f"b{n}",
            "",
            start := rng.randint(0, 12),
            start + rng.randint(1, 5),
            rng.choice([500, 1000, 3000]),
        )
        for n in range(rng.randint(0, 2))
    ]
    periods = [
        Period(*times(9), 1000, rng.choice([1000, 2000, 4000]))
        for _ in range(rng.randint(0, 4))
    ]
    return StationFacts("S", tuple(periods), (), tuple(events), tuple(blocks))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_seen_is_what_the_facts_say(seed):
    rng = random.Random(seed)
    for _ in range(40):
        facts, as_of = drawn(rng), rng.choice([0, 0, 5])
        alone = replace(
            facts,
            events=tuple(
                replace(e, officers=e.need, attendees=()) for e in facts.events
            ),
        )
        named = replace(facts, capacity=None)
        displaced, shared, few, involved = seen(facts, as_of)
        heads = clashes(alone, as_of=as_of)
        people = clashes(named, as_of=as_of)
        assert displaced == bool(displacements(facts, as_of=as_of)), facts
        assert shared == bool(people), facts
        assert few == bool(heads), facts
        told = {m.id for clash in (*heads, *people) for m in clash.members}
        assert told <= set(involved), facts
        if not told:
            assert not involved


@pytest.mark.parametrize("seed", range(4))
def test_events_and_protected_time_agree_in_every_field(seed):
    rng = random.Random(seed)
    facts = [drawn(rng) for _ in range(60)]
    _, findings = assert_equal(facts, as_of=0, now=0)
    kinds = set(findings.kind.tolist())
    assert kinds == {force.KINDS.index("clash"), force.KINDS.index("displacement")}
