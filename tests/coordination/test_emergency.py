"""Emergency issue: who, why, until when, what it displaces, how it ends."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.models import AdmissionCase, EmergencyOrder
from coordination.services import emergency
from coordination.services.due_jobs import EMERGENCIES, run_due
from coordination.services.emergency import Overridden, Urgency
from coordination.services.issuing import issue, stored, withdraw
from desk.models import DueJob, InboxItem
from organization.models import AuditEvent, Bureau, Department, Station, User
from tasking.content import Content
from tasking.models import Assignment, Directive
from tasking.services import acts
from tasking.services.acts import Stale
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, appoint, at, department, person

UNTIL = at("2026-06-10 18:00")
URGENT = task("搜救走失儿童", 60, "2026-06-03")


def give(
    force: Force,
    by: User | None = None,
    content: Content = URGENT,
    requester: Department | None = None,
    stations: tuple[Station, ...] = (),
    now: dt.datetime = NOW,
    **urgency: Any,
) -> Overridden:
    said: dict[str, Any] = {"reason": "人命关天", "until": UNTIL} | urgency
    return emergency.override(
        by=by or force.head,
        requester=requester or force.public_order,
        content=content,
        stations=stations or (force.a1,),
        urgency=Urgency(**said),
        now=now,
    )


def gated(force: Force) -> None:
    Bureau.objects.update(admission="gate", approver_required=True)
    force.public_order.refresh_from_db()


def filled(force: Force) -> Assignment:
    """柳堰 has 96 hours until the evening of the 2nd; narcotics asks for 90."""
    sent = send(force, "narcotics", task("走访", 90, "2026-06-03"), force.a1)
    check(force.a1)
    return sent.directive.assignments.get()


def kinds(user: User) -> set[str]:
    rows = InboxItem.objects.filter(recipient=user, kind__startswith="override_")
    return set(rows.values_list("kind", flat=True))


def test_it_skips_gate_and_signature(force: Force) -> None:
    gated(force)
    done = give(force, ordered_at=NOW - dt.timedelta(hours=2))
    row = done.order.directive
    assert (row.state, row.issued_by) == ("issued", force.head)
    assert Assignment.objects.get().station == force.a1
    assert not AdmissionCase.objects.exists()
    assert AuditEvent.objects.get(action="override.issue").reason == "人命关天"
    assert kinds(force.coordinator) == kinds(force.leader) == {"override_issued"}


def test_it_shows_what_it_displaces_and_proposes_dates(force: Force) -> None:
    row = filled(force)
    done = give(force)
    (pushed,) = done.displaced
    assert pushed.assignment == row
    assert pushed.short_units == 54 * 60_000, "60 + 90 of 96 hours"
    assert pushed.proposed_due == at("2026-06-05"), "the 4th, to its end"
    kept = done.order.displaced[0]
    assert (kept["assignment"], kept["station"]) == (row.pk, force.a1.code)
    assert kept["fixed"] is False
    letter = InboxItem.objects.get(
        recipient=force.staff_narcotics, kind="override_displaced"
    )
    assert letter.url.endswith(f"/assignments/{row.pk}/")
    assert done.order.directive.conflict_reason == "人命关天"


def test_a_fixed_date_is_not_proposed_away(force: Force) -> None:
    law = task("复议", 90, "2026-06-03", deadline_class="statutory", basis="第九条")
    send(force, "narcotics", law, force.a1)
    check(force.a1)
    (pushed,) = give(force).displaced
    assert pushed.proposed_due is None and pushed.told()["fixed"] is True


def test_where_it_fits_nothing_is_displaced(force: Force) -> None:
    done = give(force, content=task("增援", 5, "2026-06-03"))
    assert done.displaced == () and done.order.displaced == []
    assert done.order.directive.conflict_reason == ""


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("reason", {"reason": " "}),
        ("until", {"until": None}),
        ("until", {"until": NOW}),
        ("until", {"until": NOW + dt.timedelta(days=31)}),
        ("ordered_at", {"ordered_at": NOW + dt.timedelta(minutes=1)}),
        ("ordered_at", {"ordered_at": NOW - dt.timedelta(hours=25)}),
    ],
)
def test_bad_input_is_refused(force: Force, field: str, change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        give(force, **change)
    assert set(caught.value.message_dict) == {field}
    assert not Directive.objects.exists()


def test_the_task_itself_must_be_usable(force: Force) -> None:
    with pytest.raises(ValidationError) as caught:
        give(force, content=replace(URGENT, title=""))
    assert "title" in caught.value.message_dict
    secret = Content("", "task", due=URGENT.due, effort_units=60, reserved=True)
    with pytest.raises(ValidationError) as caught:
        give(force, content=secret)
    assert set(caught.value.message_dict) == {"reserved"}
    with pytest.raises(ValidationError) as caught:
        give(force, stations=(force.b1,))
    assert "stations" in caught.value.message_dict


def test_only_those_named_may(force: Force) -> None:
    centre = department(force.county_a, 7, "情报指挥中心", "情指", "Command Centre")
    on_duty = appoint(person("on_duty"), "department_staff", centre)
    assert give(force, by=on_duty, requester=centre).order.by == on_duty
    assert give(force, by=force.leader, requester=force.narcotics).order.pk
    for other in (force.staff, force.coordinator, force.chief_a1, force.system_admin):
        with pytest.raises(PermissionDenied):
            give(force, by=other)
    with pytest.raises(PermissionDenied):
        give(force, by=force.head, requester=force.narcotics)
    with pytest.raises(PermissionDenied):
        give(force, by=force.leader, requester=force.public_order_b)


# --- how it ends ----------------------------------------------------------------------
def test_at_its_end_what_is_owed_lapses_and_what_was_reported_stays(
    force: Force,
) -> None:
    done = give(force, stations=(force.a1, force.a2))
    mine = Assignment.objects.get(station=force.a1)
    acts.report(by=force.chief_a1, assignment=mine, text="找到了", now=NOW)
    before = UNTIL - dt.timedelta(seconds=1)
    assert emergency.end_due(now=before) == 0
    assert emergency.end_due(now=UNTIL) == 1
    assert emergency.end_due(now=UNTIL) == 0
    states = dict(Assignment.objects.values_list("station", "state"))
    assert states == {force.a1.pk: "reported", force.a2.pk: "withdrawn"}
    done.order.refresh_from_db()
    assert done.order.ended_at == UNTIL
    assert Directive.objects.get().state == "closed"
    assert "override_ended" in kinds(force.head)


def test_the_clock_ends_it(force: Force) -> None:
    give(force)
    DueJob.objects.create(name=EMERGENCIES, due_at=UNTIL)
    assert EMERGENCIES in run_due(UNTIL + dt.timedelta(minutes=1))
    assert EmergencyOrder.objects.get().ended_at is not None


def test_what_was_withdrawn_before_only_ends(force: Force) -> None:
    done = give(force)
    withdraw(by=force.staff, directive=done.order.directive, reason="误报", now=NOW)
    assert emergency.end_due(now=UNTIL) == 1
    assert Directive.objects.get().state == "withdrawn"


def test_renewed_it_goes_the_usual_way_and_takes_its_place(force: Force) -> None:
    done = give(force, content=task("搜救", 5, "2026-06-12"))
    draft, fresh = emergency.renew(by=force.staff, order=done.order)
    assert fresh and draft.state == "draft"
    assert emergency.renew(by=force.staff, order=done.order) == (draft, False)
    content, targets = stored(draft)
    issue(
        by=force.staff,
        requester=force.public_order,
        content=content,
        stations=Station.objects.filter(pk__in=targets.stations),
        now=NOW,
        directive=draft,
    )
    live = Assignment.objects.live()
    assert [row.directive for row in live] == [draft], "counted once"
    emergency.end_due(now=UNTIL)
    assert list(live.all()) == list(draft.assignments.all())
    with pytest.raises(ValidationError):
        emergency.renew(by=force.staff, order=give_ended(force))


def give_ended(force: Force) -> EmergencyOrder:
    order = give(force).order
    emergency.end_due(now=UNTIL)
    return order


# --- afterwards -----------------------------------------------------------------------
def test_it_is_reviewed_once_with_a_remark(force: Force) -> None:
    order = give(force).order
    with pytest.raises(ValidationError):
        emergency.review(by=force.coordinator, order=order, remark=" ", now=NOW)
    emergency.review(by=force.coordinator, order=order, remark="情况属实", now=NOW)
    order.refresh_from_db()
    assert (order.reviewed_by, order.remark) == (force.coordinator, "情况属实")
    assert "override_reviewed" in kinds(force.head)
    with pytest.raises(ValidationError):
        emergency.review(by=force.leader, order=order, remark="再看", now=NOW)


def test_who_reviews(force: Force) -> None:
    order = give(force, by=force.leader).order
    with pytest.raises(ValidationError):
        emergency.review(by=force.leader, order=order, remark="好", now=NOW)
    for other in (force.staff, force.head, force.chief_a1):
        with pytest.raises(PermissionDenied):
            emergency.review(by=other, order=order, remark="好", now=NOW)
    with pytest.raises(Stale):
        emergency.review(
            by=force.coordinator, order=order, remark="好", now=NOW, version=99
        )
