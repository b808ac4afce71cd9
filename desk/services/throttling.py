"""How often something was done in a window of time, counted for all processes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from desk.models import ThrottleCount

_COUNT = """
INSERT INTO desk_throttlecount AS kept (key, began_at, count)
SELECT key, %s, 1 FROM unnest(%s::text[]) WITH ORDINALITY AS asked (key, place)
ORDER BY place
ON CONFLICT (key) DO UPDATE SET began_at = excluded.began_at,
    count = CASE WHEN kept.began_at = excluded.began_at THEN kept.count ELSE 0 END + 1
RETURNING key, count
"""


def count_once(*, key: str, began_at: dt.datetime) -> int:
    """Which time this is in the window that began then; one statement."""
    return count_each(keys=[key], began_at=began_at)[key]


def count_each(*, keys: Sequence[str], began_at: dt.datetime) -> dict[str, int]:
    """The same of several keys, counted in this order; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [began_at, list(keys)])
        return {str(key): int(count) for key, count in cursor.fetchall()}


def forget_counts(*, before: dt.datetime) -> int:
    """Of windows that began before then nobody needs to know. Returns how many."""
    count, _by_model = ThrottleCount.objects.filter(began_at__lt=before).delete()
    return count
