"""Alert levels are announced and ended; while one holds nobody simply goes on leave."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.services import tell_each
from organization.audit import record
from organization.models import Bureau, Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Days, Problems, days, told_as
from personnel.holders import chiefs
from personnel.models import AlertLevel, Leave
from personnel.presence import head_counts

LONGEST = dt.timedelta(days=92)
OVERLAP = _("Another level holds on some of these days.")
EXEMPT = (Leave.Kind.SICK,)
"""Kinds that no level forbids."""


@transaction.atomic
def announce_alert(
    *,
    by: User,
    bureau: Bureau,
    level: int,
    during: Days,
    reason: str,
    now: dt.datetime,
) -> AlertLevel:
    """The bureau and all below it are on alert for a period of days."""
    authorise(by, "alert.announce", bureau)
    with Problems() as problems:
        period = days(during, problems)
        if level not in AlertLevel.Level.values:
            problems.add("level", _("There is no such level."))
        reason = problems.require("reason", reason)
        if not problems.found:
            _check_days(period, timezone.localdate(now), problems)
    with told_as("alert_one_at_a_time", "during", OVERLAP):
        row = AlertLevel.objects.create(
            bureau=bureau,
            level=level,
            during=period,
            reason=reason,
            announced_by=by,
            announced_at=now,
        )
    _note(row, "announce", by, reason)
    _tell(row, by)
    return row


@transaction.atomic
def end_alert(
    *, by: User, alert: AlertLevel, on: dt.date, reason: str, today: dt.date
) -> None:
    """It holds no more from the day `on`; what has passed stays on record."""
    authorise(by, "alert.announce", alert.bureau)
    row = AlertLevel.objects.select_for_update(of=("self",)).get(pk=alert.pk)
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if on >= row.during.upper:
            problems.add("on", _("It ends before that day anyway."))
        elif on < today:
            problems.add("on", _("From today on at the earliest."))
    _note(row, "end", by, reason)
    if on <= row.during.lower:
        row.delete()
        return
    row.during = DateRange(row.during.lower, on)
    row.version += 1
    row.save()


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
        problems.add("during", _("At most three months at a time."))
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
        start=str(row.during.lower),
        end=str(row.during.upper),
    )


def _tell(row: AlertLevel, by: User) -> None:
    below = Station.objects.open().filter(bureau__path__startswith=row.bureau.path)
    tell_each(
        chiefs(below.values_list("pk", flat=True)),
        but=by,
        matter=f"leave:alert-{row.pk}",
        revision=row.version,
        kind="leave_alert_one" if row.level == 1 else "leave_alert_two",
        facts={
            "first": row.first.isoformat(),
            "last": row.last.isoformat(),
            "reason": row.reason,
        },
        url=reverse("personnel:alerts"),
    )
