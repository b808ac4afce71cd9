"""Issuing: refused input leaves nothing, conflicts take a reason, numbers run on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.services.issuing import (
    ReasonNeeded,
    approve_and_issue,
    issue,
    withdraw,
)
from coordination.services.previewing import try_out
from coordination.services.redating import redate
from organization.models import AuditEvent
from tasking.content import Content, Override, Targets
from tasking.models import Assignment, AssignmentEntry, Directive
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

GOOD = task("清查", 10, "2026-06-12")


def refuse(force: Force, field: str, content: Content, *stations: Any) -> None:
    """Nothing is written and the message stands at the field."""
    with pytest.raises(ValidationError) as caught:
        send(force, "public_order", content, *(stations or (force.a1,)), reason="")
    assert field in caught.value.message_dict
    assert not Directive.objects.exists()
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("due", {"due": at("2026-05-31 12:00")}),
        ("due", {"due": None}),
        ("due", {"release": at("2026-06-20"), "due": at("2026-06-12")}),
        ("due", {"due": at("2036-06-12")}),
        ("effort_hours", {"effort_units": 0}),
        ("effort_hours", {"effort_units": -1}),
        ("effort_hours", {"effort_units": 10**15}),
        ("max_officers", {"max_officers": Decimal(0)}),
        ("title", {"title": "  "}),
        ("title", {"title": "标" * 121}),
        ("kind", {"kind": "picnic"}),
        ("deadline_class", {"deadline_class": "soon"}),
        ("basis", {"deadline_class": "statutory"}),
        ("title", {"reserved": True}),
        ("start", {"kind": "meeting", "effort_units": None}),
        ("officers", {"kind": "meeting", "release": at("2026-06-11")}),
    ],
)
def test_unusable_input_is_refused(
    force: Force, field: str, change: dict[str, Any]
) -> None:
    refuse(force, field, replace(GOOD, **change))


def test_a_station_outside_the_bureau_is_refused(force: Force) -> None:
    refuse(force, "stations", GOOD, force.b1)


def test_no_station_is_refused(force: Force) -> None:
    with pytest.raises(ValidationError) as caught:
        issue(
            by=force.staff,
            requester=force.public_order,
            content=GOOD,
            stations=[],
            now=NOW,
        )
    assert "stations" in caught.value.message_dict


def test_a_conflict_takes_a_reason(force: Force) -> None:
    with pytest.raises(ReasonNeeded) as caught:
        content = task("大清查", 97, "2026-06-03")
        send(force, "public_order", content, force.a1, force.a2, reason=" ")
    assert [f.station for f in caught.value.findings] == [force.a1, force.a2]
    assert caught.value.findings[0].shortfall == 60_000
    assert not Directive.objects.exists()
    sent = send(force, "public_order", content, force.a1, reason="省厅要求")
    assert sent.directive.conflict_reason == "省厅要求"


def test_the_trial_run_says_when_it_would_fit(force: Force) -> None:
    content = task("大清查", 97, "2026-06-03")
    targets = Targets((force.a1.pk, force.unknown.pk))
    known, unknown = try_out(
        content, targets, department=force.public_order.code, now=NOW
    )
    assert known.verdict == "conflict"
    assert known.earliest_due == at("2026-06-03 08:40")  # six officers, ten minutes
    assert unknown.verdict == "unknown"


def test_issuing_fans_out_with_overrides(force: Force) -> None:
    due = at("2026-06-20")
    sent = issue(
        by=force.staff,
        requester=force.public_order,
        content=GOOD,
        stations=[force.a1, force.a2],
        now=NOW,
        overrides={force.a2.pk: Override(due=due, effort_units=60_000)},
    )
    rows = {a.station: a for a in sent.directive.assignments.all()}
    assert rows[force.a1].due == GOOD.due
    assert rows[force.a2].due == due
    assert rows[force.a2].remaining_hours == 1
    assert AuditEvent.objects.filter(action="directive.issue").count() == 1


def test_numbers_run_through_the_year(force: Force) -> None:
    numbers = [
        send(force, "public_order", GOOD, force.a1).directive.number for _ in range(2)
    ]
    assert numbers == ["治安管理大队〔2026〕1号", "治安管理大队〔2026〕2号"]


def test_only_the_own_department_issues(force: Force) -> None:
    with pytest.raises(PermissionDenied):
        issue(
            by=force.staff_narcotics,
            requester=force.public_order,
            content=GOOD,
            stations=[force.a1],
            now=NOW,
        )


def test_a_leader_approves_by_name(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save()
    force.public_order.refresh_from_db()
    held = send(force, "public_order", GOOD, force.a1)
    assert not held.sent
    other = send(force, "public_order", GOOD, force.a2).directive
    withdraw(by=force.staff, directive=other, reason="重复", now=NOW)
    other.refresh_from_db()
    assert other.state == "withdrawn"
    assert held.directive.state == "submitted"
    assert not Assignment.objects.exists()
    with pytest.raises(PermissionDenied):
        approve_and_issue(by=force.head, directive=held.directive, now=NOW)
    done = approve_and_issue(by=force.leader, directive=held.directive, now=NOW)
    assert done.directive.approver == force.leader
    assert done.directive.approved_at == NOW
    assert Assignment.objects.count() == 1


def test_approving_into_a_conflict_takes_a_reason(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save()
    force.public_order.refresh_from_db()
    held = send(
        force,
        "public_order",
        replace(GOOD, effort_units=500 * 60_000),
        force.a1,
        reason="",
    )
    with pytest.raises(ReasonNeeded):
        approve_and_issue(by=force.leader, directive=held.directive, now=NOW)
    assert not Assignment.objects.exists()
    held.directive.refresh_from_db()
    assert (held.directive.state, held.directive.approver) == ("submitted", None)
    done = approve_and_issue(
        by=force.leader, directive=held.directive, now=NOW, reason="局党委决定"
    )
    assert done.directive.conflict_reason == "局党委决定"


def test_withdrawing_leaves_a_trace(force: Force) -> None:
    sent = send(force, "public_order", GOOD, force.a1, force.a2)
    with pytest.raises(ValidationError):
        withdraw(by=force.staff, directive=sent.directive, reason="", now=NOW)
    withdraw(by=force.staff, directive=sent.directive, reason="重复", now=NOW)
    assert set(Assignment.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert AssignmentEntry.objects.filter(act="withdraw", note="重复").count() == 2
    with pytest.raises(ValidationError):
        withdraw(by=force.staff, directive=sent.directive, reason="重复", now=NOW)


def test_a_relayed_task_is_counted_once(force: Force) -> None:
    above = send(force, "public_order", task("上级", 80, "2026-06-03"), force.a1)
    below = replace(task("转办", 80, "2026-06-03"), parent=above.directive)
    sent = send(force, "narcotics", below, force.a1, reason="")
    states = {a.directive_id: a.state for a in Assignment.objects.all()}
    assert states == {above.directive.pk: "withdrawn", sent.directive.pk: "issued"}
    staff = force.staff_narcotics
    withdraw(by=staff, directive=sent.directive, reason="撤回", now=NOW)
    states = {a.directive_id: a.state for a in Assignment.objects.all()}
    assert states == {above.directive.pk: "issued", sent.directive.pk: "withdrawn"}


def test_re_dating_one_station_is_tried_out(force: Force) -> None:
    sent = send(force, "public_order", task("清查", 90, "2026-06-12"), force.a1)
    row = sent.directive.assignments.get()
    common = {"by": force.staff, "assignment": row, "now": NOW}
    same = {"effort_units": row.effort_units}
    with pytest.raises(ReasonNeeded):
        redate(**common, **same, due=at("2026-06-02"))
    changed, found = redate(**common, **same, due=at("2026-06-03"))
    assert found.verdict == "fits"
    assert changed.due == at("2026-06-03")
    assert changed.remaining_hours == 90
    with pytest.raises(ValidationError):
        redate(**common, **same, due=NOW - dt.timedelta(days=1))


def test_a_date_from_above_only_becomes_earlier(force: Force) -> None:
    content = replace(GOOD, deadline_class="superior")
    row = send(force, "public_order", content, force.a1).directive.assignments.get()
    common = {
        "by": force.staff,
        "assignment": row,
        "now": NOW,
        "effort_units": row.effort_units,
    }
    with pytest.raises(ValidationError) as caught:
        redate(**common, due=at("2026-06-20"), reason="请求")
    assert "due" in caught.value.message_dict
    redate(**common, due=at("2026-06-10"))
    check(force.a1)
