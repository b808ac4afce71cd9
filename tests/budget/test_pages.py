"""Pages about money, from the allocation to the frozen statement."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budget.models import Disbursement, Dispute, Entry, Line, Statement
from budget.services import norms
from budget.services.closing import close_year
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    confirm,
    last_day,
    paid,
    released,
    second,
    yuan,
)
from tests.factories import SINCE, Force, station
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
ALLOCATION = {
    "year": str(YEAR),
    "category": "running",
    "source": "bureau",
    "amount": "12,800.00元",
    "document": "砚公财〔2026〕8号",
}
PAYMENT = {"amount": "9600", "mode": "quota", "purpose": "办公用品"}


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def norm(made: Force, amount: int = 16000, **more: Any) -> None:
    given = {"staff": "police", "first": SINCE, "end": None, "counting": "year_start"}
    terms = norms.NormTerms(amount=yuan(amount), basis="局党委会议", **given | more)
    norms.set_norm(by=made.finance, bureau=made.county_a, terms=terms, now=NOW)


def test_two_people_of_the_bureau_send_money(made: Force) -> None:
    office, other = client(made.finance), client(second(made))
    code = made.a1.code
    answer = office.post(url("allocate", code), ALLOCATION)
    assert answer["Location"] == f"{url('station', code)}?year={YEAR}"
    answer = office.post(url("prepare", Line.objects.get().pk), PAYMENT)
    row = Disbursement.objects.get()
    assert answer["Location"] == url("disbursement", row.pk)
    assert office.post(url("release", row.pk), {"version": 1}).status_code == 403
    assert "待您放款" in words(other.get(url("bureau", made.county_a.code)))
    done = other.post(url("release", row.pk), {"version": 1})
    assert done["Location"] == answer["Location"]
    asked = words(client(made.chief_a1).get(done["Location"]))
    assert "9,600.00元是否到账" in asked and "不计入已落实经费" in asked
    assert other.post(url("release", row.pk), {"version": 1}).status_code == 422


def test_the_station_says_what_came_and_the_year_is_frozen(made: Force) -> None:
    norm(made)
    row = paid(made)
    office, chief = client(made.finance), client(made.chief_a1)
    paper = SimpleUploadedFile("清单.txt", "未收到".encode())
    said = {"version": 2, "reason": "只到了一半", "evidence": paper}
    page = url("disbursement", row.pk)
    assert chief.post(url("dispute", row.pk), said)["Location"] == page
    dispute = Dispute.objects.get()
    file = url("dispute_file", dispute.pk, dispute.files.get().pk)
    assert office.get(file).content == "未收到".encode()
    assert "只到了一半" in words(office.get(page))
    answered = {"version": 3, "text": "差额月底补拨"}
    assert office.post(url("answer", row.pk), answered)["Location"] == page
    confirmed = {"version": 4, "amount": "300"}
    assert chief.post(url("confirm", row.pk), confirmed)["Location"] == page
    assert chief.post(url("confirm", row.pk), confirmed).status_code == 422
    assert "300.00" in words(chief.get(url("station", made.a1.code)))
    close_year(by=made.finance, bureau=made.county_a, year=YEAR, now=last_day(YEAR))
    frozen = words(chief.get(url("statement", made.a1.code, YEAR)))
    assert "96,000.00" in frozen and "95,700.00" in frozen
    assert Statement.objects.get(station=made.a1).digest in frozen


def test_a_closed_year_is_corrected_on_its_page(made: Force) -> None:
    row, office = paid(made), client(made.finance)
    close_year(by=made.finance, bureau=made.county_a, year=YEAR, now=last_day(YEAR))
    correct = url("correct_statement", made.a1.code, YEAR)
    assert office.post(correct, {"reason": "x"}).status_code == 422
    confirm(made, row, 600)
    page = url("statement", made.a1.code, YEAR)
    assert office.post(correct, {"reason": "所里补确认"})["Location"] == page
    assert "所里补确认" in words(office.get(page))
    assert "所里补确认" not in words(office.get(page, {"version": 1}))
    assert office.get(page, {"version": 3}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("amount", "-1"), ("amount", "1.005"), ("amount", "一万"), ("amount", "")),
        *(("year", "26"), ("category", "x"), ("document", "")),
    ],
)
def test_a_bad_allocation_is_told_beside_its_field(
    made: Force, field: str, value: str
) -> None:
    to = url("allocate", made.a1.code)
    refused = client(made.finance).post(to, ALLOCATION | {field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Entry.objects.exists()


def test_bad_payments_norms_and_acts_are_told(made: Force) -> None:
    line = allocated(made)
    office, chief = client(made.finance), client(made.chief_a1)
    for field, value in (("amount", "1001"), ("purpose", ""), ("mode", "gift")):
        refused = office.post(url("prepare", line.pk), PAYMENT | {field: value})
        assert f'id="id_{field}_error"' in refused.content.decode()
    terms = {"staff": "police", "amount": "16000", "first": "2026-01-01", "basis": "x"}
    terms |= {"counting": "daily", "last": ""}
    to = url("norms", made.county_a.code)
    for field, value in (("last", "2025-12-01"), ("amount", "-1"), ("basis", "")):
        refused = office.post(to, terms | {field: value})
        assert f'id="id_{field}_error"' in refused.content.decode()
    assert office.post(to, terms)["Location"] == to
    row = released(made, line)
    for name, field, more in (
        *(("confirm", "amount", {"amount": "601"}), ("receive", "amount", {})),
        *(("dispute", "reason", {}), ("give_back", "reason", {"amount": "1"})),
    ):
        refused = chief.post(url(name, row.pk), more)
        assert refused.status_code == 422, name
        assert f'id="{name}-{field}_error"' in refused.content.decode()


def test_an_entry_is_taken_back_on_a_page_of_its_own(made: Force) -> None:
    row = paid(made)
    entry = row.entries.get()
    to = url("take_back", entry.pk)
    office = client(made.finance)
    assert "600.00" in words(office.get(to))
    assert office.post(to, {"reason": ""}).status_code == 422
    answer = office.post(to, {"reason": "金额录错"})
    assert answer["Location"] == url("disbursement", row.pk)
    assert "金额录错" in words(office.get(answer["Location"]))
    assert client(made.chief_a1).get(to).status_code == 403


def test_the_year_costs_the_same_with_many_stations(
    made: Force, django_assert_max_num_queries: Any
) -> None:
    norm(made)
    confirm(made, paid(made), 100)
    at, to, costs = client(made.finance), url("money"), []
    at.get(to)
    for count in (1, 8):
        for n in range(count):
            one = station(made.county_a, 20 + n + count, f"{count}{n}派出所", "Some")
            released(made, allocated(made, station=one))
        with django_assert_max_num_queries(15) as caught:
            page = at.get(to)
        assert page.status_code == 200
        costs.append(len(caught))
    assert costs[0] == costs[1]
    book = at.get(url("bureau_file", made.county_a.code))
    assert book.status_code == 200 and book.content.startswith(b"PK")


def test_who_keeps_money_has_its_pages_in_the_bar(made: Force) -> None:
    to = url("money")
    keeper = client(made.finance).get(to).context["nav"]
    assert {"budget:money", "budget:norms"} <= {one.route for one in keeper}
    leader = client(made.leader).get(to).context["nav"]
    room = next(one for one in leader if one.fold == "money")
    assert [one.route for one in room.parts] == [
        *("budget:money", "budget:norms", "budget:fees"),
        *("budget:report", "budget:audit"),
        *("budget:bureau_expenses", "coordination:task_costs"),
    ]
    assert room.current == "true" and room.label == "经费"
    chief = client(made.chief_a1).get(url("station", made.a1.code)).context["nav"]
    assert [one.route for one in chief if one.fold == "money"] == ["budget:station"]


def test_an_empty_year_leads_to_an_allocation_of_that_year(made: Force) -> None:
    to = f"{url('allocate', made.a1.code)}?year={YEAR - 1}"
    page = client(made.finance).get(url("station", made.a1.code), {"year": YEAR - 1})
    assert page.content.decode().count(f'href="{to}"') == 2
