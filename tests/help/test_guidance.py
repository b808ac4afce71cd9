"""Guidance on site: planned, called off, done, counted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tasking.models import Difficulty, GuidanceVisit
from tasking.services import guidance
from tasking.services.difficulty_clock import run_clocks
from tests.factories import Force, at
from tests.help.world import NOW, answered, closed, letters, raised

pytestmark = pytest.mark.django_db
S, L = Difficulty.State, Difficulty.Level
WEDNESDAY = dt.date(2026, 6, 3)


def planned(force: Force, row: Difficulty, **more: object) -> GuidanceVisit:
    given = {"on": WEDNESDAY, "who": "治安大队李志刚", "what": "现场演示提取"}
    return guidance.plan_visit(
        by=force.staff, difficulty=row, **{"now": NOW, **given, **more}
    )


def done(force: Force, row: Difficulty, **more: object) -> GuidanceVisit:
    given = {"on": WEDNESDAY, "done": "带队演示三次", "now": at("2026-06-03 17:00")}
    return guidance.record_visit(by=force.staff, difficulty=row, **given | more)


def test_a_visit_is_planned_recorded_and_closed_by_the_station(force: Force) -> None:
    row = raised(force, urgency="urgent")
    planned(force, row)
    row.refresh_from_db()
    assert row.state == S.VISITING and row.answer_due == at("2026-06-05")
    assert row.reminders == [at("2026-06-03 08:00")]
    assert letters(force.chief_a1) == ["visit"]
    made = done(force, row)
    row.refresh_from_db()
    assert row.state == S.ANSWERED and row.answer == "带队演示三次"
    assert (made.done_on, made.recorded_by) == (WEDNESDAY, force.staff)
    closed(force, row)
    seen = [
        GuidanceVisit.objects.visible_to(user).done().count()
        for user in (force.staff, force.chief_a1, force.leader, force.coordinator)
    ]
    assert seen == [1, 1, 1, 1]
    assert not GuidanceVisit.objects.visible_to(force.chief_a2)
    assert not GuidanceVisit.objects.visible_to(force.staff_narcotics)
    within = GuidanceVisit.objects.between(WEDNESDAY, WEDNESDAY + dt.timedelta(days=1))
    assert within.get() == made
    assert not GuidanceVisit.objects.between(dt.date(2026, 6, 4), dt.date(2026, 7, 1))


def test_another_day_calls_the_first_off_and_only_done_ones_count(force: Force) -> None:
    row = raised(force)
    planned(force, row)
    row.refresh_from_db()
    planned(force, row, on=dt.date(2026, 6, 8))
    assert row.visits.planned().get().planned_on == dt.date(2026, 6, 8)
    guidance.call_off(by=force.staff, difficulty=row, reason="临时任务", now=NOW)
    row.refresh_from_db()
    assert row.state == S.ASKED and row.answer_due == at("2026-06-05")
    assert not row.visits.planned() and not GuidanceVisit.objects.done()
    planned(force, row)
    answered(force, row)
    assert not row.visits.planned(), "what is answered needs no visit any more"


def test_a_visit_that_nobody_records_goes_one_step_up(force: Force) -> None:
    row = raised(force)
    planned(force, row)
    assert run_clocks(now=at("2026-06-03 08:00")) == 1
    assert run_clocks(now=at("2026-06-05")) == 1
    row.refresh_from_db()
    assert (row.state, row.level) == (S.VISITING, L.OFFICE)


def test_bad_input_and_strangers(force: Force) -> None:
    row = raised(force)
    with pytest.raises(PermissionDenied):
        guidance.plan_visit(
            by=force.chief_a1,
            difficulty=row,
            on=WEDNESDAY,
            who="我",
            what="看",
            now=NOW,
        )
    for day in (None, dt.date(2026, 5, 31), dt.date(2026, 8, 31)):
        with pytest.raises(ValidationError) as refused:
            planned(force, row, on=day, who="", what="")
        assert set(refused.value.message_dict) == {"on", "who", "what"}
    with pytest.raises(ValidationError) as early:
        done(force, row)
    assert set(early.value.message_dict) == {"state"}
    planned(force, row)
    for day in (None, dt.date(2026, 6, 4), dt.date(2026, 5, 31)):
        with pytest.raises(ValidationError) as refused:
            done(force, row, on=day, done="")
        assert set(refused.value.message_dict) == {"on", "done"}
    assert not GuidanceVisit.objects.done()
