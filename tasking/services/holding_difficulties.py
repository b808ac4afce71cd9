"""What every act on a difficulty shares: the row as it is now, one step, the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.calendar import WorkCalendar
from organization.models import User
from organization.services.problems import Problems
from personnel.presence import ZONE
from personnel.terms import HORIZON, end_of_day
from tasking.models import Difficulty, DifficultyEntry, HelpTerms
from tasking.services import telling_difficulties as telling
from tasking.services.acts import Stale

LONGEST = 4000
ROUTING_DAYS = 1
SAYING_DAYS = 5
"""Working days after which a station is asked, once, how the answer was."""
FIRST_HOUR = dt.time(8)
S, L = Difficulty.State, Difficulty.Level
WITH_DEPARTMENT = (S.ASKED, S.VISITING)
TRIES = 5
NOT_NOW = _("That is no longer possible: the state has changed meanwhile.")


@dataclass(frozen=True)
class Clock:
    """Until when, and when whoever is asked is reminded."""

    due: dt.datetime
    reminders: tuple[dt.datetime, ...]


def clock(now: dt.datetime, days: int) -> Clock:
    """The end of the `days`-th working day from now. Reminded is in the morning of the
    last day, and of a term of four days and more at half time too. One query."""
    today = timezone.localdate(now, ZONE)
    calendar = WorkCalendar.load(today, today + HORIZON)
    at = sorted({days, days // 2 if days >= 4 else days})
    mornings = (calendar.add_workdays(today, n) for n in at)
    last = calendar.add_workdays(today, days)
    return Clock(end_of_day(last), tuple(map(morning, mornings)))


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, FIRST_HOUR, ZONE)


def terms_of(row: Difficulty) -> HelpTerms:
    """Those of the bureau the station belongs to."""
    found = HelpTerms.objects.filter(bureau=row.station.bureau_id).first()
    return found or HelpTerms(bureau=row.station.bureau)


def days_for(row: Difficulty) -> int:
    """Working days of whoever has it now."""
    return ROUTING_DAYS if row.department is None else terms_of(row).days(row.urgency)


def locked(difficulty: Difficulty) -> Difficulty:
    """The row as it is now."""
    return locked_all([difficulty.pk])[0]


def locked_all(ids: list[int]) -> list[Difficulty]:
    """Rows in the order of their ids, which is the order of every lock."""
    rows = Difficulty.objects.select_for_update(of=("self",)).select_related(
        "station__bureau", "department__bureau", "raised_by"
    )
    return list(rows.filter(pk__in=ids).order_by("pk"))


def with_joined(lead: Difficulty) -> dict[int, Difficulty]:
    """Locked, with those that are joined to it. One that was joined while the locks
    were waited for is locked in the order of ids too: once more from the beginning."""
    joined = Q(same_as=lead.pk, state__in=WITH_DEPARTMENT)
    served = Difficulty.objects.filter(Q(pk=lead.pk) | joined).order_by("pk")
    for _try in range(TRIES):
        mark = transaction.savepoint()
        rows = {row.pk: row for row in locked_all([row.pk for row in served.all()])}
        if rows.keys() == {row.pk for row in served.all()}:
            transaction.savepoint_commit(mark)
            return rows
        transaction.savepoint_rollback(mark)
    raise Stale


def at_hand(row: Difficulty, version: int | None, *states: str) -> None:
    """Stale or ValidationError unless it is as the reader saw it, and still open."""
    if version is not None and version != row.version:
        raise Stale
    if row.state not in states:
        raise ValidationError({"state": [NOT_NOW]})


def said(field: str, text: str) -> str:
    """A text that must be there; ValidationError beside its field."""
    with Problems() as problems:
        text = problems.require(field, text)
        at_most(problems, field, text, LONGEST)
    return text


def at_most(problems: Problems, field: str, text: str, most: int) -> None:
    if len(text) > most:
        problems.add(field, _("At most %(n)s characters.") % {"n": most})


def set_clock(row: Difficulty, found: Clock) -> None:
    row.answer_due, row.reminders = found.due, list(found.reminders)


def stop_clock(row: Difficulty) -> None:
    row.answer_due, row.reminders = None, []


def one_up(row: Difficulty) -> str:
    """Who looks after it next. Where no office is, the leader does."""
    if row.level == L.DEPARTMENT and telling.has_office(row):
        return L.OFFICE
    return L.LEADER


def step(
    *,
    row: Difficulty,
    act: str,
    by: User | None,
    now: dt.datetime,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Difficulty:
    """Keep the row as it has become, log it, and tell whom it concerns."""
    row.version += 1
    row.save()
    DifficultyEntry.objects.create(
        difficulty=row, at=now, by=by, act=act, note=note, facts=dict(facts or {})
    )
    audit.record(
        f"difficulty.{act}",
        by=by,
        subject=row,
        unit=row.station.code,
        reason=note,
        **dict(facts or {}),
    )
    telling.tell(row, act, by=by, note=note, facts=facts or {})
    return row
