"""Many stations at once: the same facts, the same verdicts, nothing lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from coordination import arrays
from coordination.core import force as engine
from coordination.core.facts import StationFacts
from coordination.models import Conflict, DirtyStation, StationState
from coordination.services import checking_many
from coordination.services.checking import check_station
from coordination.services.checking_many import check_many
from coordination.services.judging import read_before
from coordination.services.verifying import verify
from coordination.snapshot import WEEK_OF_DUE, snapshot, start_of_day
from desk.models import InboxItem
from personnel.models import Posting
from tasking.models import Assignment, ProtectedBlock
from tests.coordination.racing import Runner
from tests.coordination.test_checking import fan_out, pile_up
from tests.coordination.world import NOW, send, task, ways
from tests.factories import Force, at

AS_OF = start_of_day(NOW)
LATER = at("2026-06-02 08:00")


def all_kinds(force: Force) -> None:
    """Work with and without release, estimate, limit; events, a block, reserved."""
    pile_up(force)
    both = force.a1, force.a2
    send(force, "public_order", task("清查", 4, "2026-06-09", priority=2), *both)
    send(force, "narcotics", task("走访", None, "2026-06-10"), force.a2)
    limited = task("巡逻", 12, "2026-06-04", max_officers=Decimal("1.5"))
    send(force, "narcotics", limited, *both)
    later = task("清理", 9, "2026-06-12", release="2026-06-08 10:30")
    send(force, "public_order", later, *both)
    ways(force, {force.a1: 40})
    for name in ("例会", "培训"):
        event = task(name, None, "2026-06-02 11:00", release="2026-06-02 09:00")
        event = event.__class__(
            **{
                **vars(event),
                "kind": "meeting",
                "officers": Decimal(2),
                "attendees": ("所长",),
                "venue": "seat" if name == "例会" else "station",
            }
        )
        send(force, "narcotics", event, force.a1)
    ProtectedBlock.objects.create(
        station=force.a1,
        title="群众接访",
        start=at("2026-06-02 09:00"),
        end=at("2026-06-02 12:00"),
        officers=Decimal(5),
    )
    Posting.objects.filter(station=force.b1).delete()


def keys(force: Force) -> list[int]:
    return [station.pk for station in force.stations]


def rows() -> list[Any]:
    """Verdicts and conflicts as they are stored."""
    states = StationState.objects.order_by("pk").values_list(
        "pk",
        "as_of",
        "feasible",
        "deficit_units",
        "capacity_known",
        "overdue_count",
        "overdue_units",
    )
    conflicts = Conflict.objects.order_by("station", "kind", "window_end", "due")
    left_out = ("id", "first_seen_at", "changed_at", "settled_at", "revision")
    names = [f.attname for f in Conflict._meta.fields if f.name not in left_out]
    return [*states, *conflicts.values_list(*names)]


@pytest.mark.parametrize("fresh", [False, True])
def test_the_arrays_say_what_a_check_reads(force: Force, fresh: bool) -> None:
    all_kinds(force)
    for station in force.stations:
        check_station(station.pk, now=NOW)
    Posting.objects.filter(station=force.a2).first().delete()
    facts = snapshot(keys(force), as_of=AS_OF, fresh=True, room=WEEK_OF_DUE)
    loaded = arrays.load(keys(force), as_of=AS_OF, fresh=fresh)
    assert set(loaded.reckoned) == set(keys(force) if fresh else [force.a2.pk])
    for place, pk in enumerate(loaded.ids):
        one, two = facts[pk], engine.to_facts(loaded.stations, place)
        assert (two.code, two.capacity) == (one.code, one.capacity)
        assert sorted(two.demands, key=str) == sorted(one.demands, key=str)
        assert shape(two) == shape(one)


def shape(known: StationFacts) -> list[Any]:
    """Events, and protected time where there are any; people go by numbers there."""
    events = [
        (e.id, e.department, e.start, e.end, e.officers, e.need, len(e.attendees))
        for e in known.events
    ]
    blocks = [(b.start, b.end, b.officers) for b in known.blocks if known.events]
    return sorted(events) + sorted(blocks)


def test_many_at_once_store_what_single_checks_store(force: Force) -> None:
    all_kinds(force)
    InboxItem.objects.all().delete()  # the tasks to sign for
    check_many(keys(force), now=NOW)
    together = rows()
    told = InboxItem.objects.count()
    assert not DirtyStation.objects.exists()
    assert Conflict.objects.open().count() >= 3
    Conflict.objects.all().delete()
    InboxItem.objects.all().delete()
    StationState.objects.all().delete()
    for station in force.stations:
        check_station(station.pk, now=NOW)
    assert rows() == together
    assert InboxItem.objects.count() == told
    assert list(verify()) == []


def test_the_next_day_settles_adopts_and_adds(force: Force) -> None:
    all_kinds(force)
    check_many(keys(force), now=NOW)
    ids = set(Conflict.objects.open().values_list("pk", flat=True))
    swept = check_many(keys(force), now=LATER)
    assert swept.differences == () and swept.left == ()
    assert swept.checked == 4
    assert ids & set(Conflict.objects.open().values_list("pk", flat=True))
    assert list(verify()) == []
    assert StationState.objects.filter(as_of=start_of_day(LATER)).count() == 4


def test_what_was_wrong_yesterday_is_named_at_midnight(force: Force) -> None:
    all_kinds(force)
    check_many(keys(force), now=NOW)
    StationState.objects.filter(pk=force.a1.pk).update(deficit_units=1)
    wrong = check_many(keys(force), now=LATER).differences
    assert [(w.station, w.what) for w in wrong] == [(force.a1.code, "deficit_units")]
    assert list(verify()) == []


@pytest.mark.parametrize("way", ["enable_hashagg", "enable_sort"])
def test_stations_are_kept_apart_however_the_server_groups_them(
    force: Force, way: str
) -> None:
    all_kinds(force)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"SET LOCAL {way} = off")
    facts = snapshot(keys(force), as_of=AS_OF, fresh=True, room=WEEK_OF_DUE)
    loaded = arrays.load(keys(force), as_of=AS_OF)
    for place, pk in enumerate(loaded.ids):
        one, two = facts[pk], engine.to_facts(loaded.stations, place)
        assert sorted(two.demands, key=str) == sorted(one.demands, key=str)


def test_overdue_counts_by_the_real_clock(force: Force) -> None:
    pile_up(force)
    evening = at("2026-06-03 23:59") + dt.timedelta(minutes=2)
    check_many(keys(force), now=evening)
    together = rows()
    StationState.objects.all().delete()
    Conflict.objects.all().delete()
    for station in force.stations:
        check_station(station.pk, now=evening)
    assert rows() == together


@pytest.mark.parametrize("count", [10, 300])
def test_a_fixed_number_of_statements(
    force: Force, count: int, django_assert_max_num_queries: Any
) -> None:
    all_kinds(force)
    row = Assignment.objects.filter(station=force.a1, is_event=False).first()
    fan_out(row, count)
    with django_assert_max_num_queries(40):
        check_many(keys(force), now=NOW)


def less_left(force: Force) -> None:
    Assignment.objects.filter(station=force.a1).update(remaining_units=1)


def and_checked(force: Force) -> None:
    less_left(force)
    check_station(force.a1.pk, now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [less_left, and_checked])
def test_what_happens_between_reading_and_storing_is_not_overwritten(
    force: Force, monkeypatch: pytest.MonkeyPatch, change: Callable[[Force], None]
) -> None:
    pile_up(force)
    real = checking_many.judged

    def disturbed(*args: Any) -> Any:
        Runner(lambda: change(force)).done()
        return real(*args)

    monkeypatch.setattr(checking_many, "judged", disturbed)
    swept = check_many(keys(force), now=NOW)
    assert swept.left == (force.a1.pk,)
    if change is less_left:
        assert read_before([force.a1.pk])[force.a1.pk].marks
        check_station(force.a1.pk, now=NOW)
    assert not Conflict.objects.open().filter(station=force.a1).exists()
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_control_without_looking_again_the_change_would_be_lost(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile_up(force)
    real = checking_many.judged

    def disturbed(*args: Any) -> Any:
        Runner(lambda: and_checked(force)).done()
        return real(*args)

    monkeypatch.setattr(checking_many, "judged", disturbed)
    monkeypatch.setattr(checking_many, "_still_true", lambda before: set(before))
    check_many(keys(force), now=NOW)
    assert [d.what for d in verify()] == ["feasible", "deficit_units", "conflicts"]


@pytest.mark.django_db(transaction=True)
def test_a_station_that_is_being_checked_is_left_to_that_check(force: Force) -> None:
    pile_up(force)
    check_many(keys(force), now=NOW)

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT 1 FROM coordination_stationstate WHERE station_id = %s"
                " FOR UPDATE",
                [force.a1.pk],
            )
            found.append(check())
            cursor.execute("ROLLBACK")

    def check() -> checking_many.Swept:
        seen: list[checking_many.Swept] = []
        Runner(lambda: seen.append(check_many(keys(force), now=NOW))).done()
        return seen[0]

    found: list[checking_many.Swept] = []
    Runner(hold).done()
    assert found[0].left == (force.a1.pk,)
    assert found[0].checked == 3
