"""Reports about money cost as much with a thousand rows as with ten."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organization.models import User
from tests.budget.test_counts import MOST, open_stations, pay
from tests.budget.world import allocated, confirm, paid
from tests.factories import Force
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


def asked(user: User, to: str) -> int:
    """Statements that a page takes."""
    at = client(user)
    with CaptureQueriesContext(connection) as caught:
        assert at.get(to).status_code == 200
    return len(caught)


def test_of_many_stations(made: Force) -> None:
    confirm(made, paid(made), 100)
    to, found = reverse("budget:report", args=[made.county_a.code]), []
    asked(made.finance, to)  # what is kept between requests is kept from here on
    for count in (10, 990):
        open_stations(made, count)
        found.append(asked(made.finance, to))
    assert found[0] == found[1] <= MOST


def test_of_many_payments(made: Force) -> None:
    """Also where each payment is one more row of a list."""
    line = allocated(made, 5000)
    bureau = made.county_a.code
    pages = {
        reverse("budget:report", args=[bureau]): made.finance,
        reverse("budget:station_report", args=[made.a1.code]): made.chief_a1,
        reverse("budget:audit", args=[bureau]): made.internal_auditor,
        reverse("budget:audit_list", args=[bureau, "at-once"]): made.leader,
    }
    found: dict[str, list[int]] = {to: [] for to in pages}
    for to, user in pages.items():
        asked(user, to)
    for count in (10, 990):
        pay(made, line.pk, count)
        for to, user in pages.items():
            found[to].append(asked(user, to))
    assert all(few == many <= MOST for few, many in found.values()), found
