"""When a matter is too late, said to the database: the same as `Line.at` says of one.

Beyond the rows that are listed nobody reads a line, but they are counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Q
from django.utils import timezone

from personnel.terms import end_of_day

Clock = Callable[[dt.datetime], tuple[Q, Q]]
"""Of a moment: which rows are late by then, and which have the rest of that day."""
DAY = dt.timedelta(days=1)


def moment(name: str, **only: object) -> Clock:
    """Too late from the moment the column holds; `only` of rows like these."""

    def clock(now: dt.datetime) -> tuple[Q, Q]:
        midnight = end_of_day(timezone.localdate(now))
        today = {f"{name}__gt": now, f"{name}__lte": midnight}
        return Q(**only, **{f"{name}__lte": now}), Q(**only, **today)

    return clock


def day(name: str, before: int = 0) -> Clock:
    """Too late after the day the column holds, or so many days before it."""

    def clock(now: dt.datetime) -> tuple[Q, Q]:
        last = timezone.localdate(now) + before * DAY
        return Q(**{f"{name}__lt": last}), Q(**{name: last})

    return clock


def either(*clocks: Clock) -> Clock:
    """As the first says, or the second, of rows that only one of them speaks of."""

    def clock(now: dt.datetime) -> tuple[Q, Q]:
        late, today = Q(pk__in=()), Q(pk__in=())
        for one in clocks:
            more_late, more_today = one(now)
            late, today = late | more_late, today | more_today
        return late, today

    return clock


def after(name: str, time: dt.timedelta) -> Clock:
    """So long after the moment the column holds."""

    def clock(now: dt.datetime) -> tuple[Q, Q]:
        begun = now - time
        midnight = end_of_day(timezone.localdate(now)) - time
        today = {f"{name}__gt": begun, f"{name}__lte": midnight}
        return Q(**{f"{name}__lte": begun}), Q(**today)

    return clock
