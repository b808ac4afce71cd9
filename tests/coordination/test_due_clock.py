"""Work by the clock, when the clock was ahead and has been set right."""

from __future__ import annotations

import datetime as dt

import pytest

from coordination.models import SweepChunk
from coordination.services.due_jobs import JOBS, MIDNIGHT, run_due
from coordination.services.sweeping import HELD, begin_sweep, take_part
from desk.models import DueJob
from desk.services import end_due, take_due
from tests.coordination.world import NOW
from tests.factories import Force

DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


@pytest.mark.parametrize("ahead", [dt.timedelta(hours=3), DAY], ids=str)
def test_what_a_clock_that_was_ahead_put_off_runs_as_soon_as_it_is_right(
    force: Force, ahead: dt.timedelta
) -> None:
    run_due(NOW + ahead)
    ran = run_due(NOW)
    assert {name for name in JOBS if name not in ran} <= {MIDNIGHT}
    assert (MIDNIGHT in ran) is (ahead == DAY), "the same midnight waits either way"
    assert run_due(NOW + SECOND) == []


def test_clocks_that_disagree_by_little_do_not_run_a_job_twice(force: Force) -> None:
    run_due(NOW + 20 * SECOND)
    assert run_due(NOW) == []
    assert DueJob.objects.filter(name=MIDNIGHT).exists()


def test_a_part_of_a_sweep_taken_by_a_clock_that_was_ahead_comes_free(
    force: Force,
) -> None:
    job = begin_sweep(NOW)
    SweepChunk.objects.filter(job=job).update(taken_at=NOW + 400 * DAY)
    take_part(job)
    assert (
        SweepChunk.objects.filter(
            job=job, stage=SweepChunk.Stage.VERDICTS, done_at=None
        ).count()
        == 0
    )
    assert HELD < DAY


@pytest.mark.django_db
@pytest.mark.parametrize("wait", [dt.timedelta(minutes=1), DAY], ids=str)
def test_a_job_of_the_night_does_not_sleep_until_a_day_that_never_was(
    wait: dt.timedelta,
) -> None:
    """The archive is looked at every minute, the backup made every night."""
    ahead = NOW + 2 * DAY

    def taken(now: dt.datetime) -> bool:
        return take_due(name="n", first=now + wait, following=now + wait, now=now)

    assert not taken(ahead)
    assert taken(NOW)
    assert not taken(NOW), "somebody is at it"
    end_due(name="n", following=NOW + wait, now=NOW)
    assert not taken(NOW)
