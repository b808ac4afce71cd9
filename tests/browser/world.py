"""What the browser tests find: work at one station, none at the next."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from coordination.models import Conflict, DirtyStation
from tests.coordination.world import send, task
from tests.factories import Force, force

PATIENCE = 30.0


def day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


@dataclass(frozen=True)
class World:
    force: Force
    database: str

    @property
    def conflict(self) -> Conflict:
        """The cross-department conflict at 柳堰."""
        return Conflict.objects.open().get(station=self.force.a1)

    def wait_for_checks(self) -> None:
        """Until the worker has looked at everything that was marked."""
        until(lambda: not DirtyStation.objects.exists(), "marks are left over")


def build() -> World:
    """Two departments ask 柳堰 for more than it has; a third sends a small task."""
    made, now = force(), timezone.now()
    orders = (
        ("public_order", "重点人员走访", 400, 14),
        ("narcotics", "禁毒宣传月", 400, 14),
        ("public_order", "娱乐场所检查", 6, 20),
    )
    for who, title, hours, ahead in orders:
        send(made, who, task(title, hours, day(ahead)), made.a1, now=now)
    return World(made, connection.settings_dict["NAME"])


def until(true: object, complaint: str, seconds: float = PATIENCE) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)
