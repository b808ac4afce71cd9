"""Work that an order which goes first leaves no room for."""

from __future__ import annotations

from random import Random

from coordination.core.detect import detect
from coordination.core.facts import Demand, Event, Period, StationFacts
from coordination.core.pushed_out import pushed_out

HOUR = 60_000
DAY = 24 * 60
# One officer works eight hours on each of ten days.
WEEK = tuple(Period(n * DAY, n * DAY + 480, 1000, 1000) for n in range(10))


def work(name: str, hours: int, due_day: int, release: int | None = None) -> Demand:
    return Demand(name, "治安", release, due_day * DAY, hours * HOUR)


def out(
    facts: StationFacts, order: Demand | Event
) -> dict[str, tuple[int, int | None]]:
    found = pushed_out(facts, order, as_of=0, now=0)
    return {p.demand.id: (p.short // HOUR, p.earliest_due) for p in found}


def station(*demands: Demand, events: tuple[Event, ...] = ()) -> StationFacts:
    return StationFacts("S", WEEK, demands, events)


def test_what_still_fits_is_not_named() -> None:
    assert out(station(work("a", 8, 2)), work("new", 8, 1)) == {}


def test_the_later_due_gives_way_and_gets_a_date() -> None:
    """16 hours by day 2; the order takes 8, so that 8 of b's find no room."""
    facts = station(work("a", 8, 2), work("b", 8, 2))
    assert out(facts, work("new", 8, 2)) == {"b": (8, 2 * DAY + 480)}


def test_the_order_goes_first_whatever_its_due() -> None:
    """By due alone it would be the order that is refused."""
    facts = station(work("a", 16, 2))
    assert out(facts, work("new", 16, 3)) == {"a": (8, 3 * DAY + 480)}


def test_proposals_hold_together() -> None:
    facts = station(work("a", 8, 1), work("b", 8, 2))
    assert out(facts, work("new", 16, 2)) == {
        "a": (8, 2 * DAY + 480),
        "b": (8, 3 * DAY + 480),
    }


def test_what_did_not_fit_before_is_not_its_doing() -> None:
    facts = station(work("a", 8, 1), work("b", 8, 1))
    assert set(out(facts, work("new", 8, 5))) == set()


def test_an_appointment_takes_its_hours() -> None:
    facts = station(work("a", 8, 1))
    meeting = Event("new", "政工", 0, 240, 1000)
    assert out(facts, meeting) == {"a": (4, DAY + 240)}


def test_nothing_is_said_of_what_is_unknown() -> None:
    assert (
        pushed_out(StationFacts("S", None, ()), work("n", 1, 1), as_of=0, now=0) == ()
    )
    blank = Demand("n", "治安", None, DAY, None)
    assert pushed_out(station(work("a", 8, 1)), blank, as_of=0, now=0) == ()


def test_no_date_beyond_what_is_known() -> None:
    facts = station(work("a", 80, 10))
    assert out(facts, work("new", 8, 5)) == {"a": (8, None)}


def test_with_the_dates_proposed_everything_fits() -> None:
    """Over many stations: the proposals leave no conflict that was not there."""
    random = Random(19)
    moved = 0
    for _n in range(200):
        demands = tuple(
            work(f"d{k}", random.randint(1, 12), random.randint(1, 6)) for k in range(5)
        )
        facts = station(*demands)
        if not detect(facts, as_of=0, now=0).feasible:
            continue
        order = work("new", random.randint(4, 20), random.randint(3, 6))
        found = pushed_out(facts, order, as_of=0, now=0)
        if any(p.earliest_due is None for p in found):
            continue
        dues = {p.demand.id: p.earliest_due for p in found}
        after = [
            Demand(d.id, d.department, d.release, dues.get(d.id, d.due), d.effort)
            for d in demands
        ]
        assert detect(station(order, *after), as_of=0, now=0).feasible
        moved += bool(found)
    assert moved > 10


def test_an_order_that_says_too_little_pushes_nothing_out() -> None:
    facts = station(work("a", 16, 2))
    assert out(facts, Demand("new", "治安", None, DAY, None)) == {}
    assert out(facts, Demand("new", "治安", None, None, 16 * HOUR)) == {}
