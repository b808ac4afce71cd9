"""What officers hold and how they fit, for other systems."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from personnel import services
from personnel.models import Ability, Attainment
from tests.factories import Force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def send(at: Client, method: str, name: str, *args: object, **given: Any) -> Any:
    headers = given.pop("headers", {})
    url = reverse(f"api:{name}", args=args)
    call = getattr(at, method)
    return call(url, given, content_type="application/json", headers=headers)


def held(made: Force, **more: Any) -> dict[str, Any]:
    officer = made.officers[made.a1.code][0].pk
    return {"officer": officer, "ability": "law-1", "start": "2024-01-01"} | more


def test_an_attainment_is_entered_once_and_corrected_by_version(made: Force) -> None:
    at = client(made.personnel_admin)
    key = {"Idempotency-Key": "k-1"}
    first = send(at, "post", "attainment-list", headers=key, **held(made))
    again = send(at, "post", "attainment-list", headers=key, **held(made))
    assert (first.status_code, again.json()) == (201, first.json())
    assert Attainment.objects.count() == 1
    row = first.json()
    assert (row["ability"], row["kind"], row["end"]) == (
        *("law-1", "qualification"),
        None,
    )
    change = {"start": "2024-01-01", "end": "2027-01-01", "reason": "换证"}
    pk = row["id"]
    bare = send(at, "patch", "attainment-detail", pk, **change)
    assert bare.status_code == 428
    tag = {"If-Match": first["ETag"]}
    done = send(at, "patch", "attainment-detail", pk, headers=tag, **change)
    assert (done.status_code, done.json()["end"]) == (200, "2027-01-01")
    stale = send(at, "patch", "attainment-detail", pk, headers=tag, **change)
    assert stale.status_code == 412


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ability": "magic"}, "ability"),
        ({"officer": 99999}, "officer"),
        ({"start": "2024/01/01"}, "start"),
        ({"end": "2023-01-01"}, "end"),
        ({"more": 1}, "more"),
    ],
)
def test_bad_bodies_name_the_field(
    made: Force, wrong: dict[str, Any], field: str
) -> None:
    at = client(made.personnel_admin)
    answer = send(at, "post", "attainment-list", **held(made, **wrong))
    assert answer.status_code == 400
    assert field in str(answer.json()["errors"])
    assert not Attainment.objects.exists()


def test_the_fit_of_a_post_lists_every_condition(made: Force) -> None:
    at, day = client(made.personnel_admin), "2024-01-01"
    given = {
        **{"station": made.a2.code, "kind": "办案民警", "approved": 2},
        **{"qualifications": ["law-1"], "start": day, "reason": "批复"},
        "desired": [{"code": "drone", "points": 15}],
    }
    post = send(at, "post", "post-list", **given)
    assert post.status_code == 201
    assert post.json()["qualifications"] == ["law-1"]
    assert post.json()["desired"] == given["desired"]
    send(at, "post", "attainment-list", **held(made))
    officer = made.officers[made.a1.code][0]
    limit = services.NewLimit(
        officer, "avoidance", "unit", (TODAY, None), "核查", unit=made.a2
    )
    pk = post.json()["id"]
    before = send(at, "get", "post-fit", pk).json()["results"]
    assert before[0]["officer"] == officer.pk and not before[0]["excluded"]
    assert before[0]["score"] == sum(f["points"] for f in before[0]["factors"])
    services.record_limit(by=None, row=limit)
    after = at.get(reverse("api:post-fit", args=[pk]) + "?limit=200").json()["results"]
    mine = next(row for row in after if row["officer"] == officer.pk)
    unmet = [check["condition"] for check in mine["checks"] if not check["met"]]
    assert mine["excluded"] and unmet == ["limit"]
    wrong = at.get(reverse("api:post-fit", args=[pk]) + "?limit=0")
    assert wrong.status_code == 400


def test_unknown_qualifications_of_a_post_are_told_by_their_name(made: Force) -> None:
    at = client(made.personnel_admin)
    given = {
        **{"station": made.a2.code, "kind": "办案民警", "approved": 2},
        **{"qualifications": ["magic"], "start": "2024-01-01", "reason": "批复"},
    }
    answer = send(at, "post", "post-list", **given)
    assert answer.status_code == 400
    assert "qualifications" in str(answer.json()["errors"])


def test_the_catalogue_is_the_forces_and_files_are_not(made: Force) -> None:
    services.record_attainment(by=None, row=_row(made))
    for name, many in (("personnel_admin", 1), ("chief_a1", 1), ("chief_b1", 0)):
        at = client(made.personas[name])
        listed = at.get(reverse("api:attainment-list")).json()["results"]
        assert len(listed) == many
    catalogue = client(made.chief_b1).get(reverse("api:ability-list"))
    assert {"law-1", "drone"} <= {row["code"] for row in catalogue.json()["results"]}
    assert not client(made.stranger).get(reverse("api:ability-list")).json()["results"]


def test_contact_data_are_masked_for_other_systems_too(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    url = reverse("api:officer-contact", args=[officer.pk])
    assert client(made.leader).get(url).json()["phone"] == ""
    reach = services.Reach("13800001234", "警苑小区", "李梅", "13900005678")
    services.set_contact(by=None, officer=officer, reach=reach)
    told = {
        who: client(made.personas[who]).get(url).json()
        for who in ("personnel_admin", "chief_a1", "leader")
    }
    assert told["personnel_admin"] == {**vars(reach), "whole": True}
    assert told["chief_a1"]["phone"] == reach.phone
    assert (told["leader"]["phone"], told["leader"]["whole"]) == ("****1234", False)


def test_one_changes_ones_own_contact_data_by_version(made: Force) -> None:
    officer = made.officers[made.a1.code][0]
    services.link_account(by=None, officer=officer, user=made.officer_a1)
    at, new = client(made.officer_a1), {"phone": "13800001234"}
    url = reverse("api:officer-contact", args=[officer.pk])
    name, pk = "officer-contact", officer.pk
    assert send(at, "patch", name, pk, **new).status_code == 428
    first = {"If-Match": at.get(url)["ETag"]}
    done = send(at, "patch", name, pk, headers=first, **new)
    assert (done.json()["phone"], done["ETag"]) == ("13800001234", '"1"')
    stale = send(at, "patch", name, pk, headers=first, address="警苑小区")
    assert stale.status_code == 412
    tag = {"If-Match": done["ETag"]}
    more = send(at, "patch", name, pk, headers=tag, address="警苑小区").json()
    assert (more["phone"], more["address"]) == ("13800001234", "警苑小区")
    bad = send(at, "patch", name, pk, headers={"If-Match": "*"}, kin_phone="电话")
    assert [e["field"] for e in bad.json()["errors"]] == ["kin_phone"]
    chief = send(client(made.chief_a1), "patch", name, pk, headers=tag, **new)
    assert chief.status_code == 403


def _row(made: Force) -> services.NewAttainment:
    officer = made.officers[made.a1.code][0]
    ability = Ability.objects.get(code="law-1")
    return services.NewAttainment(
        officer, ability, (TODAY - dt.timedelta(days=9), None)
    )
