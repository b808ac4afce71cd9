"""Periods of one officer that may not meet: the same rule for postings and leave."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange

from organization.services.problems import Problems, overlaps
from personnel.models import Officer


class OfAnOfficer(Protocol):
    """A row to come."""

    @property
    def officer(self) -> Officer: ...


Row = TypeVar("Row", bound=OfAnOfficer)
Kept = TypeVar("Kept", bound=models.Model)


class Diary:
    """The periods already taken per officer, read in one query."""

    def __init__(
        self, kept: type[models.Model], officers: Iterable[Officer | None]
    ) -> None:
        self.taken: dict[int, list[DateRange]] = defaultdict(list)
        ids = {officer.pk for officer in officers if officer is not None}
        rows = kept._default_manager.filter(officer_id__in=ids)
        for officer_id, during in rows.values_list("officer_id", "during"):
            self.taken[officer_id].append(during)

    def takes(self, officer: Officer, period: DateRange) -> bool:
        """Enter the period; False when it meets one that is there."""
        periods = self.taken[officer.pk]
        if any(overlaps(period, other) for other in periods):
            return False
        periods.append(period)
        return True


def set_ends(
    kept: type[models.Model], rows: Sequence[tuple[Any, dt.date | None]]
) -> None:
    """Other ends for many periods, the shortened ones first: on the way none of an
    officer's periods meets another that it does not meet in the end."""
    groups: tuple[list[Any], list[Any]] = [], []
    for row, end in rows:
        old = row.during.upper
        if old == end:
            continue
        shorter = end is not None and (old is None or end < old)
        row.during = DateRange(row.during.lower, end)
        groups[0 if shorter else 1].append(row)
    for group in groups:
        kept._default_manager.bulk_update(group, ["during"])


def judge_all(
    kept: type[Kept],
    rows: Sequence[Row],
    checked: Callable[[Row, Diary, Problems], Kept],
) -> list[Kept]:
    """What is to be kept, not yet saved: every row judged in the order given.

    `checked` makes what is kept and notes what is wrong, told as `rows[n].field`.
    """
    diary = Diary(kept, (row.officer for row in rows))
    judged = []
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            judged.append(checked(row, diary, problems))
    return judged
