"""Two tasks that fit alone but not together, put out at the same moment."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from coordination.caps.usage import usages
from coordination.models import BurdenCap
from coordination.services import holding_caps
from tasking.models import Assignment
from tests import factories
from tests.caps.world import Q2, asked, capped
from tests.coordination.racing import Runner, together, told, until, waiting_for_me
from tests.coordination.world import NOW, send
from tests.factories import Force

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_passes(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To different stations: only the budget makes them wait for each other."""
    force = factories.force()
    capped(force, None, 100)
    works = [
        partial(told, partial(send, force, "public_order", asked(60), station))
        for station in (force.a1, force.a2)
    ]
    assert sorted(together(*works)) == ["burden_cap", "done"]
    used = usages([force.public_order.pk], Q2, NOW)[force.public_order.pk].used
    assert (used, Assignment.objects.count()) == (60, 1)
    _the_second_waits(force)
    _without_the_lock_both_would_pass(force, monkeypatch)


def _the_second_waits(force: Force) -> None:
    """For the first one's transaction, then sees what it used."""
    small = partial(send, force, "public_order", asked(30), force.a2)
    with transaction.atomic():
        send(force, "public_order", asked(20), force.a1)
        second = Runner(partial(told, small))
        until(waiting_for_me)
    assert second.done() == "burden_cap"


def _without_the_lock_both_would_pass(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. The second waits for its number only, when it has been judged."""

    def read(department: int, quarter: object) -> BurdenCap | None:
        return BurdenCap.objects.filter(department=department).first()

    monkeypatch.setattr(holding_caps, "_held", read)
    more = partial(send, force, "public_order", asked(20), force.a2)
    with transaction.atomic():
        send(force, "public_order", asked(20), force.a1)
        second = Runner(partial(told, more))
        until(waiting_for_me)
    assert second.done() == "done"
