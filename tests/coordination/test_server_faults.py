"""A check that fails because of the server says nothing about its station."""

from __future__ import annotations

from typing import Any

import psycopg2
import pytest
from django.db import OperationalError

from coordination.models import StationState
from coordination.services import checking
from coordination.services.checking import MAX_ATTEMPTS, Outcome, check_station
from tests.coordination.world import NOW, send, task
from tests.factories import Force


def failing(state: str) -> Any:
    """What the driver raises: a full disk is 53100, a cancelled statement 57014."""

    class Cause(psycopg2.Error):
        pgcode = state

    def read(*args: object, **kwargs: object) -> None:
        raise OperationalError("the server says no") from Cause()

    return read


@pytest.mark.parametrize(
    ("state", "counts"),
    [("53100", False), ("53300", False), ("57P01", False), ("57014", True)],
)
def test_a_full_disk_sets_no_station_apart(
    force: Force, monkeypatch: pytest.MonkeyPatch, state: str, counts: bool
) -> None:
    send(force, "public_order", task("清查", 30, "2026-06-03"), force.a1)
    with monkeypatch.context() as patch:
        patch.setattr(checking, "read", failing(state))
        for _ in range(MAX_ATTEMPTS + 3):
            try:
                last = check_station(force.a1.pk, now=NOW).outcome
            except OperationalError:
                last = None
    row = StationState.objects.get(pk=force.a1.pk)
    assert (last is Outcome.QUARANTINED) is counts
    assert (row.quarantined_at is not None) is counts
    if not counts:
        assert row.attempts == 0
        assert check_station(force.a1.pk, now=NOW).outcome is Outcome.CHECKED
