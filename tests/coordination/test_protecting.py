"""Protected time: kept, changed, given up, and what that does to the orders."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.ledger.protection import read_protection
from coordination.models import Conflict
from coordination.services.protecting import Outcome, change, protect, release
from organization.models import AuditEvent
from tasking.models import ProtectedBlock
from tasking.services.acts import Stale
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at

HOUR = 60_000


def keep(force: Force, **changes: Any) -> Outcome:
    """Six officers on Wednesday morning: three and a half hours, 21 in all."""
    said: dict[str, Any] = {
        "title": "社区走访",
        "start": at("2026-06-03 08:30"),
        "end": at("2026-06-03 12:00"),
        "officers": Decimal(6),
    }
    said |= changes
    return protect(by=force.chief_a1, station=force.a1, now=NOW, **said)


def meeting(force: Force, officers: int, day: str = "2026-06-03") -> Any:
    content = task(
        "誓师大会",
        None,
        f"{day} 11:00",
        release=f"{day} 09:00",
        kind="meeting",
        officers=Decimal(officers),
    )
    return send(force, "public_order", content, force.a1).directive.assignments.get()


def test_what_is_protected_is_not_there_for_tasks(force: Force) -> None:
    send(force, "public_order", task("清查", 130, "2026-06-04"), force.a1)
    done = keep(force)
    assert (done.short_before, done.short_after) == (0, 7 * HOUR)
    found = read_protection(force.a1, now=NOW)
    assert done.block is not None and found.kept(done.block) == 21 * HOUR
    first = found.weeks[0]
    assert (first.without, first.left, first.kept) == (
        240 * HOUR,
        219 * HOUR,
        21 * HOUR,
    )
    assert (found.short, found.short_without) == (7 * HOUR, 0)
    check(force.a1)
    assert Conflict.objects.open().get().shortfall_hours == 7


def test_nights_cost_nothing(force: Force) -> None:
    done = keep(force, start=at("2026-06-03 19:00"), end=at("2026-06-04 06:00"))
    assert done.block is not None
    assert read_protection(force.a1, now=NOW).kept(done.block) == 0


def test_it_says_at_once_which_orders_take_it(force: Force) -> None:
    row = meeting(force, 2)
    meeting(force, 2, "2026-06-05")
    done = keep(force, officers=Decimal(5))
    (taken,) = done.taken
    assert taken.orders == (row,)
    assert (taken.start, taken.end) == (
        at("2026-06-03 09:00"),
        at("2026-06-03 11:00"),
    )
    assert taken.short == 2 * HOUR  # two are asked for, one is free, for two hours
    check(force.a1)
    stored = Conflict.objects.open().get(kind="displacement")
    assert [m["assignment"] for m in stored.members] == [str(row.pk)]


def test_an_order_that_leaves_enough_takes_nothing(force: Force) -> None:
    meeting(force, 2)
    assert keep(force, officers=Decimal(4)).taken == ()


def test_giving_up_gives_the_hours_back(force: Force) -> None:
    send(force, "public_order", task("清查", 130, "2026-06-04"), force.a1)
    block = keep(force).block
    assert block is not None
    with pytest.raises(ValidationError) as caught:
        release(by=force.chief_a1, block=block, reason=" ", now=NOW)
    assert "reason" in caught.value.message_dict
    done = release(by=force.chief_a1, block=block, reason="全市统一行动", now=NOW)
    assert (done.short_before, done.short_after) == (7 * HOUR, 0)
    assert not ProtectedBlock.objects.exists()
    event = AuditEvent.objects.get(action="plan.release")
    assert (event.reason, event.detail["title"]) == ("全市统一行动", "社区走访")
    with pytest.raises(ValidationError) as gone:
        release(by=force.chief_a1, block=block, reason="再来", now=NOW)
    assert "state" in gone.value.message_dict


def test_changing_keeps_what_it_was_in_the_trail(force: Force) -> None:
    block = keep(force).block
    assert block is not None
    said: dict[str, Any] = {
        "title": "反诈宣传",
        "start": block.start,
        "end": block.end,
        "officers": Decimal("2.5"),
    }
    done = change(by=force.chief_a1, block=block, now=NOW, version=1, **said)
    assert done.block is not None
    assert (done.block.title, done.block.version) == ("反诈宣传", 2)
    event = AuditEvent.objects.get(action="plan.change")
    assert event.detail["before"]["title"] == "社区走访"
    with pytest.raises(Stale):
        change(by=force.chief_a1, block=block, now=NOW, version=1, **said)
    block.refresh_from_db()
    assert block.officers == Decimal("2.5")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "长" * 81}),
        ("end", {"end": at("2026-06-03 08:30")}),
        ("end", {"end": at("2027-06-10 08:30")}),
        ("end", {"start": at("2026-05-01"), "end": at("2026-05-02")}),
        ("end", {"start": at("2030-05-01"), "end": at("2030-05-02")}),
        ("officers", {"officers": Decimal(0)}),
        ("officers", {"officers": Decimal(10_000)}),
    ],
)
def test_unusable_input_is_refused(
    force: Force, field: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as caught:
        keep(force, **changes)
    assert field in caught.value.message_dict
    assert not ProtectedBlock.objects.exists()


def test_the_same_is_not_kept_twice(force: Force) -> None:
    keep(force)
    with pytest.raises(ValidationError) as caught:
        keep(force, officers=Decimal(2))
    assert "title" in caught.value.message_dict
    keep(force, title="反诈宣传")


def test_what_is_over_stays_as_it_was(force: Force) -> None:
    block = keep(force).block
    assert block is not None
    later = at("2026-06-03 12:00")
    with pytest.raises(ValidationError) as caught:
        release(by=force.chief_a1, block=block, reason="不需要", now=later)
    assert "state" in caught.value.message_dict
    assert ProtectedBlock.objects.exists()


@pytest.mark.parametrize("who", ["chief_a2", "officer_a1", "leader", "staff"])
def test_only_its_chief_plans(force: Force, who: str) -> None:
    block = keep(force).block
    assert block is not None
    user = force.personas[who]
    with pytest.raises(PermissionDenied):
        release(by=user, block=block, reason="不需要", now=NOW)
    with pytest.raises(PermissionDenied):
        protect(
            by=user,
            station=force.a1,
            title="走访",
            start=NOW,
            end=NOW + dt.timedelta(hours=1),
            officers=Decimal(1),
            now=NOW,
        )
    assert ProtectedBlock.objects.count() == 1


def test_unknown_is_not_zero(force: Force) -> None:
    done = protect(
        by=force.chief_a1,
        station=force.a1,
        title="走访",
        start=at("2026-06-03 08:30"),
        end=at("2026-06-03 09:30"),
        officers=Decimal(1),
        now=NOW,
    )
    assert done.short_after == 0
    found = read_protection(force.unknown, now=NOW)
    assert (found.short, found.short_without, found.weeks) == (None, None, ())
    send(force, "public_order", task("无估计", None, "2026-06-04"), force.a1)
    assert read_protection(force.a1, now=NOW).short is None


def test_many_blocks_cost_no_more_queries(force: Force) -> None:
    def count() -> int:
        check(force.a1)
        with CaptureQueriesContext(connection) as caught:
            read_protection(force.a1, now=NOW)
        return len(caught)

    meeting(force, 4)
    keep(force)
    few = count()
    meeting(force, 4, "2026-06-04")
    for hour in range(9, 18):
        keep(force, start=at(f"2026-06-04 {hour:02}:00"), end=at("2026-06-04 18:00"))
    assert count() == few
