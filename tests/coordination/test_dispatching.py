"""Who is handed out when: few at once, many in batches, what failed by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.utils import timezone

from coordination import tasks
from coordination.dispatching import BATCH, REPEAT_AFTER, Dispatcher
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services import checking_many
from coordination.services.due_jobs import MIDNIGHT, next_midnight
from coordination.services.verifying import verify
from coordination.tasks import check_stations
from desk.models import DueJob
from tests.coordination.test_checking import pile_up
from tests.factories import Force


class Watched:
    """A dispatcher that sends nothing, and a clock that stands still."""

    def __init__(self) -> None:
        DueJob.objects.create(name=MIDNIGHT, due_at=next_midnight(timezone.now()))
        DirtyStation.objects.all().delete()
        self.now = 0.0
        self.sent: list[tuple[int, str]] = []
        self.dispatcher = Dispatcher(send=self._send, clock=lambda: self.now)

    def _send(self, stations: list[int], queue: str) -> None:
        self.sent.append((len(stations), queue))

    def tick(self) -> list[tuple[int, str]]:
        self.sent.clear()
        self.dispatcher.tick()
        return list(self.sent)


def mark(stations: Sequence[int]) -> None:
    DirtyStation.objects.bulk_create(DirtyStation(station_id=pk) for pk in stations)


@pytest.fixture
def watched(db: None) -> Watched:
    return Watched()


def test_few_go_one_by_one(watched: Watched) -> None:
    mark(range(3))
    assert watched.tick() == [(1, "interactive")] * 3
    assert watched.tick() == []


def test_many_go_in_batches(watched: Watched) -> None:
    mark(range(BATCH + 10))
    assert watched.tick() == [(BATCH, "bulk"), (10, "bulk")]
    assert watched.tick() == []


def test_what_somebody_changes_meanwhile_goes_before_the_many(watched: Watched) -> None:
    mark(range(2 * BATCH))
    assert len(watched.tick()) == 2
    mark([5, 10**6])  # one of the many and another one
    assert watched.tick() == [(1, "interactive")] * 2


def test_a_mark_that_comes_in_late_with_a_low_number_waits_for_nothing(
    watched: Watched,
) -> None:
    """Between two passes the station was checked, and a transaction that had taken its
    mark before all that committed: no pass saw the station clean."""
    mark([7])
    (low,) = DirtyStation.objects.values_list("pk", flat=True)
    mark([7])
    DirtyStation.objects.filter(pk=low).delete()
    assert watched.tick() == [(1, "interactive")]
    DirtyStation.objects.all().delete()
    DirtyStation.objects.bulk_create([DirtyStation(pk=low, station_id=7)])
    assert watched.tick() == [(1, "interactive")]
    assert watched.tick() == []
    # While the newest is still there the hand-out goes on, whatever comes in below it.
    DirtyStation.objects.bulk_create([DirtyStation(pk=low - 1, station_id=7)])
    assert watched.tick() == []


def test_what_was_handed_out_and_is_dirty_still_goes_by_itself(
    watched: Watched,
) -> None:
    mark(range(BATCH))
    watched.tick()
    DirtyStation.objects.filter(station_id__gte=2).delete()
    watched.now = REPEAT_AFTER + 1
    assert watched.tick() == [(1, "bulk")] * 2


def test_many_are_judged_together(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile_up(force)
    monkeypatch.setattr(tasks, "TOGETHER", 2)
    monkeypatch.setattr(tasks, "check_station", None)  # not needed
    check_stations([station.pk for station in force.stations])
    assert StationState.objects.count() == 4
    assert not DirtyStation.objects.exists()
    assert list(verify()) == []


def test_a_batch_that_fails_is_checked_one_by_one(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError("poison")

    pile_up(force)
    monkeypatch.setattr(tasks, "TOGETHER", 2)
    monkeypatch.setattr(checking_many, "check_many", broken)
    check_stations([station.pk for station in force.stations])
    assert StationState.objects.count() == 4
    assert not DirtyStation.objects.exists()


def test_a_message_that_comes_again_is_checked_one_by_one(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "TOGETHER", 2)
    monkeypatch.setattr(checking_many, "check_many", None)  # would fail
    stations = [station.pk for station in force.stations]
    check_stations.push_request(delivery_info={"redelivered": True})
    try:
        check_stations(stations)
    finally:
        check_stations.pop_request()
    assert StationState.objects.filter(attempts=0, revision=1).count() == 4
    assert not Conflict.objects.exists()


def test_what_was_checked_meanwhile_is_left_alone(force: Force) -> None:
    stations = [station.pk for station in force.stations]
    check_stations(stations)
    check_stations(stations)
    assert StationState.objects.filter(revision=1).count() == 4
