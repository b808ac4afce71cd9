"""What bars a posting bars it at every door, and nobody reads the ground there."""

from __future__ import annotations

import datetime as dt

import pytest

from personnel import services
from personnel.models import Posting
from personnel.services.barring import Going, what_bars
from tests.factories import Force
from tests.personnel.fit.test_abilities import TODAY, going, limit, post, told

pytestmark = pytest.mark.django_db


def test_a_barred_posting_is_refused_without_the_reason(made: Force) -> None:
    limit(made, "unit", unit=made.a2)
    (message,) = told(going, made=made)["lines[0].officer"]
    assert "回避" not in message and "void" not in message
    assert going(made, n=1).lines.count() == 1


@pytest.mark.parametrize("effect", ["unit", "relative", "nights"])
def test_what_bars_binds_a_posting_without_an_order_and_a_loan(
    made: Force, effect: str
) -> None:
    """Nobody reads the ground; who is free goes, and so does he where nothing bars."""
    more = {
        "unit": {"unit": made.a2},
        "relative": {"relative": made.officers[made.a2.code][0]},
        "nights": {"ground": "health"},
    }[effect]
    post(made, nights=True)
    limit(made, effect, **more)
    free, first = made.officers[made.a1.code][1], TODAY + dt.timedelta(days=9)
    who, end = made.officers[made.a1.code][0], first + dt.timedelta(days=2)
    loan = {"by": None, "to": made.a2, "first": first, "end": end}
    for row in who.postings.all():
        Posting.objects.filter(pk=row.pk).update(post="办案民警")
    (message,) = told(services.second, officer=who, **loan)["officers"]
    assert "健康" not in message and "回避" not in message
    assert services.second(officer=free, **loan).station == made.a2
    services.end_posting(by=None, posting=who.postings.get(), on=first)
    enter = {"by": made.personnel_admin, "officer": who, "during": (first, end)}
    enter["post"] = "办案民警"
    (message,) = told(services.enter_posting, unit=made.a2, **enter)["officer"]
    assert "健康" not in message and "回避" not in message
    assert services.enter_posting(unit=made.criminal, **enter).pk


def test_a_post_that_is_only_named_binds_as_the_mildest_so_called(made: Force) -> None:
    """He may be one of those without nights, and nobody asks for qualifications."""
    limit(made, "nights", ground="health")
    who = made.officers[made.a1.code][0]
    rows = [Going(who, made.a2, None, TODAY, name) for name in ("办案民警", "内勤")]
    post(made, nights=True, required=["law-1"])
    assert [bool(why) for why in what_bars(rows)] == [True, False]
    post(made)
    assert what_bars(rows) == [[], []]
