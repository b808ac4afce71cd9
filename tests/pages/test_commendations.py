"""Pages of commendations, and the interface."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from personnel.models import Commendation, Officer
from personnel.quarters import Quarter
from personnel.services import commending
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def officer(force: Force, n: int = 1) -> Officer:
    return force.officers[force.a1.code][n]


def nominate(force: Force, by: User | None = None, **more: Any) -> Any:
    form = {
        "number": officer(force).police_number,
        "name": officer(force).name,
        "title": "勇救落水儿童",
        "deed": "巡逻途中跳河救起一名儿童。",
        "evidence": SimpleUploadedFile("经过.txt", "证人证言".encode()),
    }
    return client(by or force.officer_a1).post(url("nominate"), form | more)


def published(force: Force, n: int) -> None:
    now = timezone.now()
    row = commending.nominate(
        by=force.staff, officer=officer(force, n), title="先进", deed="事迹", now=now
    )
    commending.endorse(by=force.chief_a1, commendation=row, words="属实", now=now)
    commending.publish(by=force.leader, commendation=row, number="", now=now)


def test_from_the_nomination_to_the_public_page(force: Force) -> None:
    answer = nominate(force)
    row = Commendation.objects.get()
    to, version = url("commendation", row.pk), {"version": "1"}
    assert answer["Location"] == to
    chief, leader = client(force.chief_a1), client(force.leader)
    assert "待您审核" in words(chief.get(url("commendations")))
    file = url("commendation_file", row.pk, row.files.get().pk)
    assert chief.get(file).content == "证人证言".encode()
    endorse = url("endorse_commendation", row.pk)
    refused = chief.post(endorse, version | {"words": " "})
    assert 'id="endorse-words_error"' in refused.content.decode()
    assert chief.post(endorse, version | {"words": "属实"})["Location"] == to
    assert "待您发布" in words(leader.get(url("commendations")))
    publish = url("publish_commendation", row.pk)
    number = {"number": "砚公通〔2026〕12号", "version": "2"}
    assert leader.post(publish, number)["Location"] == to
    assert leader.post(publish, number).status_code == 422
    public = client(force.finance)
    page = words(public.get(url("commendations")))
    assert "通报表扬1人次" in page and "勇救落水儿童" in page
    assert "砚公通〔2026〕12号" in words(public.get(to))
    assert public.get(file).status_code == 404
    before = Quarter.of(timezone.localdate()).previous
    assert "通报表扬0人次" in words(
        public.get(url("commendations"), {"quarter": str(before)})
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("name", "别人"),
        ("title", ""),
        ("deed", ""),
        ("evidence", SimpleUploadedFile("x.exe", b"MZ")),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: Any
) -> None:
    refused = nominate(force, **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Commendation.objects.exists()


def test_declined_and_taken_back(force: Force) -> None:
    nominate(force)
    row = Commendation.objects.get()
    decline = url("decline_commendation", row.pk)
    refused = client(force.chief_a1).post(decline, {"reason": ""})
    assert 'id="decline-reason_error"' in refused.content.decode()
    client(force.chief_a1).post(decline, {"reason": "待核", "version": "1"})
    page = client(force.officer_a1).get(url("commendation", row.pk))
    assert "待核" in words(page)
    withdraw = url("withdraw_commendation", row.pk)
    late = client(force.officer_a1).post(withdraw, {"reason": "x"})
    assert late.status_code == 422


def test_other_systems_read_what_is_published_and_counts(force: Force) -> None:
    published(force, 1)
    nominate(force)
    at = client(force.finance)
    (row,) = at.get(reverse("api:commendation-list")).json()["results"]
    assert (row["station"], row["title"]) == (force.a1.code, "先进")
    one = at.get(reverse("api:commendation-detail", args=[row["id"]]))
    assert one.status_code == 200 and "ETag" in one
    to = reverse("api:commendation-counts")
    units = [{"unit": force.a1.code, "name": force.a1.name, "count": 1}]
    assert at.get(to).json()["units"] == units
    quarter = str(Quarter.of(timezone.localdate()).previous)
    assert at.get(to, {"quarter": quarter}).json() == {"quarter": quarter, "units": []}
    assert at.get(to, {"quarter": "2026-Q9"}).status_code == 400
    foreign = client(force.chief_b1).get(reverse("api:commendation-list")).json()
    assert foreign["results"] == []


def test_the_page_costs_the_same_at_any_length(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    at, costs = client(force.chief_a1), []
    at.get(url("commendations"))
    for count in (1, 5):
        for n in range(count):
            published(force, n % 6)
            nominate(force)
        with django_assert_max_num_queries(15) as caught:
            at.get(url("commendations"))
        costs.append(len(caught))
    assert costs[0] == costs[1]
