"""Calendar addresses: made, renamed, revoked. The secret is told once, to its owner."""

from __future__ import annotations

import datetime as dt
import secrets

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coordination.feeds.station import may_read
from coordination.models import CalendarFeed
from organization.audit import record
from organization.models import Station, User
from organization.permissions import authorise, may
from organization.services.problems import Problems

MOST = 20
LONGEST_NAME = 60
BYTES = 32  # 256 bits, which nobody guesses


@transaction.atomic
def make_feed(
    *, by: User, name: str, station: Station | None, now: dt.datetime
) -> tuple[CalendarFeed, str]:
    """(the address's row, its secret): the secret is nowhere to be found again."""
    authorise(by, "feed.make")
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # counted one by one
    with Problems() as problems:
        name = _named(problems, name)
        if station is not None and not may_read(by, station):
            problems.add("station", _("You do not see this station's ledger."))
        if CalendarFeed.objects.open().filter(owner=by).count() >= MOST:
            text = _("At most %(n)s addresses at a time: revoke one you do not use.")
            problems.add("name", text % {"n": MOST})
    secret = secrets.token_urlsafe(BYTES)
    row = CalendarFeed.objects.create(
        owner=by,
        station=station,
        name=name,
        digest=CalendarFeed.digest_of(secret),
        created_at=now,
    )
    _note(row, "make", by)
    return row, secret


@transaction.atomic
def rename_feed(*, by: User, feed: CalendarFeed, name: str) -> CalendarFeed:
    """For its owner alone."""
    row = _locked(feed)
    if row.owner_id != by.pk:
        raise PermissionDenied(_("Only its owner renames it."))
    with Problems() as problems:
        row.name = _named(problems, name)
    row.save(update_fields=["name"])
    _note(row, "rename", by)
    return row


@transaction.atomic
def revoke_feed(*, by: User, feed: CalendarFeed, now: dt.datetime) -> CalendarFeed:
    """It opens nothing from now on, and never again."""
    row = _locked(feed)
    if row.owner_id != by.pk and not may(by, "feed.oversee"):
        raise PermissionDenied(_("Only its owner or the security admin revokes it."))
    row.revoked_at, row.revoked_by = now, by
    row.save(update_fields=["revoked_at", "revoked_by"])
    _note(row, "revoke", by)
    return row


def _named(problems: Problems, name: str) -> str:
    name = problems.require("name", name)
    if len(name) > LONGEST_NAME:
        problems.add("name", _("At most %(n)s characters.") % {"n": LONGEST_NAME})
    return name


def _locked(feed: CalendarFeed) -> CalendarFeed:
    rows = CalendarFeed.objects.select_for_update(of=("self",)).select_related(
        "station"
    )
    row = rows.get(pk=feed.pk)
    if row.revoked_at is not None:
        raise ValidationError({"state": [_("It has been revoked already.")]})
    return row


def _note(row: CalendarFeed, act: str, by: User) -> None:
    unit = row.station.code if row.station else ""
    record(f"feed.{act}", by=by, subject=row, unit=unit, owner=row.owner_id)
