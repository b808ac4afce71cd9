"""What the facts of a station are after changes, each by hand."""

import pytest

from coordination.core.facts import Demand, Period, StationFacts
from coordination.core.plans import Change, Part, applied

DAY, MORE = Period(0, 10, 1000, 1000), Period(2, 6, 500, 500)
ONE, TWO = Demand("a", "A", 3, 10, 9000, priority=1), Demand("b", "B", None, 20, 500)
FACTS = StationFacts("S", (DAY,), (ONE, TWO))


def after(*changes):
    found = applied(FACTS, changes)
    return {d.id: (d.department, d.release, d.due, d.effort) for d in found.demands}


def test_each_change_by_itself():
    assert after(Change("shift", "a", due=12))["a"] == ("A", 3, 12, 9000)
    assert after(Change("reduce", "a", effort=1))["a"] == ("A", 3, 10, 1)
    assert set(after(Change("waive", "a"))) == {"b"}
    merged = after(Change("merge", "a", into="b", effort=9300))
    assert merged == {"b": ("B", None, 20, 9300)}


def test_parts_keep_the_release_unless_they_have_their_own():
    parts = (Part(10, 4000), Part(15, 3000, release=11), Part(18, 2000))
    assert after(Change("split", "a", parts=parts)) == {
        "b": ("B", None, 20, 500),
        "a": ("A", 3, 10, 4000),
        "a+1": ("A", 11, 15, 3000),
        "a+2": ("A", 3, 18, 2000),
    }


def test_officers_are_lent_beside_other_changes():
    lent = Change("lend", lender="T", start=2, due=6, officers=500, periods=(MORE,))
    found = applied(FACTS, [lent, Change("waive", "a")])
    assert found.capacity == (DAY, MORE)
    assert found.demands == (TWO,)
    unknown = applied(StationFacts("S", None, (TWO,)), [lent])
    assert unknown.capacity is None


def test_a_demand_that_is_not_there_cannot_change():
    with pytest.raises(KeyError):
        applied(FACTS, [Change("waive", "x")])
