"""A file of 2,000 rows of money: judged and written through the workers' task.

Norms, allocations, payments to prepare and fees of twenty stations; a part of
`bench/run.py --only imports`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from bench.figures import Figure, seconds
from budget.models import Disbursement, Entry, FeeIncome
from budget.services.files import hand_in
from desk.tasks import work_on_job
from organization.models import Station
from personnel.models import Import
from personnel.services.importing import confirm_import
from tests.budget.files import book
from tests.budget.world import NOW, YEAR
from tests.factories import Force

EACH, STATIONS = 33, 20  # rows of a station in each of three sheets
MOST_SECONDS = 30.0


def money_in(made: Force) -> Iterator[Figure]:
    """From the file to the ledger."""
    row = handed_in(made, book(**lines(made)))
    taken = {"judged": seconds(lambda: worked_on(row))}
    assert row.can_apply, (row.problem, row.counts)
    confirm_import(by=made.finance, row=row, mark=row.mark)
    row.refresh_from_db()
    taken["written"] = seconds(lambda: worked_on(row))
    assert row.state == Import.State.APPLIED, row.problem
    written = Entry.objects.count() + Disbursement.objects.count()
    assert written + FeeIncome.objects.count() == 3 * EACH * STATIONS
    whole, told = (
        sum(taken.values()),
        ", ".join(f"{n} {s:.1f}" for n, s in taken.items()),
    )
    yield Figure(
        f"{row.total('new'):,} rows of money from a file",
        f"{whole:.1f} s ({told})",
        f"≤ {MOST_SECONDS:.0f} s",
        whole <= MOST_SECONDS,
        detail=taken,
        value=whole,
        unit="s",
    )


def lines(made: Force) -> dict[str, list[list[Any]]]:
    """By sheet, in the order of its columns."""
    rows = Station.objects.under(made.county_a).filter(closed_on=None)
    codes = list(rows.order_by("code").values_list("code", flat=True)[:STATIONS])
    assert len(codes) == STATIONS
    each = [(code, n) for n in range(EACH) for code in codes]
    day = dt.date(YEAR, 1, 1)
    return {
        "norms": [["police", day, None, 16000 + n, None, f"{n}号"] for n in range(20)],
        "allocations": [
            [code, YEAR, None, None, 1000 + n, f"{n}号"] for code, n in each
        ],
        "payments": [
            [code, YEAR, None, None, 900, None, f"{n}月办公用品"] for code, n in each
        ],
        "fees": [
            [code, YEAR - 1 - n // 12, 1 + n % 12, None, 500, 500, f"{n}号"]
            for code, n in each
        ],
    }


def handed_in(made: Force, content: bytes) -> Import:
    return hand_in(
        by=made.finance,
        bureau=made.county_a,
        name="经费.xlsx",
        content=content,
        language="zh-hans",
        now=timezone.localtime(NOW),
    )


def worked_on(row: Import) -> None:
    """As a worker does it who has the task."""
    work_on_job(row.job_id)
    row.refresh_from_db()
