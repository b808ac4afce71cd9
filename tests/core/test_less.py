"""Less work to the last unit: where exactly it is enough, and for which station."""

from dataclasses import replace

from coordination.core.plans import Change
from coordination.core.repair import lessening
from coordination.core.repair.case import Case
from coordination.core.repair.terms import Movable, Pair, Site
from tests.core.test_lessening import SHIFT, TENTH, H, case_of, merges, owed, week


def reductions(facts, *movables):
    """({task: what is left}, price) of each plan."""
    return [
        ({c.demand: c.effort for c in plan.stations[0].changes}, plan.cost)
        for plan in lessening.reduced(case_of(facts, *movables))
    ]


def test_to_the_last_tenth_that_has_to_remain_one_gives_before_all_do():
    facts = week(owed("a", 1, 1, 6 * H), owed("b", 1, 1, 6 * H))
    terms = Movable("a", least=2 * H), Movable("b", least=5 * H)
    assert reductions(facts, *terms) == [
        ({"a": 2 * H}, 4),
        ({"a": 3 * H, "b": 5 * H}, 4),
    ]
    less = Movable("a", least=2 * H + 1), terms[1]
    assert reductions(facts, *less) == [({"a": 3 * H, "b": 5 * H}, 4)]


def test_what_is_exactly_full_gives_nothing_and_one_unit_more_a_tenth():
    full = week(owed("a", 1, 1, 2 * H), owed("b", 1, 1, 6 * H))
    terms = Movable("a", least=0), Movable("b")
    assert reductions(full, *terms) == []
    more = week(owed("a", 1, 1, 2 * H), owed("b", 1, 1, 6 * H + 1))
    cut = {"a": 2 * H - TENTH}
    assert reductions(more, *terms) == [(cut, 1), (cut, 1)]


def test_no_single_task_is_enough_where_one_unit_is_too_much_elsewhere():
    facts = week(owed("a", 1, 1, 9 * H), owed("b", 3, 3, 8 * H + 1), owed("c", 5, 5, H))
    terms = [Movable(name, least=0) for name in "abc"]
    (alike,) = reductions(facts, *terms)
    assert set(alike[0]) == {"a", "b"}


def test_only_the_station_in_conflict_is_spared_something():
    facts = week(owed("a", 1, 1, 9 * H)), week(owed("a", 1, 1, 6 * H))
    terms = (Movable("a", least=0),)
    sites = [
        Site(replace(f, code=c), terms, 0, 0) for c, f in zip("ST", facts, strict=True)
    ]
    plan = lessening.waived(Case.of(sites))
    assert [s.changes for s in plan.stations] == [(Change("waive", "a"),), ()]
    assert plan.cost == 9


def test_something_moves_even_where_all_would_fit_by_the_old_due():
    """Half an officer works four hours a day on it: windows do not show that."""
    for more, stays in ((0, 5), (1, 6)):
        slow = replace(owed("a", 1, 1, 6 * H + more), max_officers=500)
        terms = Movable("a", (1440 * 2 + SHIFT,))
        plan = lessening.split(case_of(week(slow, owed("b", 5, 5, H)), terms))
        (change,) = plan.stations[0].changes
        first, second = change.parts
        assert (first.effort, second.effort) == (stays * H, (6 - stays) * H + more)
        assert not plan.settles


def test_of_several_stations_those_with_pairs_do_them_at_no_price():
    full = week(owed("a", 1, 1, 6 * H), owed("b", 1, 1, 6 * H))
    other = replace(full, code="T")
    case = Case.of([Site(facts, (), as_of=0, now=0) for facts in (full, other)])
    plan = lessening.merged(case, {"T": [Pair("a", "b", 7 * H)] * 2})
    made = {each.station: each.changes for each in plan.stations}
    assert made == {"S": (), "T": (Change("merge", "a", into="b", effort=7 * H),)}
    assert plan.cost == 0


def test_what_a_pair_saves_is_what_both_take_less_what_they_take_as_one():
    work = [
        owed(name, 1, 1, h * H) for name, h in zip("abcd", (6, 2, 1, 4), strict=True)
    ]
    pairs = Pair("a", "b", 5 * H), Pair("c", "d", 3 * H)
    assert merges(week(*work), *pairs[::-1]) == [("a", "b", 5 * H), ("c", "d", 3 * H)]
