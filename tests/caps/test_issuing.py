"""What a budget does to a task that goes out: nothing, a hint, or the leader's word."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.burden import issued_in_quarter
from coordination.caps.standing import standing
from coordination.caps.usage import Usage, usages
from coordination.models import CapNote
from coordination.services import admitting, excepting, issuing
from coordination.services.emergency import Urgency, override
from coordination.services.holding_caps import OverCap
from coordination.services.issuing import stored, withdraw
from coordination.services.redating import redate
from organization.models import Admission
from organization.services import configure, settings_of
from personnel.models import Posting
from tasking.content import Targets
from tasking.models import Assignment, Directive
from tests.caps.world import Q2, asked, capped, draft
from tests.coordination.world import NOW, send, task
from tests.factories import Force


def level(force: Force, hours: float | None, **more: object) -> str | None:
    found = standing(
        force.public_order,
        asked(hours, **more),
        Targets((force.a1.pk,)),
        now=NOW,
    )
    return found.level if found else None


def used(force: Force) -> Usage:
    return usages([force.public_order.pk], Q2, NOW)[force.public_order.pk]


def test_where_a_task_stands(force: Force) -> None:
    assert level(force, 5) is None
    capped(force, 100, 150)
    send(force, "public_order", asked(50), force.a1)
    assert level(force, 50) == "under"
    assert level(force, 50.1) == "soft"
    assert level(force, 100) == "soft"
    assert level(force, 100.1) == "hard"
    assert level(force, None) == "unknown"
    law = {"deadline_class": "statutory", "basis": "第三百五十三条"}
    assert level(force, 900, **law) == "apart"
    assert level(force, 900, reserved=True) is None


def test_below_the_hard_cap_nothing_stops_a_task(force: Force) -> None:
    capped(force, 100, 150)
    send(force, "public_order", asked(90), force.a1)
    assert not CapNote.objects.exists()
    done = send(force, "public_order", asked(60), force.a2)
    note = CapNote.objects.get()
    assert (note.act, note.directive, note.used, note.asked) == (
        *("issue", done.directive),
        *(90, 60),
    )


def test_above_the_hard_cap_nothing_is_written(force: Force) -> None:
    capped(force, None, 100)
    with pytest.raises(OverCap) as refused:
        send(force, "public_order", asked(50.1), force.a1, force.a2)
    assert refused.value.message_dict.keys() == {"burden_cap"}
    assert not Directive.objects.exists() and not CapNote.objects.exists()
    send(force, "public_order", asked(50), force.a1, force.a2)
    with pytest.raises(OverCap):
        send(force, "public_order", asked(0.1), force.a1)


def test_what_nobody_estimated_is_no_nought(force: Force) -> None:
    cap = capped(force, 100, None)
    send(force, "public_order", asked(None), force.a1)
    assert (used(force).used, used(force).unknown) == (0, 1)
    assert cap.notes.get().asked is None
    capped(force, 100, 150)
    with pytest.raises(OverCap) as refused:
        send(force, "public_order", asked(None), force.a1)
    assert refused.value.message_dict.keys() == {"effort_hours"}


def test_what_was_no_choice_counts_apart(force: Force) -> None:
    capped(force, 10, 20)
    law = {"deadline_class": "statutory", "basis": "第三百五十三条"}
    send(force, "public_order", asked(300, **law), force.a1)
    send(force, "public_order", asked(30, deadline_class="superior"), force.a1)
    override(
        by=force.head,
        requester=force.public_order,
        content=asked(40),
        stations=[force.a2],
        urgency=Urgency("人命关天", NOW + dt.timedelta(days=2)),
        now=NOW,
    )
    send(force, "public_order", asked(7), force.a1)
    found = used(force)
    assert (found.used, found.apart) == (7, 370)
    whole = issued_in_quarter([force.public_order.pk], NOW)
    assert found.used + found.apart == whole[force.public_order.pk]


def test_room_is_made_by_withdrawing_and_shrinking(force: Force) -> None:
    capped(force, None, 100)
    first = send(force, "public_order", asked(60), force.a1).directive
    second = send(force, "public_order", asked(40), force.a1).directive
    withdraw(by=force.staff, directive=first, reason="已合并", now=NOW)
    assert used(force).used == 40
    row = second.assignments.get()
    shrunk = {"due": row.due, "effort_units": 10 * 60_000, "now": NOW}
    redate(by=force.staff, assignment=row, **shrunk)
    assert used(force).used == 10
    with pytest.raises(ValidationError) as refused:
        grown = shrunk | {"effort_units": 101 * 60_000}
        redate(by=force.staff, assignment=row, **grown)
    assert refused.value.message_dict.keys() == {"effort_hours"}
    with pytest.raises(ValidationError):
        redate(by=force.staff, assignment=row, **shrunk | {"effort_units": None})
    redate(by=force.staff, assignment=row, **shrunk | {"effort_units": 100 * 60_000})
    assert used(force).used == 100


def test_the_leader_lets_one_task_pass(force: Force) -> None:
    capped(force, None, 100)
    row = draft(force, asked(60), force.a1, force.a2)
    excepting.ask_exception(by=force.staff, directive=row, reason="专项", now=NOW)
    with pytest.raises(ValidationError):
        excepting.ask_exception(by=force.staff, directive=row, reason="再问", now=NOW)
    about = {"directive": row, "now": NOW}
    with pytest.raises(PermissionDenied):
        excepting.grant_exception(
            by=force.coordinator, hours=Decimal(120), reason="可以", **about
        )
    with pytest.raises(ValidationError) as refused:
        excepting.grant_exception(
            by=force.leader, hours=Decimal(119), reason="", **about
        )
    assert refused.value.message_dict.keys() == {"hours", "reason"}
    excepting.grant_exception(
        by=force.leader, hours=Decimal(120), reason="专项需要", **about
    )
    assert force.staff.inbox.get(kind="cap_granted").facts["by"] == force.leader.name
    _issue(force, row)
    assert used(force).used == 120
    with pytest.raises(OverCap):
        send(force, "public_order", asked(1), force.a1)


def _issue(force: Force, row: Directive) -> None:
    content, targets = stored(row)
    issuing.issue(
        by=force.staff,
        requester=force.public_order,
        content=content,
        stations=[force.a1, force.a2],
        now=NOW,
        reason="上级要求",
        directive=row,
        overrides=targets.overrides,
    )


def test_an_exception_is_for_its_hours_and_can_be_taken_back(force: Force) -> None:
    capped(force, None, 100)
    row = draft(force, asked(60), force.a1, force.a2)
    about = {"directive": row, "now": NOW}
    with pytest.raises(ValidationError):  # nobody asked
        excepting.refuse_exception(by=force.leader, reason="不行", **about)
    said = {"by": force.leader, "hours": Decimal(120), "reason": "专项需要"}
    excepting.grant_exception(**said, **about)
    more = dataclasses.replace(stored(row)[0], effort_units=61 * 60_000)
    found = standing(
        force.public_order, more, Targets((force.a1.pk, force.a2.pk)), **about
    )
    assert found is not None and found.barred
    excepting.refuse_exception(by=force.leader, reason="不再需要", **about)
    with pytest.raises(OverCap):
        _issue(force, row)


def held_back(force: Force, **changes: object) -> Directive:
    """120 hours where 100 are the most, put before somebody first."""
    settings = dataclasses.replace(settings_of(force.county_a), **changes)
    said = {"by": force.leader, "settings": settings, "reason": "试点"}
    configure(bureau=force.county_a, **said)
    force.public_order.bureau.refresh_from_db()
    capped(force, None, 100)
    done = send(force, "public_order", asked(120, basis="通知"), force.a1)
    assert not done.sent and used(force).waiting == 120
    return done.directive


def let_pass(force: Force, row: Directive) -> None:
    said = {"by": force.leader, "hours": Decimal(120), "reason": "可以", "now": NOW}
    excepting.grant_exception(directive=row, **said)


def test_the_office_cannot_let_it_pass_either(force: Force) -> None:
    row = held_back(force, admission=Admission.GATE)
    admit = {"by": force.coordinator, "case": row.cases.get(), "now": NOW}
    with pytest.raises(OverCap):
        admitting.admit(**admit)
    let_pass(force, row)
    assert admitting.admit(**admit).sent
    assert (used(force).used, used(force).waiting) == (120, 0)


def test_a_signature_is_no_exception(force: Force) -> None:
    row = held_back(force, approver_required=True)
    sign = {"by": force.leader, "directive": row, "now": NOW}
    with pytest.raises(OverCap):
        issuing.approve_and_issue(**sign)
    let_pass(force, row)
    assert issuing.approve_and_issue(**sign).sent


def test_a_reason_is_kept_once_and_needs_a_budget(force: Force) -> None:
    row = draft(force, asked(60), force.a1)
    about = {"by": force.staff, "directive": row, "now": NOW}
    assert excepting.say_reason(reason="专项", **about) is None
    capped(force, 10, None)
    assert excepting.say_reason(reason=" ", **about) is None
    assert excepting.say_reason(reason="专项", **about) is not None
    assert excepting.say_reason(reason="专项", **about) is None
    with pytest.raises(PermissionDenied):
        excepting.say_reason(**about | {"by": force.staff_narcotics, "reason": "不"})


def test_a_month_later_it_is_another_quarter(force: Force) -> None:
    capped(force, None, 100)
    send(force, "public_order", asked(100), force.a1)
    later = NOW + dt.timedelta(days=31)
    send(force, "public_order", asked(500), force.a2, now=later)
    assert used(force).used == 100
    assert Assignment.objects.count() == 2


def test_whoever_holds_a_post_counts_like_who_is_named(force: Force) -> None:
    """Three community officers of one station for three hours; it has one figure
    before it goes out and afterwards."""
    some = Posting.objects.filter(station=force.a1).values("pk")[:3]
    Posting.objects.filter(pk__in=some).update(post="社区民警")
    capped(force, None, 8)
    times = {"release": "2026-06-03 09:00", "attendees": ("community",)}
    said = task("例会", None, "2026-06-03 12:00", kind="meeting", **times)
    with pytest.raises(OverCap):
        send(force, "public_order", said, force.a1)
    capped(force, None, 9)
    send(force, "public_order", said, force.a1)
    assert used(force).used == 9
