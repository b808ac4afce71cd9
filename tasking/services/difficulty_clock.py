"""The clocks of difficulties: who is silent is reminded, then it goes one step up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from organization.audit import record
from organization.models import User
from tasking.models import Difficulty
from tasking.models.difficulty import DifficultyQuerySet
from tasking.services import holding_difficulties as holding
from tasking.services.telling_difficulties import remind

L = Difficulty.Level
AT_ONCE = 500


def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Move up what nobody answered in time, remind of the rest; how many there were.

    Before the leader it stays, shown as overdue: nobody stands above to take it.
    Two queries while there is nothing to do.
    """
    late = Difficulty.objects.late(now).exclude(level=L.LEADER)
    done = sum(_move_up(pk, by, now) for pk in _ids(late))
    owed = Difficulty.objects.open().filter(reminders__0__lte=now)
    return done + sum(_remind(pk, by, now) for pk in _ids(owed))


def _ids(rows: DifficultyQuerySet) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def _move_up(pk: int, by: User | None, now: dt.datetime) -> bool:
    (row,) = holding.locked_all([pk])
    if not row.is_late(now) or not row.is_waiting or row.level == L.LEADER:
        return False
    row.level = holding.one_up(row)
    holding.set_clock(row, holding.clock(now, holding.days_for(row)))
    facts = {"level": row.level}
    holding.step(row=row, act="silence", by=by, now=now, facts=facts)
    return True


@transaction.atomic
def _remind(pk: int, by: User | None, now: dt.datetime) -> bool:
    (row,) = holding.locked_all([pk])
    if not row.reminders or row.reminders[0] > now or not row.is_open:
        return False
    row.reminders = [at for at in row.reminders if at > now]
    row.save(update_fields=["reminders"])
    record("difficulty.remind", by=by, subject=row, unit=row.station.code)
    remind(row, now)
    return True
