"""Admission and emergency issue through the interface."""

from __future__ import annotations

import pytest

from coordination.models import EmergencyOrder
from organization.models import Bureau
from tasking.models import Directive
from tests.api.conftest import day, problems, task


@pytest.fixture
def staff(made, as_user):
    return as_user(made.staff)


def gate(made, **more):
    Bureau.objects.filter(pk=made.county_a.pk).update(admission="gate", **more)


def piece(made, staff):
    gate(made)
    answer = staff.post("directives/", task(made, basis="市局年度工作要点"))
    assert answer.status_code == 202, answer.content
    return f"directives/{answer.json()['id']}", answer["ETag"]


def test_the_class_decides_whether_it_waits(made, staff):
    gate(made)
    order = task(made, basis="110指令", task_class="command")
    answer = staff.post("directives/", order)
    assert answer.status_code == 201 and answer.json()["task_class"] == "command"
    refused = staff.post("directives/", task(made, task_class="whatever"))
    assert "task_class" in problems(refused)
    nameless = staff.post("directives/", task(made, task_class="command"))
    assert "basis" in problems(nameless)


def test_the_office_admits(made, staff, as_user):
    path, tag = piece(made, staff)
    office = as_user(made.coordinator)
    assert staff.post(f"{path}/admit/", If_Match=tag).status_code == 403
    assert office.post(f"{path}/admit/").status_code == 428
    assert office.post(f"{path}/admit/", If_Match='"0"').status_code == 412
    done = office.post(f"{path}/admit/", If_Match=tag)
    assert done.status_code == 200, done.content
    assert done.json()["state"] == "issued"
    assert done.json()["preview"]["stations"][0]["verdict"] == "fits"
    again = office.post(f"{path}/admit/", If_Match=done["ETag"])
    assert again.status_code == 409


def test_with_a_signature_to_wait_for_it_is_accepted_only(made, staff, as_user):
    path, tag = piece(made, staff)
    Bureau.objects.update(approver_required=True)
    done = as_user(made.coordinator).post(f"{path}/admit/", If_Match=tag)
    assert done.status_code == 202 and done.json()["state"] == "admitted"
    signed = as_user(made.leader).post(f"{path}/approve/", If_Match=done["ETag"])
    assert signed.json()["state"] == "issued"


def test_the_office_returns_with_reasons(made, staff, as_user):
    path, tag = piece(made, staff)
    office = as_user(made.coordinator)
    bare = office.post(f"{path}/return/", {"reason": ""}, If_Match=tag)
    assert "reason" in problems(bare)
    done = office.post(f"{path}/return/", {"reason": "标准不清"}, If_Match=tag)
    assert done.status_code == 200 and done.json()["state"] == "returned"


def test_what_was_never_before_the_office_is_not_there(made, staff, as_user):
    answer = staff.post("directives/", task(made))
    path = f"directives/{answer.json()['id']}/admit/"
    office = as_user(made.coordinator)
    assert office.post(path, If_Match=answer["ETag"]).status_code == 404


# --- emergency ------------------------------------------------------------------------
def urgent(made, **changes):
    override = {"reason": "人命关天", "until": day(2)} | changes
    return task(made, override=override)


def test_urgently_past_the_gate(made, as_user):
    gate(made)
    head = as_user(made.head)
    tried = head.post("directives/preview/", urgent(made))
    assert tried.status_code == 200, tried.content
    assert tried.json()["displaced"] == [] and tried.json()["stations"]
    assert not Directive.objects.exists()
    done = head.post("directives/", urgent(made))
    assert done.status_code == 201, done.content
    found = done.json()
    assert found["state"] == "issued" and found["emergency"]["reason"] == "人命关天"
    assert found["preview"]["displaced"] == []
    assert EmergencyOrder.objects.get().by == made.head


def test_an_ordinary_preview_says_nothing_of_displacement(made, staff):
    assert set(staff.post("directives/preview/", task(made)).json()) == {"stations"}


def test_a_leader_issues_urgently_and_nothing_else(made, as_user):
    leader = as_user(made.leader)
    assert leader.post("directives/", urgent(made)).status_code == 201
    assert leader.post("directives/", task(made)).status_code == 403


def test_who_may_not(made, staff, as_user):
    assert staff.post("directives/", urgent(made)).status_code == 403
    chief = as_user(made.chief_a1)
    assert chief.post("directives/", urgent(made)).status_code == 403


def test_bad_input_is_told_by_its_place(made, as_user):
    head = as_user(made.head)
    for field, changes in (
        ("override.until", {"until": day(-1)}),
        ("override.until", {"until": "soon"}),
        ("override.reason", {"reason": ""}),
        ("override.ordered_at", {"ordered_at": day(-3)}),
    ):
        refused = head.post("directives/", urgent(made, **changes))
        assert field in problems(refused), (field, refused.content)
    assert not Directive.objects.exists()
