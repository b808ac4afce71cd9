"""Pages about money cost as much with a thousand rows as with ten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.models import Disbursement
from budget.services.closing import close_year
from organization.models import Role, Station, User
from tests.budget.test_statements import norm
from tests.budget.world import NOW, YEAR, allocated, confirm, last_day, paid, second
from tests.factories import Force, appoint, person
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
MOST = 15
STATIONS = """
INSERT INTO organization_station (%(names)s)
SELECT %(values)s FROM organization_station s, generate_series(1, %%s) n
WHERE s.id = %%s"""
PAID = """
INSERT INTO budget_disbursement (line_id, amount, mode, purpose, prepared_by_id,
    prepared_at, released_by_id, released_at, cancel_reason, version)
SELECT %s, 1, 'quota', '办公用品', %s, %s, %s, %s, '', 1 FROM generate_series(1, %s)"""
STEPS = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, note, by_id, at)
SELECT line_id, 'disburse', 1, id, '', released_by_id, released_at
FROM budget_disbursement d WHERE released_at IS NOT NULL
    AND NOT EXISTS (SELECT FROM budget_entry e WHERE e.disbursement_id = d.id)"""
WORDS = """
INSERT INTO budget_entry (line_id, kind, amount, disbursement_id, note, by_id, at)
SELECT line_id, 'receive', 0.01, id, '', %s, %s
FROM budget_disbursement, generate_series(1, %s) WHERE id = %s"""


def run(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def pay(made: Force, line: int, count: int, *, release: bool = True) -> None:
    """So many payments of one yuan, by hand: through the services they take minutes."""
    other = second(made).pk if release else None
    at = NOW if release else None
    run(PAID, line, made.finance.pk, NOW, other, at, count)
    run(STEPS)


def open_stations(made: Force, count: int) -> None:
    """More stations like 津堰."""
    kept = [f.column for f in Station._meta.concrete_fields if not f.primary_key]
    values = [
        "lpad((%s * 1000 + n)::text, 12, '9')" if c == "code" else c for c in kept
    ]
    sql = STATIONS % {"names": ", ".join(kept), "values": ", ".join(values)}
    run(sql, count, count, made.a2.pk)


def costs(
    user: User, to: str, grow: Callable[[int], Any], most: int = 1000
) -> list[int]:
    """Statements that the page takes with 10 rows, and with so many."""
    at, found, there = client(user), [], 0
    at.get(to)  # what is kept between requests is kept from here on
    for count in (10, most):
        grow(count - there)
        there = count
        with CaptureQueriesContext(connection) as caught:
            assert at.get(to).status_code == 200
        found.append(len(caught))
    return found


def test_a_station_with_many_payments(made: Force) -> None:
    line = allocated(made, 5000)
    to = reverse("budget:station", args=[made.a1.code])
    few, many = costs(made.chief_a1, to, lambda n: pay(made, line.pk, n))
    assert few == many <= MOST
    shown = client(made.chief_a1).get(to)
    assert len(shown.context["waiting"]) == 50
    assert shown.context["waiting_count"] == 1000


def test_a_bureau_with_many_to_release(made: Force) -> None:
    line, other = allocated(made, 5000), second(made)

    def grow(count: int) -> None:
        pay(made, line.pk, count, release=False)

    few, many = costs(other, reverse("budget:money"), grow)
    assert few == many <= MOST
    assert Disbursement.objects.to_release_by(other).count() == 1000


def test_a_bureau_with_many_stations(made: Force) -> None:
    confirm(made, paid(made), 100)

    def grow(count: int) -> None:
        open_stations(made, count)

    to = reverse("budget:money")
    few, many = costs(made.finance, to, grow)
    assert few == many <= MOST
    above = appoint(person("city_finance", "市局财务"), Role.FINANCE, made.city)
    at = client(above)
    page = at.get(to)
    below = [one.bureau for one in page.context["branches"]]
    assert below == [made.county_a, made.county_b]
    assert len(page.context["page"]) == 60
    with CaptureQueriesContext(connection) as caught:
        at.get(to, {"rows": "all"})
    assert len(caught) <= MOST


def test_a_payment_with_many_steps(made: Force) -> None:
    row = paid(made)

    def grow(count: int) -> None:
        run(WORDS, made.chief_a1.pk, NOW, count, row.pk)

    to = reverse("budget:disbursement", args=[row.pk])
    few, many = costs(made.chief_a1, to, grow, most=200)  # it draws every step
    assert few == many <= MOST


def test_a_statement_of_many_payments(made: Force) -> None:
    line = allocated(made, 5000)
    to = reverse("budget:statement", args=[made.a1.code, YEAR])
    few, many = costs(made.chief_a1, to, lambda n: pay(made, line.pk, n))
    assert few == many <= MOST


def test_a_closed_year_in_which_all_moved(made: Force) -> None:
    """Three stations were there when the first year was closed, 200 at the next."""
    at, found = client(made.finance), []
    for year, more in ((YEAR - 1, 0), (YEAR, 197)):
        open_stations(made, more)
        given = {"bureau": made.county_a, "year": year, "now": last_day(year)}
        close_year(by=made.finance, **given)
    norm(made, 200)
    at.get(reverse("budget:money"))
    for name in ("bureau", "close_year"):
        to = reverse(f"budget:{name}", args=[made.county_a.code])
        for year in (YEAR - 1, YEAR):
            with CaptureQueriesContext(connection) as caught:
                page = at.get(to, {"year": year})
            found.append((name, len(caught)))
    assert len(page.context["moved"]) == 200
    assert len(set(found)) == 2 and max(found, key=lambda one: one[1])[1] <= MOST
