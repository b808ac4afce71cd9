"""Whose a difficulty is: handed on with a reason, in no circle, in no silence."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from organization.models import Department
from tasking.models import Difficulty
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services.difficulty_clock import run_clocks
from tests.factories import Force, at
from tests.help.world import NOW, answered, closed, letters, raised

pytestmark = pytest.mark.django_db
S, L = Difficulty.State, Difficulty.Level
LATER = at("2026-06-04 09:00")


def hand_on(
    force: Force, row: Difficulty, to: Department | None, by: str = "staff"
) -> Difficulty:
    given = {"department": to, "reason": "属其职责", "now": LATER}
    return answering.hand_on(by=force.personas[by], difficulty=row, **given)


def test_who_does_not_know_asks_the_office(force: Force) -> None:
    row = raised(force, office=True)
    assert (row.state, row.level) == (S.ROUTING, L.OFFICE)
    assert row.answer_due == at("2026-06-03"), "one working day to say whose it is"
    assert letters(force.coordinator) == ["raise"] and not letters(force.staff)
    with pytest.raises(PermissionDenied):
        answered(force, row)
    with pytest.raises(ValidationError):
        hand_on(force, row, None, by="coordinator")
    row = hand_on(force, row, force.public_order, by="coordinator")
    assert (row.state, row.department) == (S.ASKED, force.public_order)
    assert letters(force.staff) == ["route"] and letters(force.chief_a1) == ["route"]
    assert row.entries.last().facts == {"from": "", "to": force.public_order.code}


def test_without_an_office_the_leader_says(force: Force) -> None:
    force.coordinator.memberships.all().delete()
    row = raised(force, office=True)
    assert row.level == L.LEADER and letters(force.leader) == ["raise"]


def test_a_department_hands_on_but_never_in_a_circle(force: Force) -> None:
    row = hand_on(force, raised(force), force.narcotics)
    assert row.department == force.narcotics and letters(force.staff_narcotics)
    assert row.answer_due == at("2026-06-06"), "no time is bought, but a day is left"
    with pytest.raises(PermissionDenied):
        hand_on(force, row, force.criminal)
    assert not Difficulty.objects.visible_to(force.staff)
    for wrong in (force.public_order, force.narcotics, force.public_order_b):
        with pytest.raises(ValidationError) as refused:
            hand_on(force, row, wrong, by="staff_narcotics")
        assert set(refused.value.message_dict) == {"department"}
    row = hand_on(force, row, None, by="staff_narcotics")
    assert (row.state, row.level, row.department) == (S.ROUTING, L.OFFICE, None)
    row = hand_on(force, row, force.public_order, by="coordinator")
    assert row.department == force.public_order, "the office may send it back"
    with pytest.raises(ValidationError) as empty:
        answering.hand_on(
            by=force.staff, difficulty=row, department=None, reason=" ", now=NOW
        )
    assert set(empty.value.message_dict) == {"reason"}


def test_silence_goes_to_the_office_then_to_the_leader_and_stays(force: Force) -> None:
    row = raised(force, urgency="urgent")
    assert run_clocks(now=at("2026-06-02 07:59")) == 0
    assert run_clocks(now=at("2026-06-02 08:00")) == 1
    assert letters(force.staff) == ["raise", "due"]
    assert run_clocks(now=at("2026-06-02 08:01")) == 0, "reminded once"
    assert run_clocks(now=at("2026-06-02 23:59")) == 0
    assert run_clocks(now=at("2026-06-03 00:00")) == 1
    row.refresh_from_db()
    assert (row.level, row.state) == (L.OFFICE, S.ASKED)
    assert row.answer_due == at("2026-06-05")
    assert letters(force.coordinator) == ["silence"] == letters(force.chief_a1)
    assert run_clocks(now=at("2026-06-05")) == 1
    row.refresh_from_db()
    assert row.level == L.LEADER and letters(force.leader) == ["silence"]
    run_clocks(now=at("2026-06-12"))
    row.refresh_from_db()
    assert row.level == L.LEADER and row.is_late(at("2026-06-12"))
    answered(force, row, now=at("2026-06-12 10:00"))
    assert not letters(force.leader) and not letters(force.coordinator)


def test_the_station_is_asked_once_how_it_was_and_never_closed_for(
    force: Force,
) -> None:
    row = answered(force, raised(force))
    assert run_clocks(now=at("2026-06-08 08:00")) == 1
    assert letters(force.chief_a1) == ["answer", "say"]
    assert run_clocks(now=at("2026-09-01")) == 0
    row.refresh_from_db()
    assert row.state == S.ANSWERED, "the station alone closes"


def test_one_answer_serves_several_and_each_closes_for_itself(force: Force) -> None:
    lead = raised(force)
    other = raised(force, station=force.a2, by=force.chief_a2)
    third = raised(force, department=force.narcotics)
    given = {"by": force.staff, "now": NOW}
    for row, to in ((other, other), (other, third)):
        with pytest.raises(ValidationError) as refused:
            answering.join(difficulty=row, lead=to, **given)
        assert set(refused.value.message_dict) == {"lead"}
    answering.join(difficulty=other, lead=lead, **given)
    with pytest.raises(ValidationError):
        answering.join(difficulty=lead, lead=other, **given)
    answered(force, lead)
    other.refresh_from_db()
    assert other.state == S.ANSWERED and other.answer.startswith("先全景")
    assert letters(force.chief_a2) == ["answer"]
    closed(force, lead)
    other.refresh_from_db()
    assert other.state == S.ANSWERED
    late = raised(force, station=force.a2, by=force.chief_a2)
    joined = answering.join(difficulty=late, lead=lead, **given)
    assert joined.state == S.ANSWERED and joined.answer == other.answer


def test_what_was_joined_stays_when_the_other_is_handed_on(force: Force) -> None:
    lead = raised(force)
    other = raised(force, station=force.a2, by=force.chief_a2)
    given = {"by": force.staff, "now": NOW}
    answering.join(difficulty=other, lead=lead, **given)
    lead = hand_on(force, lead, force.narcotics)
    answered(force, lead, by=force.staff_narcotics)
    other.refresh_from_db()
    assert (other.state, other.department) == (S.ASKED, force.public_order)
    assert other.same_as is None and letters(force.chief_a2) == []


def test_what_was_joined_waits_for_nothing_that_was_taken_back(force: Force) -> None:
    lead = raised(force)
    other = raised(force, station=force.a2, by=force.chief_a2)
    answering.join(difficulty=other, lead=lead, by=force.staff, now=NOW)
    raising.take_back(by=force.chief_a1, difficulty=lead, reason="误提", now=NOW)
    other.refresh_from_db()
    assert (other.state, other.same_as) == (S.ASKED, None)
    assert answered(force, other).state == S.ANSWERED


def test_who_has_left_the_station_reads_no_more_of_it(force: Force) -> None:
    row = raised(force, by=force.officer_a1)
    answered(force, row)
    assert letters(force.officer_a1) == ["answer"]
    row = raised(force, by=force.officer_a1)
    force.officer_a1.memberships.all().delete()
    answered(force, row)
    assert letters(force.officer_a1) == ["answer"]
    assert letters(force.chief_a1).count("answer") == 2
