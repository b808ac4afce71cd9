"""How long changes wait for their check: now, and over the last hour and day.

The dispatcher looks every few seconds and keeps what it saw in Redis, a day of it.
Nothing depends on these figures; where Redis has lost them the page says of how much
of the time it speaks.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import redis
from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between two looks
DAY = 86400
KEPT = int(DAY / EVERY)
ENOUGH = 100  # looks: of fewer, 99 of a hundred is no more than the longest one
ALARM = 60.0  # seconds a change may wait before somebody is told
CALM = 30.0  # below which it is over
DIRTY = """
SELECT count(DISTINCT d.station_id),
       greatest(0, extract(epoch FROM clock_timestamp() - min(d.at)))
FROM coordination_dirtystation d
LEFT JOIN coordination_stationstate s ON s.station_id = d.station_id
WHERE s.quarantined_at IS NULL
"""
"""What is set apart waits for a person, and has an alarm of its own."""


@dataclass(frozen=True)
class Waiting:
    """Stations that wait for a check, and for how long the first has (seconds; None
    when none waits)."""

    stations: int
    oldest: float | None


def waiting() -> Waiting:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(DIRTY)
        stations, oldest = cursor.fetchone()
    return Waiting(stations, None if oldest is None else float(oldest))


@dataclass(frozen=True)
class Spread:
    """Of the looks within a time: 95 and 99 of a hundred saw no older change (seconds;
    None while there were too few looks to say).

    `looks` of them, during `covered` per cent of that time.
    """

    p95: float | None
    p99: float | None
    most: float | None
    covered: int
    looks: int

    @property
    def enough(self) -> int:
        """Looks from which on shares of them are told."""
        return ENOUGH


def spread(ages: Sequence[float], seconds: float) -> Spread:
    """By nearest rank."""
    covered = min(100, round(len(ages) * EVERY / seconds * 100))
    if len(ages) < ENOUGH:
        return Spread(None, None, max(ages, default=None), covered, len(ages))
    ranked = sorted(ages)

    def rank(share: float) -> float:
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)]

    return Spread(rank(0.95), rank(0.99), ranked[-1], covered, len(ages))


def _key() -> str:
    return f"{settings.CHANNEL_PREFIX}:lag"


def client() -> redis.Redis:
    """Of its own, not shared: a dispatcher lives long, a page does not."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1
    )


@dataclass
class Keeper:
    """What the dispatcher saw, on its way to Redis; while that is away it is held."""

    held: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT))
    link: redis.Redis = field(default_factory=client)

    def keep(self, at: float, age: float | None) -> None:
        """`at` in seconds since 1970. Never raises."""
        self.held.append(f"{at:.0f}:{age or 0:.1f}")
        try:
            pipe = self.link.pipeline(transaction=False)
            pipe.lpush(_key(), *self.held)
            pipe.ltrim(_key(), 0, KEPT - 1)
            pipe.execute()
        except redis.RedisError as error:
            log.warning("figures of waiting are held back: %s", error)
        else:
            self.held.clear()


def spreads(link: redis.Redis, now: float) -> tuple[Spread, Spread]:
    """Of the last hour and of the last day; RedisError where they cannot be had."""
    rows: Any = link.lrange(_key(), 0, KEPT - 1)
    seen = [(float(at), float(age)) for at, _, age in (r.partition(b":") for r in rows)]
    return (
        spread([age for at, age in seen if at > now - 3600], 3600),
        spread([age for at, age in seen if at > now - DAY], DAY),
    )
