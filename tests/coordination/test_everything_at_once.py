"""Changes of every kind, checks and sweeps at the same time: in the end all is true."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from coordination.models import DirtyStation
from coordination.services.checking import check_station
from coordination.services.checking_many import check_many
from coordination.services.issuing import ReasonNeeded
from coordination.services.verifying import verify
from coordination.snapshot import snapshot, start_of_day
from organization.models import Station, WorkdayOverride
from personnel.models import AlertLevel, DutyRegime, Leave, Officer, Posting
from tasking.content import Targets
from tasking.models import Assignment, ProtectedBlock
from tests.coordination.racing import Runner, together, until, waiting_for_me
from tests.coordination.test_profiles import both_ways
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

AS_OF = start_of_day(NOW)
DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 6, 1)
SECONDS = 4.0


def days(rng: random.Random) -> DateRange:
    first = FIRST + rng.randint(0, 10) * DAY
    return DateRange(first, first + rng.randint(1, 9) * DAY)


def leave(rng: random.Random, force: Force) -> None:
    officer = rng.choice(list(Officer.objects.all()))
    if rng.random() < 0.4:
        Leave.objects.filter(officer=officer).delete()
    elif rng.random() < 0.3:
        other = rng.choice(list(Officer.objects.all()))
        Leave.objects.filter(officer=officer).update(officer=other)
    else:
        Leave.objects.create(officer=officer, during=days(rng))


def posting(rng: random.Random, force: Force) -> None:
    row = rng.choice(list(Posting.objects.exclude(station=None)))
    Posting.objects.filter(pk=row.pk).update(
        station=rng.choice([force.a1, force.a2, force.b1]).pk
    )


def category(rng: random.Random, force: Force) -> None:
    officer = rng.choice(list(Officer.objects.all()))
    Officer.objects.filter(pk=officer.pk).update(
        category=rng.choice(["police", "police", "auxiliary"])
    )


def holiday(rng: random.Random, force: Force) -> None:
    day = FIRST + rng.randint(0, 12) * DAY
    if rng.random() < 0.5:
        WorkdayOverride.objects.filter(day=day).delete()
    else:
        WorkdayOverride.objects.create(day=day, is_workday=rng.random() < 0.5, name="x")


def hours(rng: random.Random, force: Force) -> None:
    DutyRegime.objects.filter(station=rng.choice([force.a1, force.a2])).update(
        hours=[540, rng.choice([720, 1080])],
        standing_hours=Decimal(rng.choice([0, 10])),
        standing_share=Decimal(rng.choice(["0", "0.4"])),
        auxiliary_share=Decimal(rng.choice(["0", "0.3"])),
    )


def level(rng: random.Random, force: Force) -> None:
    bureau = rng.choice([force.city, force.county_a, force.county_b])
    if rng.random() < 0.5:
        AlertLevel.objects.filter(bureau=bureau).delete()
        return
    AlertLevel.objects.create(
        bureau=bureau,
        level=2,
        bound_share=Decimal(rng.choice(["0.25", "0.5", "1"])),
        during=days(rng),
        reason="x",
        announced_by=force.leader,
        announced_at=NOW,
    )


def block(rng: random.Random, force: Force) -> None:
    if rng.random() < 0.4:
        ProtectedBlock.objects.filter(station=force.a2).delete()
    start = at("2026-06-02 09:00") + rng.randint(0, 5) * DAY
    ProtectedBlock.objects.create(
        station=rng.choice([force.a1, force.a2]),
        title="x",
        start=start,
        end=start + dt.timedelta(hours=rng.randint(1, 5)),
        officers=Decimal(rng.randint(1, 4)),
    )


def work(rng: random.Random, force: Force) -> None:
    row = rng.choice(list(Assignment.objects.all()))
    Assignment.objects.filter(pk=row.pk).update(
        remaining_units=rng.randint(0, 60) * 60_000,
        station=rng.choice([force.a1, force.a2, force.b1]).pk,
    )


def closing(rng: random.Random, force: Force) -> None:
    Station.objects.filter(pk=force.b1.pk).update(
        closed_on=rng.choice([None, FIRST]),
        bureau=rng.choice([force.county_a, force.county_b]),
    )


KINDS: list[Callable[[random.Random, Force], None]] = [
    leave,
    posting,
    category,
    holiday,
    hours,
    level,
    block,
    work,
    work,
    closing,
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(2))
def test_in_the_end_all_is_true(force: Force, seed: int) -> None:
    setup = random.Random(seed)
    for n in range(8):
        due = f"2026-06-{setup.randint(3, 14):02}"
        who = setup.choice(["public_order", "narcotics"])
        some = setup.sample([force.a1, force.a2, force.b1][:2], setup.randint(1, 2))
        send(force, who, task(f"清查{n}", setup.choice([6, 20, 40, 90]), due), *some)
    ids = [station.pk for station in force.stations]
    check_many(ids, now=NOW)  # the compiled loops are loaded before time counts
    end = time.monotonic() + SECONDS
    counts: dict[str, int] = {}

    def disturb(number: int) -> Callable[[], Any]:
        rng = random.Random(f"{seed} {number}")

        def run() -> None:
            while time.monotonic() < end:
                try:
                    with transaction.atomic():
                        for _ in range(rng.randint(1, 3)):
                            rng.choice(KINDS)(rng, force)
                            time.sleep(rng.random() * 0.01)
                    counts["changes"] = counts.get("changes", 0) + 1
                except (IntegrityError, OperationalError):
                    counts["refused"] = counts.get("refused", 0) + 1
                time.sleep(rng.random() * 0.02)

        return run

    def checker(number: int) -> Callable[[], Any]:
        rng = random.Random(f"c {seed} {number}")

        def run() -> None:
            while time.monotonic() < end:
                for pk in set(
                    DirtyStation.objects.values_list("station_id", flat=True)
                ):
                    check_station(pk, now=NOW)
                    counts["checks"] = counts.get("checks", 0) + 1
                time.sleep(rng.random() * 0.01)

        return run

    def sweeper() -> None:
        while time.monotonic() < end:
            done = check_many(ids, now=NOW)
            counts["swept"] = counts.get("swept", 0) + done.checked
            counts["left"] = counts.get("left", 0) + len(done.left)
            assert done.differences == ()

    together(disturb(1), disturb(2), disturb(3), checker(1), checker(2), sweeper)
    for pk in set(DirtyStation.objects.values_list("station_id", flat=True)):
        check_station(pk, now=NOW)
    assert counts["changes"] and counts["swept"]
    assert list(verify()) == []
    stored, fresh = (snapshot(ids, as_of=AS_OF, fresh=f) for f in (False, True))
    assert stored == fresh
    rng = random.Random(seed)
    for _ in range(20):
        content = task(
            "走访", rng.choice([1, 8, 30, 200]), f"2026-06-{rng.randint(2, 28):02}"
        )
        one, two = both_ways(content, Targets(tuple(ids)))
        assert one == two


@pytest.mark.django_db(transaction=True)
def test_the_second_to_issue_sees_what_the_first_did(force: Force) -> None:
    """Although a true profile lay ready when the second one asked."""
    check(force.a1)

    def second() -> str:
        try:
            send(
                force,
                "narcotics",
                task("禁毒走访", 60, "2026-06-03"),
                force.a1,
                reason="",
            )
        except ReasonNeeded as error:
            return error.findings[0].verdict
        return "issued"

    with transaction.atomic():
        send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
        other = Runner(second)
        until(waiting_for_me)
    assert other.done() == "conflict"
