"""Two people act on posting orders at the same moment: one of them is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from personnel.models import Posting, PostingOrder
from personnel.services import consulting, deciding
from tests import factories
from tests.coordination.racing import together, told
from tests.factories import Force
from tests.personnel.test_orders import MEETING, NOW, agreed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(transactional_db: None) -> Force:
    return factories.force()


def deciding_on(made: Force, row: PostingOrder) -> Callable[[], str]:
    given = {"by": made.leader, "order": row, "decision": MEETING, "now": NOW}
    return partial(told, partial(deciding.decide, **given))


def test_one_order_is_decided_once(made: Force) -> None:
    row = agreed(made)
    found = together(deciding_on(made, row), deciding_on(made, row))
    assert sorted(found) == ["done", "state"]
    assert Posting.objects.filter(officer=row.lines.get().officer).count() == 2


def test_two_orders_about_one_officer_do_not_both_pass(made: Force) -> None:
    one, other = agreed(made), agreed(made)
    found = together(deciding_on(made, one), deciding_on(made, other))
    assert sorted(found) == ["done", "state"]
    assert Posting.objects.filter(officer=one.lines.get().officer).count() == 2


def test_an_objection_at_the_last_moment_is_before_or_after(made: Force) -> None:
    row = agreed(made)
    seat = row.seats.get(station=made.a1)
    says = partial(
        consulting.say,
        by=made.chief_a1,
        seat=seat,
        answer="objection",
        text="人手不够",
        now=NOW,
    )
    found = together(deciding_on(made, row), partial(told, says))
    assert sorted(found) == ["done", "state"]
    row.refresh_from_db()
    objected = row.seats.filter(sayings__answer="objection").exists()
    assert objected == (row.state == "consulting")
