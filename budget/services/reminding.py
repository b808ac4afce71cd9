"""Who owes a word about money is asked again: the station, or the bureau in a dispute.

By the clock after some working days of silence, and again after as many; by hand at
most once a day. Years that are closed are asked for by hand alone: their figures stand
without the word. Silence stays silence, however often it was asked.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budget.models import ClosedYear, Disbursement, Dispute, Line
from budget.services import telling
from budget.services.holding import NOT_NOW, hold, hold_lines, touch
from organization.audit import record
from organization.calendar import WorkCalendar
from organization.models import Membership, Role, User
from organization.permissions import authorise
from personnel.holders import heads_of

AT_ONCE = 200
HOLIDAYS = 30  # more days without work than any calendar puts in a row
NOBODY = _("Nobody heads this station at present.")
TODAY = _("This was asked today already. It can be asked again tomorrow.")


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Ask again where a word has been owed for MONEY_REMINDER_DAYS working days, some
    hundred payments at a time. How many were asked for; 0 days ask never."""
    days = settings.MONEY_REMINDER_DAYS
    if not days:
        return 0
    today = timezone.localdate(now)
    before = _begins(today, days)
    # Who moves the money of a line holds it first: what is read then stays so.
    lines = _lines(before, today)
    hold_lines(Line.objects.filter(pk__in=lines))
    silent = [row for row in _silent(before, today) if row.line_id in lines]
    disputed = [row for row in _disputed(before) if row.disbursement.line_id in lines]
    asked = [_ask_station(row, by, now) for row in silent]
    asked += [_ask_bureau(dispute, by, now) for dispute in disputed]
    return sum(asked)


@transaction.atomic
def ask_again(
    *,
    by: User,
    disbursement: Disbursement,
    now: dt.datetime,
    version: int | None = None,
) -> Disbursement:
    """Who keeps the money asks the station for its word; once a day."""
    row = hold(disbursement, version).paid
    authorise(by, "money.keep", row.line.station)
    if not Disbursement.objects.filter(pk=row.pk).unanswered().exists():
        raise ValidationError({"state": [NOT_NOW]})
    if asked_on(row) == timezone.localdate(now):
        raise ValidationError({"state": [TODAY]})
    if not _ask_station(row, by, now):
        raise ValidationError({"state": [NOBODY]})
    return row


def asked_on(row: Disbursement) -> dt.date | None:
    """The day on which the station was asked last; its release asks too."""
    at = row.reminded_at or row.released_at
    return at and timezone.localdate(at)


def _begins(today: dt.date, days: int) -> dt.datetime:
    """What has waited since before then has waited for so many working days."""
    calendar = WorkCalendar.load(today - dt.timedelta(3 * days + HOLIDAYS), today)
    day = today
    while days > 0:
        day -= dt.timedelta(days=1)
        days -= calendar.is_workday(day)
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _lines(before: dt.datetime, today: dt.date) -> set[int]:
    """Of all that is due."""
    found = {row.line_id for row in _silent(before, today)}
    return found | {row.disbursement.line_id for row in _disputed(before)}


def _silent(before: dt.datetime, today: dt.date) -> QuerySet[Disbursement]:
    """Payments of which the station has said nothing since then, nor been asked. Where
    nobody heads it, a closed one for instance, nobody is asked, so nothing is counted.
    """
    chiefs = Membership.objects.in_force(today).filter(
        role=Role.STATION_CHIEF, station=OuterRef("line__station")
    )
    rows = Disbursement.objects.unanswered().exclude(_closed("line"))
    rows = rows.filter(Exists(chiefs))
    rows = rows.annotate(
        since=Greatest(
            *(Max("entries__at"), Max("disputes__closed_at"), F("reminded_at"))
        )
    ).filter(since__lt=before)
    return rows.select_related("line__station", "delivery").order_by("pk")[:AT_ONCE]


def _disputed(before: dt.datetime) -> QuerySet[Dispute]:
    """Open disputes to which the bureau has not answered, as above."""
    rows = Dispute.objects.filter(closed_at=None, answer="")
    waited = rows.annotate(since=Greatest(F("raised_at"), F("reminded_at")))
    due = waited.filter(since__lt=before).exclude(_closed("disbursement__line"))
    named = ("disbursement__line__station", "disbursement__line__bureau")
    return due.select_related(*named).order_by("pk")[:AT_ONCE]


def _closed(line: str) -> Exists:
    bureau, year = OuterRef(f"{line}__bureau"), OuterRef(f"{line}__year")
    return Exists(ClosedYear.objects.filter(bureau=bureau, year=year))


def _ask_station(row: Disbursement, by: User | None, now: dt.datetime) -> bool:
    """False where nobody heads it: then nobody was asked."""
    people = heads_of(row.line.station)
    if people:
        _counted(row, now)
        touch(row)
        _note("disbursement.remind", row, by, row.line, row.reminders)
        telling.ask_station_again(row, people, by=by)
    return bool(people)


def _ask_bureau(row: Dispute, by: User | None, now: dt.datetime) -> bool:
    """False where nobody keeps its money."""
    paid = row.disbursement
    people = telling.keepers(paid.line.bureau)
    if people:
        _counted(row, now)
        touch(paid)
        _note("dispute.remind", row, by, paid.line, row.reminders)
        telling.ask_bureau_again(row, people, by=by)
    return bool(people)


def _counted(row: Disbursement | Dispute, now: dt.datetime) -> None:
    row.reminders += 1
    row.reminded_at = now
    row.save(update_fields=["reminders", "reminded_at"])


def _note(
    act: str, row: Disbursement | Dispute, by: User | None, line: Line, times: int
) -> None:
    unit = line.station.code
    record(act, by=by, subject=row, unit=unit, year=line.year, times=times)
