"""No-blame notes: written by an officer or his chief, read by both, then forgotten."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.holders import heads_of
from personnel.models import NoBlameNote, Officer
from personnel.services import telling_care
from personnel.services.care import unit_of


@transaction.atomic
def write_note(
    *,
    by: User,
    officer: Officer,
    happened_on: dt.date,
    what: str,
    learned: str,
    now: dt.datetime,
) -> NoBlameNote:
    """A small mistake and what was learned of it. Nothing of it goes into the trail
    but that a note was written in the unit."""
    today = timezone.localdate(now)
    unit = unit_of(officer, today)
    chief = _chief(by, officer, unit)
    with Problems() as problems:
        if officer.user_id is None:
            told = _("He has no account and could not read it: tell him in person.")
            problems.add("officer", told)
        what = problems.require("what", what)
        learned = problems.require("learned", learned)
        if happened_on > today:
            problems.add("happened_on", _("This day has not come yet."))
        elif happened_on <= today - dt.timedelta(days=unit.bureau.note_days):
            problems.add("happened_on", _("That long ago it is forgotten already."))
    row = NoBlameNote.objects.create(
        officer=officer,
        chief=chief,
        written_by=by,
        written_at=now,
        happened_on=happened_on,
        what=what,
        learned=learned,
        forget_on=today + dt.timedelta(days=unit.bureau.note_days),
    )
    record("note.write", by=by, unit=unit.code)
    telling_care.tell_note(row, by=by)
    return row


@transaction.atomic
def remove_note(*, by: User, note: NoBlameNote) -> None:
    """Whoever wrote it takes it away; nothing of it stays."""
    demand_writer(by=by, note=note)
    pk = note.pk
    if not NoBlameNote.objects.filter(pk=pk).delete()[0]:
        raise ValidationError({"state": [_("This note is gone already.")]})
    telling_care.forget_letters([pk])
    record("note.remove", by=by)


def demand_writer(*, by: User, note: NoBlameNote) -> None:
    """PermissionDenied for everybody else."""
    if note.written_by_id != by.pk:
        raise PermissionDenied(str(_("Only who wrote a note takes it away.")))


def _chief(by: User, officer: Officer, unit: Station | Department) -> User:
    """Who reads it beside the officer: its writer, or the chief in office."""
    if officer.user_id != by.pk:
        authorise(by, "note.write", unit)
        return by
    heads = [pk for pk in heads_of(unit) if pk != by.pk]
    if not heads:
        told = _("Your unit has no chief who could read it.")
        raise ValidationError({"state": [told]})
    return User.objects.get(pk=heads[0])
