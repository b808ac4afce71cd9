"""Acts of a department on stations of its task: remind, accept, another due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.bulk.asking import at_station, attempted, judged, parts, state_of
from coordination.core.facts import hours
from coordination.forms.bulk import DueForm
from coordination.services.issuing import ReasonNeeded
from coordination.services.previewing import Finding
from coordination.services.redating import check_dates, redate, try_all
from coordination.undoing import REMINDED
from desk.bulk.acts import Act, Given, Item, Refused, register
from organization.models import User
from organization.permissions import may
from organization.templatetags.formats import by_when, full_day, last_day, short_hours
from tasking.lifecycle import ASSIGNMENT
from tasking.models import Assignment
from tasking.services import acts
from tasking.services.reminding import TODAY, remind, reminded_today

State = Assignment.State


def _to_remind(
    user: User, ids: Sequence[int], _given: Given, now: dt.datetime
) -> Iterator[Item]:
    already = reminded_today(ids, now)

    def said(row: Assignment) -> tuple[bool, str]:
        if row.state != State.ISSUED:
            return False, state_of(row)
        if row.pk in already:
            return False, str(TODAY)
        return True, _("A letter to its chief")

    return judged(parts(user, ids), user, "assignment.remind", said, at_station)


def _remind(
    user: User, pk: int, version: int | None, _given: Given, now: dt.datetime
) -> None:
    row = Assignment.objects.visible_to(user).get(pk=pk)
    attempted(lambda: remind(by=user, assignment=row, version=version, now=now))


def _to_accept(
    user: User, ids: Sequence[int], _given: Given, _now: dt.datetime
) -> Iterator[Item]:
    def said(row: Assignment) -> tuple[bool, str]:
        if row.state not in ASSIGNMENT["accept"].sources:
            return False, state_of(row)
        return True, row.report

    return judged(parts(user, ids), user, "assignment.review", said, at_station)


def _accept(
    user: User, pk: int, version: int | None, _given: Given, now: dt.datetime
) -> None:
    row = Assignment.objects.visible_to(user).get(pk=pk)
    attempted(lambda: acts.accept(by=user, assignment=row, now=now, version=version))


def _to_redate(
    user: User, ids: Sequence[int], given: Given, now: dt.datetime
) -> Iterator[Item]:
    """Each with whether it fits; a reason is asked for where one row would be."""
    rows = parts(user, ids)
    if not given:
        yield from (Item(r.pk, r.station.label, True, "", r.version) for r in rows)
        return
    due, reason = dt.datetime.fromisoformat(given["due"]), given["reason"]
    movable = [row for row in rows if not _barred(user, row, due, reason, now)]
    found = try_all(movable, due, now)
    for row in rows:
        barred = _barred(user, row, due, reason, now)
        will, note = (False, barred) if barred else _foreseen(row, found, reason)
        yield Item(row.pk, row.station.label, will, note, row.version)


def _barred(
    user: User, row: Assignment, due: dt.datetime, reason: str, now: dt.datetime
) -> str:
    """Why it cannot have this date, or ""."""
    if row.department is None or not may(user, "assignment.redate", row.department):
        return _("You may not do this here.")
    if row.due == due:
        return _("It is due then already.")
    try:
        check_dates(row, row.release, due, row.effort_units, reason, now)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _foreseen(
    row: Assignment, found: dict[int, Finding], reason: str
) -> tuple[bool, str]:
    told = found.get(row.pk)
    old = {"old": by_when(row.due) if row.due else _("without a day")}
    if told is None or told.verdict == "unknown":
        return True, _("Due %(old)s so far; whether it fits cannot be judged.") % old
    if told.verdict == "fits":
        return True, _("Due %(old)s so far; it fits.") % old
    short = {"h": short_hours(hours(told.shortfall))}
    if reason.strip():
        text = _("Due %(old)s so far; short %(h)s h, the reason is kept with it.")
        return True, text % (old | short)
    if told.earliest_due is None:
        text = _("Short %(h)s h, and no date in sight fits; it takes a reason.")
        return False, text % short
    day = full_day(last_day(told.earliest_due))
    text = _("Short %(h)s h; the earliest that fits is %(day)s. It takes a reason.")
    return False, text % (short | {"day": day})


def _redate(
    user: User, pk: int, version: int | None, given: Given, now: dt.datetime
) -> None:
    row = Assignment.objects.visible_to(user).get(pk=pk)
    said: dict[str, Any] = {
        "due": dt.datetime.fromisoformat(given["due"]),
        "release": row.release,
        "effort_units": row.effort_units,
        "reason": given["reason"],
        "version": version,
        "now": now,
    }
    try:
        attempted(lambda: redate(by=user, assignment=row, **said))
    except ReasonNeeded as error:
        short = short_hours(hours(error.findings[0].shortfall))
        text = _("By now it is short %(h)s h with this date; it takes a reason.")
        raise Refused(text % {"h": short}) from None


register(
    Act(
        name="parts_remind",
        list_name="stations",
        right="assignment.remind",
        button=gettext_lazy("Remind"),
        asks=lambda n: (
            ngettext(
                "Remind %(n)s station to sign?", "Remind %(n)s stations to sign?", n
            )
            % {"n": n}
        ),
        judge=_to_remind,
        do=_remind,
        back=REMINDED,
    ),
    Act(
        name="parts_accept",
        list_name="stations",
        right="assignment.review",
        button=gettext_lazy("Accept report"),
        asks=lambda n: (
            ngettext(
                "Accept the report of %(n)s station?",
                "Accept the reports of %(n)s stations?",
                n,
            )
            % {"n": n}
        ),
        judge=_to_accept,
        do=_accept,
    ),
    Act(
        name="parts_redate",
        list_name="stations",
        right="assignment.redate",
        button=gettext_lazy("Another due"),
        asks=lambda n: (
            ngettext(
                "Another due for %(n)s station?", "Another due for %(n)s stations?", n
            )
            % {"n": n}
        ),
        judge=_to_redate,
        do=_redate,
        form=DueForm,
        most=1_000,
        at_once=10,
    ),
)
