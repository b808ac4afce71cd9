"""Who opened a notice for the first time; the receipt itself is the record of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from organization.models import User
from organization.permissions import POLICY
from tasking.models import Notice, NoticeReading, NoticeReceipt
from tasking.services.telling_notices import forget_for


@transaction.atomic
def open_notice(*, by: User, notice: Notice, now: dt.datetime) -> None:
    """The user has it before him, for each of his stations that has it; what he reads
    of one withdrawn is why. Who has read it needs no letter about it any more."""
    receipts = [] if notice.is_withdrawn else own_receipts(by, notice)
    note_readings(receipts, by=by, now=now)
    forget_for(receipts, reader=by)


def own_receipts(user: User, notice: Notice) -> list[NoticeReceipt]:
    """Those of the stations the user belongs to; mostly one or none."""
    own = user.scope.stations_as(*POLICY["notice.understand"].roles)
    if not own:
        return []
    rows = NoticeReceipt.objects.filter(notice=notice, station__in=own)
    found = rows.select_related("station__bureau", "understood_by")
    return list(found.order_by("station"))


def note_readings(
    receipts: Iterable[NoticeReceipt], *, by: User, now: dt.datetime
) -> None:
    """A reading for each, once per person: the unique row decides, whoever else opens
    it at the same moment."""
    NoticeReading.objects.bulk_create(
        [NoticeReading(receipt=row, reader=by, at=now) for row in receipts],
        ignore_conflicts=True,
    )
