"""Estimated against reported hours by kind, department and data item.

Counted is what a station said its task took altogether, at one station, in
officer-hours; of reports that were returned nothing until they come again. The
estimate is the one that held when it was reported: of an appointment its officers for
its length. Stations and people are never told apart, and of fewer than `LEAST` reports
nothing is said. Reserved strength is in none of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from tasking.content import Content
from tasking.models import Kind

LEAST = 5
SPAN = dt.timedelta(days=365)
FAR_LOW, FAR_HIGH = 0.8, 1.25
"""Reported beside estimated: outside of these the estimates are off."""

_FACTS = """
SELECT a.department_id AS department, d.kind, d.data_items::text[] AS items,
    a.took_units / 60000.0::float8 AS took,
    CASE WHEN a.is_event THEN
        greatest(coalesce(a.officers, 0), cardinality(a.attendees))::float8
        * extract(epoch FROM a.due - a.release)::float8 / 3600
    ELSE a.effort_units / 60000.0::float8 END AS estimate
FROM tasking_assignment a JOIN tasking_directive d ON d.id = a.directive_id
WHERE a.department_id = ANY(%s) AND a.took_units IS NOT NULL
    AND a.state IN ('reported', 'accepted')
    AND a.reported_at >= %s AND a.reported_at <= %s AND NOT d.reserved
"""
_SUMS = """
    count(*),
    count(*) FILTER (WHERE estimate > 0),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY took),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY estimate) FILTER (WHERE estimate > 0),
    percentile_cont(ARRAY[0.25, 0.5, 0.75])
        WITHIN GROUP (ORDER BY took / nullif(estimate, 0)) FILTER (WHERE estimate > 0)
"""
_BY_KIND = f"""WITH facts AS ({_FACTS})
SELECT department, kind, '', {_SUMS} FROM facts GROUP BY department, kind
UNION ALL
SELECT department, '', items[1], {_SUMS} FROM facts
WHERE cardinality(items) = 1 GROUP BY department, items[1]
"""  # noqa: S608 - constants
_USUAL = f"""WITH facts AS ({_FACTS} AND d.kind = %s AND NOT a.is_event)
SELECT 0, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FROM facts
UNION ALL
SELECT 1, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FROM facts
WHERE cardinality(items) = 1 AND items = %s::text[] ORDER BY 1 DESC
"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Measured:
    """Reports of one department: of a kind, or of tasks that ask for one item alone.

    Hours are medians per station. `ratio` are the quartiles of reported by estimated,
    over the `estimated` reports that have an estimate. None: too few to say.
    """

    department: int
    kind: str
    item: str
    reports: int
    estimated: int
    took: float | None = None
    estimate: float | None = None
    ratio: tuple[float, float, float] | None = field(default=None)

    @property
    def label(self) -> str:
        return self.item or str(Kind(self.kind).label)

    @property
    def too_few(self) -> bool:
        return self.reports < LEAST

    @property
    def off(self) -> str:
        """`low` where the estimates are too low, `high`, or ""."""
        if self.ratio is None:
            return ""
        if self.ratio[1] > FAR_HIGH:
            return "low"
        return "high" if self.ratio[1] < FAR_LOW else ""


@dataclass(frozen=True)
class Usual:
    """What such tasks usually took at a station, and of how many reports that is the
    median; `item` where they asked for the same data alone."""

    hours: Decimal
    reports: int
    kind: str
    item: str = ""

    @property
    def label(self) -> str:
        return self.item or str(Kind(self.kind).label)

    @property
    def choice(self) -> str:
        """As the button that takes it carries it."""
        return f"usual:{self.hours}"


def measured(departments: Iterable[int], now: dt.datetime) -> list[Measured]:
    """Of the last twelve months, kinds first, each in the order of kinds and items.
    One query."""
    span: list[Any] = [list(departments), now - SPAN, now]
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND, [*span])
        rows = [_read(row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda one: (bool(one.item), _place(one), one.item))


def _place(row: Measured) -> int:
    return list(Kind.values).index(row.kind) if row.kind else 0


def _read(row: tuple[Any, ...]) -> Measured:
    department, kind, item, reports, estimated, took, estimate, ratio = row
    if reports < LEAST:
        took = estimate = ratio = None
    elif estimated < LEAST:
        estimate = ratio = None
    said = (reports, estimated, took, estimate, tuple(ratio) if ratio else None)
    return Measured(department, kind, item, *said)


def usual(department: int, content: Content, now: dt.datetime) -> Usual | None:
    """What such a task usually takes: of the same single item where there are enough
    reports, else of the kind. None for appointments and where too few said. One query.
    """
    if content.is_event or content.kind not in Kind.values:
        return None
    items = list(content.data_items)
    given: list[Any] = [[department], now - SPAN, now, content.kind, items]
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, given)
        rows = cursor.fetchall()
    for of_item, reports, median in rows:
        if reports >= LEAST:
            hours = Decimal(str(median)).quantize(Decimal("0.1"), ROUND_HALF_UP)
            item = items[0] if of_item else ""
            return Usual(max(hours, Decimal("0.1")), reports, content.kind, item)
    return None
