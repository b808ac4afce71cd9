"""Names and times that the tables share."""

from __future__ import annotations

import datetime as dt
from typing import TypeVar

from django.db.models import Model
from django.utils import timezone

from tests.permissions.world import World

Row = TypeVar("Row", bound=Model)
PAIR = "coordination/services/holding_pairs.py::locked"
STATIONS = "coordination/services/locking.py::lock_stations"
HOME = "home"


def now() -> dt.datetime:
    return timezone.now()


def today() -> dt.date:
    return timezone.localdate()


def thing(world: World, kind: type[Row], name: str) -> Row:
    """The one at home, as it is stored."""
    found = world.things[HOME][name]
    pk = found[-1] if isinstance(found, list) else found
    return kind._default_manager.get(pk=pk)
