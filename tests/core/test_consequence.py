"""What changes do to a station: the balance before and after, what stays or grows."""

from dataclasses import replace

import pytest

from coordination.core.consequence import Consequence, balance, consequence
from coordination.core.facts import Demand, Event
from coordination.core.identity import OldConflict
from coordination.core.plans import Balance
from tests.core.test_lessening import H, owed, week


def weighed(facts, as_of=0):
    return balance(facts, as_of=as_of, now=as_of)


def test_a_balance_tells_windows_and_clashes_apart_and_the_room_up_to_the_last_due():
    """Two windows fail by three hours each; two events of one officer meet."""
    work = [owed("a", 1, 1, 11 * H), owed("b", 3, 3, 11 * H), owed("c", 5, 5, 6 * H)]
    meetings = tuple(Event(n, "A", 6 * 1440, 6 * 1440 + 60, 1000) for n in "ef")
    assert weighed(week(*work, events=meetings)) == Balance(6 * H, 2, -3 * H, 2 - 1)
    assert weighed(week(work[2])) == Balance(0, 0, 2 * H)
    assert weighed(week()).slack is None
    open_end = Demand("d", "A", None, None, 5 * H)
    assert weighed(week(open_end, work[2])) == Balance(0, 0, 2 * H)
    assert weighed(week(open_end)) == Balance(0, 0, None)


def test_without_work_to_come_or_a_known_capacity_there_is_no_room_to_tell():
    facts = week(owed("a", 1, 1, 6 * H))
    due = facts.demands[0].due
    assert [weighed(facts, due + n).slack is None for n in (-1, 0, 1)] == [
        False,
        True,
        True,
    ]
    assert weighed(replace(facts, capacity=None)) == Balance(None, 0, None)


GOAL = [
    OldConflict(7, "deadline", ("b",), frozenset("ab"), 12 * H),
    OldConflict(3, "deadline", ("d",), frozenset("cd"), 12 * H),
]


def changed(*after):
    work = [owed(name, day, day, 6 * H) for name, day in (("a", 1), ("b", 1))]
    work += [owed(name, 3, 3, 6 * H) for name in "cd"]
    return consequence(week(*work), week(*after), GOAL, as_of=0, now=0)


def test_what_is_left_is_told_by_id_and_what_is_new_or_grew_by_itself():
    one, more = owed("a", 1, 1, 6 * H), owed("b", 1, 1, 7 * H)
    rest = [owed(name, 3, 3, 5 * H) for name in "cd"]
    said = changed(one, more, *rest, owed("n", 5, 5, 9 * H))
    assert said.left == ((3, 2 * H), (7, 5 * H)) and said.known
    assert [each.victims for each in said.worse] == [("b",), ("n",)]
    assert (said.before.conflicts, said.after.conflicts) == (2, 3)
    done = changed(one)
    assert (done.left, done.worse) == ((), ())


@pytest.mark.parametrize("lost", ["before", "after", "both", ""])
def test_nothing_is_proven_where_a_capacity_is_not_known(lost):
    facts = week(owed("a", 1, 1, 6 * H))
    states = {"before": facts, "after": facts}
    for name in states:
        if lost in (name, "both"):
            states[name] = replace(facts, capacity=None)
    said = consequence(**states, goal=(), as_of=0, now=0)
    assert isinstance(said, Consequence) and said.known is (lost == "")
