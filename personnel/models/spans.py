"""A period that has both its days."""

from __future__ import annotations

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange

DAY = dt.timedelta(days=1)


class Bounded:
    """Of a row whose half-open `during` has a beginning and an end."""

    during: DateRange

    @property
    def first(self) -> dt.date:
        found: dt.date = self.during.lower
        return found

    @property
    def last(self) -> dt.date:
        """The last day inside."""
        found: dt.date = self.during.upper - DAY
        return found
