"""How letters read, reminders, protected time, delegations and withdrawals are taken
back, see `desk.undoing`."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.models import Proposal
from coordination.services import protecting
from coordination.services.admitting_back import wait_again
from coordination.services.negotiation.delegating import delegate
from coordination.services.negotiation.standing import stand_again
from desk.models import BulkRow, BulkRun, Undoable
from desk.services import bulk, mark_unread
from desk.stale import Overtaken
from desk.undoing import read_back, register
from organization.models import AuditEvent, Department, Station, User
from tasking.models import Assignment, ProtectedBlock
from tasking.services import reminding

LETTERS_READ = "letters_read"
BLOCK_KEPT, BLOCK_CHANGED = "block_kept", "block_changed"
DELEGATION_ENDED = "delegation_ended"
ADMITTED, ADMITTED_ONE, REMINDED = "admitted", "admitted_one", "reminded"
PROPOSAL_WITHDRAWN = "proposal_withdrawn"
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


def _standing(by: User, row: Undoable, now: dt.datetime) -> None:
    proposal = Proposal.objects.get(pk=row.subject_id or 0)
    version = row.facts["version"]
    stand_again(by=by, proposal=proposal, version=version, now=now)


def _reminded(by: User, row: Undoable, _now: dt.datetime) -> str:
    """Letters that have been read stay, and so do the words that say so."""
    run = BulkRun.objects.get(pk=row.subject_id or 0)
    done = run.rows.filter(outcome=BulkRow.Outcome.DONE).values("subject")
    among = {"pk__in" if run.act == "parts_remind" else "directive__in": done}
    sent = AuditEvent.objects.filter(
        action=reminding.REMIND,
        actor=by,
        at__gte=run.committed_at,
        subject_id__in=Assignment.objects.filter(**among).values("pk"),
    )
    found = [
        reminding.take_back_reminder(
            by=by, assignment=pk or 0, day=timezone.localdate(at)
        )
        for pk, at in sent.order_by("subject_id").values_list("subject_id", "at")
    ]
    if not any(found):
        raise ValidationError({"state": [_("Every reminder has been read.")]})
    bulk.note_taken_back(by=by, run=run)
    n = found.count(False)
    text = ngettext(
        "%(n)s reminder stays: it has been read.",
        "%(n)s reminders stay: they have been read.",
        n,
    )
    return text % {"n": n} if n else ""


def _admitted(by: User, row: Undoable, now: dt.datetime) -> str:
    """Of pieces admitted together those that have not gone out."""
    run = BulkRun.objects.get(pk=row.subject_id or 0)
    done = run.rows.filter(outcome=BulkRow.Outcome.DONE).order_by("subject")
    ids = list(done.values_list("subject", flat=True))
    found = [wait_again(by=by, case=pk, now=now) for pk in ids]
    if not any(found):
        text = _("They have gone out, or somebody has read that they are admitted.")
        raise ValidationError({"state": [text]})
    bulk.note_taken_back(by=by, run=run)
    n = found.count(False)
    text = ngettext(
        "%(n)s task stays admitted: it has gone out, or somebody has read of it.",
        "%(n)s tasks stay admitted: they have gone out, or somebody has read of it.",
        n,
    )
    return text % {"n": n} if n else ""


def _admitted_one(by: User, row: Undoable, now: dt.datetime) -> None:
    if not wait_again(by=by, case=row.subject_id or 0, now=now):
        text = _("It has gone out, or somebody has read that it is admitted.")
        raise ValidationError({"state": [text]})


register(ADMITTED, _admitted)
register(ADMITTED_ONE, _admitted_one)
register(DELEGATION_ENDED, _delegated)
register(REMINDED, _reminded)
register(PROPOSAL_WITHDRAWN, _standing)
register(LETTERS_READ, _unread)
register(BLOCK_KEPT, _kept)
register(BLOCK_CHANGED, _changed)
