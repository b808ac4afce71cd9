"""Single values of a station file: officers, hours, times."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from coordination.core.facts import minute_down, minute_up, units
from desk.files.values import BadValueError, known, number, whole, within

SHANGHAI = ZoneInfo("Asia/Shanghai")  # an hour ahead in the summers of 1986 to 1991
MOST_OFFICERS = 100_000
MOST_HOURS = 100_000_000
MOST_PRIORITY = 1_000_000
YEARS = range(1950, 2200)

Edge = Literal["start", "end"]


def officers(raw: object) -> int:
    """Officers with at most three decimals, in milli-officers."""
    value = within(raw, MOST_OFFICERS)
    kept = value.quantize(Decimal("0.001"), rounding=ROUND_DOWN)
    if kept != value:
        raise BadValueError("too_many_decimals")
    return int(kept * 1000)


def effort(raw: object) -> int:
    """Officer-hours, in units."""
    value = within(raw, MOST_HOURS)
    # Far below a unit nothing is left of a number but the cost of computing with it.
    return 0 if value.adjusted() < -60 else units(value)


def priority(raw: object) -> int:
    """A whole number, higher is more important."""
    value = number(raw)
    if abs(value) > MOST_PRIORITY:
        raise BadValueError("too_large")
    return whole(value)


def moment(raw: object, edge: Edge) -> datetime:
    """An aware datetime; without offset it is Shanghai's.

    A date without time is the start of its day or, for ``edge`` end, the next.
    """
    value = _parsed(raw)
    if isinstance(value, datetime):
        found = value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    else:
        found = datetime.combine(value, time(), SHANGHAI)
    if found.year not in YEARS:
        raise BadValueError("year_out_of_range")
    if not isinstance(value, datetime) and edge == "end":
        found += timedelta(days=1)
    return found


def day(raw: object) -> date | None:
    """The date if ``raw`` is one without a time, else None."""
    try:
        value = _parsed(raw)
    except BadValueError:
        return None
    return None if isinstance(value, datetime) else value


def _parsed(raw: object) -> date:
    known(raw)
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        raise BadValueError("not_a_time")
    written = raw.strip().replace("/", "-")
    if re.fullmatch(r"\d{4}-\d\d?-\d\d?", written, re.A):
        return _try(lambda: date(*map(int, written.split("-"))))
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", written, re.A):
        raise BadValueError("not_a_time")
    return _try(lambda: datetime.fromisoformat(written))


def _try(read: Callable[[], date]) -> date:
    try:
        return read()
    except (ValueError, OverflowError):
        raise BadValueError("not_a_time") from None


def release_minute(raw: datetime) -> int:
    """Releases and now round up to the minute."""
    return minute_up(raw)


def due_minute(raw: datetime) -> int:
    """Dues round down to the minute."""
    return minute_down(raw)
