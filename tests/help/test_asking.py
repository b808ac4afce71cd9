"""A difficulty from the station to the answer and back: who may, who hears of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, IntegrityError, transaction

from organization.models import AuditEvent
from tasking.models import Difficulty
from tasking.services import answering_difficulties as answering
from tasking.services import difficulties as raising
from tasking.services.acts import Stale
from tasking.services.difficulties import raise_difficulty
from tests.factories import Force, at
from tests.help.world import NOW, answered, asked, closed, letters, raised

pytestmark = pytest.mark.django_db
S, L = Difficulty.State, Difficulty.Level


def acts_of(row: Difficulty) -> list[str]:
    return list(row.entries.values_list("act", flat=True))


def test_it_is_raised_answered_and_closed_by_the_station(force: Force) -> None:
    row = raised(force)
    assert (row.state, row.level, row.version) == (S.ASKED, L.DEPARTMENT, 1)
    assert row.answer_due == at("2026-06-05"), "the end of the third working day"
    assert row.reminders == [at("2026-06-04 08:00")]
    assert letters(force.staff) == ["raise"] == letters(force.head)
    assert not letters(force.chief_a1), "who acts knows it"
    answered(force, row)
    row.refresh_from_db()
    assert row.state == S.ANSWERED and row.answer_due is None
    assert not letters(force.staff), "nothing is asked of them any more"
    assert letters(force.chief_a1) == ["answer"]
    closed(force, row)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.closed_at) == (S.CLOSED, "solved", NOW)
    assert letters(force.staff) == ["close"]
    assert acts_of(row) == ["raise", "answer", "close"]
    told = AuditEvent.objects.filter(action__startswith="difficulty.")
    assert told.count() == 3 and told[0].subject_id == row.pk


def test_terms_follow_the_urgency_and_the_bureau(force: Force) -> None:
    due = {
        urgency: raised(force, urgency=urgency).answer_due
        for urgency in ("urgent", "soon", "calm")
    }
    days = ("2026-06-03", "2026-06-05", "2026-06-11")
    assert list(due.values()) == [at(day) for day in days]
    half = raised(force, urgency="calm").reminders
    assert half == [at("2026-06-04 08:00"), at("2026-06-10 08:00")]
    given = {"bureau": force.county_a, "urgent": 2, "soon": 2, "calm": 4}
    with pytest.raises(PermissionDenied):
        raising.set_terms(by=force.coordinator, **given)
    with pytest.raises(ValidationError) as refused:
        raising.set_terms(by=force.leader, **given | {"soon": 1})
    assert set(refused.value.message_dict) == {"soon"}
    with pytest.raises(ValidationError) as refused:
        raising.set_terms(by=force.leader, **given | {"calm": 31})
    assert set(refused.value.message_dict) == {"calm"}
    kept = raising.set_terms(by=force.leader, **given)
    assert raised(force).answer_due == at("2026-06-04")
    with pytest.raises(Stale):
        raising.set_terms(by=force.leader, version=kept.version + 1, **given)


def test_bad_input_stands_beside_its_field_and_nothing_is_kept(force: Force) -> None:
    wrong = asked(
        force.public_order_b, title=" ", text="x" * 4001, category="?", urgency=""
    )
    with pytest.raises(ValidationError) as refused:
        raise_difficulty(by=force.chief_a1, station=force.a1, asked=wrong, now=NOW)
    fields = {"title", "text", "category", "urgency", "department"}
    assert set(refused.value.message_dict) == fields
    empty = SimpleUploadedFile("空.txt", b"")
    with pytest.raises(ValidationError) as refused:
        raise_difficulty(
            by=force.chief_a1, station=force.a1, asked=asked(), files=[empty], now=NOW
        )
    assert set(refused.value.message_dict) == {"evidence"}
    force.a1.closed_on = NOW.date()
    with pytest.raises(ValidationError) as refused:
        raise_difficulty(by=force.chief_a1, station=force.a1, asked=asked(), now=NOW)
    assert set(refused.value.message_dict) == {"station"}
    assert not Difficulty.objects.exists()


def test_only_the_station_raises_and_closes_only_the_owner_answers(
    force: Force,
) -> None:
    for stranger in (force.chief_a2, force.staff, force.leader):
        with pytest.raises(PermissionDenied):
            raised(force, by=stranger)
    row = raised(force, by=force.officer_a1)
    given = {"difficulty": row, "now": NOW}
    for stranger in (force.chief_a1, force.coordinator, force.staff_narcotics):
        with pytest.raises(PermissionDenied):
            answering.answer(by=stranger, text="是", **given)
    with pytest.raises(ValidationError) as early:
        closed(force, row)
    assert set(early.value.message_dict) == {"state"}
    answered(force, row)
    for stranger in (force.staff, force.leader, force.chief_a2):
        with pytest.raises(PermissionDenied):
            raising.say_how_it_was(by=stranger, outcome="solved", words="是", **given)
    with pytest.raises(ValidationError) as twice:
        answered(force, row)
    assert set(twice.value.message_dict) == {"state"}
    with pytest.raises(ValidationError) as empty:
        raising.say_how_it_was(by=force.chief_a1, outcome="fine", words=" ", **given)
    assert set(empty.value.message_dict) == {"outcome", "words"}
    with pytest.raises(Stale):
        closed_stale = {"outcome": "solved", "words": "是", "version": 1}
        raising.say_how_it_was(by=force.chief_a1, **closed_stale, **given)


def test_not_solved_opens_it_again_one_step_up_each_time(force: Force) -> None:
    row = answered(force, raised(force))
    closed(force, row, "not")
    row.refresh_from_db()
    assert (row.state, row.level, row.reopened) == (S.ASKED, L.OFFICE, 1)
    assert row.answer_due == at("2026-06-05") and row.answer
    assert letters(force.coordinator) == ["reopen"]
    answered(force, row)
    closed(force, row, "not")
    row.refresh_from_db()
    assert row.level == L.LEADER and letters(force.leader) == ["reopen"]
    answered(force, row)
    closed(force, row, "partly")
    row.refresh_from_db()
    assert (row.state, row.outcome) == (S.CLOSED, "partly")


def test_it_is_taken_back_with_a_reason_while_it_is_open(force: Force) -> None:
    row = raised(force)
    given = {"by": force.chief_a1, "difficulty": row, "now": NOW}
    with pytest.raises(ValidationError):
        raising.take_back(reason="", **given)
    raising.take_back(reason="已自行解决", **given)
    row.refresh_from_db()
    assert row.state == S.TAKEN_BACK and row.answer_due is None
    assert letters(force.staff) == ["take_back"]
    with pytest.raises(ValidationError):
        raising.take_back(reason="再次", **given)


def test_something_said_in_between_stops_no_clock(force: Force) -> None:
    row = raised(force)
    due = row.answer_due
    answering.note(by=force.staff, difficulty=row, text="有无监控？", now=NOW)
    answering.note(by=force.chief_a1, difficulty=row, text="有", now=NOW)
    row.refresh_from_db()
    assert row.answer_due == due and acts_of(row) == ["raise", "note", "note"]
    assert letters(force.chief_a1) == ["note"]
    with pytest.raises(PermissionDenied):
        answering.note(by=force.chief_a2, difficulty=row, text="我", now=NOW)


def test_the_log_is_only_added_to_and_states_are_kept_whole(force: Force) -> None:
    row = raised(force)
    for change in (
        lambda: row.entries.update(note="改"),
        lambda: row.entries.all().delete(),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    rows = Difficulty.objects.filter(pk=row.pk)
    for broken in (
        {"state": "closed"},
        {"answer_due": None},
        {"state": "routing"},
        {"answer": "无时间"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**broken)
