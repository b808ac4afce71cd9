"""Keeping the profile of a station and its weeks, as the check leaves them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from coordination.core.backlog import pack_backlog
from coordination.core.detect import Reckoned
from coordination.core.facts import minute_up
from coordination.core.profile import held, pack
from coordination.core.weekly import pack_weeks
from coordination.snapshot import Reading
from personnel.presence import minute_of

DAY = 24 * 60

# A row of each, in the transaction that stores the verdict they belong to.
STORE_PROFILE = """
WITH weeks AS (
    INSERT INTO coordination_stationweeks (station_id, as_of, revision, packed)
    VALUES (%s, %s, %s, %s) ON CONFLICT (station_id) DO UPDATE
    SET as_of = excluded.as_of, revision = excluded.revision, packed = excluded.packed)
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
    row = [station, as_of, revision]
    weeks = pack_weeks(reckoned, first=first_minute(as_of))
    return [*row, weeks, *row, pack(made), pack_backlog(made)]


def first_minute(as_of: dt.datetime) -> int:
    """The minute at which the week of a day begins; `as_of` is a start of a day."""
    return minute_up(as_of) - as_of.weekday() * DAY
