"""Recall: soon after the issue, by who issued it; stations that had signed are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from coordination.models import DirtyStation
from coordination.services.issuing import approve_and_issue, issue, send_back
from coordination.services.recalling import correct, recall
from desk.models import InboxItem
from organization.models import AuditEvent, Bureau
from tasking.content import Override
from tasking.models import Assignment, AssignmentEntry, Directive
from tasking.services import acts
from tests import factories
from tests.coordination.racing import Runner, until, waiting_for_me
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, appoint, person

GOOD = task("清查", 10, "2026-06-12")
SOON = NOW + dt.timedelta(minutes=59)
LATE = NOW + dt.timedelta(minutes=60)


def issued(force: Force) -> Directive:
    """To 柳堰, whose chief signs, and to 津堰, where nobody has looked."""
    row = send(force, "public_order", GOOD, force.a1, force.a2).directive
    mine = row.assignments.get(station=force.a1)
    acts.acknowledge(by=force.chief_a1, assignment=mine, now=NOW)
    return row


def test_it_goes_away_and_who_had_signed_is_told(force: Force) -> None:
    row = issued(force)
    for station in (force.a1, force.a2):
        check(station)
    DirtyStation.objects.all().delete()
    done = recall(by=force.staff, directive=row, reason=" 发错范围 ", now=SOON)
    assert (done.directive.state, done.signed) == ("recalled", 1)
    assert set(row.assignments.values_list("state", flat=True)) == {"recalled"}
    assert not Assignment.objects.live().exists()
    assert AssignmentEntry.objects.filter(act="recall", note="发错范围").count() == 2
    event = AuditEvent.objects.get(action="directive.recall")
    assert (event.actor, event.reason) == (force.staff, "发错范围")
    assert event.detail == {"stations": 2, "signed": 1}
    told = InboxItem.objects.get(kind="directive_recalled")
    assert told.recipient == force.chief_a1
    assert (told.facts["title"], told.facts["reason"]) == ("清查", "发错范围")
    marked = set(DirtyStation.objects.values_list("station_id", flat=True))
    assert marked == {force.a1.pk, force.a2.pk}


def test_whoever_had_worked_on_it_is_told_too(force: Force) -> None:
    row = issued(force)
    mine = row.assignments.get(station=force.a1)
    acts.report(by=force.officer_a1, assignment=mine, text="查完", now=NOW)
    recall(by=force.staff, directive=row, reason="发错", now=SOON)
    told = InboxItem.objects.filter(kind="directive_recalled")
    people = set(told.values_list("recipient__username", flat=True))
    assert people == {"chief_a1", "officer_a1"}


def test_what_is_accepted_stays(force: Force) -> None:
    row = issued(force)
    mine = row.assignments.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=mine, text="查完", now=NOW)
    acts.accept(by=force.staff, assignment=mine, now=NOW)
    done = recall(by=force.staff, directive=row, reason="发错", now=SOON)
    mine.refresh_from_db()
    assert (mine.state, done.signed) == ("accepted", 0)


def test_after_the_time_there_is_no_recall(force: Force) -> None:
    row = issued(force)
    with pytest.raises(ValidationError) as caught:
        recall(by=force.staff, directive=row, reason="发错", now=LATE)
    assert "09:00" in caught.value.message_dict["state"][0]
    row.refresh_from_db()
    assert row.state == "issued"
    assert not InboxItem.objects.filter(kind="directive_recalled").exists()


def test_a_bureau_sets_the_time(force: Force) -> None:
    row = issued(force)
    Bureau.objects.filter(pk=force.county_a.pk).update(recall_minutes=61)
    recall(by=force.staff, directive=row, reason="发错", now=LATE)
    Bureau.objects.filter(pk=force.county_a.pk).update(recall_minutes=0)
    other = issued(force)
    with pytest.raises(ValidationError):
        recall(by=force.staff, directive=other, reason="发错", now=NOW)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_takes_a_reason(force: Force, reason: str) -> None:
    row = issued(force)
    with pytest.raises(ValidationError) as caught:
        recall(by=force.staff, directive=row, reason=reason, now=SOON)
    assert "reason" in caught.value.message_dict


def test_who_may_recall(force: Force) -> None:
    colleague = appoint(person("colleague"), "department_staff", force.public_order)
    row = issued(force)
    for other in (colleague, force.staff_narcotics, force.leader, force.chief_a1):
        with pytest.raises(PermissionDenied):
            recall(by=other, directive=row, reason="发错", now=SOON)
    recall(by=force.head, directive=row, reason="发错", now=SOON)
    told = InboxItem.objects.get(recipient=force.staff)
    assert (told.kind, told.facts["by"]) == ("directive_recalled", "head")


def test_it_is_recalled_once_and_nothing_else(force: Force) -> None:
    row = issued(force)
    recall(by=force.staff, directive=row, reason="发错", now=SOON)
    with pytest.raises(ValidationError):
        recall(by=force.staff, directive=row, reason="发错", now=SOON)
    mine = row.assignments.get(station=force.a1)
    with pytest.raises(ValidationError):
        acts.progress(by=force.chief_a1, assignment=mine, remaining_units=1, now=SOON)


def test_an_own_plan_is_withdrawn_not_recalled(force: Force) -> None:
    own = issue(
        by=force.chief_a1,
        requester=force.a1,
        content=GOOD,
        stations=[force.a1],
        now=NOW,
    ).directive
    with pytest.raises(PermissionDenied):
        recall(by=force.chief_a1, directive=own, reason="不做了", now=SOON)


def test_the_order_from_above_stands_again(force: Force) -> None:
    above = send(force, "public_order", GOOD, force.a1).directive
    below = replace(GOOD, title="转办", parent=above)
    relay = send(force, "narcotics", below, force.a1).directive
    recall(by=force.staff_narcotics, directive=relay, reason="发错", now=SOON)
    states = dict(Assignment.objects.values_list("directive", "state"))
    assert states == {above.pk: "issued", relay.pk: "recalled"}


def test_it_is_corrected_and_issued_again(force: Force) -> None:
    row = issue(
        by=force.staff,
        requester=force.public_order,
        content=GOOD,
        stations=[force.a1, force.a2],
        now=NOW,
        overrides={force.a2.pk: Override(effort_units=60_000)},
    ).directive
    with pytest.raises(ValidationError):
        correct(by=force.staff, directive=row)
    recall(by=force.staff, directive=row, reason="范围有误", now=SOON)
    made, fresh = correct(by=force.staff, directive=row)
    assert fresh and (made.state, made.replaces, made.title) == ("draft", row, "清查")
    assert made.targets.get(station=force.a2).effort_units == 60_000
    assert correct(by=force.head, directive=row) == (made, False)
    with pytest.raises(PermissionDenied):
        correct(by=force.staff_narcotics, directive=row)
    again = issue(
        by=force.staff,
        requester=force.public_order,
        content=GOOD,
        stations=[force.a2],
        now=SOON,
        directive=made,
    ).directive
    assert (again.replaces, again.state) == (row, "issued")
    assert Assignment.objects.live().count() == 1


def test_the_author_hears_what_the_leader_did(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save()
    force.public_order.refresh_from_db()
    row = send(force, "public_order", GOOD, force.a1).directive
    send_back(by=force.leader, directive=row, reason="标准不清", now=NOW)
    told = InboxItem.objects.get(recipient=force.staff)
    assert (told.kind, told.facts["reason"]) == ("directive_sent_back", "标准不清")
    row.refresh_from_db()
    row = send(force, "public_order", GOOD, force.a1).directive
    done = approve_and_issue(by=force.leader, directive=row, now=NOW).directive
    told = InboxItem.objects.get(recipient=force.staff, matter=f"directive:{row.pk}")
    assert (told.kind, told.facts["number"]) == ("directive_approved", done.number)
    assert not InboxItem.objects.filter(recipient=force.leader).exists()
    assert done.issued_by == force.leader
    recall(by=force.leader, directive=done, reason="暂缓", now=SOON)


def test_an_author_who_has_left_is_not_told(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save()
    force.public_order.refresh_from_db()
    row = send(force, "public_order", GOOD, force.a1).directive
    force.staff.is_active = False
    force.staff.save()
    send_back(by=force.leader, directive=row, reason="标准不清", now=NOW)
    assert not InboxItem.objects.exists()


class TestAtTheSameMoment:
    """The station signs while the task is recalled: one of the two comes first."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def force(self, transactional_db: None) -> Iterator[Force]:
        yield factories.force()

    def test_the_signature_came_first_and_is_told(self, force: Force) -> None:
        row = send(force, "public_order", GOOD, force.a1).directive
        mine = row.assignments.get()
        with transaction.atomic():
            acts.acknowledge(by=force.chief_a1, assignment=mine, now=NOW)
            other = Runner(
                lambda: recall(by=force.staff, directive=row, reason="错", now=SOON)
            )
            until(waiting_for_me)
        assert other.done().signed == 1
        mine.refresh_from_db()
        assert (mine.state, mine.acknowledged_at) == ("recalled", NOW)
        assert InboxItem.objects.get().recipient == force.chief_a1

    def test_the_recall_came_first_and_nothing_is_signed(self, force: Force) -> None:
        row = send(force, "public_order", GOOD, force.a1).directive
        mine = row.assignments.get()
        with transaction.atomic():
            recall(by=force.staff, directive=row, reason="错", now=SOON)
            other = Runner(
                lambda: acts.acknowledge(by=force.chief_a1, assignment=mine, now=NOW)
            )
            until(waiting_for_me)
        with pytest.raises(ValidationError):
            other.done()
        mine.refresh_from_db()
        assert (mine.state, mine.acknowledged_at) == ("recalled", None)
        assert not InboxItem.objects.exists()

    def test_two_recall_at_once(self, force: Force) -> None:
        row = send(force, "public_order", GOOD, force.a1).directive
        with transaction.atomic():
            recall(by=force.staff, directive=row, reason="错", now=SOON)
            other = Runner(
                lambda: recall(by=force.head, directive=row, reason="错", now=SOON)
            )
            until(waiting_for_me)
        with pytest.raises(ValidationError):
            other.done()
        assert AuditEvent.objects.filter(action="directive.recall").count() == 1
