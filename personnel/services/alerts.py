"""Alert levels are announced and ended; while one holds nobody simply goes on leave.

Whoever approves leave keeps the levels of the station's bureaus as they are until it
is done, and a level waits for that: of the two the later one sees the earlier.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NotRequired, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Bureau, Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Days, Problems, days, told_as
from personnel.heads import head_counts
from personnel.models import AlertLevel, Leave
from personnel.services.posts import CHANGED
from personnel.services.telling_alerts import tell_announced

LONGEST = dt.timedelta(days=92)
TOO_LONG = _("At most three months at a time.")
OVERLAP = _("Another level holds on some of these days.")
GONE = _("This level is ended already.")
EXEMPT = (Leave.Kind.SICK,)
"""Kinds that no level forbids."""
ONE, TWO = AlertLevel.Level.ONE, AlertLevel.Level.TWO
BOUND: dict[int, Decimal] = {ONE: Decimal(1), TWO: Decimal("0.5")}
"""Of those at work so many stand by, where nothing else is said."""
Stay = tuple[Station | Department, DateRange]
"""Days on which somebody serves in a unit."""


class Said(TypedDict):
    """What is said of a level when it is announced."""

    level: int
    during: Days
    reason: str
    now: dt.datetime
    bound_share: NotRequired[Decimal | None]


def judge_alert(
    *,
    bureau: Bureau,
    level: int,
    during: Days,
    reason: str,
    now: dt.datetime,
    bound_share: Decimal | None = None,
) -> AlertLevel:
    """The level as it would be announced; what speaks against it is told by field."""
    with Problems() as problems:
        period = days(during, problems)
        if level not in AlertLevel.Level.values:
            problems.add("level", _("There is no such level."))
        share = BOUND.get(level, Decimal(0)) if bound_share is None else bound_share
        if not 0 <= share <= 1:
            problems.add("bound_share", _("A share lies between 0 and 1."))
        reason = problems.require("reason", reason)
        if not problems.found:
            _check_days(period, timezone.localdate(now), problems)
        others = AlertLevel.objects.filter(bureau=bureau, during__overlap=period)
        if not problems.found and others.exists():
            problems.add("during", OVERLAP)
    return AlertLevel(
        bureau=bureau,
        level=level,
        bound_share=share,
        during=period,
        reason=reason,
        announced_at=now,
    )


@transaction.atomic
def announce_alert(*, by: User, bureau: Bureau, **said: Unpack[Said]) -> AlertLevel:
    """The bureau and all below it are on alert for a period of days.

    `bound_share` of those at work, by default what the level asks for, are not free
    for orders on these days.
    """
    authorise(by, "alert.announce", bureau)
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    row = judge_alert(bureau=bureau, **said)
    row.announced_by = by
    with told_as("alert_one_at_a_time", "during", OVERLAP):
        row.save()
    _note(row, "announce", by, row.reason)
    tell_announced(row, by=by)
    return row


def judge_end(*, row: AlertLevel, on: dt.date, reason: str, today: dt.date) -> str:
    """The reason; what speaks against ending the level on that day is told."""
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if on >= row.during.upper:
            problems.add("on", _("It ends before that day anyway."))
        elif on < today:
            problems.add("on", _("From today on at the earliest."))
    return reason


@transaction.atomic
def end_alert(
    *,
    by: User,
    alert: AlertLevel,
    on: dt.date,
    reason: str,
    today: dt.date,
    version: int | None = None,
) -> AlertLevel | None:
    """It holds no more from the day `on`; what has passed stays on record. None where
    nothing has."""
    authorise(by, "alert.announce", alert.bureau)
    rows = AlertLevel.objects.select_for_update(of=("self",))
    row = rows.select_related("bureau").filter(pk=alert.pk).first()
    if row is None:
        raise ValidationError({"on": [GONE]})
    if version is not None and version != row.version:
        raise ValidationError({"on": [CHANGED]})
    reason = judge_end(row=row, on=on, reason=reason, today=today)
    _note(row, "end", by, reason)
    if on <= row.during.lower:
        row.delete()
        return None
    row.during = DateRange(row.during.lower, on)
    row.version += 1
    row.save()
    return row


def keep_alerts(*units: Station | Department) -> None:
    """No level is announced for the units before this transaction ends."""
    paths = {unit.bureau.path for unit in units}
    bureaus = [int(part) for path in paths for part in path.split("/") if part]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [bureaus])


_KEEP = """
SELECT 1 FROM organization_bureau WHERE id = ANY(%s) ORDER BY id FOR SHARE
"""


def hold_to_alerts(kind: str, stays: Sequence[Stay], problems: Problems) -> None:
    """What levels forbid on the days in each unit, judged once nobody else can approve
    leave there: of two at once the later one must count the earlier."""
    keep_alerts(*(unit for unit, _days in stays))
    ids = {unit.pk for unit, _days in stays if isinstance(unit, Station)}
    rows = Station.objects.select_for_update(no_key=True).filter(pk__in=ids)
    list(rows.order_by("pk"))
    for unit, period in stays:
        check_alerts(unit, kind, period, problems, approving=True)


def check_alerts(
    unit: Station | Department,
    kind: str,
    period: DateRange,
    problems: Problems,
    *,
    approving: bool,
) -> None:
    """Told beside `during` where a level forbids the leave of one more officer: level
    one at once, level two where fewer than half of a station would be left. Illness is
    exempt."""
    if kind in EXEMPT:
        return
    rows = AlertLevel.objects.over(unit.bureau).filter(during__overlap=period)
    for row in rows.order_by("during", "pk"):
        if row.level == AlertLevel.Level.ONE:
            problems.add("during", _("Alert level one: nobody goes on leave."))
        elif not approving or isinstance(unit, Department):
            continue
        elif not _half_left(unit, row, period):
            problems.add(
                "during", _("Alert level two: fewer than half would be at post.")
            )


def _half_left(station: Station, row: AlertLevel, period: DateRange) -> bool:
    first = max(row.during.lower, period.lower)
    end = min(row.during.upper, period.upper)
    counts = head_counts([station.pk], first, end)[station.pk]
    return all(2 * (one.posted - one.away - 1) >= one.posted for one in counts)


def _check_days(period: DateRange, today: dt.date, problems: Problems) -> None:
    if period.upper is None:
        problems.add("during", _("Say until which day."))
    elif period.upper - period.lower > LONGEST:
        problems.add("during", TOO_LONG)
    elif period.lower < today:
        problems.add("during", _("The first day has already passed."))


def _note(row: AlertLevel, act: str, by: User, reason: str) -> None:
    record(
        f"alert.{act}",
        by=by,
        subject=row,
        unit=row.bureau.code,
        reason=reason,
        level=row.level,
        bound_share=str(row.bound_share),
        start=str(row.during.lower),
        end=str(row.during.upper),
    )
