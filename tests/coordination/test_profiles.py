"""Stored profiles: used while they are true, and both ways to an answer agree."""

from __future__ import annotations

import datetime as dt
import operator
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from coordination.models import (
    DirtyStation,
    StationProfile,
    StationState,
    StationWeeks,
)
from coordination.profiles import backlogs, rooms
from coordination.services import previewing
from coordination.services.checking_many import check_many
from coordination.services.previewing import (
    Finding,
    Verdict,
    try_out,
    try_out_by_parts,
    verdicts,
)
from coordination.snapshot import start_of_day
from organization.models import Department, Station
from personnel.models import DutyRegime, Posting
from tasking.content import Content, Override, Targets
from tasking.models import Assignment, ProtectedBlock
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

AS_OF = start_of_day(NOW)
DAY = dt.timedelta(days=1)


def true_ones(force: Force, when: dt.datetime = AS_OF) -> set[int]:
    ids = [station.pk for station in force.stations]
    assert set(backlogs(ids, when)) == {pk for pk, _ in rooms(ids, when)}
    return set(backlogs(ids, when))


def both_ways(
    content: Content, targets: Targets, now: dt.datetime = NOW
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """From profiles, and from the rows alone; the short answers are compared here."""
    first = try_out(content, targets, department="x", now=now)
    by_station = operator.attrgetter("station")
    how: dict[str, Any] = {"department": "x", "now": now}
    short = sorted(verdicts(content, targets, **how), key=by_station)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(previewing, "MANY", 0)
        assert sorted(verdicts(content, targets, **how), key=by_station) == short
    kept = list(StationProfile.objects.all())
    StationProfile.objects.all().delete()
    full = try_out(content, targets, department="x", now=now)
    StationProfile.objects.bulk_create(kept)
    for verdict, finding in zip(short, full, strict=True):
        assert (verdict.station, verdict.verdict) == (
            finding.station.pk,
            finding.verdict,
        )
        if verdict.earliest_due is not None:
            assert finding.earliest_due is not None
            assert verdict.earliest_due * 60 == finding.earliest_due.timestamp()
    return first, full


def busy(force: Force, rng: random.Random) -> None:
    """Work of two departments all over the force, some of it in the future."""
    for n in range(8):
        day = AS_OF + rng.randint(2, 40) * DAY
        who = rng.choice(["public_order", "narcotics"])
        some = rng.sample([force.a1, force.a2], rng.randint(1, 2))
        what = task(f"清查{n}", rng.choice([6, 20, 40.5, 90]), "2026-07-01")
        release = rng.choice([None, None, day - rng.randint(1, 9) * DAY])
        send(force, who, replace(what, due=day, release=release), *some)


def orders(rng: random.Random, count: int, *stations: Station) -> Any:
    for _ in range(count):
        due = AS_OF + rng.randint(1, 60) * DAY + dt.timedelta(hours=rng.randint(0, 23))
        release = rng.choice([None, NOW, due - rng.randint(0, 20) * DAY])
        content = replace(
            task("走访", rng.choice([1, 8, 30, 75.25, 200, 900]), "2026-07-01"),
            due=due,
            release=release,
            max_officers=rng.choice([None, None, None, 1, 50]),
        )
        some = {s.pk: Override(due + DAY, 600_000) for s in stations[:1]}
        yield (
            content,
            Targets(tuple(s.pk for s in stations), rng.choice([{}, {}, some])),
        )


@pytest.mark.parametrize("seed", range(4))
def test_both_ways_say_the_same(force: Force, seed: int) -> None:
    rng = random.Random(seed)
    busy(force, rng)
    check(*force.stations)
    assert true_ones(force) == {station.pk for station in force.stations}
    for content, targets in orders(rng, 25, *force.stations):
        looked_up, full = both_ways(content, targets)
        assert looked_up == full


def test_an_answer_from_profiles_reads_no_assignments(
    force: Force, django_assert_num_queries: Any
) -> None:
    busy(force, random.Random(1))
    check(*force.stations)
    ids = tuple(station.pk for station in force.stations)
    content = task("走访", 5, "2026-06-20")
    with django_assert_num_queries(1) as seen:
        found = list(verdicts(content, Targets(ids), department="x", now=NOW))
    assert len(found) == len(ids)
    assert "tasking_assignment" not in seen.captured_queries[0]["sql"]
    with django_assert_num_queries(2):
        try_out(content, Targets(ids), department="x", now=NOW)


def a_leave_of_a_day(force: Force) -> None:
    Posting.objects.filter(station=force.a1).earliest("pk").delete()


def more_done(force: Force) -> None:
    Assignment.objects.update(remaining_units=1)


def renamed(force: Force) -> None:
    Department.objects.filter(pk=force.public_order.pk).update(code="ZA-2")


def raw(force: Force) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasking_assignment SET due = due + interval '1 day'")


def protected(force: Force) -> None:
    ProtectedBlock.objects.create(
        station=force.a1,
        title="群众接访",
        start=at("2026-06-02 09:00"),
        end=at("2026-06-02 12:00"),
        officers=2,
    )


CHANGES = [a_leave_of_a_day, more_done, renamed, raw, protected]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_seen_before_and_after_the_check(
    force: Force, change: Callable[[Force], None]
) -> None:
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    check(force.a1)
    content, targets = task("走访", 20, "2026-06-10"), Targets((force.a1.pk,))
    change(force)
    assert true_ones(force) == set()
    looked_up, full = both_ways(content, targets)
    assert looked_up == full
    check(force.a1)
    assert true_ones(force) == {force.a1.pk}
    looked_up, full = both_ways(content, targets)
    assert looked_up == full


def test_another_day_makes_it_untrue(force: Force) -> None:
    check(force.a1)
    assert true_ones(force, AS_OF + DAY) == set()
    check(force.a1, now=NOW + DAY)
    assert true_ones(force, AS_OF + DAY) == {force.a1.pk}
    assert true_ones(force) == set()


def test_a_check_that_leaves_no_profile_makes_it_untrue(force: Force) -> None:
    check(force.a1)
    StationState.objects.filter(pk=force.a1.pk).update(revision=99)
    assert not DirtyStation.objects.filter(station_id=force.a1.pk).exists()
    assert true_ones(force) == set()


def test_unknown_capacity_and_missing_estimates(force: Force) -> None:
    Posting.objects.filter(station=force.a2).delete()
    DutyRegime.objects.filter(station=force.a1).update(during="[2020-01-01,2026-06-10)")
    check(*force.stations)
    ids = tuple(station.pk for station in force.stations)
    for due in ("2026-06-05", "2026-06-09", "2026-06-10", "2026-06-20"):
        looked_up, full = both_ways(task("走访", 5, due), Targets(ids))
        assert looked_up == full
    looked_up, full = both_ways(task("走访", None, "2026-06-05"), Targets(ids))
    assert {finding.verdict for finding in looked_up} == {"unknown"}
    assert looked_up == full


def test_a_relayed_task_takes_the_place_of_the_one_above(force: Force) -> None:
    send(force, "public_order", task("市局清查", 60, "2026-06-05"), force.a1)
    parent = Assignment.objects.get(station=force.a1).directive
    check(force.a1)
    content = replace(task("转发清查", 60, "2026-06-05"), parent=parent)
    looked_up, full = both_ways(content, Targets((force.a1.pk,)))
    assert looked_up == full
    alone, _ = both_ways(replace(content, parent=None), Targets((force.a1.pk,)))
    assert alone != looked_up


def test_events_are_tried_out_on_the_rows(force: Force) -> None:
    send(force, "public_order", task("清查", 60, "2026-06-05"), force.a1)
    check(force.a1)
    meeting = Content(
        title="会议",
        kind="meeting",
        intent="部署",
        standard="到会",
        release=at("2026-06-04 09:00"),
        due=at("2026-06-04 12:00"),
        officers=3,
    )
    looked_up, full = both_ways(meeting, Targets((force.a1.pk,)))
    assert looked_up == full


def test_many_stations_come_in_parts(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(*force.stations)
    monkeypatch.setattr("coordination.services.previewing.CHUNK", 2)
    ids = tuple(station.pk for station in force.stations)
    how: dict[str, Any] = {"department": "x", "now": NOW}
    content = task("走访", 5, "2026-06-20")
    whole = try_out(content, Targets(ids), **how)
    assert tuple(try_out_by_parts(content, Targets(ids), **how)) == whole
    later = replace(content, release=at("2026-06-08"))
    short = list(verdicts(later, Targets(ids), **how))
    assert sorted(v.station for v in short) == sorted(ids)  # in no order
    assert all(isinstance(v, Verdict) for v in short)


@pytest.mark.parametrize("when", [NOW, NOW + DAY])
def test_a_sweep_leaves_the_profiles_that_checks_leave(
    force: Force, when: dt.datetime
) -> None:
    busy(force, random.Random(5))
    protected(force)
    check(*force.stations)
    ids = [station.pk for station in force.stations]
    assert check_many(ids, now=when).checked == len(ids)
    assert true_ones(force, start_of_day(when)) == set(ids)
    swept = packed()
    check(*force.stations, now=when)
    assert packed() == swept


def packed() -> dict[int, tuple[bytes, bytes, bytes]]:
    weeks = {row.pk: bytes(row.packed) for row in StationWeeks.objects.all()}
    rows = StationProfile.objects.all()
    return {
        row.pk: (bytes(row.room), bytes(row.backlog), weeks[row.pk]) for row in rows
    }
