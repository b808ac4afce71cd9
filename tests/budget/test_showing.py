"""What a year's page says: the sentence above, steps, bars, states; without a database
but for the page that filters."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from budget.models import Category
from budget.services.disputing import dispute
from budget.showing import Shown
from budget.year import Figures, Row, Waiting
from organization.models import Bureau, Station
from tests.budget.world import NOW, allocated, confirm, paid, released
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client


def row(due: int | None, *chain: int | str, heads: int = 10, **more: Any) -> Row:
    figures = Figures(*(Decimal(amount) for amount in chain))
    entitled = None if due is None else Decimal(due)
    return Row(Station(name="柳堰派出所"), entitled, Decimal(heads), figures, **more)


def sentence(*rows: Row, **more: Any) -> str:
    given = {"shown": Shown(rows), "bureau": Bureau(name="望津分局"), "year": 2026}
    given |= {"category": "running", "categories": Category.choices} | more
    with translation.override("zh-hans"):
        text = render_to_string("budget/_bureau_answer.html", given)
    return text.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(1000, 900, 800, 700, 600)], "账面已拨付80%，各所已确认60%"),
        ([row(1000)], "望津分局2026年应得1,000元，尚未下达指标"),
        ([row(0, heads=0)], "已有经费标准，但各所尚无计入人员"),
        ([row(None, 500, 400, 400, 100)], "下达指标500元，已拨付80%，各所已确认20%"),
        ([row(0, 500, 400, 0, 0, heads=0)], "下达指标500元，已拨付80%"),
        ([row(None)], "2026年尚未录入经费标准和指标"),
        # Money without a norm does not lift the share of what is due elsewhere.
        (
            [row(1000, 900, 800, 700, 600), row(None, 900, 900, 900, 900)],
            "账面已拨付80%，各所已确认60%",
        ),
    ],
)
def test_the_sentence_says_what_is_so(rows: list[Row], said: str) -> None:
    assert said in sentence(*rows)


def test_each_step_says_its_share_and_what_it_lost() -> None:
    shown = Shown([row(1000, 900, 800, 800, "600.50")])
    assert [(one.name, one.less, one.share) for one in shown.steps[1:]] == [
        ("allocated", 100, Fraction(9, 10)),
        ("disbursed", 100, Fraction(8, 10)),
        ("received", 0, Fraction(8, 10)),
        ("confirmed", Decimal("199.50"), Fraction(6005, 10000)),
    ]
    bars = {
        one.name: [(p.name, p.x, p.width) for p in one.parts] for one in shown.steps
    }
    assert bars["due"] == [("held", 0, 100)]
    assert bars["disbursed"] == [
        *(("held", 0, 80), ("lost", 80, 10), ("missing", 90, 10)),
    ]
    assert bars["confirmed"][0] == ("confirmed", 0, 60.05)
    assert [(p.name, p.width) for p in shown.parts] == [
        *(("confirmed", 60.05), ("received", 19.95)),
        *(("allocated", 10.0), ("missing", 10.0)),
    ]
    assert (shown.decimals, Shown([row(1000, 900)]).decimals) == (2, 0)


def test_where_something_is_due_only_to_some_no_share_is_told() -> None:
    shown = Shown([row(1000, 900), row(None, 500)])
    assert shown.without_norm == 1
    assert {one.share for one in shown.steps} == {None}
    assert Shown([row(None, 500)]).without_norm == 0


@pytest.mark.parametrize(
    ("one", "states"),
    [
        (row(9), set()),
        (row(9, 9), set()),
        (row(9, 9, 9, 9, 9), {"confirmed"}),
        (row(9, 9, 9, 9, 5, waiting=Waiting(1)), {"partly"}),
        (row(9, 9, 9, waiting=Waiting(2, 1, NOW)), {"unanswered"}),
        (row(9, 9, 9, disputes=1, waiting=Waiting(1, 1)), {"disputed", "unanswered"}),
    ],
)
def test_states(one: Row, states: set[str]) -> None:
    assert one.states == states


@pytest.mark.django_db
def test_the_page_lists_the_stations_of_a_state(made: Force) -> None:
    row = paid(made)
    dispute(by=made.chief_a1, disbursement=row, reason="额度未到", now=NOW)
    other = released(made, allocated(made, station=made.a2))
    at, to = client(made.finance), reverse("budget:money")
    for state, stations in (
        *(("", 3), ("disputed", 1), ("unanswered", 1), ("confirmed", 0), ("x", 3)),
    ):
        page = at.get(to, {"state": state})
        assert len(page.context["page"]) == stations, state
    shown = words(at.get(to, {"state": "disputed"}))
    assert "额度未到" in shown and other.line.station.label not in shown
    assert "没有处于此状态的派出所" in words(at.get(to, {"state": "confirmed"}))
    counts = {value: count for value, _label, count in page.context["states"]}
    assert (counts[""], counts["disputed"], counts["unanswered"]) == (3, 1, 1)
    confirm(made, row, 600)
    counts = dict(one[::2] for one in at.get(to).context["states"])
    assert (counts["disputed"], counts["confirmed"]) == (0, 1)
