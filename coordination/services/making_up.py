"""What the station does about time it is owed: keeps other time instead, or lets go."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from coordination.core.displacement import displacements
from coordination.core.facts import minute_down, minute_up
from coordination.ledger.freezing import FILED_IN
from coordination.models import MakeUp, OwedEntry, OwedTime
from coordination.services.locking import lock_stations
from coordination.snapshot import milli, snapshot, start_of_day
from organization import audit
from organization.models import User
from organization.permissions import authorise
from tasking.models import ProtectedBlock
from tasking.services import protected
from tasking.services.acts import Stale

S = OwedTime.State
AT_ONCE = 500


@transaction.atomic
def make_up(
    *,
    by: User,
    owed: OwedTime,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime,
    version: int | None = None,
) -> MakeUp:
    """Protect other time for what was taken. It counts when it is over.

    ValidationError where an order takes of it already: that would make up nothing.
    """
    row = _held(by, owed, version)
    with translation.override(FILED_IN):
        title = _("Makes up: %(title)s") % {"title": row.title}
    block = protected.protect(
        by=by,
        station=row.station,
        title=title[: protected.TITLE],
        start=start,
        end=end,
        officers=officers,
        now=now,
    )
    check_free(block, now)
    made = MakeUp.objects.create(owed=row, block=block, by=by, at=now)
    row.version += 1  # sent twice it is kept once
    row.save(update_fields=["version"])
    _note(row, "plan", by, now, size(block))
    audit.record("owed.make_up", by=by, subject=row, unit=row.station.code)
    return made


@transaction.atomic
def let_go(
    *,
    by: User,
    owed: OwedTime,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> OwedTime:
    """The chief does not want it back, and says why."""
    row = _held(by, owed, version)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": [_("Say why it is let go.")]})
    left = row.left_units
    row.state = S.LET_GO
    row.version += 1
    row.save()
    _note(row, "let_go", by, now, left, reason)
    audit.record(
        "owed.let_go", by=by, subject=row, unit=row.station.code, reason=reason
    )
    return row


@transaction.atomic
def settle_due(*, now: dt.datetime, by: User | None = None) -> int:
    """Time kept to make up that is over counts now; how many pieces of it."""
    due = MakeUp.objects.filter(units=None)
    due = due.filter(Q(block=None) | Q(block__end__lte=now))
    done = 0
    for seen in due.select_related("owed").order_by("owed__station", "pk")[:AT_ONCE]:
        lock_stations([seen.owed.station_id])
        row = OwedTime.objects.select_for_update().get(pk=seen.owed_id)
        make = MakeUp.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        if make.units is None:
            _settle(row, make, by, now)
            done += 1
    return done


def check_free(block: ProtectedBlock, now: dt.datetime) -> None:
    """ValidationError where an order takes of it: that would make up nothing."""
    as_of = start_of_day(now)
    facts = snapshot([block.station_id], as_of=as_of, until=block.end)
    found = displacements(facts[block.station_id], as_of=minute_up(as_of))
    if any(f"b{block.pk}" in conflict.victims for conflict in found):
        message = _("An order falls on this time already: choose another.")
        raise ValidationError({"start": [message]})


def size(block: ProtectedBlock) -> int:
    """Units a block holds."""
    minutes = minute_down(block.end) - minute_up(block.start)
    return minutes * (milli(block.officers) or 0)


def kept_of(block: ProtectedBlock) -> int:
    """Units of it that no order took."""
    lost = block.owed_time.exclude(state=S.ENDED).aggregate(sum=Sum("units"))["sum"]
    return max(0, size(block) - (lost or 0))


def _held(by: User, owed: OwedTime, version: int | None) -> OwedTime:
    """What is still owed, locked after its station: the chief's to say."""
    lock_stations([owed.station_id])
    rows = OwedTime.objects.select_for_update(of=("self",))
    row = rows.select_related("station__bureau").get(pk=owed.pk)
    authorise(by, "plan.edit", row.station)
    if version is not None and version != row.version:
        raise Stale
    if not row.is_open:
        raise ValidationError({"state": [_("This is owed no more.")]})
    return row


def _note(
    row: OwedTime,
    act: str,
    by: User | None,
    now: dt.datetime,
    units: int,
    text: str = "",
) -> OwedEntry:
    return OwedEntry.objects.create(
        owed=row, at=now, by=by, act=act, units=units, note=text
    )


def _settle(row: OwedTime, make: MakeUp, by: User | None, now: dt.datetime) -> None:
    kept = kept_of(make.block) if make.block is not None else 0
    make.units = min(kept, row.left_units)
    make.save(update_fields=["units"])
    if not row.is_open:
        return
    row.repaid_units += make.units
    if row.repaid_units == row.units:
        row.state = S.REPAID
    row.version += 1
    row.save()
    act = "repay" if make.units else "miss"
    _note(row, act, by, now, make.units)
    audit.record(f"owed.{act}", by=by, subject=row, unit=row.station.code)
