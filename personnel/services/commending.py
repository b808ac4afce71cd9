"""Somebody is nominated, endorsed by his chief, published by the bureau."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desk.attaching import take_files
from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import authorise, may_somewhere
from organization.services.problems import Problems
from personnel.holders import heads_of
from personnel.models import Commendation, Officer
from personnel.services import telling_commendations as telling
from personnel.services.care import unit_of
from personnel.services.posts import CHANGED

LONGEST_TITLE, LONGEST_NUMBER = 80, 60
NOT_NOW = _("This is not possible any more.")
S = Commendation.State


@transaction.atomic
def nominate(
    *,
    by: User,
    officer: Officer,
    title: str,
    deed: str,
    now: dt.datetime,
    files: Iterable[UploadedFile[Any]] = (),
) -> Commendation:
    """Anybody in the force names anybody but himself, and says what was done."""
    demand_nominating(by)
    unit = unit_of(officer, timezone.localdate(now))
    with Problems() as problems:
        title = problems.require("title", title)
        if len(title) > LONGEST_TITLE:
            told = _("At most %(n)s characters.") % {"n": LONGEST_TITLE}
            problems.add("title", told)
        deed = problems.require("deed", deed)
        if officer.user_id == by.pk:
            problems.add("officer", _("Somebody else nominates you."))
    row = Commendation.objects.create(
        officer=officer,
        station=unit if isinstance(unit, Station) else None,
        department=unit if isinstance(unit, Department) else None,
        bureau=unit.bureau,
        title=title,
        deed=deed,
        by_leader=officer.user_id in heads_of(unit),
        nominated_by=by,
        nominated_at=now,
    )
    row.files.set(take_files(by=by, files=files, now=now))
    _note(row, "nominate", by)
    telling.ask_to_endorse(row, by=by)
    return row


@transaction.atomic
def endorse(
    *,
    by: User,
    commendation: Commendation,
    words: str,
    now: dt.datetime,
    version: int | None = None,
) -> Commendation:
    """The unit's chief stands up for it: he knows what was done."""
    row = _locked(commendation, version, S.NOMINATED)
    demand_endorsing(by, row)
    with Problems() as problems:
        row.endorsement = problems.require("words", words)
    row.state, row.endorsed_by, row.endorsed_at = S.ENDORSED, by, now
    _save(row, "endorse", by)
    telling.ask_to_publish(row, by=by)
    return row


@transaction.atomic
def publish(
    *,
    by: User,
    commendation: Commendation,
    number: str,
    now: dt.datetime,
    version: int | None = None,
) -> Commendation:
    """The bureau makes it known. Not by whoever nominated or endorsed it."""
    row = _locked(commendation, version, S.ENDORSED)
    demand_publishing(by, row)
    number = number.strip()
    with Problems() as problems:
        if len(number) > LONGEST_NUMBER:
            told = _("At most %(n)s characters.") % {"n": LONGEST_NUMBER}
            problems.add("number", told)
    row.state, row.number = S.PUBLISHED, number
    row.published_by, row.published_on = by, timezone.localdate(now)
    _save(row, "publish", by)
    telling.tell_published(row, by=by)
    return row


@transaction.atomic
def decline(
    *,
    by: User,
    commendation: Commendation,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Commendation:
    """It is not taken up, by whose turn it is; the nominator reads why."""
    row = _locked(commendation, version, S.NOMINATED, S.ENDORSED)
    demand_declining(by, row)
    row = _ended(row, S.DECLINED, reason, now)
    _save(row, "decline", by)
    telling.tell_ended(row, by=by)
    return row


@transaction.atomic
def withdraw(
    *,
    by: User,
    commendation: Commendation,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Commendation:
    """Whoever nominated takes it back before it is published."""
    row = _locked(commendation, version, S.NOMINATED, S.ENDORSED)
    demand_withdrawing(by, row)
    row = _ended(row, S.WITHDRAWN, reason, now)
    _save(row, "withdraw", by)
    telling.forget_asked(row)
    return row


def in_force(user: User) -> bool:
    """Does he hold a role or an officer's place today?"""
    if may_somewhere(user, "commendation.nominate"):
        return True
    today = timezone.localdate()
    rows = Officer.objects.filter(user=user, postings__during__contains=today)
    return rows.exists()


def demand_nominating(by: User) -> None:
    """PermissionDenied unless the user is of the force."""
    if not in_force(by):
        raise PermissionDenied(str(_("Only members of the force nominate.")))


def demand_declining(by: User, row: Commendation) -> None:
    """PermissionDenied unless it is the user's turn to endorse or to publish."""
    if row.state == S.NOMINATED:
        demand_endorsing(by, row)
    else:
        demand_publishing(by, row)


def demand_withdrawing(by: User, row: Commendation) -> None:
    """PermissionDenied unless the user nominated."""
    if row.nominated_by_id != by.pk:
        raise PermissionDenied(str(_("Only who nominated takes it back.")))


def demand_endorsing(by: User, row: Commendation) -> None:
    """PermissionDenied unless it is the user's to endorse; nobody endorses himself."""
    if row.officer.user_id == by.pk:
        raise PermissionDenied(str(_("Nobody decides about himself.")))
    action = "commendation.endorse_chief" if row.by_leader else "commendation.endorse"
    authorise(by, action, row.unit)


def demand_publishing(by: User, row: Commendation) -> None:
    """PermissionDenied unless the user publishes and is a second pair of eyes."""
    if by.pk in (row.officer.user_id, row.nominated_by_id, row.endorsed_by_id):
        raise PermissionDenied(str(_("Somebody else publishes this one.")))
    authorise(by, "commendation.publish", row.bureau)


def turn_of(user: User, row: Commendation) -> str:
    """What the user may do with it now: `endorse`, `publish` or nothing."""
    demands = {S.NOMINATED: demand_endorsing, S.ENDORSED: demand_publishing}
    demand = demands.get(S(row.state))
    if demand is None:
        return ""
    try:
        demand(user, row)
    except PermissionDenied:
        return ""
    return "endorse" if row.state == S.NOMINATED else "publish"


def _locked(
    commendation: Commendation, version: int | None, *states: str
) -> Commendation:
    rows = Commendation.objects.select_for_update(of=("self",)).select_related(
        *("officer", "bureau", "station__bureau", "department__bureau")
    )
    row = rows.get(pk=commendation.pk)
    if row.state not in states:
        raise ValidationError({"state": [NOT_NOW]})
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    return row


def _ended(
    row: Commendation, state: str, reason: str, now: dt.datetime
) -> Commendation:
    with Problems() as problems:
        row.end_reason = problems.require("reason", reason)
    row.state, row.ended_at = state, now
    return row


def _save(row: Commendation, act: str, by: User) -> None:
    row.version += 1
    row.save()
    _note(row, act, by)


def _note(row: Commendation, act: str, by: User) -> None:
    record(
        f"commendation.{act}",
        by=by,
        subject=row,
        unit=row.unit.code,
        reason=row.end_reason,
        title=row.title,
        officer=row.officer.police_number,
        number=row.number,
        state=row.state,
    )
