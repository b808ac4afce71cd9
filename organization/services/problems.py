"""What is wrong with an input, field by field, before anything is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# [first day, first day after); None is an open end.
Days = tuple[dt.date, dt.date | None]


class Problems:
    """Collects messages per field; leaving the block raises them all together.

    The answer is ValidationError({field: [messages]}). In a bulk the prefix names the
    row, as in `rows[3].during`, and the caller raises after the last row.
    """

    def __init__(self) -> None:
        self.prefix = ""
        self.found: dict[str, list[str | Promise]] = {}

    def add(self, field: str, message: str | Promise) -> None:
        self.found.setdefault(f"{self.prefix}{field}", []).append(message)

    def require(self, field: str, text: str) -> str:
        """The text without outer blanks; an empty one is a problem."""
        text = (text or "").strip()
        if not text:
            self.add(field, _("This must be filled in."))
        return text

    def raise_if_any(self) -> None:
        if self.found:
            raise ValidationError(self.found)

    def __enter__(self) -> Problems:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.raise_if_any()


def days(during: Days, problems: Problems, field: str = "during") -> DateRange:
    """The half-open period as a range; an end that is not after the start is told."""
    start, end = during
    if end is not None and end <= start:
        problems.add(field, _("The period ends before it begins."))
        return DateRange(start, None)
    return DateRange(start, end)


def overlaps(one: DateRange, other: DateRange) -> bool:
    """Do two half-open periods share a day? An open end never comes."""
    latest_start = max(one.lower or dt.date.min, other.lower or dt.date.min)
    earliest_end = min(one.upper or dt.date.max, other.upper or dt.date.max)
    return latest_start < earliest_end


@contextmanager
def told_as(constraint: str, field: str, message: str | Promise) -> Iterator[None]:
    """Turn the breach of one database constraint into a message beside a field.

    The check beforehand is for people; two acts at once get past it, and then the
    database has the last word.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != constraint:
            raise
        raise ValidationError({field: [message]}) from error
