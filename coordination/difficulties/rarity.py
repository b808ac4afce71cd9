"""Which pairs of characters tell texts apart, as PostgreSQL's own statistics know.

Nearly every text about policing holds the pairs of «办理» or «现场». Looking at all
rows that share one of those costs time and finds nothing; so of what is asked the
rarest pairs are looked for, as many as lead to a bounded number of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

MOST_ROWS = 300
LEAST_PAIRS = 3
# Elements of an array column that are common, each with its part of the rows.
_COMMON = """
SELECT s.tablename, s.most_common_elems::text::integer[], s.most_common_elem_freqs,
    greatest(c.reltuples, 0)
FROM pg_stats s JOIN pg_class c ON c.relname = s.tablename
    AND c.relnamespace = s.schemaname::regnamespace
WHERE s.schemaname = current_schema() AND s.tablename = ANY(%s) AND s.attname = 'pairs'
"""


@dataclass(frozen=True)
class Common:
    """How many rows of a table hold a pair; what is not listed is rare."""

    rows: dict[int, float] = field(default_factory=dict)

    def telling(self, asked: Sequence[int]) -> list[int]:
        """The rarest of the pairs, until MOST_ROWS would be found by them."""
        chosen: list[int] = []
        expected = 0.0
        for pair in sorted(asked, key=lambda pair: self.rows.get(pair, 0.0)):
            expected += self.rows.get(pair, 0.0)
            if expected > MOST_ROWS and len(chosen) >= LEAST_PAIRS:
                break
            chosen.append(pair)
        return chosen


def common_in(*tables: str) -> dict[str, Common]:
    """By table; one query. Empty where PostgreSQL has not looked at the rows yet."""
    found = dict.fromkeys(tables, Common())
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, [list(tables)])
        for table, pairs, parts, rows in cursor.fetchall():
            # Behind the parts stand their bounds, which nobody needs here.
            known = zip(pairs or (), parts or (), strict=False)
            found[table] = Common({pair: part * rows for pair, part in known})
    return found
