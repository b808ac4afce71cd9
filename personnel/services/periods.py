"""Periods of one officer that may not meet: the same rule for postings and leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise

from organization.services.problems import Problems, overlaps, told_as
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


def enter_all(
    kept: type[Kept],
    rows: Sequence[Row],
    checked: Callable[[Row, Diary, Problems], Kept],
    *,
    constraint: str,
    overlap: str | Promise,
) -> list[Kept]:
    """Judge every row in the order given, then enter them all or none.

    `checked` makes what is kept and notes what is wrong, told as `rows[n].field`. The
    message `overlap` is told for the database's own `constraint`, which has the last
    word when two acts meet.
    """
    diary = Diary(kept, (row.officer for row in rows))
    entered = []
    with Problems() as problems:
        for n, row in enumerate(rows):
            problems.prefix = f"rows[{n}]."
            entered.append(checked(row, diary, problems))
    with told_as(constraint, "rows", overlap):
        return kept._default_manager.bulk_create(entered)
