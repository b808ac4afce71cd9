"""Which open conflict a finding continues."""

import random
from dataclasses import replace

from coordination.core.detect import detect
from coordination.core.facts import Conflict, Demand, Member, Period, StationFacts
from coordination.core.identity import OldConflict, adopt


def finding(victims, members, kind="deadline"):
    return Conflict(
        kind=kind,
        start=0,
        end=1,
        demand=2,
        capacity=1,
        victims=tuple(victims),
        members=tuple(Member(m, "A", 1, False, False) for m in members),
        departments=("A",),
        scope="overload",
        overloaded_by=("A",),
        displaces=False,
        release=0,
        due=1,
    )


def old(number, victims, members, kind="deadline"):
    return OldConflict(number, kind, tuple(victims), frozenset(members))


def test_the_same_first_victim_decides():
    stored = [old(1, "x", "abcd"), old(2, "a", "a")]
    assert adopt(stored, [finding("a", "abcd")]) == [2]


def test_of_two_with_the_same_victim_the_one_most_like_it_continues():
    """A block that two orders take, one of which gives way; heads and names at once."""
    stored = [old(1, "b", "x", "displacement"), old(2, "b", "y", "displacement")]
    assert adopt(stored, [finding("b", "y", "displacement")]) == [2]
    heads, names = (replace(old(n, "a", "ab", "clash"), demand=n * 4) for n in (1, 2))
    left = replace(finding("a", "ab", "clash"), demand=7)
    assert adopt([heads, names], [left]) == [2]


def test_the_same_events_clash_on_whoever_loses_there():
    """With more officers there another one is first to lose, one known elsewhere."""
    stored = [old(1, "b", "ab", "clash"), old(2, "a", "ac", "clash")]
    clash = finding("a", "ab", "clash")
    assert adopt(stored, [clash]) == [1]
    assert adopt(stored, [finding("q", "q"), clash]) == [None, 1]


def test_each_rule_looks_at_all_that_is_found_and_at_its_own_kind_alone():
    """Those before are of another kind, or continue something already."""
    taken = old(1, "b", "ab", "clash"), old(2, "v", "vw"), old(3, "z", "mn")
    found = [
        *(finding("v", "vxyz"), finding("b", "ab", "clash")),
        *(finding("m", "mn"), finding("q", "q")),
    ]
    for order in (found, found[::-1]):
        told = dict(
            zip([each.victims[0] for each in order], adopt(taken, order), strict=True)
        )
        assert told == {"v": 2, "b": 1, "m": 3, "q": None}
    clash = finding("a", "ab", "clash")
    others = [old(1, "b", "ac", "clash"), old(2, "c", "ab", "displacement")]
    assert adopt(others[1:], [clash]) == [None]
    assert adopt([*others, old(3, "c", "ab", "clash")], [clash]) == [3]


def test_of_one_victim_with_as_much_in_common_the_nearest_demand_continues():
    stored = [replace(old(n, "a", "ab"), demand=n * 4) for n in (1, 2)]
    assert adopt(stored, [replace(finding("a", "ab"), demand=7)]) == [2]


def test_otherwise_most_members_shared_at_least_half():
    stored = [old(1, "x", "abzz"), old(2, "y", "abcz"), old(3, "z", "a")]
    assert adopt(stored, [finding("a", "abcd")]) == [2]
    assert adopt([old(3, "z", "a")], [finding("a", "abc")]) == [None]


def test_each_old_conflict_is_adopted_once():
    stored = [old(1, "x", "ab")]
    assert adopt(stored, [finding("a", "ab"), finding("b", "ab")]) == [1, None]


def test_another_kind_is_another_conflict():
    assert adopt([old(1, "a", "ab", "clash")], [finding("a", "ab")]) == [None]


def test_the_order_of_stored_conflicts_changes_nothing():
    rng = random.Random(1)
    for _ in range(200):
        stored = [old(i, rng.choice("abc"), draw(rng)) for i in range(5)]
        new = [finding(rng.choice("abc"), draw(rng)) for _ in range(4)]
        answers = adopt(stored, new)
        assert adopt(rng.sample(stored, 5), new) == answers
        taken = [a for a in answers if a is not None]
        assert len(taken) == len(set(taken))


def draw(rng):
    return rng.sample("abcdefgh", rng.randint(1, 5))


def station(*demands, officers=1000):
    return StationFacts("S", (Period(0, 10, officers, officers),), demands)


def found(facts):
    return detect(facts, as_of=0, now=0).conflicts


def stored(conflicts):
    return [
        old(n, c.victims, [m.id for m in c.members]) for n, c in enumerate(conflicts, 1)
    ]


def test_two_conflicts_of_a_station_may_end_together():
    facts = station(Demand("a", "A", 5, 10, 6000), Demand("b", "B", 0, 10, 11_000))
    first, second = found(facts)
    assert (first.end, first.due) == (second.end, second.due)
    assert (first.start, second.start) == (5, 0)
    assert adopt(stored([first, second]), [second, first]) == [2, 1]


def test_leave_moves_the_clock_and_not_the_conflict():
    work = Demand("a", "A", 0, 8, 6000), Demand("b", "B", 2, 9, 6000)
    (before,) = found(station(*work))
    (after,) = found(station(*work, officers=800))
    assert (before.capacity, after.capacity) == (9000, 5600)
    assert adopt(stored([before]), [after]) == [1]


def test_one_unit_of_progress_changes_the_victim_and_not_the_conflict():
    work = Demand("a", "A", 0, 10, 5000), Demand("c", "C", 0, 10, 1)
    (before,) = found(station(*work, Demand("b", "B", 0, 10, 5001)))
    (after,) = found(station(*work, Demand("b", "B", 0, 10, 5000)))
    assert (before.victims, after.victims) == (("b",), ("c",))
    assert adopt(stored([before]), [after]) == [1]


def test_the_first_victim_alone_decides():
    assert adopt([old(1, "ax", "y")], [finding("ab", "bcd")]) == [1]
    assert adopt([old(1, "xa", "y")], [finding("ba", "bcd")]) == [None]


def test_one_that_is_continued_does_not_hide_the_next():
    stored = [old(1, "a", "a"), old(2, "y", "cd")]
    assert adopt(stored, [finding("a", "a"), finding("z", "cd")]) == [1, 2]


def test_exactly_half_of_the_members_are_enough():
    assert adopt([old(1, "x", "ab")], [finding("a", "abcd")]) == [1]
    assert adopt([old(1, "x", "ab")], [finding("a", "abcde")]) == [None]
