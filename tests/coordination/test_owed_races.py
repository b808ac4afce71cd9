"""Orders and protected time at the same moment: each minute is owed once."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from coordination.models import OwedTime
from coordination.services import owing, protecting
from coordination.services.issuing import approve_and_issue, issue
from organization.models import User
from tasking.models import Directive, ProtectedBlock
from tests import factories
from tests.coordination.racing import Runner, together, until, waiting_for_me
from tests.coordination.test_owed import MEETING
from tests.coordination.test_protecting import keep
from tests.coordination.world import NOW
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = 60_000


@pytest.fixture
def force(transactional_db: None) -> Force:
    return factories.force()


def waiting(force: Force, by: User, unit: str) -> Directive:
    """An order that waits for a second name."""
    return issue(
        by=by,
        requester=getattr(force, unit),
        content=MEETING,
        stations=[force.a1],
        now=NOW,
        reason="上级要求",
    ).directive


def test_two_orders_at_once_owe_each_minute_once(force: Force) -> None:
    """Of six who are protected two orders take four each: six in all, for two hours."""
    keep(force)
    rows = [
        waiting(force, force.staff, "public_order"),
        waiting(force, force.staff_narcotics, "narcotics"),
    ]
    sign = partial(approve_and_issue, by=force.leader, now=NOW)
    together(*(partial(sign, directive=row) for row in rows))
    owed = sorted(OwedTime.objects.values_list("units", flat=True))
    assert owed == [4 * HOUR, 8 * HOUR]


def test_given_up_at_the_same_moment_nothing_is_owed(force: Force) -> None:
    """Who gives it up first has given it up; the order waits and sees that."""
    block = keep(force).block
    assert block is not None
    row = waiting(force, force.staff, "public_order")
    with transaction.atomic():
        protecting.release(by=force.chief_a1, block=block, reason="案件", now=NOW)
        sign = partial(approve_and_issue, by=force.head, directive=row, now=NOW)
        order = Runner(sign)
        until(waiting_for_me)
    assert order.done().sent and not OwedTime.objects.exists()


def test_given_up_after_the_order_it_is_owed(force: Force) -> None:
    block = keep(force).block
    assert block is not None
    row = waiting(force, force.staff, "public_order")
    with transaction.atomic():
        approve_and_issue(by=force.head, directive=row, now=NOW)
        give = partial(
            protecting.release, by=force.chief_a1, block=block, reason="案件", now=NOW
        )
        release = Runner(give)
        until(waiting_for_me)
    release.done()
    owed = OwedTime.objects.get()
    assert (owed.units, owed.block, owed.state) == (8 * HOUR, None, "owed")
    assert not ProtectedBlock.objects.exists()
    assert owing.run_clocks(now=NOW) == 0
