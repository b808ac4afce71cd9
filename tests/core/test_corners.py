"""Corners that random stations never come to, each by hand."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from coordination.core.backlog import Backlog, pack_backlog
from coordination.core.detect import reckon
from coordination.core.facts import Block, Demand, Event, Period, StationFacts
from coordination.core.load import flattest
from coordination.core.plans import Change, applied
from coordination.core.preview_event import preview_event
from coordination.core.profile import held
from coordination.core.repair.case import Case
from coordination.core.repair.dates import Dates
from coordination.core.repair.lessening import _from_one
from coordination.core.repair.pushing import pulled_back, pushed, restarted
from coordination.core.repair.solving import Model, improved
from coordination.core.repair.terms import Site
from coordination.core.rooms import verdicts
from coordination.core.taken import taken, without
from coordination.core.weekly import WEEK, WEEKS, unsure_in
from tests.core.test_pushing import crowded

DAY = (Period(0, 10, 2000, 2000),)
ORDER = Event("o", "B", 0, 10, 2000)
PLAN = Block("p", "走访", 2, 8, 1000)


def station(*demands: Demand, capacity=DAY, **more) -> StationFacts:
    return StationFacts("S", capacity, demands, **more)


def test_without_a_known_capacity_nothing_is_late_and_nothing_taken():
    facts = station(Demand("a", "A", 0, 1, 9000), capacity=None, blocks=(PLAN,))
    assert reckon(facts, as_of=0, now=0).late == []
    assert taken(facts, ORDER, as_of=0) == []
    assert preview_event(facts, ORDER, as_of=0, now=0).verdict == "unknown"


def test_what_an_order_takes_of_a_block():
    facts = station(blocks=(PLAN, Block("q", "学习", 20, 30, 1000)), events=(ORDER,))
    (one,) = taken(facts, ORDER, as_of=0)
    assert (one.block, one.units) == ("p", 6000), "of the one it meets"
    free = replace(facts, events=())
    assert taken(free, replace(ORDER, officers=500), as_of=0) == [], "there is room"
    assert taken(facts, replace(ORDER, department="S"), as_of=0) == [], "its own"
    assert taken(facts, replace(ORDER, officers=0), as_of=0) == [], "nobody"
    left, gone = without(facts, "o")
    assert (left.events, gone) == ((), ORDER)
    assert without(facts, "x") == (facts, None)


def test_what_lies_inside_a_window_by_department():
    work = Demand("a", "A", 0, 6, 4000), Demand("b", "C", 4, 10, 1000)
    facts = station(*work, events=(Event("e", "B", 2, 4, 1000),))
    backlog = Backlog(pack_backlog(held(reckon(facts, as_of=0, now=0), until=20)))
    assert backlog.inside(0, 10) == [("A", 4000), ("B", 2000), ("C", 1000)]
    assert backlog.inside(0, 3) == [("B", 1000)], "half of the event"
    assert backlog.inside(5, 10) == [], "the event is over"


def test_a_block_moves_and_is_made_smaller_and_names_nobody():
    facts = station(blocks=(PLAN,))
    moved = applied(facts, [Change("move", "p", start=4, due=9)])
    assert moved.blocks == (replace(PLAN, start=4, end=9),)
    fewer = applied(facts, [Change("fewer", "p", officers=500)])
    assert fewer.blocks == (replace(PLAN, officers=500),)
    for change in (Change("move", "p", due=9), Change("name", "p", names=("所长",))):
        with pytest.raises(KeyError):
            applied(facts, [change])


def test_a_profile_that_is_one_dense_piece_leaves_no_rest():
    assert [(p.start, p.work, p.length) for p in flattest([(0, 4, 8)])] == [(0, 8, 4)]
    pieces = flattest([(0, 4, 8), (0, 2, 1), (2, 4, 9)])
    assert sum(piece.work for piece in pieces) == 18
    assert flattest([]) == []


def test_nothing_asked_is_nothing_told():
    assert verdicts([], 0, [], [], None, 90) == ([], [])
    with pytest.raises(ValueError, match="version"):
        verdicts([bytes([9]) + b"i" + bytes(62)], 0, [1], [1], None, 90)


def test_weeks_that_are_not_told_are_not_unsure():
    late = Demand("a", "A", 0, (WEEKS + 1) * WEEK, None)
    due = Demand("b", "A", 0, 2 * WEEK, None)
    assert unsure_in([late, replace(late, due=None), due], 0) == 0b10


def test_what_was_not_moved_is_not_pulled_back():
    made = crowded(random.Random(3))
    pushed(made)
    moved = [m for m, step in enumerate(made.step.tolist()) if step]
    still = [m for m, step in enumerate(made.step.tolist()) if not step]
    steps = made.step.tolist()
    assert moved and still
    pulled_back(made, still)
    assert made.step.tolist() == steps


def test_a_window_is_made_to_hold_once():
    made = crowded(random.Random(5))
    model = Model(made, tuple(made.step.tolist()))
    before = len(model._known)
    model.add(iter([(0, 0, 0), (0, 0, 0)]))
    model.add(iter([(0, 0, 0)]))
    assert len(model._known) - before <= 1


def test_what_is_no_better_is_not_told(monkeypatch):
    made = crowded(random.Random(5))
    first = restarted(made, restarts=0)
    found = [(first, 0), (None, 0)]
    monkeypatch.setattr(Model, "solve", lambda *_given: found.pop(0))
    heard = []
    best = improved(made, seconds=60, restarts=0, told=heard.append)
    assert heard == [best] and best.steps == first and not found


def test_of_no_station_there_are_no_dates():
    assert Dates.of(Case.of([])).found() == ()


def test_of_no_work_there_is_nothing_to_take():
    site = Site(station(), (), as_of=0, now=0)
    assert _from_one(Case.of([site]), site) == []
