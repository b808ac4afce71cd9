"""All verdicts of a sweep first, then the profiles, and none that is not true."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from coordination import profiles
from coordination.models import StationProfile, SweepChunk
from coordination.services import profiling_many, sweeping
from coordination.services.sweeping import begin_sweep, take_part
from coordination.snapshot import start_of_day
from desk.models import Job
from tests.coordination.racing import Runner
from tests.coordination.test_sweeping import finish, small_parts
from tests.coordination.world import check, send, task
from tests.factories import Force


def known(force: Force) -> set[int]:
    """Stations whose profile answers trial runs now."""
    keys = [station.pk for station in force.stations]
    return {pk for pk, _ in profiles.rooms(keys, start_of_day(timezone.now()))}


def everybody(force: Force) -> set[int]:
    return {station.pk for station in force.stations}


def verdicts(force: Force) -> Job:
    """A sweep that has come as far as the last verdict."""
    job = begin_sweep(timezone.now())
    while Job.objects.get(pk=job.pk).done < len(force.stations):
        take_part(job)
    return job


def test_no_profile_is_made_before_the_last_verdict(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_parts(monkeypatch)
    job = verdicts(force)
    assert not known(force)
    stages = SweepChunk.objects.filter(job=job, done_at=None).values_list("stage")
    assert [*stages] == [(SweepChunk.Stage.PROFILES,)] * 4
    assert finish(job).state == "done"
    assert known(force) == everybody(force)


def busy(force: Force) -> None:
    """Some work that is still to be done."""
    due = timezone.localdate() + dt.timedelta(days=9)
    content = task("夏季清查", 8, due.isoformat())
    send(force, "public_order", content, force.a1, now=timezone.now())


def less_left(force: Force) -> None:
    """Past the services, as a repair of data would do it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tasking_assignment SET remaining_units = 1 WHERE station_id = %s",
            [force.a1.pk],
        )


def and_checked(force: Force) -> None:
    less_left(force)
    check(force.a1, now=timezone.now())


def test_what_changed_since_its_verdict_gets_no_profile(force: Force) -> None:
    busy(force)
    job = verdicts(force)
    less_left(force)
    finish(job)
    assert known(force) == everybody(force) - {force.a1.pk}
    check(force.a1, now=timezone.now())
    assert known(force) == everybody(force)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [less_left, and_checked])
def test_what_happens_while_profiles_are_made_makes_them_untrue(
    force: Force, monkeypatch: pytest.MonkeyPatch, change: Callable[[Force], None]
) -> None:
    busy(force)
    job = verdicts(force)
    real = profiling_many.load

    def disturbed(*args: Any, **more: Any) -> Any:
        loaded = real(*args, **more)
        Runner(lambda: change(force)).done()
        return loaded

    monkeypatch.setattr(profiling_many, "load", disturbed)
    finish(job)
    believed = known(force)
    assert believed >= everybody(force) - {force.a1.pk}
    # Checked meanwhile: what that check left stands. Only changed: none is believed.
    assert (force.a1.pk in believed) is (change is and_checked)
    left = room(force)
    check(force.a1, now=timezone.now())
    assert (room(force) == left) is (change is and_checked)


def room(force: Force) -> bytes:
    return bytes(StationProfile.objects.get(pk=force.a1.pk).room)


def test_profiles_that_fail_hold_up_nothing(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **more: Any) -> Any:
        raise RuntimeError("poison")

    monkeypatch.setattr(profiling_many, "load", broken)
    assert finish(begin_sweep(timezone.now())).state == "done"
    assert not known(force)


def test_profiles_that_kill_their_workers_are_passed(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*args: Any, **more: Any) -> Any:
        raise SystemExit

    job = verdicts(force)
    monkeypatch.setattr(sweeping, "HELD", dt.timedelta(0))
    monkeypatch.setattr(profiling_many, "load", killed)
    for _ in range(sweeping.TOGETHER):
        with pytest.raises(SystemExit):
            take_part(job)
    assert finish(job).state == "done"
