"""Calendar quarters. Departments keep other years too; budgets are set by these."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

_CODE = re.compile(r"(2[01]\d\d)Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year; `number` from 1 to 4."""

    year: int
    number: int

    @staticmethod
    def of(day: dt.date | dt.datetime) -> Quarter:
        """The quarter a day lies in; of an instant by wall time."""
        here = timezone.localtime(day) if isinstance(day, dt.datetime) else day
        return Quarter(here.year, (here.month - 1) // 3 + 1)

    @staticmethod
    def read(text: str) -> Quarter | None:
        """2026Q4; None for anything else."""
        found = _CODE.fullmatch(text)
        return Quarter(int(found[1]), int(found[2])) if found else None

    @property
    def code(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime]:
        """Its first instant and the first one after it."""
        start, end = (
            timezone.make_aware(dt.datetime.combine(one.first, dt.time()))
            for one in (self, self.next)
        )
        return start, end

    @property
    def next(self) -> Quarter:
        return self._moved(1)

    @property
    def previous(self) -> Quarter:
        return self._moved(-1)

    @property
    def label(self) -> str:
        """2026年第4季度 / Q4 2026."""
        return _("Q%(n)s %(year)s") % {"n": self.number, "year": self.year}

    def _moved(self, by: int) -> Quarter:
        count = self.year * 4 + self.number - 1 + by
        return Quarter(count // 4, count % 4 + 1)
