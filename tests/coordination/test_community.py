"""Community officers' hours of a week against those that are protected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from coordination.ledger.community import community
from personnel import services
from tasking.services.protected import protect
from tests.factories import at, force

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2026, 6, 8)


def test_thirty_hours_for_each_community_officer() -> None:
    """Two officers owe 60 hours; 2 × 6 h on Tuesday and 3 h of the night to Monday."""
    made = force()
    for n, category in enumerate(("police", "police", "auxiliary")):
        one = services.register_officer(
            by=None, police_number=f"77000{n}", name="何雨婷", category=category
        )
        services.post_officer(
            by=None,
            officer=one,
            unit=made.a1,
            during=(dt.date(2020, 1, 1), None),
            post="社区民警",
        )
    for first, last, officers in (
        ("2026-06-09 09:00", "2026-06-09 15:00", 2),
        ("2026-06-14 21:00", "2026-06-15 06:00", 1),
    ):
        protect(
            by=None,
            station=made.a1,
            title="社区日",
            start=at(first),
            end=at(last),
            officers=Decimal(officers),
        )
    found = community(made.a1, MONDAY)
    assert (found.officers, found.owed, found.kept, found.short) == (2, 60, 15, 45)
    assert community(made.a2, MONDAY).owed == 0
