"""Reports: of each yuan how much arrives, how long it takes, where it stops."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from budget.models import Category
from budget.reports.pace import Pace
from budget.reports.report import Report, Unit, gap_of, read_report
from budget.services import arriving
from budget.services.taking_back import take_back
from budget.showing import Shown
from budget.sums import Sums
from budget.year import Figures, Row
from organization.models import Bureau, Role, User
from tests.budget.books import Books, at
from tests.budget.test_pages import norm
from tests.budget.world import YEAR, yuan
from tests.factories import Force, appoint, bureau, person, station
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR + 1, 3, 1)


def url(name: str, *args: object) -> str:
    return reverse(f"budget:{name}", args=args)


def report(of: Bureau, **more: Any) -> Report:
    return read_report(of, YEAR, today=more.pop("today", TODAY), **more)


def test_of_each_yuan_and_its_days(made: Force) -> None:
    """柳堰 confirms two of three hundred, 津堰 nothing; a bureau above sums them up."""
    books = Books(made)
    first = books.allocate(made.a1, 900, at(1, 10))
    paid = books.pay(first, 300, at(2, 9))
    books.confirm(paid, 200, at(2, 19))
    books.pay(books.allocate(made.a2, 500, at(1, 20)), 400, at(12, 1))
    found = report(made.county_a)
    one, two = (unit for unit in found.units if unit.whole.figures.allocated)
    assert (one.unit, two.unit) == (made.a1, made.a2)
    assert (one.each_yuan, two.each_yuan) == (Decimal("0.66"), Decimal(0))
    assert (one.pace.whole.fen, one.pace.back.fen) == ({40: 20000}, {10: 20000})
    assert found.all.pace.out.fen == {30: 30000, 315: 40000}
    assert (found.all.pace.silent.amount, found.all.pace.idle.amount) == (500, 700)
    assert found.all.pace.silent.longest == (TODAY - dt.date(YEAR, 2, 9)).days
    city = report(made.city)
    (below,) = (unit for unit in city.units if unit.whole.figures.allocated)
    assert (below.unit, below.is_bureau) == (made.county_a, True)
    assert below.pace == city.all.pace == found.all.pace
    assert below.whole.figures == Figures(*map(Decimal, (1400, 700, 200, 200)))
    assert city.all.each_yuan == Decimal("0.28")


def test_a_bureau_whose_stations_all_lie_further_down(made: Force) -> None:
    top = bureau("980000000000", "江南省公安厅", "province", "Jiangnan")
    city = bureau("980100000000", "江口市公安局", "city", "Jiangkou", top)
    county = bureau("980101000000", "江北分局", "county", "Jiangbei", city)
    home = station(county, 1, "江岸派出所", "Jiang'an Station")
    units = [[one.unit for one in report(of).units] for of in (top, city, county)]
    assert units == [[city], [county], [home]]


def test_what_was_taken_back_or_returned_is_in_no_figure(made: Force) -> None:
    books, office = Books(made), {"by": made.finance, "now": at(5, 1)}
    wrong = books.allocate(made.a1, 500, at(1, 2))
    take_back(entry=wrong, reason="误", **office)
    right = books.allocate(made.a1, 500, at(2, 1))
    paid = books.pay(right, 100, at(3, 1))
    said = {"by": made.chief_a1, "disbursement": paid}
    arriving.receive(amount=yuan(100), now=at(3, 5), **said)
    arriving.give_back(amount=yuan(40), reason="节余", now=at(3, 6), **said)
    early = books.confirm(paid, 30, at(3, 9))
    take_back(by=made.chief_a1, entry=early, reason="误", now=at(3, 10))
    books.confirm(paid, 60, at(3, 11))
    gone = books.pay(right, 200, at(4, 1)).entries.get()
    take_back(entry=gone, reason="误", **office)
    found = report(made.county_a)
    pace = found.all.pace
    assert (pace.whole.fen, pace.back.fen) == ({38: 6000}, {10: 6000})
    assert (pace.out.fen, pace.idle.amount) == ({28: 6000}, 440)
    last = found.trend.months[-1]
    assert (last.allocated, last.disbursed, last.confirmed) == (500, 60, 60)
    assert found.trend.months[0].allocated == 0


def test_a_year_month_by_month_and_beside_others(made: Force) -> None:
    books = Books(made)
    entry = books.allocate(made.a1, 1000, at(12, 20, YEAR - 1))
    books.pay(entry, 300, at(4, 2))
    late = books.pay(entry, 100, at(12, 31))
    books.confirm(late, 100, at(1, 3, YEAR + 1))
    trend = report(made.county_a).trend
    assert [one.first and one.first.month for one in trend.months] == [
        *range(1, 13),
        None,
    ]
    sums = [(m.allocated, m.disbursed, m.confirmed) for m in trend.months]
    assert sums[0] == sums[2] == (1000, 0, 0) and sums[3] == (1000, 300, 0)
    assert sums[-2:] == [(1000, 400, 0), (1000, 400, 100)]
    assert trend.december == Decimal("0.25")
    summer = report(made.county_a, today=dt.date(YEAR, 6, 30))
    assert (len(summer.trend.months), summer.trend.december) == (6, None)
    (year,) = report(made.county_a).years
    assert (year.year, year.disbursed, year.december) == (YEAR, 400, 100)
    assert (year.each_yuan, year.rush) == (Decimal("0.25"), Decimal("0.25"))
    assert report(made.county_a, category=Category.CASES).years == []


@pytest.mark.parametrize(
    ("figures", "steps", "stops"),
    [
        ((100, 100, 100, 100), (0, 0, 0, 0), "allocated"),
        ((90, 70, 40, 40), (10, 20, 30, 0), "received"),
        ((150, 120, 110, 30), (0, 0, 0, 70), "confirmed"),
        ((0, 0, 0, 0), (100, 0, 0, 0), "allocated"),
    ],
)
def test_a_gap_is_the_sum_of_where_it_stops(
    made: Force, figures: tuple[int, ...], steps: tuple[int, ...], stops: str
) -> None:
    come = Figures(*map(Decimal, figures))
    row = Row(made.a1, Decimal(100), Decimal(4), come)
    gap = gap_of(row)
    assert (gap.allocated, gap.disbursed, gap.received, gap.confirmed) == steps
    assert gap.amount == row.gap == sum(steps) and gap.stops == stops
    assert gap.per_head == Decimal(sum(steps)) / 4


def test_money_without_a_norm_fills_no_share_of_what_is_due(made: Force) -> None:
    """As in the sentence of the bureau's year."""
    short = Row(made.a1, Decimal(1000), Decimal(4), Figures())
    other = Row(made.a2, None, Decimal(0), Figures(*[Decimal(500)] * 4))
    unit = Unit(made.county_a, Sums.of([short, other]), Pace())
    assert unit.of_due == Shown(sums=unit.sums).arrived == 0
    assert unit.of_each_yuan == 1


