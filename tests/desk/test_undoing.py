"""Taking back: once, by whoever did it, in time, not over another's head."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Delegation
from coordination.services.due_jobs import run_due
from coordination.services.negotiation.delegating import delegate
from desk import undoing
from desk.models import InboxItem, Undoable
from desk.services import deliver
from organization.models import AuditEvent, User
from tasking.models import (
    Assignment,
    AssignmentEntry,
    Directive,
    PlanItem,
    ProtectedBlock,
)
from tasking.planning import year_of
from tasking.services import acts, plans
from tests.coordination.world import send, task
from tests.factories import Force, force, person

HOUR = 60_000
pytestmark = pytest.mark.django_db


@pytest.fixture
def made(db: None) -> Force:
    return force()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def issued(made: Force) -> Assignment:
    due = timezone.localdate() + dt.timedelta(days=20)
    done = send(made, "public_order", task("摸排", 8, str(due)), made.a1)
    return Assignment.objects.get(directive=done.directive)


def back(client: Client) -> str:
    """Take back what was done last; what is said then."""
    row = Undoable.objects.latest("pk")
    answer = client.post(reverse("desk:undo", args=[row.pk]), follow=True)
    assert answer.redirect_chain, "leads to where it was done"
    return "".join(str(message) for message in answer.context["messages"])


def test_every_kind_is_taken_back_in_a_test() -> None:
    known = {"assignment_act", "directive_closed", "letters_read", "delegation_ended"}
    known |= {"plan_item_added", "plan_item_changed", "plan_item_removed"}
    told = {"reminded", "proposal_withdrawn", "contact_set"}  # test_undoing_letters
    told |= {"admitted", "admitted_one"}  # test_bulk_admission
    assert undoing.kinds() == known | told | {"block_kept", "block_changed"}


@pytest.mark.parametrize("act", ["acknowledge", "progress", "report"])
def test_what_a_station_did_with_a_task(made: Force, act: str) -> None:
    row, chief = issued(made), signed_in(made.chief_a1)
    said = {"version": row.version, "remaining_hours": "3", "text": "已完成"}
    assert chief.post(url(act, row.pk), said).status_code == 302
    page = chief.get(url("workload", made.a1.code))
    assert "撤销" in page.content.decode()
    assert "已撤销" in back(chief)
    now = Assignment.objects.get(pk=row.pk)
    assert (now.state, now.remaining_units) == (row.state, row.remaining_units)
    assert now.acknowledged_at is None and now.reported_at is None and not now.report
    assert [one.act for one in row.entries.all()] == [act, "take_back"]
    asked = InboxItem.objects.filter(recipient=made.chief_a1, kind="directive_sign")
    assert asked.exists(), "it waits for a signature again"
    assert AuditEvent.objects.filter(action="assignment.take_back").exists()
    assert "已经撤销" in back(chief) and AssignmentEntry.objects.count() == 2


def test_not_over_the_head_of_who_acted_on_it(made: Force) -> None:
    row, chief = issued(made), signed_in(made.chief_a1)
    chief.post(url("report", row.pk), {"text": "已完成"})
    acts.accept(by=made.staff, assignment=row, now=timezone.now())
    said = back(chief)
    assert made.staff.name in said and "没有撤销" in said
    assert Assignment.objects.get(pk=row.pk).state == Assignment.State.ACCEPTED
    stranger = signed_in(made.chief_a2)
    done = Undoable.objects.latest("pk")
    address = reverse("desk:undo", args=[done.pk])
    assert stranger.post(address).status_code == 404
    assert chief.get(address).status_code == 405


def test_half_an_hour_then_it_is_forgotten(made: Force) -> None:
    row, chief = issued(made), signed_in(made.chief_a1)
    chief.post(url("acknowledge", row.pk))
    assert "摸排" in chief.get(reverse("desk:undoable")).content.decode()
    Undoable.objects.update(until=timezone.now())
    assert "半小时" in back(chief)
    assert "摸排" not in chief.get(reverse("desk:undoable")).content.decode()
    run_due(timezone.now())
    assert not Undoable.objects.exists()


def test_letters_are_new_again(made: Force) -> None:
    reader, client = made.chief_a1, signed_in(made.chief_a1)
    about: Any = {"recipient": reader, "kind": "conflict_settled", "url": "/"}
    deliver([InboxItem(matter=f"conflict:{n}", revision=1, **about) for n in range(3)])
    first = reader.inbox.earliest("pk")
    client.post(url("read_letter", first.pk))
    client.post(url("read_inbox"))
    assert not reader.inbox.unread().exists()
    assert "已撤销" in back(client)
    assert reader.inbox.unread().count() == 2, "what was read before stays read"


def test_a_plan_item(made: Force) -> None:
    chief, year = signed_in(made.chief_a1), year_of(timezone.localdate())
    plan = plans.begin_plan(
        by=made.chief_a1, station=made.a1, year=year, now=timezone.now()
    )
    said = {"title": "入户走访", "kind": "campaign", "hours": "20", "per": "week"}
    assert chief.post(url("add_plan_item", plan.pk), said).status_code == 302
    back(chief)
    assert not PlanItem.objects.exists()
    chief.post(url("add_plan_item", plan.pk), said)
    item = PlanItem.objects.get()
    chief.post(url("change_plan_item", item.pk), said | {"hours": "30"})
    back(chief)
    assert PlanItem.objects.get().units == 20 * HOUR
    block = _kept(made)
    ProtectedBlock.objects.update(plan_item=item)
    chief.post(url("remove_plan_item", item.pk))
    assert not PlanItem.objects.exists()
    back(chief)
    block.refresh_from_db()
    assert block.plan_item == PlanItem.objects.get(title="入户走访")


def _kept(made: Force) -> ProtectedBlock:
    day = timezone.localdate() + dt.timedelta(days=9)
    said = {"title": "走访", "start": str(day), "officers": "2"}
    page = signed_in(made.chief_a1).post(url("protected", made.a1.code), said)
    assert page.status_code == 302
    return ProtectedBlock.objects.latest("pk")


def test_protected_time(made: Force) -> None:
    block, chief = _kept(made), signed_in(made.chief_a1)
    day = timezone.localtime(block.start).date()
    said = {"title": "走访", "start": str(day), "officers": "4"}
    assert chief.post(url("change_block", block.pk), said).status_code == 302
    back(chief)
    block.refresh_from_db()
    assert block.officers == Decimal(2)
    Undoable.objects.latest("pk").delete()
    assert "没有撤销" in back(chief), "it was changed since"
    kept = _kept_again(made)
    back(chief)
    assert not ProtectedBlock.objects.filter(pk=kept.pk).exists()


def _kept_again(made: Force) -> ProtectedBlock:
    ProtectedBlock.objects.all().delete()
    return _kept(made)


def test_a_closed_task_and_an_ended_delegation(made: Force) -> None:
    row, staff = issued(made).directive, signed_in(made.staff)
    staff.post(url("close_directive", row.pk))
    assert "已撤销" in back(staff)
    assert Directive.objects.get(pk=row.pk).state == Directive.State.ISSUED
    today = timezone.localdate()
    deputy, last = person("deputy", "代班"), today + dt.timedelta(days=5)
    deputy.memberships.create(
        role="department_staff",
        department=made.public_order,
        during=(today, None),
    )
    given: Any = {"unit": made.public_order, "deputy": deputy, "now": timezone.now()}
    delegation = delegate(by=made.head, first=today, last=last, **given)
    head = signed_in(made.head)
    head.post(url("end_delegation", delegation.pk))
    assert not Delegation.objects.exists()
    back(head)
    again = Delegation.objects.get()
    assert (again.deputy, again.during.upper) == (deputy, last + dt.timedelta(days=1))
