"""Protecting time with an eye on the orders: before, the write itself, after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from coordination.ledger.protection import Protection, Taken, read_protection
from coordination.models import MakeUp
from coordination.services.locking import lock_stations
from coordination.services.making_up import check_free
from coordination.services.owing import follow
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import ProtectedBlock
from tasking.services import protected


@dataclass(frozen=True)
class Outcome:
    """The block, what takes it, and the units short before and after it was written.

    None is a verdict nobody can give.
    """

    block: ProtectedBlock | None
    after: Protection
    short_before: int | None

    @property
    def short_after(self) -> int | None:
        return self.after.short

    @property
    def taken(self) -> tuple[Taken, ...]:
        if self.block is None:
            return ()
        return self.after.taken.get(self.block.pk, ())


@transaction.atomic
def protect(
    *,
    by: User,
    station: Station,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime,
) -> Outcome:
    """Keep officers free. ValidationError with fields leaves nothing behind.

    An order never stops it: the station's own time is the station's to plan, and
    the orders it collides with become conflicts for everybody to see.
    """

    def write() -> ProtectedBlock:
        return protected.protect(
            by=by,
            station=station,
            title=title,
            start=start,
            end=end,
            officers=officers,
            now=now,
        )

    return _tried(by, station, write, now)


@transaction.atomic
def change(
    *,
    by: User,
    block: ProtectedBlock,
    title: str,
    start: dt.datetime,
    end: dt.datetime,
    officers: Decimal,
    now: dt.datetime,
    version: int | None = None,
) -> Outcome:
    """Move a block or resize it; Stale when somebody else changed it first.

    What is kept to make up for an order goes nowhere where another one is already.
    """

    def write() -> ProtectedBlock:
        kept = ProtectedBlock.objects.filter(pk=block.pk)
        kept = kept.filter(start__lte=start, end__gte=end, officers__gte=officers)
        smaller = kept.exists()
        changed = protected.change(
            by=by,
            block=block,
            title=title,
            start=start,
            end=end,
            officers=officers,
            now=now,
            version=version,
        )
        if not smaller and MakeUp.objects.filter(block=changed, units=None).exists():
            check_free(changed, now)
        return changed

    return _tried(by, block.station, write, now)


@transaction.atomic
def release(
    *,
    by: User,
    block: ProtectedBlock,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> Outcome:
    """Give a block up and say why; Stale when somebody else changed it first."""

    def write() -> None:
        protected.release(by=by, block=block, reason=reason, now=now, version=version)

    return _tried(by, block.station, write, now)


def _tried(
    by: User,
    station: Station,
    write: Callable[[], ProtectedBlock | None],
    now: dt.datetime,
) -> Outcome:
    """The verdict, the write, the verdict: the page says at once what it did."""
    authorise(by, "plan.edit", station)
    lock_stations([station.pk])
    before = read_protection(station, now=now).short
    block = write()
    follow(stations=[station.pk], now=now, by=by)
    return Outcome(block, read_protection(station, now=now), before)
