"""How often something was done in a window of time, counted for all processes."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from desk.models import ThrottleCount

_COUNT = """
INSERT INTO desk_throttlecount AS kept (key, began_at, count) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET began_at = excluded.began_at,
    count = CASE WHEN kept.began_at = excluded.began_at THEN kept.count ELSE 0 END + 1
RETURNING count
"""


def count_once(*, key: str, began_at: dt.datetime) -> int:
    """Which time this is in the window that began then; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, began_at])
        return int(cursor.fetchone()[0])


def forget_counts(*, before: dt.datetime) -> int:
    """Of windows that began before then nobody needs to know. Returns how many."""
    count, _by_model = ThrottleCount.objects.filter(began_at__lt=before).delete()
    return count
