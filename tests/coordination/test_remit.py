"""What lies outside police duties: refused, reported at once, confirmed or not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import RemitReport
from coordination.services.remitting import Asked, answer, report, run_clocks
from organization.models import AuditEvent
from tasking.models import Assignment
from tasking.services.acts import Stale
from tests.coordination.opinions import tasked
from tests.coordination.test_objecting import told
from tests.coordination.world import NOW
from tests.factories import Force, at

S = RemitReport.State
LATER = at("2026-06-01 10:00")
ASKED = Asked("柳堰街道办事处", "上门代收水费", "", 12 * 60_000, "不属公安机关职责")


def reported(force: Force, row: Assignment | None = None, **more: Any) -> RemitReport:
    said = {"asked": ASKED, "assignment": row, "now": NOW} | more
    return report(by=force.chief_a1, station=force.a1, **said)


def test_the_office_and_the_leader_are_told_at_once(force: Force) -> None:
    row = reported(force)
    assert told(force.coordinator) == told(force.leader) == ["remit_report"]
    assert not told(force.staff)
    assert AuditEvent.objects.get(action="remit.report").subject_id == row.pk


def test_it_counts_until_it_is_confirmed(force: Force) -> None:
    task = tasked(force)
    row = reported(force, task)
    task.refresh_from_db()
    assert task.is_live
    done = answer(
        by=force.coordinator, report=row, confirmed=True, reason="确非职责", now=LATER
    )
    task.refresh_from_db()
    assert done.state == S.CONFIRMED and task.state == Assignment.State.WITHDRAWN
    assert done.answered_by == force.coordinator
    assert told(force.chief_a1) == ["remit_confirmed"]


def test_within_police_duties_it_stays(force: Force) -> None:
    task = tasked(force)
    row = reported(force, task)
    answer(by=force.leader, report=row, confirmed=False, reason="法定职责", now=LATER)
    task.refresh_from_db()
    row.refresh_from_db()
    assert task.is_live and row.state == S.REFUSED
    assert told(force.chief_a1) == ["remit_refused"]


def test_unanswered_it_takes_effect(force: Force) -> None:
    task = tasked(force)
    row = reported(force, task)
    assert row.answer_due == at("2026-06-04 22:30")  # a quarter of the time left
    assert run_clocks(now=row.answer_due - dt.timedelta(minutes=1)) == 0
    assert run_clocks(now=row.answer_due) == 1
    task.refresh_from_db()
    row.refresh_from_db()
    assert row.state == S.LAPSED and row.answered_by is None
    assert task.state == Assignment.State.WITHDRAWN
    assert run_clocks(now=row.answered_at or NOW) == 0


def test_a_bureau_may_wait_for_the_confirmation(force: Force) -> None:
    force.county_a.remit_days = 0
    force.county_a.save()
    row = reported(force)
    assert row.answer_due is None
    assert run_clocks(now=NOW + dt.timedelta(days=100)) == 0


@pytest.mark.parametrize("who", ["staff", "chief_a1", "officer_a1", "head", "staff_b"])
def test_only_the_office_and_the_leader_answer(force: Force, who: str) -> None:
    row = reported(force, tasked(force))
    with pytest.raises(PermissionDenied):
        answer(
            by=getattr(force, who), report=row, confirmed=True, reason="x", now=LATER
        )


@pytest.mark.parametrize("who", ["officer_a1", "chief_a2", "staff", "leader"])
def test_only_the_chief_reports(force: Force, who: str) -> None:
    with pytest.raises(PermissionDenied):
        report(by=getattr(force, who), station=force.a1, asked=ASKED, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"requester": " "}, "requester"),
        ({"matter": ""}, "matter"),
        ({"text": ""}, "text"),
        ({"basis": "长" * 201}, "basis"),
        ({"effort_units": -1}, "hours"),
    ],
)
def test_bad_input(force: Force, changes: dict[str, Any], field: str) -> None:
    asked = Asked(**{**vars(ASKED), **changes})
    with pytest.raises(ValidationError) as refused:
        reported(force, asked=asked)
    assert set(refused.value.message_dict) == {field}
    assert not RemitReport.objects.exists()


def test_one_open_report_per_task_and_only_of_ones_own(force: Force) -> None:
    task = tasked(force)
    reported(force, task)
    with pytest.raises(ValidationError):
        reported(force, task)
    with pytest.raises(ValidationError):
        report(
            by=force.chief_a2, station=force.a2, asked=ASKED, assignment=task, now=NOW
        )


def test_an_answer_comes_once_and_with_a_reason(force: Force) -> None:
    row = reported(force)
    for reason, version, error in (
        (" ", None, ValidationError),
        ("x", 9, Stale),
    ):
        with pytest.raises(error):
            answer(
                by=force.leader,
                report=row,
                confirmed=True,
                reason=reason,
                version=version,
                now=LATER,
            )
    answer(by=force.leader, report=row, confirmed=True, reason="x", now=LATER)
    with pytest.raises(ValidationError):
        answer(by=force.leader, report=row, confirmed=False, reason="x", now=LATER)
