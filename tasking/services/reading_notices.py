"""Who opened a notice for the first time; the receipt itself is the record of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from organization.models import User
from organization.permissions import POLICY
from tasking.models import Notice, NoticeReading, NoticeReceipt


def own_receipts(user: User, notice: Notice) -> list[NoticeReceipt]:
    """Those of the stations the user belongs to; mostly one or none."""
    own = user.scope.stations_as(*POLICY["notice.understand"].roles)
    if not own:
        return []
    rows = NoticeReceipt.objects.filter(notice=notice, station__in=own)
    found = rows.select_related("station__bureau", "understood_by")
    return list(found.order_by("station"))


def opened(receipts: Iterable[NoticeReceipt], *, by: User, now: dt.datetime) -> None:
    """A reading for each, once per person: the unique row decides, whoever else opens
    it at the same moment."""
    NoticeReading.objects.bulk_create(
        [NoticeReading(receipt=row, reader=by, at=now) for row in receipts],
        ignore_conflicts=True,
    )
