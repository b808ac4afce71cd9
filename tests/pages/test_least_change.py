"""The one date whose move settles a conflict, as the page names it."""

from __future__ import annotations

import re

import pytest

from coordination.ledger.least import least_change, sentence
from coordination.ledger.reading import Reading, read
from coordination.models import Conflict
from coordination.services.emergency import Urgency, override
from tasking.models import Assignment
from tests import factories
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at


def named(reading: Reading) -> str:
    """The sentence about the first conflict."""
    return sentence(least_change(reading, next(iter(reading.conflicts), None)))


@pytest.fixture
def force(db: None) -> Force:
    return factories.force()


def test_the_date_it_names_settles_the_conflict(force: Force) -> None:
    send(force, "public_order", task("夏季清查", 60, "2026-06-03"), force.a1)
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    check(force.a1)
    text = named(read(force.a1, now=NOW))
    found = re.search(r"[“「](.+?)[”」].*?(\d+)月(\d+)日", text)
    assert found, text
    title, month, day = found.groups()
    row = Assignment.objects.get(directive__title=title)
    due = at(f"2026-{int(month):02}-{int(day) + 1:02}")  # the day's end
    Assignment.objects.filter(pk=row.pk).update(due=due)
    check(force.a1)
    assert not Conflict.objects.open().exists()


def test_it_names_none_where_no_single_date_settles_it(force: Force) -> None:
    fixed = {"deadline_class": "statutory", "basis": "《刑事诉讼法》"}
    for who in ("public_order", "narcotics"):
        send(force, who, task("限期任务", 60, "2026-06-03", **fixed), force.a1)
    check(force.a1)
    assert Conflict.objects.open().exists()
    assert named(read(force.a1, now=NOW)) == ""


def test_an_urgent_task_is_never_the_one_to_move(force: Force) -> None:
    send(force, "narcotics", task("禁毒走访", 50, "2026-06-03"), force.a1)
    override(
        by=force.head,
        requester=force.public_order,
        content=task("紧急清查", 60, "2026-06-03"),
        stations=[force.a1],
        urgency=Urgency("上级通知", at("2026-06-05")),
        now=NOW,
    )
    check(force.a1)
    text = named(read(force.a1, now=NOW))
    assert "禁毒走访" in text and "紧急清查" not in text
