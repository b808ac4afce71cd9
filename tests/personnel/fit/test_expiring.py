"""Who needs a qualification for his post is told before it ends, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from desk.models import InboxItem
from organization.models import AuditEvent, Bureau
from personnel import services
from personnel.models import Attainment, Posting
from personnel.services import expiring
from tests.factories import Force
from tests.personnel.fit.test_abilities import NOW, SINCE, TODAY, hold

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
IN_60 = TODAY + 61 * DAY
"""The first day without it, the last being the sixtieth from today."""


def need(made: Force, *codes: str, n: int = 0) -> None:
    """The n-th officer of 柳堰, whose account is the station officer's, fills a post
    that requires them."""
    officer = made.officers[made.a1.code][n]
    services.link_account(by=None, officer=officer, user=made.officer_a1)
    row = services.add_post(
        by=None,
        unit=made.a1,
        terms=services.Terms("办案民警", 9, required=codes),
        during=(SINCE, None),
        reason="批复",
    )
    Posting.objects.filter(officer=officer).update(established=row)


def told(now: Any = NOW) -> set[str]:
    expiring.run_clocks(now=now)
    rows = InboxItem.objects.filter(kind="qualification_expires")
    return set(rows.values_list("recipient__username", flat=True))


def test_the_officer_and_his_office_are_told_once(made: Force) -> None:
    need(made, "law-1")
    row = hold(made, "law-1", end=IN_60)
    assert not told(NOW - DAY), "sixty-one days before it is too soon"
    assert told() == {"officer_a1", "personnel_admin"}
    (letter, _other) = InboxItem.objects.filter(kind="qualification_expires")
    assert letter.facts["last"] == str(IN_60 - DAY)
    assert expiring.run_clocks(now=NOW + DAY) == 0
    trail = AuditEvent.objects.get(action="attainment.remind").detail
    assert (trail["ability"], trail["end"]) == ("law-1", str(IN_60))
    services.correct_attainment(
        by=made.personnel_admin,
        attainment=row,
        during=(SINCE, IN_60 + 5 * DAY),
        reason="换证",
    )
    assert expiring.run_clocks(now=NOW + 5 * DAY) == 1, "another end is told anew"
    assert InboxItem.objects.filter(kind="qualification_expires").count() == 4


def test_what_is_not_lost_or_not_needed_is_not_told(made: Force) -> None:
    """A higher one held longer covers it, so does the same renewed; and some posts ask
    for nothing of the kind."""
    need(made, "law-1")
    hold(made, "drone", end=IN_60)
    low = hold(made, "law-1", end=IN_60)
    high = hold(made, "law-2", end=IN_60 + DAY)
    assert not told()
    services.correct_attainment(
        by=made.personnel_admin, attainment=high, during=(SINCE, IN_60), reason="x"
    )
    renewed = hold(made, "law-1", first=IN_60, end=IN_60 + 300 * DAY)
    assert not told()
    Attainment.objects.filter(pk=renewed.pk).delete()
    assert expiring.run_clocks(now=NOW) == 2
    assert Attainment.objects.filter(told_end=IN_60).count() == 2
    assert low.told_end is None


@pytest.mark.parametrize(("days", "found"), [(0, 0), (59, 0), (60, 1), (365, 1)])
def test_the_term_is_the_bureaus(made: Force, days: int, found: int) -> None:
    Bureau.objects.filter(pk=made.county_a.pk).update(expiry_days=days)
    need(made, "law-1")
    hold(made, "law-1", end=IN_60)
    assert expiring.run_clocks(now=NOW) == found


def test_it_costs_the_same_for_one_and_for_many(
    made: Force, django_assert_num_queries: Any
) -> None:
    need(made, "law-1")
    hold(made, "law-1", end=IN_60)
    with django_assert_num_queries(5):
        assert len(expiring.needed(TODAY)) == 1
    post = Posting.objects.get(officer=made.officers[made.a1.code][0]).established
    for n in range(1, 6):
        officer = made.officers[made.a1.code][n]
        Posting.objects.filter(officer=officer).update(established=post)
        hold(made, "law-1", n=n, end=IN_60)
    with django_assert_num_queries(5):
        assert len(expiring.needed(TODAY)) == 6
