"""Leave asked for and decided through the interface for other systems."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from personnel import services
from tests.coordination.world import send, task

pytestmark = pytest.mark.django_db
PATH = "leave-requests/"


def day(n: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=n)).isoformat()


def test_asked_for_approved_shortened_and_called_off(made, as_user):
    who = made.officers[made.a1.code][1]
    services.link_account(by=None, officer=who, user=made.officer_a1)
    own, chief = as_user(made.officer_a1), as_user(made.chief_a1)
    body = {"officer": who.pk, "kind": "annual", "start": day(5), "end": day(9)}
    made_row = own.post(PATH, body)
    assert made_row.status_code == 201, made_row.content
    part = {"station": made.a1.code, "department": None}
    assert made_row.json()["parts"] == [part | {"start": day(5), "end": day(9)}]
    assert own.post(PATH, body).status_code == 400
    path = f"{PATH}{made_row.json()['id']}/"
    (effect,) = own.get(f"{path}effect/").json()["stations"]
    assert effect["station"] == made.a1.code and effect["conflicts"] == []
    assert [one["left"] for one in effect["days"]] == [5] * 4
    assert own.post(f"{path}approve/", {}, If_Match='"1"').status_code == 403
    assert chief.post(f"{path}approve/", {}).status_code == 428
    assert chief.post(f"{path}approve/", {}, If_Match='"7"').status_code == 412
    done = chief.post(f"{path}approve/", {}, If_Match='"1"')
    assert done.status_code == 200, done.content
    assert own.get(f"{path}effect/").status_code == 404
    leave = done.json()["leave"]
    assert done.json()["state"] == "approved" and leave
    gone = chief.delete(f"leaves/{leave}/", If_Match='"1"')
    assert gone.status_code == 400, gone.content
    cut = {"back": day(7), "text": "安保"}
    assert chief.post(f"{path}shorten/", cut, If_Match='"2"').json()["end"] == day(7)
    off = {"back": day(5), "text": "安保"}
    ended = chief.post(f"{path}shorten/", off, If_Match='"3"').json()
    assert (ended["state"], ended["leave"]) == ("recalled", None)
    assert [row["state"] for row in chief.results(f"{PATH}?state=recalled")] == [
        "recalled"
    ]


def test_refused_taken_back_and_told_by_field(made, as_user):
    who = made.officers[made.a1.code][2]
    chief = as_user(made.chief_a1)
    body = {"officer": who.pk, "kind": "annual", "start": day(5), "end": day(9)}
    wrong = chief.post(PATH, body | {"end": day(5)})
    assert wrong.status_code == 400 and "end" in str(wrong.json())
    first = f"{PATH}{chief.post(PATH, body).json()['id']}/"
    much = task("清查", 900, day(12))
    send(made, "public_order", much, made.a1, now=timezone.now())
    (effect,) = chief.get(f"{first}effect/").json()["stations"]
    (one,) = effect["conflicts"]
    assert (one["grows"], one["kind"]) == (True, "deadline")
    assert one["departments"] == [made.public_order.code]
    empty = chief.post(f"{first}refuse/", {"text": ""}, If_Match='"1"')
    assert empty.status_code == 400
    said = chief.post(f"{first}refuse/", {"text": "安保"}, If_Match='"1"').json()
    assert said["state"] == "refused"
    second = f"{PATH}{chief.post(PATH, body).json()['id']}/"
    back = chief.post(f"{second}take-back/", {}, If_Match='"1"').json()
    assert back["state"] == "taken_back"
