"""So many times within a while, counted in the database for all processes together.

It slows down who never stops; whether somebody may come in is decided elsewhere.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from desk.services.throttling import count_once


@dataclass
class Throttle:
    """At most `most` times per key in each window of `seconds`; `name` tells its keys
    from those of others."""

    name: str
    most: int
    seconds: int

    def take(self, key: object, now: dt.datetime) -> bool:
        """Count once; False beyond the limit."""
        began = now - dt.timedelta(seconds=self._gone(now))
        whole = began.replace(microsecond=0)
        return count_once(key=f"{self.name}:{key}", began_at=whole) <= self.most

    def left(self, now: dt.datetime) -> int:
        """Seconds until counting begins anew."""
        return self.seconds - self._gone(now)

    def _gone(self, now: dt.datetime) -> int:
        return int(now.timestamp()) % self.seconds
