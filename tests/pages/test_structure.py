"""The structure page, its workbook, the interface, and residents as they are typed."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from organization.models import Bureau
from personnel import services
from personnel.models import Residents
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def to_hq(force: Force, count: int, kind: str = "loan") -> None:
    """Officers of 柳堰 work for 治安 since two months ago."""
    first = timezone.localdate() - dt.timedelta(days=61)
    for officer in force.officers[force.a1.code][:count]:
        services.end_posting(by=None, posting=officer.postings.get(), on=first)
        services.post_officer(
            by=None,
            officer=officer,
            unit=force.public_order,
            during=(first, None),
            kind=kind,
        )


def test_the_page_says_what_is_missing_and_draws_it(force: Force) -> None:
    Bureau.objects.filter(pk=force.county_a.pk).update(share_floor=70, share_goal=80)
    to_hq(force, 4)
    page = client(force.leader).get(url("structure"))
    text, body = words(page), page.content.decode()
    assert "在岗民警66.6%在派出所" in text and "低于底线70%" in text
    assert "还差1人" in text and "各所借出4人，按实有计为100%" in text
    assert "1个所无警力数据" in text and "柳堰派出所" in text
    assert body.count('class="yp-lines"') == 2  # of residents nothing is known
    assert 'class="beyond"' in body and 'id="structure-twin"' in body
    assert "青砚" not in text and "下载" in text
    english = words(client(force.leader, "en").get(url("structure")))
    assert "below the floor of 70%" in english and "1 officer short of it" in english


def test_the_same_as_a_workbook_and_for_other_systems(force: Force) -> None:
    to_hq(force, 4)
    at = client(force.personnel_admin)
    answer = at.get(url("structure_file", force.county_a.code), {"months": "24"})
    book = load_workbook(io.BytesIO(answer.content))
    months, _below, stations = book.worksheets
    assert months.max_row == 25
    assert [cell.value for cell in months[25]][1:7] == [None, 0, 0, 4, 0, 4]
    assert {row[1] for row in stations.values} >= {"柳堰派出所", "津堰派出所"}
    found = at.get(reverse("api:structure"), {"bureau": force.county_a.code}).json()
    assert (found["state"], len(found["months"])) == ("reached", 12)
    now = found["months"][-1]
    assert (now["hq"]["on_post"], now["stations"]["lent"]) == (4, 4)
    assert (now["share_on_post"], now["share_on_rolls"]) == (0.6667, 1.0)
    assert now["urban"]["residents_per_community_officer"] is None
    assert found["stations"][0]["code"] == force.a1.code


def test_what_is_asked_wrongly(force: Force) -> None:
    at = client(force.leader)
    api = reverse("api:structure")
    refused = at.get(api, {"months": "13"})
    assert (
        refused.status_code == 400 and refused.json()["errors"][0]["field"] == "months"
    )
    assert at.get(api, {"bureau": force.county_b.code}).status_code == 404
    assert at.get(api, {"bureau": force.city.code}).status_code == 403
    assert "12个月" in words(at.get(url("structure"), {"months": "13"}))
    department = url("residents", force.public_order.code)
    assert client(force.personnel_admin).get(department).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"), [("year", ""), ("year", "1999"), ("number", "许多")]
)
def test_residents_are_typed_and_bad_input_is_told(
    force: Force, field: str, value: str
) -> None:
    at, to = client(force.personnel_admin), url("residents", force.a1.code)
    good = {"year": "2025", "number": "23000"}
    assert at.post(to, good)["Location"] == to
    assert "23,000" in words(at.get(to))
    refused = at.post(to, good | {field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert Residents.objects.get().number == 23000
