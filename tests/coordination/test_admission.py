"""Admission: what passes the office, its acts, the department's answers, the leader."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from coordination.models import AdmissionCase, AdmissionEntry
from coordination.services import admitting
from coordination.services.issuing import (
    ReasonNeeded,
    approve_and_issue,
    issue,
    send_back,
    withdraw,
)
from organization.models import AuditEvent
from tasking.content import Content
from tasking.models import Assignment, Directive
from tasking.services.acts import Stale
from tests.coordination.pieces import (
    BIG,
    LATER,
    WHOLE,
    admission,
    conditioned,
    letters,
    sent,
    state,
    waiting,
)
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, appoint, at, person


# --- what passes the office -----------------------------------------------------------
def test_without_admission_it_goes_out(force: Force) -> None:
    assert sent(force, replace(WHOLE, basis="", intent="")).sent
    assert not AdmissionCase.objects.exists()


def test_told_it_goes_out_and_the_office_hears_of_it(force: Force) -> None:
    admission(force, "notify")
    assert sent(force).sent
    case = AdmissionCase.objects.get()
    assert (case.state, case.number) == ("told", "望津分局准〔2026〕1号")
    assert letters(force.coordinator) == {"admission_tell"}
    admitting.comment(by=force.coordinator, case=case, reason="与禁毒重复", now=NOW)
    assert letters(force.staff) == {"admission_comment"}
    assert list(case.entries.values_list("act", "note"))[1] == ("comment", "与禁毒重复")


def test_at_the_gate_it_waits(force: Force) -> None:
    case = waiting(force)
    assert state(case) == ("waiting", "submitted")
    assert not Assignment.objects.exists()
    assert case.due_at == at("2026-06-05"), "three working days after Monday"
    assert letters(force.coordinator) == {"admission_submit"}
    assert letters(force.leader) == set()


def test_the_term_runs_over_working_days(force: Force) -> None:
    admission(force, "gate", admission_days=5)
    friday = at("2026-06-05 17:00")
    done = send(force, "public_order", WHOLE, force.a1, now=friday)
    case = AdmissionCase.objects.get(directive=done.directive)
    assert case.due_at == at("2026-06-13"), "Friday of the week after"
    assert not case.is_late(case.due_at - dt.timedelta(seconds=1))
    assert case.is_late(case.due_at)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("basis", {"basis": " "}),
        ("intent", {"intent": ""}),
        ("standard", {"standard": ""}),
        ("effort_hours", {"effort_units": None}),
    ],
)
def test_what_a_piece_lacks_is_said_beside_its_field(
    force: Force, field: str, change: dict[str, object]
) -> None:
    admission(force, "gate")
    with pytest.raises(ValidationError) as caught:
        sent(force, replace(WHOLE, **change))
    assert set(caught.value.message_dict) == {field}
    assert not Directive.objects.exists()


def test_command_orders_go_their_own_way_and_name_the_order(force: Force) -> None:
    admission(force, "gate")
    order = replace(WHOLE, task_class="command")
    with pytest.raises(ValidationError) as caught:
        sent(force, replace(order, basis=""))
    assert set(caught.value.message_dict) == {"basis"}
    assert sent(force, order).sent
    assert sent(
        force, Content("", "task", due=WHOLE.due, effort_units=60, reserved=True)
    )
    assert not AdmissionCase.objects.exists()
    assert not sent(force, replace(WHOLE, task_class="pushed")).sent


def test_an_unknown_class_is_refused(force: Force) -> None:
    with pytest.raises(ValidationError) as caught:
        sent(force, replace(WHOLE, task_class="secret"))
    assert "task_class" in caught.value.message_dict


# --- the office -----------------------------------------------------------------------
def test_admitted_it_goes_out(force: Force) -> None:
    case = waiting(force)
    done = admitting.admit(by=force.coordinator, case=case, now=NOW)
    assert done.sent and len(done.findings) == 2
    assert state(case) == ("admitted", "issued")
    assert Assignment.objects.count() == 2
    assert letters(force.staff) == {"admission_admit"}
    assert AuditEvent.objects.filter(action="admission.admit").count() == 1
    with pytest.raises(ValidationError):
        admitting.admit(by=force.coordinator, case=case, now=NOW)


def test_admitting_into_a_conflict_takes_a_reason(force: Force) -> None:
    case = waiting(force, BIG)
    with pytest.raises(ReasonNeeded):
        admitting.admit(by=force.coordinator, case=case, now=NOW)
    assert state(case) == ("waiting", "submitted")
    assert case.entries.count() == 1
    admitting.admit(by=force.coordinator, case=case, now=NOW, reason="省厅督办")
    assert Directive.objects.get().conflict_reason == "省厅督办"


def test_facts_that_changed_since_are_seen_when_it_goes_out(force: Force) -> None:
    admission(force, "gate", approver_required=True)
    case = AdmissionCase.objects.get(directive=sent(force).directive)
    admitting.admit(by=force.coordinator, case=case, now=NOW)
    assert state(case) == ("signature", "admitted")
    assert letters(force.leader) == {"admission_signature"}
    admission(force, "off", approver_required=False)
    send(force, "narcotics", task("走访", 432, "2026-06-12"), force.a1)
    check(force.a1)
    row = Directive.objects.get(pk=case.directive_id)
    with pytest.raises(ReasonNeeded):
        approve_and_issue(by=force.leader, directive=row, now=NOW)
    assert state(case) == ("signature", "admitted")
    done = approve_and_issue(by=force.leader, directive=row, now=NOW, reason="必须")
    assert done.directive.approver == force.leader
    assert state(case) == ("admitted", "issued")
    assert case.entries.last().act == "sign"


def test_returned_it_is_written_on_and_comes_again(force: Force) -> None:
    case = waiting(force)
    with pytest.raises(ValidationError) as caught:
        admitting.return_(by=force.coordinator, case=case, reason=" ", now=NOW)
    assert "reason" in caught.value.message_dict
    admitting.return_(by=force.coordinator, case=case, reason="标准不清", now=NOW)
    assert state(case) == ("returned", "returned")
    assert letters(force.staff) == {"admission_return"}
    row = Directive.objects.get()
    issue(
        by=force.staff,
        requester=force.public_order,
        content=replace(WHOLE, standard="逐户签字"),
        stations=[force.a1],
        now=NOW,
        directive=row,
    )
    assert row.state == "submitted"
    assert list(row.cases.order_by("pk").values_list("state", "number")) == [
        ("returned", "望津分局准〔2026〕1号"),
        ("waiting", "望津分局准〔2026〕2号"),
    ]


def test_an_admission_is_taken_back_until_it_is_signed(force: Force) -> None:
    admission(force, "gate", approver_required=True)
    case = AdmissionCase.objects.get(directive=sent(force).directive)
    admitting.admit(by=force.coordinator, case=case, now=NOW)
    admitting.return_(by=force.coordinator, case=case, reason="重复", now=NOW)
    assert state(case) == ("returned", "returned")


def test_who_submitted_it_does_not_decide_on_it(force: Force) -> None:
    appoint(force.coordinator, "department_staff", force.coordination_office)
    admission(force, "gate")
    done = issue(
        by=force.coordinator,
        requester=force.coordination_office,
        content=WHOLE,
        stations=[force.a1],
        now=NOW,
    )
    case = AdmissionCase.objects.get(directive=done.directive)
    with pytest.raises(ValidationError):
        admitting.admit(by=force.coordinator, case=case, now=NOW)
    other = appoint(person("second"), "coordinator", force.coordination_office)
    assert admitting.admit(by=other, case=case, now=NOW).sent


def test_a_stale_page_decides_nothing(force: Force) -> None:
    case = waiting(force)
    seen = case.version
    admitting.comment(by=force.coordinator, case=case, reason="请补充", now=NOW)
    with pytest.raises(Stale):
        admitting.admit(by=force.coordinator, case=case, now=NOW, version=seen)
    assert state(case) == ("waiting", "submitted")


# --- the leader -----------------------------------------------------------------------
def test_what_was_returned_goes_before_the_leader(force: Force) -> None:
    case = waiting(force)
    admitting.return_(by=force.coordinator, case=case, reason="重复", now=NOW)
    admitting.escalate(by=force.head, case=case, reason="并不重复", now=NOW)
    assert state(case) == ("escalated", "submitted")
    assert letters(force.leader) == {"admission_escalate"}
    done = approve_and_issue(by=force.leader, directive=case.directive, now=NOW)
    assert done.sent
    assert state(case) == ("admitted", "issued")


def test_what_lies_too_long_goes_before_the_leader(force: Force) -> None:
    case = waiting(force)
    with pytest.raises(ValidationError):
        admitting.escalate(by=force.staff, case=case, reason="急", now=NOW)
    admitting.escalate(by=force.staff, case=case, reason="已过期限", now=LATER)
    send_back(by=force.leader, directive=case.directive, reason="再议", now=LATER)
    assert state(case) == ("returned", "returned")
    assert case.entries.last().act == "send_back"


def test_the_office_may_give_in(force: Force) -> None:
    case = conditioned(force)
    admitting.escalate(by=force.staff, case=case, reason="不同意", now=NOW)
    assert state(case) == ("escalated", "submitted") and case.offered_units is None
    admitting.admit(by=force.coordinator, case=case, now=NOW, reason="同意原方案")
    assert state(case) == ("admitted", "issued")


def test_withdrawn_it_leaves_the_queue(force: Force) -> None:
    case = waiting(force)
    withdraw(by=force.staff, directive=case.directive, reason="不办了", now=NOW)
    assert state(case) == ("withdrawn", "withdrawn")
    assert not AdmissionCase.objects.open().exists()


# --- who ------------------------------------------------------------------------------
def test_only_the_office_decides_and_only_the_department_answers(force: Force) -> None:
    case = waiting(force)
    for stranger in (force.staff, force.leader, force.chief_a1):
        with pytest.raises(PermissionDenied):
            admitting.admit(by=stranger, case=case, now=NOW)
    admitting.return_(by=force.coordinator, case=case, reason="改", now=NOW)
    for stranger in (force.coordinator, force.staff_narcotics, force.leader):
        with pytest.raises(PermissionDenied):
            admitting.escalate(by=stranger, case=case, reason="?", now=NOW)


def test_the_log_is_only_added_to(force: Force) -> None:
    entry = waiting(force).entries.get()
    with pytest.raises(InternalError), transaction.atomic():
        AdmissionEntry.objects.filter(pk=entry.pk).update(note="别的")
    with pytest.raises(InternalError), transaction.atomic():
        entry.delete()
