"""What is taken back stays taken back; what is kept at the same moment is kept once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from coordination.services.issuing import withdraw
from coordination.services.protecting import protect
from coordination.services.recalling import recall
from tasking.models import Assignment, ProtectedBlock
from tests.coordination.racing import together
from tests.coordination.world import NOW, send, task
from tests.factories import Force, at

SOON = NOW + dt.timedelta(minutes=5)


@pytest.mark.parametrize("take_back", [recall, withdraw])
def test_an_order_from_above_that_was_recalled_does_not_come_back(
    force: Force, take_back: Any
) -> None:
    """Its relay is taken back after it: there is nothing left to stand again."""
    above = send(
        force, "narcotics", task("专项行动", 10, "2026-06-12"), force.a1
    ).directive
    relay = task("专项行动（转）", 8, "2026-06-10", parent=above)
    below = send(force, "public_order", relay, force.a1).directive
    said = {"reason": "发错", "now": SOON}
    take_back(by=force.staff_narcotics, directive=above, **said)
    take_back(by=force.staff, directive=below, **said)
    assert not Assignment.objects.live().exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_block_sent_twice_at_once_is_kept_once(force: Force) -> None:
    def keep() -> str:
        try:
            protect(
                by=force.chief_a1,
                station=force.a1,
                title="社区走访",
                start=at("2026-06-03 08:30"),
                end=at("2026-06-03 12:00"),
                officers=Decimal(6),
                now=NOW,
            )
        except ValidationError:
            return "refused"
        return "kept"

    assert sorted(together(keep, keep, keep)) == ["kept", "refused", "refused"]
    assert ProtectedBlock.objects.count() == 1
