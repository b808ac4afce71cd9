"""One entry into the ledger, and its place in the audit trail."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from budget.models import Disbursement, Entry, Line
from budget.services.holding import touch
from organization.audit import record
from organization.models import User


def book(
    *,
    by: User,
    line: Line,
    kind: str,
    amount: Decimal,
    now: dt.datetime,
    paid: Disbursement | None = None,
    note: str = "",
    takes_back: Entry | None = None,
) -> Entry:
    """Add an entry; the caller holds the line and has checked what it can bear."""
    row = Entry.objects.create(
        line=line,
        kind=kind,
        amount=amount,
        disbursement=paid,
        takes_back=takes_back,
        note=note,
        by=by,
        at=now,
    )
    if paid is not None:
        touch(paid)
    record(
        f"money.{kind}",
        by=by,
        subject=row,
        unit=line.station.code,
        reason=note if takes_back else "",
        year=line.year,
        amount=str(amount),
        takes_back=takes_back.pk if takes_back else None,
    )
    return row
