"""Two people act on leave at the same moment: one of them is told."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from personnel import services
from personnel.models import AlertLevel, Leave, LeaveRequest
from personnel.services import asking_leave, deciding_leave
from tests import factories
from tests.coordination.racing import Runner, together, told, until, waiting_for_me
from tests.factories import Force, appoint, person
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


@pytest.mark.parametrize("above", [False, True])
def test_no_leave_slips_past_a_level_one(made: Force, above: bool) -> None:
    """Whoever comes second waits for the first, and sees what it did: a leave that is
    approved already is there when the level is announced, none comes after it."""
    if above:
        made.personas["leader"] = appoint(person("city_leader"), "leader", made.city)
    bureau = made.city if above else made.county_a
    approve = partial(deciding_leave.approve_leave, by=made.chief_a1, now=NOW)
    announce = partial(announced, made, 1, bureau=bureau)
    early, late = wish(made, 0), wish(made, 1)
    with transaction.atomic():
        approve(request=early)
        level = Runner(announce)
        until(waiting_for_me)
        assert not AlertLevel.objects.exists()
    alert = level.done()
    assert Leave.objects.count() == 1
    alert.delete()
    with transaction.atomic():
        announce()
        slow = Runner(partial(told, partial(approve, request=late)))
        until(waiting_for_me)
    assert slow.done() == "during"
    direct = partial(
        services.enter_leave,
        officer=made.officers[made.a1.code][2],
        kind="annual",
        during=(TODAY + 10 * DAY, TODAY + 11 * DAY),
    )
    assert told(partial(direct, by=made.chief_a1)) == "during"
    direct(by=made.personnel_admin)
    assert Leave.objects.count() == 2


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


def test_a_leave_entered_waits_for_one_that_is_approved(made: Force) -> None:
    """Six officers, two of them away: who enters the fourth counts the third."""
    days = (TODAY + 8 * DAY, TODAY + 11 * DAY)
    for n in (4, 5):
        who = made.officers[made.a1.code][n]
        services.record_leave(by=None, officer=who, kind="sick", during=days)
    announced(made, 2)
    row, fourth = wish(made, 0), made.officers[made.a1.code][1]
    given = {"by": made.chief_a1, "officer": fourth, "kind": "annual", "during": days}
    with transaction.atomic():
        deciding_leave.approve_leave(by=made.chief_a1, request=row, now=NOW)
        slow = Runner(partial(told, partial(services.enter_leave, **given)))
        until(waiting_for_me)
    assert slow.done() == "during"
    assert Leave.objects.count() == 3
