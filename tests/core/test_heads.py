"""Who is asked for and who is there, against a count minute by minute."""

import random
from itertools import pairwise

import pytest

from coordination.core.facts import Block, Event, Period, StationFacts
from coordination.core.heads import Both, Heads, Lens, compared, shared_by

NAMES = ("anna", "bert", "carl")


def drawn(rng):
    def times(longest):
        return (start := rng.randint(0, 12)), start + rng.randint(1, longest)

    events = tuple(
        Event(
            f"e{n}",
            rng.choice("SAB"),
            *times(6),
            rng.choice([0, 0, 1, 2000]),
            tuple(rng.sample(NAMES, rng.choice([0, 0, 1, 2]))),
        )
        for n in range(rng.randint(0, 4))
    )
    blocks = tuple(
        Block(f"b{n}", "", *times(5), rng.choice([1, 3000]))
        for n in range(rng.randint(0, 2))
    )
    people = tuple(
        Period(*times(8), 0, rng.choice([1, 1000, 4000]))
        for _ in range(rng.randint(0, 3))
    )
    return StationFacts("S", people, (), events, blocks)


def counted(facts, minute, lens):
    """(there, asked, events) at a minute, in plain words."""
    asking = [e for e in facts.events if e.need and e.start <= minute < e.end]
    if lens.names:
        named = {e.id: len(set(e.attendees) & lens.names) for e in asking}
        met = sorted(name for name, count in named.items() if count)
        return 1000 * len(lens.names), 1000 * sum(named.values()), tuple(met)
    there = sum(p.present for p in facts.capacity if p.start <= minute < p.end)
    if lens.beside:
        asking = [e for e in asking if e.department != "S"]
        held = [b.officers for b in facts.blocks if b.start <= minute < b.end]
        there = max(0, there - max([0, *held]))
    return there, sum(e.need for e in asking), tuple(sorted(e.id for e in asking))


LENSES = (Lens(), Lens(beside=True), Lens(frozenset({"anna", "bert"})))


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("seed", range(6))
def test_every_minute_inside_the_spans_is_counted(seed, lens):
    rng = random.Random(seed)
    for _ in range(25):
        before, after = drawn(rng), drawn(rng)
        spans = [(a := rng.randint(0, 15), a + rng.randint(1, 6)) for _ in "ab"]
        found = compared(before, after, spans, lens)
        told = {}
        for each in found:
            for minute in range(each.start, each.end):
                assert minute not in told
                told[minute] = [
                    (heads.there, heads.asked, heads.events)
                    for heads in (each.before, each.after)
                ]
        inside = {minute for a, b in spans for minute in range(a, b)}
        expected = {m: [counted(f, m, lens) for f in (before, after)] for m in inside}
        assert told == {
            m: both for m, both in expected.items() if any(b[1] for b in both)
        }
        for one, two in pairwise(found):
            same = (one.before, one.after) == (two.before, two.after)
            assert one.end < two.start or (one.end == two.start and not same)


def test_spans_that_touch_are_one_and_others_are_not():
    event = Event("e", "A", 0, 30, 500)
    facts = StationFacts("S", (Period(0, 30, 1, 700),), (), (event,))
    heads = Heads(700, 500, ("e",))
    spans = [(8, 10), (2, 5), (5, 7), (3, 4)]
    assert compared(facts, facts, spans, Lens()) == (
        Both(2, 7, heads, heads),
        Both(8, 10, heads, heads),
    )
    assert heads.left == 200
    blocks = tuple(Block(f"b{n}", "", 0, 30, n) for n in (100, 300, 200))
    kept = StationFacts("S", facts.capacity, (), (event,), blocks)
    for lens, there in ((Lens(), 700), (Lens(beside=True), 400)):
        assert compared(kept, kept, [(2, 7)], lens)[0].before.there == there
    unknown = StationFacts("S", None, (), (event,))
    (told,) = compared(unknown, facts, [(0, 3)], Lens())
    assert (told.before.there, told.after.there) == (0, 700)


def test_only_one_of_two_needs_to_ask():
    event = Event("e", "A", 5, 9, 500)
    busy, idle = (StationFacts("S", (), (), each) for each in ((event,), ()))
    for pair in ((busy, idle), (idle, busy)):
        assert [(b.start, b.end) for b in compared(*pair, [(0, 20)], Lens())] == [
            (5, 9)
        ]


def test_people_collide_where_each_event_names_them_and_nothing_else_lacks():
    one = Event("a", "A", 0, 10, 0, ("anna", "bert"))
    two = Event("b", "A", 4, 12, 0, ("bert", "carl"))
    other = Event("c", "A", 4, 12, 0, ("bert",))
    facts = StationFacts("S", None, (), (one, two, other))
    both = {"a": 6000, "b": 6000}
    assert shared_by(facts, both, 6000) == {"bert"}
    assert shared_by(facts, both, 6001) == frozenset()
    assert shared_by(facts, {"a": 6000, "b": 6001}, 6000) == frozenset()
    assert shared_by(facts, dict.fromkeys(both, 6001), 6001) == frozenset()
    assert shared_by(facts, {"a": 6000}, 6000) == frozenset()
    assert shared_by(facts, {"b": 8000, "c": 8000}, 8000) == {"bert"}
    pair = StationFacts("S", None, (), (one, Event("d", "A", 0, 2, 0, one.attendees)))
    assert shared_by(pair, {"a": 4000, "d": 4000}, 4000) == {"anna", "bert"}
