"""What services say of lines, told beside the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError

from organization.models import Bureau
from personnel.exchange.entries import Entry
from personnel.models import Officer


class Unwritten(Exception):
    """A line has been told why it cannot be written."""


@contextmanager
def said_beside(rows: Sequence[Entry]) -> Iterator[None]:
    """What a bulk service says of `rows[n].field`, beside the n-th of the lines."""
    try:
        yield
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            place, _dot, column = name.removeprefix("rows[").partition("].")
            known = place.isdecimal() and int(place) < len(rows)
            row = rows[int(place)] if known else rows[0]
            row.refuse(column if known else "", " ".join(messages))
        raise Unwritten from error


def by_code(kind: type[Any], codes: Iterable[str]) -> dict[str, Any]:
    rows = kind.objects.filter(code__among=sorted(codes))
    if kind is not Bureau:
        rows = rows.select_related("bureau")
    return {row.code: row for row in rows}


def people_by_number(rows: Iterable[Entry]) -> dict[str, Officer]:
    numbers = sorted({row.values["number"] for row in rows})
    found = Officer.objects.filter(police_number__among=numbers)
    return {officer.police_number: officer for officer in found}
