"""Two people act on leave at the same moment: one of them is told."""

from __future__ import annotations

from functools import partial

import pytest

from personnel import services
from personnel.models import Leave, LeaveRequest
from personnel.services import asking_leave, deciding_leave
from tests import factories
from tests.coordination.racing import together, told
from tests.factories import Force
from tests.personnel.test_rosters import DAY, NOW, TODAY, announced, wish, wished

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(transactional_db: None) -> Force:
    return factories.force()


def test_leave_is_approved_or_taken_back_and_asked_for_once(made: Force) -> None:
    row = wish(made, 0)
    given = {"by": made.chief_a1, "request": row, "now": NOW}
    found = together(
        partial(told, partial(deciding_leave.approve_leave, **given)),
        partial(told, partial(asking_leave.take_back_leave, **given)),
    )
    assert sorted(found) == ["done", "state"]
    row.refresh_from_db()
    assert Leave.objects.exists() == (row.state == LeaveRequest.State.APPROVED)
    ask = partial(told, partial(asking_leave.ask_leave, **wished(made, 1)))
    assert sorted(together(ask, ask)) == ["done", "during"]


def test_of_two_at_once_one_is_too_many_at_level_two(made: Force) -> None:
    """Six officers, two of them away: the third leaves half, the fourth fewer."""
    days = (TODAY + 8 * DAY, TODAY + 11 * DAY)
    for n in (4, 5):
        services.record_leave(
            by=None,
            officer=made.officers[made.a1.code][n],
            kind="sick",
            during=days,
        )
    announced(made, 2)
    works = [
        partial(
            told,
            partial(
                deciding_leave.approve_leave,
                by=made.chief_a1,
                request=wish(made, n),
                now=NOW,
            ),
        )
        for n in (0, 1)
    ]
    assert sorted(together(*works)) == ["done", "during"]
    assert Leave.objects.count() == 3
