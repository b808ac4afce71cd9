"""So many times within a while, counted by this process alone.

Behind several processes each counts for itself: the limit is theirs together. It
slows down who never stops; whether somebody may come in is decided elsewhere.
"""

from __future__ import annotations

import datetime as dt
from threading import Lock

MOST_KEYS = 20_000


class Throttle:
    """At most `most` times per key in each window of `seconds`."""

    def __init__(self, most: int, seconds: int) -> None:
        self.most, self.seconds = most, seconds
        self._window = 0
        self._counts: dict[str, int] = {}
        self._lock = Lock()

    def take(self, key: str, now: dt.datetime) -> bool:
        """Count once; False beyond the limit."""
        with self._lock:
            counts = self._current(now)
            counts[key] = counts.get(key, 0) + 1
            return counts[key] <= self.most

    def is_spent(self, key: str, now: dt.datetime) -> bool:
        """Has the limit been reached? Counts nothing."""
        with self._lock:
            return self._current(now).get(key, 0) >= self.most

    def left(self, now: dt.datetime) -> int:
        """Seconds until counting begins anew."""
        return self.seconds - int(now.timestamp()) % self.seconds

    def forget(self) -> None:
        with self._lock:
            self._counts.clear()

    def _current(self, now: dt.datetime) -> dict[str, int]:
        window = int(now.timestamp()) // self.seconds
        if window != self._window or len(self._counts) > MOST_KEYS:
            self._window = window
            self._counts.clear()
        return self._counts
