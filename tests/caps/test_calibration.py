"""What stations say a task took, beside what was estimated."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coordination.calibration.measuring import LEAST, Measured, measured, usual
from tasking.models import Assignment, AssignmentEntry
from tasking.services import acts
from tests.caps.world import asked
from tests.coordination.world import NOW, send
from tests.factories import Force, at

HOUR = 60_000


def reported(
    force: Force,
    estimate: float | None,
    took: float | None,
    who: str = "public_order",
    **more: Any,
) -> Assignment:
    """A task given to 柳堰 and reported done there."""
    row = send(force, who, asked(estimate, **more), force.a1).directive
    units = None if took is None else round(took * HOUR)
    return acts.report(
        by=force.chief_a1,
        assignment=row.assignments.get(),
        text="已完成",
        now=NOW + dt.timedelta(days=1),
        took_units=units,
    )


def of(force: Force, now: dt.datetime = NOW + dt.timedelta(days=2)) -> list[Measured]:
    return measured([force.public_order.pk, force.narcotics.pk], now)


def test_a_station_says_what_it_took_and_the_log_keeps_it(force: Force) -> None:
    row = reported(force, 5, 6.5)
    assert row.took_hours == Decimal("6.5")
    assert row.entries.get(act="report").took_hours == Decimal("6.5")
    back = acts.return_(by=force.staff, assignment=row, reason="缺一项", now=NOW)
    assert not of(force), "what was returned is not counted"
    again = {"by": force.chief_a1, "assignment": back, "text": "", "now": NOW}
    for wrong in (0, -1, 30_001 * HOUR):
        with pytest.raises(ValidationError) as refused:
            acts.report(took_units=wrong, **again)
        assert set(refused.value.message_dict) == {"hours_taken"}
    assert acts.report(**again).took_units is None
    with pytest.raises(InternalError), transaction.atomic():
        AssignmentEntry.objects.update(took_units=1)


def test_medians_and_spread_equal_an_independent_count(force: Force) -> None:
    random = Random(8)
    facts = []
    for _ in range(3 * LEAST + 1):
        estimate, took = random.randint(1, 40) / 4, random.randint(1, 60) / 4
        facts.append((estimate, took))
        reported(force, estimate, took)
    for took in (3.0, 9.5):  # nobody had estimated these
        facts.append((None, took))
        reported(force, None, took)
    reported(force, 4, None)  # said nothing
    reported(force, 4, 5, who="narcotics")  # another department's
    mine = [row for row in of(force) if row.department == force.public_order.pk]
    [row] = mine
    known = [(estimate, took) for estimate, took in facts if estimate]
    ratios = [took / estimate for estimate, took in known]
    assert (row.reports, row.estimated) == (len(facts), len(known))
    assert row.took == pytest.approx(statistics.median(t for _, t in facts))
    assert row.estimate == pytest.approx(statistics.median(e for e, _ in known))
    quartiles = statistics.quantiles(ratios, n=4, method="inclusive")
    assert row.ratio == pytest.approx(tuple(quartiles))
    found = usual(force.public_order.pk, asked(None), NOW + dt.timedelta(days=2))
    assert found is not None and found.reports == len(facts)
    assert abs(float(found.hours) - (row.took or 0)) <= 0.05


def test_of_few_reports_nothing_is_said(force: Force) -> None:
    for n in range(LEAST - 1):
        reported(force, 5, 6 + n)
    [row] = of(force)
    assert (row.reports, row.too_few, row.took, row.ratio) == (4, True, None, None)
    assert usual(force.public_order.pk, asked(None), NOW) is None
    reported(force, None, 6)
    [row] = of(force)
    assert (row.took, row.ratio) == (7, None), "five say it, four had an estimate"
    later = NOW + dt.timedelta(days=370)
    assert not of(force, now=later)


def test_one_item_alone_is_told_apart_and_offered_first(force: Force) -> None:
    one = {"data_items": ("发案数",), "kind": "report"}
    two = {"data_items": ("发案数", "破案数"), "kind": "report"}
    for n in range(LEAST):
        reported(force, 2, 1 + n / 2, **one)
        reported(force, 8, 20, **two)
    kind, item = of(force)
    assert (kind.kind, kind.reports, item.item, item.reports) == (
        *("report", 10),
        *("发案数", 5),
    )
    now, pk = NOW + dt.timedelta(days=2), force.public_order.pk
    alone, both = usual(pk, asked(None, **one), now), usual(pk, asked(None, **two), now)
    assert alone is not None and (alone.hours, alone.item) == (2, "发案数")
    assert both is not None and (both.reports, both.item) == (10, "")
    assert usual(pk, asked(None, kind="task"), now) is None


def test_appointments_are_measured_by_their_officers(force: Force) -> None:
    """Two officers for three hours are six; nothing is offered for them."""
    start = at("2026-12-29 09:00")
    visit = asked(None, kind="inspection", officers=Decimal(2))
    row = replace(visit, release=start, due=start + dt.timedelta(hours=3))
    for _ in range(LEAST):
        sent = send(force, "public_order", row, force.a1).directive.assignments.get()
        acts.report(
            by=force.chief_a1,
            assignment=sent,
            text="",
            now=NOW + dt.timedelta(days=1),
            took_units=8 * HOUR,
        )
    [found] = of(force)
    assert (found.estimate, found.took) == (6, 8)
    assert usual(force.public_order.pk, row, NOW + dt.timedelta(days=2)) is None


def test_reserved_strength_is_in_none_of_it(force: Force) -> None:
    for _ in range(LEAST):
        reported(force, 5, 6, title="", reserved=True)
    assert not of(force)


def test_one_query_however_many_departments(force: Force) -> None:
    reported(force, 5, 6)
    with CaptureQueriesContext(connection) as asked_for:
        of(force)
    assert len(asked_for) == 1
