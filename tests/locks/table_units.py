"""Contests of units, money, files and the sweep."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from budget.models import MoneyFile
from budget.services import files
from coordination.models import ReliefLook, StationState, SweepChunk
from coordination.services import relieving, sweeping
from desk.models import Job
from desk.services import taking
from organization.models import Station
from organization.services import reorganising
from tests.locks.contest import Act, Arrange, Contest, Lost, says_before
from tests.locks.things import HOME, thing
from tests.permissions.world import World

DAY = dt.timedelta(days=1)


def unit_changed(world: World) -> Act:
    row = Station.objects.get(pk=world.force.b1.pk)
    names = random.sample(range(10**6), 2)

    def work(who: int) -> None:
        values = {"name_en": f"Renamed {names[who]}"}
        reorganising.change_unit(by=None, unit=row, values=values, reason="更名")

    return says_before("station.change", ("changed", "name_en", 0), work)


def unit_closed(world: World) -> Act:
    row = Station.objects.get(pk=world.force.unknown.pk)
    today, days = timezone.localdate(), random.sample(range(500, 5000), 2)

    def work(who: int) -> None:
        reorganising.close_unit(
            by=None,
            unit=row,
            on=today + days[who] * DAY,
            reason="撤并",
            today=today,
        )

    return says_before("station.close", ("before",), work)


def judged_again(world: World) -> Act:
    row = thing(world, MoneyFile, "money_file")
    by = world.force.finance
    return lambda who: files.judge_again(by=by, file=row)


def kept_taken(world: World) -> Contest:
    """Whoever asked wants it no more, just as a worker has finished it."""
    by = world.places[HOME].staff
    job = taking.ask_for_file(by=by, address="/x/", name="x.csv", language="en")

    def act(who: int) -> None:
        if not who:
            Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        elif not taking.keep_taken(
            by=by, job=job, media_type="text/csv", noted={}, rows=1, content=b"x"
        ):
            raise Lost

    return Contest(act, chance=False)


def part_noted(world: World) -> Act:
    job = thing(world, Job, "sweep")
    parts = [
        SweepChunk.objects.create(job=job, number=50 + n, stations=[]) for n in range(2)
    ]

    def act(who: int) -> None:
        sweeping._note(parts[who], 1, [])
        if Job.objects.get(pk=job.pk).result["changed"] != 1:
            raise Lost

    return act


def look_kept(world: World) -> Contest:
    """An older look may not stand in the place of a newer one."""
    state = StationState.objects.get(station=world.force.a1)
    now = timezone.now()
    relieving._keep(state, [], now)
    looks = ReliefLook.objects.filter(station=world.force.a1)

    def act(who: int) -> None:
        if not who:
            looks.select_for_update().get()
            looks.update(revision=state.revision + 5)
            return
        relieving._keep(state, [], now)
        if looks.get().revision != state.revision:
            raise Lost

    return Contest(act, chance=False)


CONTESTS: dict[str, Arrange] = {
    "coordination/services/relieving.py::_keep": look_kept,
    "coordination/services/sweeping.py::_note": part_noted,
    "organization/services/reorganising.py::change_unit": unit_changed,
    "organization/services/reorganising.py::close_unit": unit_closed,
    "budget/services/files.py::judge_again": judged_again,
    "desk/services/taking.py::keep_taken": kept_taken,
}
