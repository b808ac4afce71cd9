"""Sending back, recalling and correcting a task for other systems."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from organization.models import Bureau
from tasking.models import Assignment, Directive
from tests.api.conftest import problems, task
from tests.api.test_idempotency import together


@pytest.fixture
def issued(made, as_user):
    """(path, tag) of a task just issued."""
    answer = as_user(made.staff).post("directives/", task(made))
    return f"directives/{answer.json()['id']}/", answer["ETag"]


def test_recalled_corrected_and_issued_again(made, as_user, issued):
    staff, (path, tag) = as_user(made.staff), issued
    assert staff.get(path).json()["recall_until"]
    early = staff.post(f"{path}correct/", If_Match=tag)
    assert early.status_code == 409
    done = staff.post(f"{path}recall/", {"reason": "范围有误"}, If_Match=tag)
    assert done.status_code == 200 and done.json()["state"] == "recalled"
    assert set(Assignment.objects.values_list("state", flat=True)) == {"recalled"}
    again = staff.post(f"{path}recall/", {"reason": "范围有误"}, If_Match=done["ETag"])
    assert again.status_code == 409
    draft = staff.post(f"{path}correct/", If_Match=done["ETag"])
    assert draft.status_code == 201 and draft.json()["state"] == "draft"
    assert draft.json()["replaces"] == done.json()["id"]
    same = staff.post(f"{path}correct/", If_Match=done["ETag"])
    assert (same.status_code, same.json()["id"]) == (200, draft.json()["id"])
    one = f"directives/{draft.json()['id']}/issue/"
    assert staff.post(one, If_Match=draft["ETag"]).json()["state"] == "issued"


def test_after_the_time(made, as_user, issued):
    staff, (path, tag) = as_user(made.staff), issued
    then = timezone.now() - dt.timedelta(minutes=60)
    Directive.objects.update(issued_at=then)
    late = staff.post(f"{path}recall/", {"reason": "x"}, If_Match=tag)
    assert late.status_code == 409 and "state" in problems(late)
    withdrawn = staff.post(f"{path}withdraw/", {"reason": "x"}, If_Match=tag)
    assert withdrawn.status_code == 200


def test_a_bureau_says_how_long(made, as_user, issued):
    path, _tag = issued
    staff = as_user(made.staff)
    assert staff.get(f"bureaus/{made.county_a.code}/").json()["recall_minutes"] == 60
    Bureau.objects.update(recall_minutes=0)
    assert staff.get(path).json()["recall_until"] is None


@pytest.mark.parametrize("act", ["recall", "send-back"])
def test_it_takes_a_version_and_a_reason(made, as_user, issued, act):
    path, tag = issued
    who = as_user(made.leader if act == "send-back" else made.staff)
    assert who.post(f"{path}{act}/", {"reason": "x"}).status_code == 428
    assert (
        who.post(f"{path}{act}/", {"reason": "x"}, If_Match='"99"').status_code == 412
    )
    for body in ({}, {"reason": ""}, {"reason": "x" * 2001}, {"reason": 1}):
        answer = who.post(f"{path}{act}/", body, If_Match=tag)
        assert answer.status_code == 400 and "reason" in problems(answer), body


def test_only_who_issued_it_and_the_head(made, as_user, issued):
    path, tag = issued
    body = {"reason": "x"}
    told = {
        made.staff_narcotics: 404,
        made.leader: 403,
        made.coordinator: 403,
        made.chief_a1: 403,
        made.head: 200,
    }
    for user, code in told.items():
        answer = as_user(user).post(f"{path}recall/", body, If_Match=tag)
        assert answer.status_code == code, user


def test_a_leader_sends_back(made, as_user):
    Bureau.objects.update(approver_required=True)
    staff, leader = as_user(made.staff), as_user(made.leader)
    held = staff.post("directives/", task(made))
    assert held.status_code == 202
    path = f"directives/{held.json()['id']}/"
    forbidden = staff.post(f"{path}send-back/", {"reason": "x"}, If_Match=held["ETag"])
    assert forbidden.status_code == 403
    back = leader.post(
        f"{path}send-back/", {"reason": "标准不清"}, If_Match=held["ETag"]
    )
    assert back.status_code == 200 and back.json()["state"] == "returned"
    assert made.staff.inbox.get().facts["reason"] == "标准不清"
    late = leader.post(f"{path}send-back/", {"reason": "x"}, If_Match=back["ETag"])
    assert late.status_code == 409
    changed = staff.patch(path, {"standard": "拍照"}, If_Match=back["ETag"])
    assert changed.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_recall_and_a_signature_at_the_same_moment(made, as_user):
    staff, chief = as_user(made.staff), as_user(made.chief_a1)
    for _round in range(5):
        sent = staff.post("directives/", task(made))
        path, row = f"directives/{sent.json()['id']}/", sent.json()["assignments"][0]

        def recall(path=path, tag=sent["ETag"]):
            return staff.post(f"{path}recall/", {"reason": "错"}, If_Match=tag)

        def sign(row=row):
            return chief.post(f"assignments/{row}/acknowledge/", If_Match='"1"')

        recalled, signed = together(recall, sign)
        assert recalled.status_code == 200
        assert signed.status_code in (200, 409, 412)
        kept = Assignment.objects.get(pk=row)
        assert kept.state == "recalled"
        told = made.chief_a1.inbox.filter(matter=f"directive:{sent.json()['id']}")
        assert told.exists() is (signed.status_code == 200)
        assert (kept.acknowledged_at is not None) is (signed.status_code == 200)
