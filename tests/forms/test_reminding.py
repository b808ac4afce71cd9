"""Reminders before and after the due, and rules that go on with a form."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from coordination.collating.series import over_periods
from coordination.services.issuing import withdraw
from coordination.services.recurring import (
    Terms,
    begin_series,
    draft_due,
    end_series,
)
from desk.models import InboxItem
from organization import services as units
from tasking.models import Series, TaskForm
from tasking.recurrence import Rule
from tasking.services.reminding_forms import remind_due
from tests.coordination.world import NOW
from tests.factories import Force, at
from tests.forms.asking import at as asked_at
from tests.forms.asking import monthly, reported, sent

MONTHLY = Terms(
    Rule("month", 1, "workday", 3, since=dt.date(2026, 6, 1)), dt.time(18), 5
)


def test_who_owes_it_is_reminded_once_before_and_once_after(force: Force) -> None:
    """Due on Friday 12 June 2026; two working days before is Wednesday."""
    units.seed_calendar(by=None, years=[2026])
    row = monthly(force, force.a1, force.a2)
    reported(force.chief_a2, asked_at(row, force.a2))
    told = []
    for day in ("06-01", "06-09", "06-10", "06-11", "06-12", "06-13", "06-15", "06-16"):
        told.append(remind_due(now=at(f"2026-{day} 09:00")))
    assert told == [0, 0, 1, 0, 0, 0, 1, 0]
    letters = InboxItem.objects.filter(kind__startswith="form_")
    assert {(one.recipient, one.kind) for one in letters} == {
        (force.chief_a1, "form_due"),
        (force.chief_a1, "form_late"),
    }
    assert remind_due(now=at("2026-06-17 07:00")) == 0
    reported(force.chief_a1, asked_at(row, force.a1))
    assert not letters.all().exists()


def test_nobody_is_reminded_of_what_was_just_asked_or_where_it_is_off(
    force: Force,
) -> None:
    units.seed_calendar(by=None, years=[2026])
    row = monthly(force, force.a1, due="2026-06-02 18:00")
    assert remind_due(now=NOW + dt.timedelta(hours=2)) == 0
    assert remind_due(now=NOW + dt.timedelta(days=1, hours=2)) == 1
    withdraw(by=force.staff, directive=row, reason="不用报了", now=NOW)
    assert not InboxItem.objects.filter(kind="form_due").exists()


def begun(force: Force) -> Series:
    units.seed_calendar(by=None, years=[2026, 2027])
    row = monthly(force, force.a1, force.a2)
    return begin_series(by=force.staff, directive=row, terms=MONTHLY, now=NOW)


def test_each_turn_asks_by_the_form_and_has_its_own_answers(force: Force) -> None:
    series = begun(force)
    draft_due(by=None, now=at("2026-06-26 09:00"))
    turn = series.turns.get().directive
    held = TaskForm.objects.get(directive=turn)
    assert held.form == TaskForm.objects.get(directive=series.template).form
    sent(force.staff, turn, at("2026-06-26 10:00"))
    reported(force.chief_a1, asked_at(series.template, force.a1))
    later = at("2026-07-01 09:00")
    reported(force.chief_a1, asked_at(turn, force.a1), later, f1="20", f2="13")
    over = over_periods(series, "f2")
    assert over is not None
    assert [row.cells for row in over.rows] == [("5", "13")]
    assert [one.text for one in over.sums] == ["5", "13"]
    page, client = reverse("coordination:series_answers", args=[series.pk]), Client()
    client.force_login(force.staff)
    taken = client.get(f"{page}?field=f2&as=csv").getvalue().decode("utf-8-sig")
    assert [line.split(",")[1:] for line in taken.splitlines()[1:]] == [["5", "13"]] * 2


def test_an_ended_rule_begins_again_from_the_same_task(force: Force) -> None:
    series = begun(force)
    draft_due(by=None, now=at("2026-06-26 09:00"))
    end_series(by=force.staff, series=series, reason="暂停", now=NOW)
    again = begin_series(
        by=force.staff, directive=series.template, terms=MONTHLY, now=NOW
    )
    assert draft_due(by=None, now=at("2026-06-26 10:00")) == 0  # July is drafted
    assert draft_due(by=None, now=at("2026-07-29 10:00")) == 1
    assert again.turns.get().period == dt.date(2026, 8, 1)
    with pytest.raises(ValidationError):
        begin_series(by=force.staff, directive=series.template, terms=MONTHLY, now=NOW)


def test_a_rule_ends_with_the_task_it_repeats(force: Force) -> None:
    series = begun(force)
    withdraw(by=force.head, directive=series.template, reason="合并", now=NOW)
    series.refresh_from_db()
    assert series.ended_by == force.head and "合并" in series.end_reason
    letter = InboxItem.objects.get(kind="directive_rule_ended")
    assert letter.recipient == force.staff
