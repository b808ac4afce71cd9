"""Keeping the profile of a station, as the check of the station leaves it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.core.backlog import pack_backlog
from coordination.core.detect import Reckoned
from coordination.core.profile import held, pack
from coordination.snapshot import Reading
from personnel.presence import minute_of

# One row, in the transaction that stores the verdict it belongs to.
STORE_PROFILE = """
INSERT INTO coordination_stationprofile (station_id, as_of, revision, room, backlog)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (station_id) DO UPDATE
SET as_of = excluded.as_of, revision = excluded.revision, room = excluded.room,
    backlog = excluded.backlog
"""


def profile_row(
    station: int,
    reading: Reading,
    reckoned: Reckoned,
    *,
    as_of: dt.datetime,
    revision: int,
) -> list[Any]:
    """The values of `STORE_PROFILE`. Only under the lock on the station's state."""
    until, open_on = reading.reach, reading.capacity.open_on
    if open_on is not None:
        until = min(until, open_on)
    made = held(reckoned, until=minute_of(until))
    return [station, as_of, revision, pack(made), pack_backlog(made)]