def test_money_of_a_station_that_closed_before_the_year(made: Force) -> None:
    """It is in the bureau's sums all the same."""
    books = Books(made)
    books.pay(books.allocate(made.a1, 900, at(1, 10)), 300, at(2, 9))
    made.a1.closed_on = dt.date(YEAR, 1, 1)
    made.a1.save()
    found = report(made.county_a).all.whole.figures
    assert (found.allocated, found.disbursed) == (900, 300)


def test_the_pages_of_a_bureau_and_of_a_station(made: Force) -> None:
    norm(made, 200)
    books = Books(made)
    books.two_of_three()
    books.pay(books.allocate(made.a2, 500, at(1, 20)), 400, at(2, 1))
    page = client(made.finance).get(url("report", made.county_a.code), {"year": YEAR})
    text = words(page)
    assert "每拨付1元，派出所确认0.28元；从下达到确认中位数40天" in text
    assert [gap.row.station for gap in page.context["report"].worst] == [
        *(made.a2, made.a1)
    ]
    own = client(made.chief_a1).get(url("station_report", made.a1.code))
    shown = words(own)
    assert "每拨付1元，派出所确认0.66元" in shown and "津堰" not in shown
    assert "不足三个" in shown
    home = station(made.county_a, 9, "南关派出所", "Nanguan Station")
    books.pay(books.allocate(home, 300, at(1, 5)), 200, at(2, 1))
    beside = client(made.chief_a1).get(url("station_report", made.a1.code))
    assert beside.context["report"].middle == 0 and "不足三个" not in words(beside)
    assert "南关" not in words(beside)
    empty = client(made.leader).get(url("report", made.county_a.code), {"year": 2001})
    assert "未拨付" in words(empty) and empty.context["picture"] is None


def test_the_workbook_says_what_the_page_says(made: Force) -> None:
    norm(made, 200)
    books = Books(made)
    books.two_of_three()
    answer = client(made.finance).get(url("report_file", made.county_a.code))
    book = load_workbook(io.BytesIO(answer.content))
    sheets = [list(sheet.values) for sheet in book.worksheets]
    units, days, gaps, months, years, terms = sheets
    assert units[-1][2:9] == (2400, 900, 300, 200, 200, 66.6, 8.3)
    assert days[-1][2:6] == (200, 40, 40, 40)
    assert [row[2] for row in gaps[1:]] == [1200, 1000]
    assert months[1][1:] == (900, 0, 0) and years[1][:4] == (YEAR, 900, 300, 200)
    assert terms[0][1] == "望津分局" and terms[1][1] == YEAR


def test_who_reads_which_report(made: Force) -> None:
    code, home = made.county_a.code, made.a1.code
    for user, name, arg, status in (
        *((made.chief_a1, "report", code, 403), (made.stranger, "report", code, 404)),
        *((made.chief_a2, "station_report", home, 404),),
        *((made.internal_auditor, "station_report", home, 200),),
        *((made.finance, "audit", code, 403), (made.stranger, "audit", code, 404)),
        *((made.leader, "audit", code, 200),),
    ):
        assert client(user).get(url(name, arg)).status_code == status, (user, name)
    assert client(made.finance).post(url("report", code)).status_code == 405


def city_leader(made: Force) -> User:
    return appoint(person("city_leader"), Role.LEADER, made.city)


def test_other_systems_read_the_same(made: Force) -> None:
    books = Books(made)
    books.two_of_three()
    to, office = reverse("api:money-reports"), client(made.finance)
    found = office.get(to, {"year": YEAR}).json()
    assert found["bureau"] == made.county_a.code and found["category"] == "running"
    whole = found["whole"]
    assert (whole["kind"], whole["due"], whole["confirmed"]) == (
        "bureau",
        None,
        "200.00",
    )
    assert whole["confirmed_of_disbursed"] == "0.6666"
    days = whole["days"]["allocated_to_confirmed"]
    assert days == {"amount": "200.00", "median": 40, "nine_of_ten": 40, "longest": 40}
    assert {one["kind"] for one in found["units"]} == {"station"}
    below = client(city_leader(made)).get(to, {"bureau": made.city.code}).json()
    assert {one["kind"] for one in below["units"]} == {"bureau"}
    for asked, status in (
        *(({"year": "x"}, 400), ({"category": "gold"}, 400), ({"month": "1"}, 400)),
        *(({"bureau": made.county_b.code}, 404), ({"bureau": made.city.code}, 403)),
    ):
        assert office.get(to, asked).status_code == status, asked
    assert client(made.chief_a1).get(to).status_code == 403
