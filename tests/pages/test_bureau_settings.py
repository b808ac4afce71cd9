"""The bureau's settings: who reads and who changes them, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from organization.models import AuditEvent, Bureau, User
from organization.services import BureauSettings, configure, office_of, settings_of
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client

GOOD = {
    "admission": "gate",
    "admission_days": "5",
    "recall_minutes": "30",
    "opinion_days": "2",
    "remit_days": "0",
    "proposal_days": "4",
    "reminder_hours": "8",
    "posting_days": "6",
    "share_floor": "42",
    "share_goal": "50",
    "residents_urban": "3500",
    "residents_rural": "6000",
    "sick_days": "15",
    "note_days": "180",
    "visit_note_days": "90",
    "expiry_days": "30",
    "short_days": "5",
    "silence_rule": "agrees",
    "office": "基层基础管控中心",
    "approver_required": "on",
    "reason": "局党委会议定",
}


def address(bureau: Bureau) -> str:
    return reverse("coordination:bureau_settings", args=[bureau.code])


def save(user: User, bureau: Bureau, **changes: Any) -> Any:
    data = {k: v for k, v in (GOOD | changes).items() if v is not None}
    return client(user).post(address(bureau), data)


def test_the_leader_changes_them_with_a_reason(force: Force) -> None:
    assert save(force.leader, force.county_a)["Location"] == address(force.county_a)
    row = Bureau.objects.get(pk=force.county_a.pk)
    office = office_of(row)
    name = "基层基础管控中心"
    terms = ("gate", 5, True, 30, 2, 0, 4, 8, 6, 42, 50, 3500, 6000, 15, 180)
    terms += (90, 30, 5)
    after = BureauSettings(*terms, "agrees", False, name)
    assert settings_of(row) == after
    assert office is not None and office.short_name == "基层基础管控中心"
    event = AuditEvent.objects.get(action="bureau.configure")
    assert event.reason == "局党委会议定"
    assert event.detail["changed"]["admission"] == ["off", "gate"]
    text = words(client(force.coordinator).get(address(force.county_a)))
    assert "先经中心准入，期限5个工作日" in text and "局党委会议定" in text


def test_nothing_changed_is_nothing_recorded(force: Force) -> None:
    same = settings_of(force.county_a)
    configure(by=force.leader, bureau=force.county_a, settings=same, reason="")
    assert not AuditEvent.objects.filter(action="bureau.configure").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("admission", "maybe"),
        ("admission", ""),
        ("admission_days", "0"),
        ("admission_days", "31"),
        ("admission_days", "三"),
        ("recall_minutes", "-1"),
        ("recall_minutes", "1441"),
        ("opinion_days", "0"),
        ("remit_days", "31"),
        ("proposal_days", "21"),
        ("reminder_hours", "41"),
        ("posting_days", "0"),
        ("share_floor", "101"),
        ("share_goal", "41"),
        ("residents_urban", "0"),
        ("sick_days", "366"),
        ("note_days", "29"),
        ("visit_note_days", "1097"),
        ("expiry_days", "366"),
        ("short_days", "0"),
        ("silence_rule", "maybe"),
        ("office", " "),
        ("office", "长" * 81),
        ("reason", " "),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    refused = save(force.leader, force.county_a, **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert Bureau.objects.get(pk=force.county_a.pk).admission == "off"


def test_a_bureau_without_an_office_has_no_admission(force: Force) -> None:
    leader = appoint(person("leader_b"), "leader", force.county_b)
    refused = save(leader, force.county_b, office=None)
    assert refused.status_code == 422
    assert 'id="id_admission_error"' in refused.content.decode()


def test_who_was_slower_is_told(force: Force) -> None:
    seen = force.county_a.version
    save(force.leader, force.county_a, version=seen)
    late = save(force.leader, force.county_a, version=seen, admission="off")
    assert late.status_code == 422 and "他人已修改设置" in words(late)
    assert Bureau.objects.get(pk=force.county_a.pk).admission == "gate"


def test_who_may(force: Force) -> None:
    assert save(force.coordinator, force.county_a).status_code == 403
    assert client(force.staff).get(address(force.county_a)).status_code == 403
    assert client(force.leader).get(address(force.county_b)).status_code == 404
    assert client(force.stranger).get(address(force.county_a)).status_code == 404
    assert client(force.leader).delete(address(force.county_a)).status_code == 405
    assert Client().get(address(force.county_a)).status_code == 302
