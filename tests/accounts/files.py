"""Files of accounts, handed in and worked on as a worker does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from organization.models import User
from personnel.models import Import
from personnel.services.import_runs import IMPORTS
from personnel.services.importing import begin_import, confirm_import
from tests.factories import Force
from tests.personnel.tables import workbook

HEADS = (
    *("username", "name", "number", "role"),
    *("unit", "unit_name", "first", "last", "reason"),
)
"""The columns by their names, which are headings too."""


def line(made: Force, **more: Any) -> list[Any]:
    """何雨桐 becomes chief of 柳堰, unless said otherwise."""
    said = {"username": "330411", "name": "何雨桐", "role": "station_chief"}
    said |= {"unit": made.a1.code, "reason": "任所长", **more}
    return [said.get(name) for name in HEADS]


def book(rows: Sequence[Sequence[Any]]) -> bytes:
    return workbook(账号=[list(HEADS), *rows])


def handed_in(
    by: User, rows: Sequence[Sequence[Any]], language: str = "zh-hans"
) -> Import:
    """A file of these lines, judged."""
    return handed_over(by, book(rows), "新警账号.xlsx", language)


def handed_over(by: User, raw: bytes, name: str, language: str = "zh-hans") -> Import:
    """A file of these bytes, judged."""
    row = begin_import(
        by=by,
        kind="accounts",
        name=name,
        content=raw,
        language=language,
        now=timezone.now(),
    )
    return work(row)


def work(row: Import) -> Import:
    row.refresh_from_db()
    assert row.job_id is not None and IMPORTS.run(row.job_id, now=timezone.now())
    row.refresh_from_db()
    return row


def applied(row: Import) -> Import:
    """What was judged sound, put in force."""
    assert row.state == "judged", row.problem
    assert not row.total("bad"), wrong(row)
    confirm_import(by=row.created_by, row=row, mark=row.mark)
    return work(row)


def wrong(row: Import) -> dict[int, list[list[str]]]:
    """[column, words] about the bad lines, by row."""
    return {line.number: line.problems for line in row.lines.filter(act="bad")}
