"""The working of a conflict where auxiliaries relieve and an alert level binds."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict
from personnel import services as personnel
from personnel.models import DutyRegime
from personnel.services.alerts import announce_alert
from tests.coordination.world import check, send, task
from tests.factories import OFFICE_HOURS, Force
from tests.formulas import Sheets
from tests.pages.test_working import DAYS, client, day, monday, worked_out


@pytest.fixture
def helped(force: Force) -> Conflict:
    """Two auxiliaries who take over a third of an hour each; the second day a level
    holds the half ready. Six officers, 48 hours a day, standing work of 40 per cent."""
    now, first = timezone.now(), monday()
    since = timezone.localdate()
    personnel.set_regime(
        by=None,
        station=force.a1,
        during=(since - dt.timedelta(days=7), None),
        hours=OFFICE_HOURS,
        standing_share=Decimal("0.4"),
        auxiliary_share=Decimal("0.333"),
    )
    for n in (1, 2):
        helper = personnel.register_officer(
            by=None, police_number=f"F000{n}", name="何雨婷", category="auxiliary"
        )
        personnel.post_officer(
            by=None, officer=helper, unit=force.a1, during=(dt.date(2020, 1, 1), None)
        )
    start = since + dt.timedelta(days=first + 1)
    announce_alert(
        by=force.leader,
        bureau=force.county_a,
        level=2,
        during=(start, start + dt.timedelta(days=1)),
        reason="安保",
        now=now,
    )
    content = task("走访", 200, day(first + 5), release=day(first))
    send(force, "public_order", content, force.a1, now=now)
    check(force.a1, now=now)
    return Conflict.objects.get(station=force.a1, kind="deadline")


def test_auxiliaries_and_a_level_stand_in_the_working(
    force: Force, helped: Conflict
) -> None:
    """96 hours of standing work less 2 × 40 × 0.333 of 240: 170.64 are left, of which a
    half of Tuesday's stands by."""
    working = worked_out(helped)
    assert sum(row.available for row in working.stretches) == working.figures.capacity
    assert abs(working.figures.capacity - Decimal("153.5")) <= Decimal("0.1")
    second = working.stretches[1]
    assert second.kept == "share" and not second.simple
    # 19.2 of 48 by share; of each hour of standing work 0.2775 are relieved; the half.
    shown = (second.standing, second.relief, second.ready, second.available)
    assert shown == tuple(map(Decimal, ("19.2", "5.3", "17.1", "17")))
    assert [row.ready_units for row in working.stretches].count(0) == 4
    (week,) = working.weeks
    assert (week.share, week.relief) == (96 * 60_000, 26_640 * 60)
    assert week.left == (96_000 - 26_640) * 60
    page = client(force.chief_a1).get(
        reverse("coordination:conflict", args=[helped.pk])
    )
    text = re.sub(r"\s+", "", page.content.decode())
    assert "日常勤务96人·时，其中辅警分担26.6人·时，共扣除69.4人·时" in text
    assert "勤务等级备勤17.1" in text and "辅警分担−5.3" in text
    url = reverse("coordination:conflict_file", args=[helped.pk])
    sheets = Sheets(client(force.staff).get(url).content)
    whole = sheets.value(DAYS, f"K{2 + len(working.stretches)}")
    assert whole == pytest.approx(float(helped.capacity_hours), abs=1e-5)
    found = client(force.chief_a1).get(reverse("api:proof", args=[helped.pk])).json()
    assert [one["relief_hours"] for one in found["weeks"]] == [26.64]
    assert found["capacity"][1]["ready_hours"] == pytest.approx(17.06, abs=0.01)


def test_no_more_is_taken_over_than_there_is(force: Force, helped: Conflict) -> None:
    """All standing work is the auxiliaries': only what stands by is taken off."""
    DutyRegime.objects.filter(station=force.a1, during__endswith=None).update(
        standing_share=Decimal("0.1")
    )
    now, first = timezone.now(), monday()
    more = task("宣传", 40, day(first + 5), release=day(first))
    send(force, "narcotics", more, force.a1, now=now)
    check(force.a1, now=now)
    working = worked_out(Conflict.objects.open().get(station=force.a1))
    (week,) = working.weeks
    assert (week.share, week.relief, week.left) == (24 * 60_000, 24 * 60_000, 0)
    one, two = working.stretches[:2]
    assert (one.deducted, one.relief, one.standing) == (0, one.standing, Decimal("4.8"))
    assert (two.ready, two.available) == (24, 24)
