"""Conditions: what the office may ask for, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from coordination.services import admitting
from coordination.services.offers import Offer
from tasking.models import Assignment
from tests.coordination.pieces import (
    BIG,
    LATER,
    WHOLE,
    conditioned,
    letters,
    state,
    waiting,
)
from tests.coordination.world import NOW
from tests.factories import Force, at


# --- conditions -----------------------------------------------------------------------
def test_conditions_are_taken_and_it_goes_out_as_they_say(force: Force) -> None:
    case = conditioned(force)
    assert state(case) == ("conditions", "submitted")
    assert letters(force.staff) == {"admission_offer"}
    admitting.accept(by=force.staff, case=case, now=NOW)
    assert state(case) == ("admitted", "issued")
    assert {a.effort_hours for a in Assignment.objects.all()} == {40}
    assert letters(force.coordinator) == {"admission_submit", "admission_accept"}


def test_stations_left_out_and_another_due(force: Force) -> None:
    case = waiting(force, BIG)
    conditions = Offer(due=at("2026-07-01"), left_out=frozenset({force.a2.pk}))
    admitting.offer(
        by=force.coordinator, case=case, conditions=conditions, reason="", now=NOW
    )
    admitting.accept(by=force.head, case=case, now=NOW)
    row = Assignment.objects.get()
    assert (row.station, row.due) == (force.a1, at("2026-07-01"))


@pytest.mark.parametrize(
    ("field", "conditions"),
    [
        ("due", Offer()),
        ("due", Offer(due=at("2026-05-30"))),
        ("due", Offer(effort_units=499 * 60_000)),
        ("effort_hours", Offer(effort_units=501 * 60_000)),
        ("effort_hours", Offer(effort_units=0)),
        ("left_out", Offer(left_out=frozenset({10**9}))),
    ],
)
def test_conditions_must_help(force: Force, field: str, conditions: Offer) -> None:
    case = waiting(force, BIG)
    with pytest.raises(ValidationError) as caught:
        admitting.offer(
            by=force.coordinator, case=case, conditions=conditions, reason="", now=NOW
        )
    assert field in caught.value.message_dict
    assert state(case) == ("waiting", "submitted")


def test_not_all_stations_are_left_out(force: Force) -> None:
    case = waiting(force, BIG)
    every = Offer(left_out=frozenset({force.a1.pk, force.a2.pk}))
    with pytest.raises(ValidationError) as caught:
        admitting.offer(
            by=force.coordinator, case=case, conditions=every, reason="", now=NOW
        )
    assert "left_out" in caught.value.message_dict


@pytest.mark.parametrize("fixed", ["statutory", "superior"])
def test_fixed_dates_are_not_the_offices_to_move(force: Force, fixed: str) -> None:
    case = waiting(force, replace(WHOLE, deadline_class=fixed))
    later = Offer(due=at("2026-07-01"))
    with pytest.raises(ValidationError) as caught:
        admitting.offer(
            by=force.coordinator, case=case, conditions=later, reason="", now=NOW
        )
    assert "due" in caught.value.message_dict


def test_declined_it_is_looked_at_again(force: Force) -> None:
    case = conditioned(force)
    admitting.decline(by=force.staff, case=case, reason="人手不够减", now=LATER)
    assert state(case) == ("waiting", "submitted")
    assert case.offered_units is None and case.due_at > LATER
    assert "admission_decline" in letters(force.coordinator)
