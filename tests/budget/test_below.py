"""What the database adds up is what the stations say one by one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.below import pages
from budget.below.counting import STATES, Wanted
from budget.below.reading import read_below
from budget.models import Category, Disbursement
from budget.reports.flows import read_flows
from budget.reports.pace import Pace, pace_of
from budget.reports.report import gap_of, read_report
from budget.reports.trend import trend_of
from budget.services.disputing import dispute
from budget.services.norms import NormTerms, set_norm
from budget.services.taking_back import take_back
from budget.sums import Sums
from budget.year import Row, read, stations_of
from organization.models import Bureau
from personnel import services as personnel
from personnel.models import Officer
from tests.budget.books import Books, at
from tests.budget.test_counts import open_stations
from tests.budget.world import NOW, YEAR, yuan
from tests.factories import SINCE, Force, appoint, person
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR + 1, 3, 1)
RUNNING = Category.RUNNING


def norm(bureau: Bureau, amount: str, **more: Any) -> None:
    given = {"staff": "police", "first": SINCE, "end": None, "counting": "year_start"}
    terms = NormTerms(amount=yuan(amount), basis="会议纪要", **given | more)
    set_norm(by=None, bureau=bureau, terms=terms, now=NOW)


def people(made: Force, dice: Random) -> None:
    """Officers come, go and move within the year; some are auxiliaries."""
    for n, home in enumerate((made.a1, made.a2, made.b1, made.unknown, made.a1)):
        helper = personnel.register_officer(
            by=None, police_number=f"F{n:05}", name="辅", category="auxiliary"
        )
        first = dt.date(YEAR - 1, 12, 20) + dt.timedelta(days=dice.randrange(300))
        personnel.post_officer(by=None, officer=helper, unit=home, during=(first, None))
    for officer in Officer.objects.filter(category="police").order_by("pk")[::2]:
        on = dt.date(YEAR, 1, 1) + dt.timedelta(days=dice.randrange(1, 200))
        (posting,) = officer.postings.all()
        personnel.end_posting(by=None, posting=posting, on=on)
        later, unit = on + dt.timedelta(days=dice.randrange(40)), made.b1
        personnel.post_officer(
            by=None, officer=officer, unit=unit, during=(later, None)
        )


def norms(made: Force) -> None:
    """The city's by heads of New Year's day; one county's by days, changed in June;
    auxiliaries from July on."""
    norm(made.city, "16000.50")
    norm(made.county_b, "12345.67", counting="daily")
    norm(made.county_b, "13000", counting="daily", first=dt.date(YEAR, 6, 11))
    norm(made.city, "4321.09", staff="auxiliary", first=dt.date(YEAR, 7, 1))


def money(made: Force, dice: Random) -> None:
    """Payments in every state, some in fen, some taken back, some disputed."""
    books = Books(made)
    for home, chief in ((made.a1, made.chief_a1), (made.a2, made.chief_a2)):
        for category in (RUNNING, Category.CASES):
            for n in range(4):
                entry = books.allocate(home, 9000, at(2, 1 + n), category=category)
                row = books.pay(entry, dice.randrange(900, 8000), at(3 + n, 5))
                if n == 0:
                    dispute(by=chief, disbursement=row, reason="未到", now=at(7, 1))
                elif n < 3:
                    books.confirm(row, dice.randrange(1, 900), at(4 + n, 3))
            wrong = books.allocate(home, 700, at(8, 1), category=category)
            take_back(by=made.finance, entry=wrong, reason="误", now=at(8, 2))
    Books(made).allocate(made.unknown, 100, at(5, 5))


@pytest.fixture
def year(made: Force) -> Force:
    dice = Random(11)
    people(made, dice)
    money(made, dice)
    return made


def rows_of(bureau: Bureau, category: str) -> list[Row]:
    return read(stations_of(bureau, YEAR), YEAR, category)


def as_told(sums: Sums) -> Sums:
    """Heads with as many decimals as both ways have."""
    heads = sums.whole.heads.quantize(Decimal("1e-20"))
    return replace(sums, whole=replace(sums.whole, heads=heads))


def alike(row: Row) -> Row:
    """Without what only the page of the station says."""
    waiting = replace(row.waiting, since=None, reminders=0)
    return replace(row, shares=(), dispute="", waiting=waiting)


@pytest.mark.parametrize("category", [RUNNING, Category.CASES])
@pytest.mark.parametrize("with_norms", [True, False])
def test_sums_are_those_of_the_stations(
    year: Force, category: str, with_norms: bool
) -> None:
    if with_norms:
        norms(year)
    for bureau in (year.city, year.county_a, year.county_b):
        rows = rows_of(bureau, category)
        below = read_below(bureau, YEAR, category, Wanted())
        assert as_told(below.all) == as_told(Sums.of(rows)), bureau
        assert list(map(alike, *below.rows())) == list(map(alike, rows))
        parts: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            own = row.station.bureau_id == bureau.pk
            parts[0 if own else row.station.bureau_id].append(row)
        assert below.branches.keys() == parts.keys()
        for branch, some in parts.items():
            assert as_told(below.of(branch)) == as_told(Sums.of(some))


def test_the_stations_of_a_page_are_the_worst_ones(year: Force) -> None:
    norms(year)
    rows = rows_of(year.city, RUNNING)

    def worst(row: Row) -> tuple[Decimal, str]:
        lacks = row.figures.disbursed - row.figures.confirmed
        return -(lacks if row.gap is None else row.gap), row.station.code

    ordered = [row.station.pk for row in sorted(rows, key=worst)]
    for state in ("", *STATES):
        here = {row.station.pk for row in rows if not state or state in row.states}
        every = [pk for pk in ordered if pk in here]
        wanted = [Wanted(state, "missing", 2, page) for page in (1, 2, 9)]
        first, then, last = read_below(year.city, YEAR, RUNNING, *wanted).named
        ids = [[one.pk for one in part] for part in (first, then, last)]
        rest = len(every) - (len(every) - 1) // 2 * 2
        beyond = every[2:4] or every
        assert ids == [every[:2], beyond, every[-rest:] if every else []], state


def test_the_gaps_are_those_of_the_stations(year: Force) -> None:
    norms(year)
    gaps = [gap_of(row) for row in rows_of(year.city, RUNNING)]
    short = sorted((gap for gap in gaps if gap.amount), key=lambda gap: -gap.amount)
    found = read_report(year.city, YEAR, today=TODAY, gaps=None)
    assert found.short == len(short) == len(found.gaps) > 2
    for told, gap in zip(found.gaps, short, strict=True):
        assert replace(told, row=alike(told.row)) == replace(gap, row=alike(gap.row))
    per_head = [gap.per_head for gap in found.worst_per_head]
    assert per_head == sorted((gap.per_head for gap in short), reverse=True)
    first, second = (
        read_report(year.city, YEAR, today=TODAY, gaps=1, page=page).gaps
        for page in (1, 2)
    )
    assert [*first, *second] == found.gaps[:2]


@pytest.mark.parametrize("category", [RUNNING, Category.CASES])
def test_days_and_months_are_those_of_the_lines(year: Force, category: str) -> None:
    for bureau in (year.city, year.county_a):
        stations = stations_of(bureau, YEAR)
        flows = read_flows([one.pk for one in stations], YEAR, category)
        every = [flow for some in flows.values() for flow in some]
        found = read_report(bureau, YEAR, category, today=TODAY)
        assert found.all.pace == pace_of(every, TODAY)
        assert found.trend == trend_of(every, YEAR, TODAY)
        for unit in found.units:
            here = Pace()
            for one in stations:
                if unit.unit in (one, one.bureau):
                    here += pace_of(flows[one.pk], TODAY)
            assert unit.pace == here


def test_money_goes_yuan_by_yuan_whatever_the_days(made: Force) -> None:
    """Many small steps on the same days and across each other."""
    dice, books = Random(5), Books(made)
    for home in (made.a1, made.a2):
        entries = [
            books.allocate(home, dice.randrange(500, 900), at(1 + n % 3, 3))
            for n in range(6)
        ]
        for n in range(12):
            row = books.pay(entries[0], dice.randrange(20, 240), at(4 + n % 4, 9))
            if n % 3:
                books.confirm(row, dice.randrange(1, 20), at(8 - n % 2, 1 + n))
                books.confirm(row, 1, at(9, 2))
    stations = stations_of(made.county_a, YEAR)
    flows = read_flows([one.pk for one in stations], YEAR, RUNNING)
    every = [flow for some in flows.values() for flow in some]
    found = read_report(made.county_a, YEAR, today=TODAY)
    assert found.all.pace == pace_of(every, TODAY)
    assert found.all.pace.whole.fen and found.all.pace.idle.fen


def test_more_stations_than_fit_do_not_come_on_one_page(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    monkeypatch.setattr(pages, "ALL", 3)
    at_office, to = client(made.finance), reverse("budget:money")
    shown = at_office.get(to, {"page": 2})
    assert [row.row.station for row in shown.context["page"]] == [made.unknown]
    assert "rows=all" in shown.content.decode()
    assert len(at_office.get(to, {"rows": "all"}).context["page"]) == 3
    open_stations(made, 2)
    shown = at_office.get(to, {"rows": "all"})
    assert len(shown.context["page"]) == 3 and shown.context["page"].has_next()
    assert "rows=all" not in at_office.get(to).content.decode()
    for page, number in (("x", 1), ("0", 3), ("-1", 3), ("99", 3), ("9" * 30, 3)):
        assert at_office.get(to, {"page": page}).context["page"].number == number


def test_other_systems_read_the_gaps_a_thousand_at_a_time(
    made: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("budget.api.reports.GAPS", 1)
    norm(made.county_a, "100")
    to, office = reverse("api:money-reports"), client(made.finance)
    pages_told = [office.get(to, {"gaps_page": n}).json() for n in (1, 2, 7)]
    stations = [[one["station"] for one in told["gaps"]] for told in pages_told]
    assert stations == [[made.a1.code], [made.a2.code], [made.a2.code]]
    assert {told["gaps_count"] for told in pages_told} == {2}
    assert office.get(to, {"gaps_page": 0}).status_code == 400


def test_another_level_costs_no_more_statements(made: Force) -> None:
    """A city with its counties as a county with its stations; ten and a thousand."""
    norms(made)
    found = []
    to = reverse("api:money-reports")
    leader = client(appoint(person("city_leader"), "leader", made.city))
    leader.get(to)
    for count in (10, 990):
        open_stations(made, count)
        for path in (to, reverse("budget:report", args=[made.city.code])):
            with CaptureQueriesContext(connection) as caught:
                assert leader.get(path).status_code == 200
            found.append(len(caught))
    assert found[:2] == found[2:] and max(found) <= 15
    assert not Disbursement.objects.exists()
