"""How letters read and protected time are taken back, see `desk.undoing`."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.services import protecting
from coordination.services.negotiation.delegating import delegate
from desk.models import Undoable
from desk.services import mark_unread
from desk.stale import Overtaken
from desk.undoing import read_back, register
from organization.models import Department, Station, User
from tasking.models import ProtectedBlock

LETTERS_READ = "letters_read"
BLOCK_KEPT, BLOCK_CHANGED = "block_kept", "block_changed"
DELEGATION_ENDED = "delegation_ended"
DAY = dt.timedelta(days=1)
BLOCK = ("title", "start", "end", "officers")


def _unread(by: User, row: Undoable, _now: dt.datetime) -> None:
    mark_unread(by=by, read_at=dt.datetime.fromisoformat(row.facts["read_at"]))


def _block(row: Undoable) -> ProtectedBlock:
    found = ProtectedBlock.objects.select_related("station__bureau")
    block = found.filter(pk=row.subject_id or 0).first()
    if block is None:
        raise Overtaken
    return block


def _kept(by: User, row: Undoable, now: dt.datetime) -> None:
    protecting.release(
        by=by,
        block=_block(row),
        reason=_("Taken back by whoever entered it"),
        version=row.facts["version"],
        now=now,
    )


def _changed(by: User, row: Undoable, now: dt.datetime) -> None:
    block = _block(row)
    said = read_back(block, row.facts["before"])
    protecting.change(by=by, block=block, version=row.facts["version"], now=now, **said)


def _delegated(by: User, row: Undoable, now: dt.datetime) -> None:
    """From today on again, until the day it was given for."""
    given = row.facts
    kind = Department if given["unit"] == "department" else Station
    unit = kind.objects.select_related("bureau").get(pk=given["pk"])
    first = max(dt.date.fromisoformat(given["first"]), timezone.localdate(now))
    delegate(
        by=by,
        unit=unit,
        deputy=User.objects.get(pk=given["deputy"]),
        first=first,
        last=dt.date.fromisoformat(given["last"]),
        now=now,
    )


register(DELEGATION_ENDED, _delegated)
register(LETTERS_READ, _unread)
register(BLOCK_KEPT, _kept)
register(BLOCK_CHANGED, _changed)
