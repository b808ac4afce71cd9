"""Report forms through the interface: what is asked, answered, read together."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from organization.models import User
from organization.services import issue_token
from tasking.models import FormAnswer
from tests.api.conftest import Caller
from tests.factories import Force
from tests.forms.asking import SOUND, at, monthly

pytestmark = pytest.mark.django_db


def caller(user: User) -> Caller:
    return Caller(issue_token(by=None, user=user), Client())


def wrong_in(answer: Any) -> set[str]:
    return {one["field"] for one in answer.json()["errors"]}


def test_a_form_is_read_answered_and_collated(force: Force) -> None:
    directive = monthly(force, force.a1, force.a2)
    row = at(directive, force.a1)
    staff, chief = caller(force.staff), caller(force.chief_a1)
    asked = staff.get(f"directives/{directive.pk}/form/").json()
    assert asked["title"] == "治安情况月报表" and len(asked["fields_asked"]) == 11
    listed = staff.get("report-forms/").json()["results"]
    assert [one["id"] for one in listed] == [asked["id"]]
    path = f"assignments/{row.pk}/answers/"
    half: dict[str, Any] = {"answers": {"f2": 5}}
    assert chief.get(path).headers["ETag"] == '"0"'
    assert chief.send("patch", path, half).status_code == 428
    assert chief.send("patch", path, half, If_Match='"7"').status_code == 412
    kept = chief.send("patch", path, half, If_Match='"0"')
    assert kept.status_code == 200 and kept.json()["answers"] == {"f2": 5}
    strange = chief.send("patch", path, {"answers": {"f99": 1}}, If_Match='"1"')
    assert strange.status_code == 400 and "f99" in wrong_in(strange)
    report = f"assignments/{row.pk}/report/"
    tag = chief.tag(f"assignments/{row.pk}/")
    plain = chief.post(report, {"report": "好"}, If_Match=tag)
    assert plain.status_code == 400 and "form" in wrong_in(plain)
    wrong = chief.post(report, {"answers": SOUND | {"f1": 13}}, If_Match=tag)
    assert wrong.status_code == 400 and "f1" in wrong_in(wrong)
    assert not FormAnswer.objects.handed_in().exists()
    done = chief.post(report, {"answers": SOUND | {"f8": False}}, If_Match=tag)
    assert done.status_code == 200 and done.json()["state"] == "reported"
    table = staff.get(f"directives/{directive.pk}/answers/").json()
    assert [one["state"] for one in table["stations"]] == ["issued", "reported"]
    assert table["stations"][1]["answers"]["f1"] == 12
    assert table["sums"][0] == {"key": "f1", "answered": 1, "sum": "12", "mean": "12.0"}
    assert chief.get(f"directives/{directive.pk}/answers/").status_code == 403


def test_what_postgresql_does_not_take_is_left_out_of_answers(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    chief, path = caller(force.chief_a1), f"assignments/{row.pk}/answers/"
    lines = [["金都\0", "", ""], ["\0", "\ud800", None], ["旅馆\ud800", None, None]]
    answers = {"f11": "见\0附\ud800件", "f10": lines}
    kept = chief.send("patch", path, {"answers": answers}, If_Match='"0"')
    assert kept.status_code == 200
    found = FormAnswer.objects.get()
    assert found.values["f11"] == "见附件"
    assert [cells[0] for cells in found.values["f10"]] == ["金都", "旅馆"]
    many = {"answers": {"f10": [["金都"]] * 41}}
    refused = chief.send("patch", path, many, If_Match='"1"')
    assert "最多40行。" in refused.json()["detail"]
