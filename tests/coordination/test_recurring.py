"""Tasks that come back: drafts by the rule, once a period, for whoever answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange

from coordination.services.recurring import (
    Terms,
    begin_series,
    draft_due,
    end_series,
    take_over,
    upcoming,
)
from desk.models import InboxItem
from organization import services as units
from organization.calendar import WorkCalendar
from organization.models import AuditEvent, Membership
from tasking.models import Directive, Series
from tasking.recurrence import Rule
from tests.coordination.world import NOW, send, task
from tests.factories import Force

MONTHLY = Terms(
    Rule("month", 1, "workday", 3, since=dt.date(2026, 6, 1)), dt.time(18), 5
)
REPORT = task("治安形势分析（5月）", 6, "2026-06-12")


def given(force: Force) -> Directive:
    row = send(force, "public_order", REPORT, force.a1, force.a2).directive
    row.targets.filter(station=force.a2).update(effort_units=90_000)
    return row


def begun(force: Force, terms: Terms = MONTHLY) -> Series:
    units.seed_calendar(by=None, years=[2026, 2027])
    row = given(force)
    return begin_series(by=force.staff, directive=row, terms=terms, now=NOW)


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T09:00+08:00")


def test_a_draft_is_made_so_many_working_days_before_and_once(force: Force) -> None:
    """Due on 3 July 2026, a Friday; five working days before is 26 June."""
    series = begun(force)
    assert draft_due(by=None, now=at("2026-06-25")) == 0
    assert (
        draft_due(by=None, now=at("2026-06-26")),
        draft_due(by=None, now=at("2026-06-29")),
    ) == (1, 0)
    made = series.turns.get().directive
    assert (made.state, made.title) == ("draft", "治安形势分析（2026年7月）")
    assert made.due == dt.datetime.fromisoformat("2026-07-03T18:00+08:00")
    assert made.created_by == force.staff and made.release is None
    kept = {row.station_id: row.effort_units for row in made.targets.all()}
    assert kept == {force.a1.pk: None, force.a2.pk: 90_000}
    letter = InboxItem.objects.get(recipient=force.staff, kind="directive_again")
    assert str(made.pk) in letter.url
    assert draft_due(by=None, now=at("2026-07-29")) == 1


def test_what_nobody_drafted_in_time_is_left_out(force: Force) -> None:
    series = begun(force)
    assert draft_due(by=None, now=at("2026-07-06")) == 0
    assert draft_due(by=None, now=at("2026-08-04")) == 1
    assert series.turns.get().period == dt.date(2026, 8, 1)


def test_stations_that_closed_are_left_out(force: Force) -> None:
    series = begun(force)
    type(force.a2).objects.filter(pk=force.a2.pk).update(closed_on="2026-06-20")
    draft_due(by=None, now=at("2026-06-26"))
    made = series.turns.get().directive
    assert [row.station_id for row in made.targets.all()] == [force.a1.pk]


@pytest.mark.parametrize(
    ("title", "again"),
    [
        ("治安检查（夜间）", "治安检查（夜间）（2026年7月）"),
        ("治安检查（110联动）", "治安检查（110联动）（2026年7月）"),
        ("治安检查（学校周边）", "治安检查（学校周边）（2026年7月）"),
        ("治安检查（第二季度）", "治安检查（2026年7月）"),
        ("Return (2026-6)", "Return（2026年7月）"),
        ("Return (night)", "Return (night)（2026年7月）"),
    ],
)
def test_only_a_period_behind_the_title_is_replaced(
    force: Force, title: str, again: str
) -> None:
    series = begun(force)
    Directive.objects.filter(pk=series.template_id).update(title=title)
    draft_due(by=None, now=at("2026-06-26"))
    assert series.turns.get().directive.title == again


def test_a_rule_is_not_refused_for_weeks_of_holidays(force: Force) -> None:
    """No week around the first of October has five working days."""
    weekly = replace(MONTHLY, rule=Rule("week", 1, "workday", 5))
    days = {dt.date(2026, 9, 25) + n * dt.timedelta(1): (False, "") for n in range(16)}
    (found,) = upcoming(
        weekly, dt.date(2026, 9, 28), most=1, calendar=WorkCalendar(days)
    )
    assert found[0].day == dt.date(2026, 10, 16)


def test_the_head_stands_in_for_who_left(force: Force) -> None:
    series = begun(force)
    gone = DateRange(dt.date(2020, 1, 1), dt.date(2026, 6, 2))
    Membership.objects.filter(user=force.staff).update(during=gone)
    draft_due(by=None, now=at("2026-06-26"))
    assert series.turns.get().directive.created_by == force.head
    took = take_over(by=force.head, series=series)
    assert took.keeper == force.head
    with pytest.raises(PermissionDenied):
        take_over(by=force.staff_narcotics, series=series)


def test_it_ends_with_a_reason_and_only_once(force: Force) -> None:
    series = begun(force)
    with pytest.raises(ValidationError) as refused:
        end_series(by=force.staff, series=series, reason=" ", now=NOW)
    assert "reason" in refused.value.message_dict
    with pytest.raises(ValidationError):
        end_series(by=force.staff, series=series, reason="并入", now=NOW, version=9)
    end_series(by=force.staff, series=series, reason="并入月报", now=NOW)
    assert draft_due(by=None, now=at("2026-06-26")) == 0
    with pytest.raises(ValidationError):
        end_series(by=force.staff, series=series, reason="并入", now=NOW)
    said = AuditEvent.objects.filter(action__startswith="series.")
    assert sorted(said.values_list("action", flat=True)) == [
        "series.begin",
        "series.end",
    ]


@pytest.mark.parametrize(
    ("rule", "more", "field"),
    [
        ({"n": 16}, {}, "n"),
        ({"n": 0}, {}, "n"),
        ({"unit": "week", "n": 6}, {}, "n"),
        ({"count": "day", "n": -1}, {}, "n"),
        ({"length": 5}, {}, "length"),
        ({"length": 3, "month": 4}, {}, "month"),
        ({}, {"lead": 21}, "lead"),
        ({}, {"last": dt.date(2026, 5, 1)}, "last"),
        ({}, {"last": dt.date(2026, 6, 2)}, "last"),
    ],
)
def test_rules_that_say_nothing_are_refused(
    force: Force, rule: dict[str, object], more: dict[str, object], field: str
) -> None:
    terms = replace(MONTHLY, rule=replace(MONTHLY.rule, **rule), **more)
    with pytest.raises(ValidationError) as refused:
        begun(force, terms)
    assert list(refused.value.message_dict) == [field]
    assert not Series.objects.exists()


def test_what_came_by_a_rule_begins_no_other_while_it_runs(force: Force) -> None:
    """Two rules would draft the same task twice each month."""
    series = begun(force)
    draft_due(by=None, now=at("2026-06-26"))
    turn = series.turns.get().directive
    issued = {"state": "issued", "issued_at": NOW, "issued_by": force.staff}
    Directive.objects.filter(pk=turn.pk).update(**issued)
    given = {"by": force.staff, "terms": MONTHLY, "now": NOW}
    with pytest.raises(ValidationError):
        begin_series(directive=turn, **given)
    end_series(by=force.staff, series=series, reason="改按季度", now=NOW)
    assert begin_series(directive=turn, **given).template == turn


def test_only_an_issued_task_and_only_once(force: Force) -> None:
    series = begun(force)
    with pytest.raises(ValidationError):
        begin_series(by=force.staff, directive=series.template, terms=MONTHLY, now=NOW)
    with pytest.raises(PermissionDenied):
        other = send(force, "narcotics", REPORT, force.a1).directive
        begin_series(by=force.staff, directive=other, terms=MONTHLY, now=NOW)
