"""Files of money, handed in and worked on as a worker does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from budget.services.files import hand_in
from organization.models import User
from personnel.models import Import
from personnel.services.import_runs import IMPORTS
from personnel.services.importing import confirm_import
from tests.budget.world import DOCUMENT, YEAR
from tests.factories import Force
from tests.personnel.tables import workbook

HEADS = {
    "norms": ["staff", "first", "last", "amount", "counting", "basis"],
    "allocations": ["station", "year", "category", "source", "amount", "document"],
    "payments": ["station", "year", "category", "source", "amount", "mode", "purpose"],
    "fees": ["station", "year", "month", "kind", "collected", "paid_in", "document"],
}
"""The columns by their names, which are headings too."""


def norm(**more: Any) -> list[Any]:
    said = {"first": dt.date(YEAR, 1, 1), "amount": 16000, "basis": "省厅标准"} | more
    return [said.get(name) for name in HEADS["norms"]]


def allocation(made: Force, amount: Any = "1,000.00", **more: Any) -> list[Any]:
    said = {"station": made.a1.code, "year": YEAR, "document": DOCUMENT} | more
    return [{"amount": amount, **said}.get(name) for name in HEADS["allocations"]]


def payment(made: Force, amount: Any = 600, **more: Any) -> list[Any]:
    said = {"station": made.a1.name, "year": YEAR, "purpose": "办公用品"} | more
    return [{"amount": amount, **said}.get(name) for name in HEADS["payments"]]


def fee(made: Force, collected: Any = 500, **more: Any) -> list[Any]:
    said = {"station": made.a1.code, "year": YEAR - 1, "month": 1, "paid_in": 0}
    said |= {"collected": collected, "document": "缴款书", **more}
    return [said.get(name) for name in HEADS["fees"]]


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these lines below their headings."""
    return workbook(**{n: [HEADS[n], *rows] for n, rows in sheets.items()})


def handed_in(
    made: Force,
    content: bytes,
    name: str = "经费.xlsx",
    by: User | None = None,
    same: bool = False,
) -> Import:
    """A file, judged."""
    row = hand_in(
        by=by or made.finance,
        bureau=made.county_a,
        name=name,
        content=content,
        language="zh-hans",
        now=timezone.now(),
        same=same,
    )
    return work(row)


def work(row: Import) -> Import:
    row.refresh_from_db()
    assert row.job_id is not None and IMPORTS.run(row.job_id, now=timezone.now())
    row.refresh_from_db()
    return row


def applied(made: Force, row: Import) -> Import:
    """What was judged sound, put in force."""
    confirm_import(by=made.finance, row=row, mark=row.mark)
    return work(row)


def wrong(row: Import) -> dict[tuple[str, int], str]:
    """Words about the bad lines, by sheet and row."""
    return {
        (line.sheet, line.number): "；".join(words for _column, words in line.problems)
        for line in row.lines.filter(act="bad")
    }
