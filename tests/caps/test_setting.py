"""Who sets a budget, who proposes it, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap, CapEntry
from coordination.services import capping
from coordination.services.capping import Caps
from organization.models import AuditEvent
from tasking.services.acts import Stale
from tests.caps.world import Q2, capped
from tests.coordination.world import NOW
from tests.factories import Force, at

SOME = Caps(Decimal(100), Decimal(150))


def about(force: Force, **more: Any) -> dict[str, Any]:
    return {
        "by": force.leader,
        "department": force.public_order,
        "quarter": Q2,
        "caps": SOME,
        "reason": "局党委会议决定",
        "now": NOW,
    } | more


def refused(force: Force, **more: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        capping.set_caps(**about(force, **more))
    assert not CapEntry.objects.exists()
    return set(error.value.message_dict)


def test_quarters_of_the_calendar() -> None:
    last = Quarter.of(at("2026-12-31 23:59"))
    assert (last.code, last.next.code, last.first) == (
        *("2026Q4", "2027Q1"),
        dt.date(2026, 10, 1),
    )
    assert Quarter(2027, 1).previous == last
    assert last.span == (at("2026-10-01 00:00"), at("2027-01-01 00:00"))
    for text in ("2026Q5", "2026q1", "Q1", "26Q1", "2026Q1 ", "٢٠٢٦Q1", ""):
        assert Quarter.read(text) is None


def test_the_leader_sets_it_and_the_reason_stays(force: Force) -> None:
    row = capping.set_caps(**about(force))
    assert (row.soft, row.hard, row.version) == (100, 150, 2)
    row = capping.set_caps(**about(force, caps=Caps(Decimal(120)), reason="增加"))
    assert (row.soft, row.hard) == (120, None)
    told = list(row.entries.values_list("act", "soft", "hard", "reason"))
    assert told == [
        ("set", 100, 150, "局党委会议决定"),
        ("set", 120, None, "增加"),
    ]
    assert AuditEvent.objects.filter(action="burden_cap.set").count() == 2
    assert force.head.inbox.filter(kind="cap_set").count() == 2
    for by in (force.coordinator, force.head, force.staff_b):
        with pytest.raises(PermissionDenied):
            capping.set_caps(**about(force, by=by))
    with pytest.raises(PermissionDenied):  # another bureau's department
        capping.set_caps(**about(force, department=force.public_order_b))
    with pytest.raises(Stale):
        capping.set_caps(**about(force, version=1))
    with pytest.raises(InternalError), transaction.atomic():
        CapEntry.objects.update(reason="别的")


def test_what_cannot_be_set(force: Force) -> None:
    assert refused(force, reason=" ") == {"reason"}
    turned = Caps(Decimal(151), Decimal(150))
    assert refused(force, caps=turned, reason="") == {"soft", "reason"}
    assert refused(force, caps=Caps(Decimal(0), Decimal(10**7))) == {"soft", "hard"}
    assert refused(force, quarter=Quarter(2026, 1)) == {"quarter"}
    assert refused(force, quarter=Quarter(2027, 3)) == {"quarter"}
    assert not BurdenCap.objects.exists()


def test_the_office_proposes_and_the_leader_answers(force: Force) -> None:
    said = about(force, by=force.coordinator)
    row = capping.propose_caps(**said)
    assert (row.soft, row.proposed_soft, row.is_set) == (None, 100, False)
    assert force.leader.inbox.filter(kind="cap_proposed").count() == 1
    with pytest.raises(PermissionDenied):
        capping.propose_caps(**about(force))
    answer = {"by": force.leader, "cap": row, "now": NOW}
    with pytest.raises(ValidationError):
        capping.decline_proposal(reason="", **answer)
    row = capping.decline_proposal(reason="再看一个季度", **answer)
    assert (row.proposed_by, row.proposed_hard, row.is_set) == (None, None, False)
    with pytest.raises(ValidationError):
        capping.decline_proposal(reason="再看", **answer)
    assert force.coordinator.inbox.filter(kind="cap_declined").count() == 1
    capping.propose_caps(**said)
    assert capping.set_caps(**about(force)).proposed_by is None


def test_a_new_quarter_begins_with_what_is_taken_over(force: Force) -> None:
    capped(force, 100, 150)
    capped(force, None, 70, department=force.narcotics)
    kept = about(force, quarter=Quarter(2026, 3), department=force.narcotics)
    capping.set_caps(**kept, anew=True)
    with pytest.raises(ValidationError) as error:
        capping.set_caps(**kept, anew=True)
    assert set(error.value.message_dict) == {"quarter"}
    said = {"by": force.leader, "bureau": force.county_a, "now": NOW}
    third: dict[str, Any] = {"quarter": Quarter(2026, 3), "reason": "沿用"}
    with pytest.raises(PermissionDenied):
        capping.copy_caps(**said | {"by": force.coordinator}, **third)
    made = capping.copy_caps(**said, **third)
    assert [(r.department, r.soft, r.hard) for r in made] == [
        (force.public_order, 100, 150)
    ]
    assert made[0].entries.get().act == "copy"
    with pytest.raises(ValidationError):
        capping.copy_caps(**said, **third)


def test_the_database_keeps_the_caps_in_order(force: Force) -> None:
    row = BurdenCap.objects.filter(pk=capped(force, 100, 150).pk)
    wrong: list[dict[str, Any]] = [{"soft": 151}, {"hard": 0}]
    for changes in (*wrong, {"quarter": dt.date(2026, 5, 1)}):
        with pytest.raises(IntegrityError, match="burden_cap_"), transaction.atomic():
            row.update(**changes)
