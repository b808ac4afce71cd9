"""A station's opinion on a task, and what comes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, transaction

from coordination.models import Objection, ObjectionEntry
from coordination.services.deciding import Answer, answer, decide, refer
from coordination.services.objecting import escalate, take_back
from coordination.services.opinion_clock import run_clocks
from coordination.services.redating import redate
from coordination.terms import answer_due
from desk.models import InboxItem
from organization.models import AuditEvent, Membership, User
from tasking.models import Assignment
from tasking.services import acts
from tasking.services.acts import Stale
from tests.coordination.opinions import keep, objected, overloaded, tasked
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

S = Objection.State
LATER = at("2026-06-02 09:00")


def kept(force: Force) -> Objection:
    return answer(by=force.staff, objection=objected(force), said=keep(), now=NOW)


def brokered(force: Force) -> Objection:
    row = kept(force)
    return escalate(by=force.chief_a1, objection=row, reason="仍做不完", now=NOW)


def before_leader(force: Force) -> Objection:
    row = brokered(force)
    return refer(by=force.coordinator, objection=row, reason="两家谈不拢", now=NOW)


def acts_of(row: Objection) -> list[str]:
    return list(row.entries.values_list("act", flat=True))


def told(user: User) -> list[str]:
    letters = InboxItem.objects.filter(recipient=user)
    rows = letters.exclude(kind="directive_sign").order_by("pk")
    return list(rows.values_list("kind", flat=True))


# --- giving one -----------------------------------------------------------------------
def test_the_figures_of_the_moment_are_attached(force: Force) -> None:
    row = objected(force, overloaded(force))
    (conflict,) = row.proof["conflicts"]
    assert conflict["demand"] == "220.0" and conflict["capacity"] == "192.0"
    assert conflict["short"] == "28.0" and row.proof["verdict"] == "conflict"
    assert {line["title"] for line in conflict["lines"]} == {"禁毒宣传", "旅馆业检查"}
    assert sum(float(line["hours"]) for line in conflict["lines"]) == 220
    before = row.proof
    redate(
        by=force.staff,
        assignment=row.assignment,
        due=at("2026-06-30"),
        effort_units=row.assignment.effort_units,
        now=NOW,
    )
    check(force.a1)
    row.refresh_from_db()
    assert row.proof == before


def test_the_work_goes_on_meanwhile(force: Force) -> None:
    row = objected(force)
    acts.report(by=force.chief_a1, assignment=row.assignment, text="完成", now=LATER)
    row.refresh_from_db()
    assert row.is_waiting and row.assignment.state == Assignment.State.REPORTED


def test_the_department_is_told_and_the_trail_kept(force: Force) -> None:
    row = objected(force)
    assert told(force.staff) == told(force.head) == ["objection_file"]
    assert not told(force.staff_narcotics) and not told(force.chief_a1)
    assert AuditEvent.objects.get(action="objection.file").subject_id == row.pk


@pytest.mark.parametrize("who", ["officer_a1", "chief_a2", "staff", "leader"])
def test_it_is_the_chief_who_says_it(force: Force, who: str) -> None:
    from coordination.services.objecting import object_to

    row = tasked(force)
    with pytest.raises(PermissionDenied):
        object_to(by=getattr(force, who), assignment=row, text="不行", now=NOW)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 4001}, "text"),
        ({"asked_due": NOW - dt.timedelta(days=1)}, "asked_due"),
        ({"asked_units": -1}, "asked_hours"),
    ],
)
def test_bad_input_names_its_field(force: Force, more: dict, field: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(ValidationError) as refused:
        objected(force, **more)
    assert set(refused.value.message_dict) == {field}
    assert not Objection.objects.exists() and not ObjectionEntry.objects.exists()


def test_one_open_opinion_per_task(force: Force) -> None:
    row = objected(force)
    with pytest.raises(ValidationError) as refused:
        objected(force, row.assignment)
    assert "state" in refused.value.message_dict
    take_back(by=force.chief_a1, objection=row, reason="", now=NOW)
    assert objected(force, row.assignment).pk != row.pk


def test_nobody_objects_to_what_is_done_or_ones_own(force: Force) -> None:
    row = tasked(force)
    acts.report(by=force.chief_a1, assignment=row, text="完成", now=NOW)
    with pytest.raises(ValidationError):
        objected(force, row)
    from coordination.services.issuing import issue

    own = issue(
        by=force.chief_a1,
        requester=force.a1,
        content=task("本所走访", 4, "2026-06-20"),
        stations=[force.a1],
        now=NOW,
    )
    with pytest.raises(ValidationError):
        objected(force, own.directive.assignments.get())


# --- by when --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("due", "days", "by"),
    [
        ("2026-07-20 18:00", 3, "2026-06-05 00:00"),  # three working days
        ("2026-06-03 08:00", 3, "2026-06-01 20:00"),  # a quarter of two days
        ("2026-06-01 09:00", 3, "2026-06-01 08:15"),
        ("2026-05-30 18:00", 3, "2026-06-03 00:00"),  # overdue: the next working day
        (None, 5, "2026-06-09 00:00"),  # over a weekend
    ],
)
@pytest.mark.django_db
def test_terms_shrink_with_the_time_left(due: str | None, days: int, by: str) -> None:
    found = answer_due(now=NOW, due=at(due) if due else None, days=days)
    assert found == at(by)
    assert due is None or at(due) < NOW or found < at(due)


def test_the_bureau_sets_the_terms(force: Force) -> None:
    force.county_a.opinion_days = 1
    force.county_a.save()
    assert objected(force).answer_due == at("2026-06-03 00:00")


# --- the department answers -----------------------------------------------------------
def test_upheld_it_is_taken_off_this_station_alone(force: Force) -> None:
    content = task("旅馆业检查", 40, "2026-06-15")
    directive = send(force, "public_order", content, force.a1, force.a2).directive
    row = objected(force, directive.assignments.get(station=force.a1))
    done = answer(
        by=force.staff, objection=row, said=Answer("uphold", "确实重复"), now=LATER
    )
    states = dict(directive.assignments.values_list("station__code", "state"))
    assert states == {force.a1.code: "withdrawn", force.a2.code: "issued"}
    assert done.state == S.UPHELD and done.answer_due is None
    entry = row.assignment.entries.get(act="waive")
    assert (entry.remaining_before, entry.remaining_after) == (40 * 60_000, 0)
    assert "objection_uphold" in told(force.chief_a1)


def test_changed_it_is_tried_out_and_written_down(force: Force) -> None:
    row = objected(force, overloaded(force))
    said = Answer("change", "顺延", at("2026-06-30"), 60 * 60_000)
    done = answer(by=force.staff, objection=row, said=said, now=LATER)
    row.assignment.refresh_from_db()
    assert row.assignment.due == at("2026-06-30")
    assert row.assignment.effort_units == 60 * 60_000
    facts = done.entries.get(act="change").facts
    assert facts["verdict"] == "fits" and facts["units_after"] == 60 * 60_000
    assert done.state == S.CHANGED


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Answer("keep", " "), "reason"),
        (Answer("", "好"), "act"),
        (Answer("change", "好"), "due"),
        (Answer("change", "好", NOW - dt.timedelta(days=1)), "due"),
    ],
)
def test_an_answer_says_what_and_why(force: Force, said: Answer, field: str) -> None:
    row = objected(force)
    with pytest.raises(ValidationError) as refused:
        answer(by=force.staff, objection=row, said=said, now=LATER)
    assert field in refused.value.message_dict
    row.refresh_from_db()
    assert row.state == S.FILED and acts_of(row) == ["file"]


@pytest.mark.parametrize("fixed", ["statutory", "superior"])
def test_what_is_set_by_law_or_above_is_not_waived(force: Force, fixed: str) -> None:
    row = objected(force, tasked(force, deadline_class=fixed, basis="法定"))
    with pytest.raises(ValidationError) as refused:
        answer(by=force.staff, objection=row, said=Answer("uphold", "好"), now=LATER)
    assert "act" in refused.value.message_dict


@pytest.mark.parametrize("who", ["chief_a1", "staff_narcotics", "leader", "staff_b"])
def test_only_the_department_answers(force: Force, who: str) -> None:
    row = objected(force)
    with pytest.raises(PermissionDenied):
        answer(by=getattr(force, who), objection=row, said=keep(), now=LATER)


def test_a_stale_answer_is_told(force: Force) -> None:
    row = objected(force)
    with pytest.raises(Stale):
        answer(by=force.staff, objection=row, said=keep(), now=LATER, version=7)


# --- further up -----------------------------------------------------------------------
def test_kept_brokered_decided(force: Force) -> None:
    row = before_leader(force)
    done = decide(by=force.leader, objection=row, said=keep("统一行动"), now=LATER)
    assert acts_of(row) == ["file", "keep", "escalate", "refer", "keep"]
    assert done.state == S.CLOSED and done.answer_due is None
    assert "objection_refer" in told(force.leader)
    assert "objection_escalate" in told(force.coordinator)
    assert told(force.chief_a1)[-1] == "objection_keep"


def test_a_leader_may_order_another_date(force: Force) -> None:
    row = before_leader(force)
    said = Answer("change", "错峰安排", at("2026-06-30"))
    done = decide(by=force.leader, objection=row, said=said, now=LATER)
    row.assignment.refresh_from_db()
    assert row.assignment.due == at("2026-06-30") and done.state == S.CHANGED


def test_the_office_brokers_and_cannot_rule(force: Force) -> None:
    row = brokered(force)
    for act in (answer, decide):
        with pytest.raises(PermissionDenied):
            act(by=force.coordinator, objection=row, said=keep(), now=LATER)
    with pytest.raises(ValidationError):
        answer(by=force.staff, objection=row, said=keep(), now=LATER)
    said = Answer("change", "经协调让步", at("2026-06-30"))
    assert answer(by=force.staff, objection=row, said=said, now=LATER).state == (
        S.CHANGED
    )


def test_once_only(force: Force) -> None:
    row = brokered(force)
    for again in (row, objected(force)):
        with pytest.raises(ValidationError):
            escalate(by=force.chief_a1, objection=again, reason="再提", now=LATER)


def test_without_an_office_it_goes_to_the_leader(force: Force) -> None:
    Membership.objects.filter(user=force.coordinator).delete()
    assert brokered(force).state == S.DECIDING
    assert "objection_escalate" in told(force.leader)


# --- the clock ------------------------------------------------------------------------
def test_silence_goes_to_the_leader(force: Force) -> None:
    row = objected(force)
    assert row.answer_due is not None
    assert run_clocks(now=row.answer_due - dt.timedelta(minutes=1)) == 0
    assert run_clocks(now=row.answer_due) == 1
    row.refresh_from_db()
    assert row.state == S.DECIDING and acts_of(row) == ["file", "silence"]
    assert "objection_silence" in told(force.leader)
    assert row.entries.get(act="silence").by is None


def test_an_office_that_is_silent_too(force: Force) -> None:
    row = brokered(force)
    assert row.answer_due is not None and run_clocks(now=row.answer_due) == 1
    row.refresh_from_db()
    assert row.state == S.DECIDING
    assert row.answer_due is not None
    assert run_clocks(now=row.answer_due + dt.timedelta(days=9)) == 0


def test_what_is_not_taken_further_is_closed(force: Force) -> None:
    row = kept(force)
    assert row.answer_due is not None and run_clocks(now=row.answer_due) == 1
    row.refresh_from_db()
    assert row.state == S.CLOSED and told(force.chief_a1)[-1] == "objection_rest"


def test_a_task_that_is_withdrawn_closes_it(force: Force) -> None:
    from coordination.services.issuing import withdraw

    row = objected(force)
    directive = row.assignment.directive
    withdraw(by=force.staff, directive=directive, reason="取消", now=LATER)
    assert run_clocks(now=LATER) == 1
    row.refresh_from_db()
    assert row.state == S.CLOSED and acts_of(row) == ["file", "moot"]


# --- what the database keeps ----------------------------------------------------------
def test_the_log_cannot_be_rewritten(force: Force) -> None:
    row = objected(force)
    for change in (lambda: row.entries.update(note="x"), row.entries.all().delete):
        with pytest.raises(Error), transaction.atomic():
            change()


def test_people_see_what_concerns_them(force: Force) -> None:
    row = objected(force)
    for who in ("chief_a1", "officer_a1", "staff", "head", "leader", "coordinator"):
        assert row in Objection.objects.visible_to(getattr(force, who)), who
    for who in ("chief_a2", "staff_narcotics", "staff_b", "chief_b1", "finance"):
        assert row not in Objection.objects.visible_to(getattr(force, who)), who
