"""Who owes a word about money is asked again, and silence stays silence."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from budget.models import ClosedYear, Disbursement, Dispute
from budget.services.disputing import answer, dispute, settle
from budget.services.reminding import ask_again, run_clocks
from coordination.services.due_jobs import JOBS
from desk.models import InboxItem
from organization.models import AuditEvent, Membership, Role, User
from organization.services import end_role
from organization.services.calendar import set_day
from tests.budget.world import (
    NOW,
    YEAR,
    allocated,
    chain,
    confirm,
    paid,
    released,
    second,
    told,
)
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def after(days: int, since: dt.datetime = NOW) -> dt.datetime:
    """The first day before which so many whole working days have passed."""
    day = since
    while days:
        day += DAY
        days -= timezone.localdate(day).weekday() < 5
    return day + DAY


def letters(user: User) -> list[str]:
    rows = InboxItem.objects.filter(recipient=user).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_silent_station_is_asked_again_each_working_week(made: Force) -> None:
    row = paid(made)
    due = after(5)
    assert run_clocks(now=due - DAY) == 0
    assert run_clocks(now=due) == 1
    assert run_clocks(now=due) == 0, "once"
    assert letters(made.chief_a1) == ["money_reminder"], "it takes the first's place"
    letter = InboxItem.objects.get(recipient=made.chief_a1)
    assert (letter.facts["times"], letter.facts["amount"]) == (1, "600.00")
    confirm(made, row, 400)
    assert run_clocks(now=due + 2 * DAY) == 0, "a word, or a reminder, counts anew"
    assert run_clocks(now=after(5, due)) == 1
    row.refresh_from_db()
    assert (row.reminders, chain(row.line)) == (2, (1000, 600, 400, 400))
    assert InboxItem.objects.get(recipient=made.chief_a1).facts["amount"] == "200.00"
    trail = AuditEvent.objects.filter(action="disbursement.remind")
    assert [one.detail["times"] for one in trail.order_by("pk")] == [1, 2]
    confirm(made, row, 200)
    assert letters(made.chief_a1) == []
    assert run_clocks(now=after(20)) == 0


def test_holidays_do_not_count(made: Force) -> None:
    paid(made)
    due = after(5)
    holiday = timezone.localdate(due - DAY)
    set_day(by=None, day=holiday, is_workday=False, name="假日")
    assert run_clocks(now=due) == 0
    assert run_clocks(now=after(1, due - DAY)) == 1


def test_a_bureau_that_does_not_answer_is_asked_again(made: Force) -> None:
    row, other = paid(made), second(made)
    station = {"by": made.chief_a1, "disbursement": row}
    dispute(reason="未见", now=NOW, **station)
    assert run_clocks(now=after(5)) == 1
    assert letters(made.chief_a1) == [], "it has said its word"
    assert "money_unanswered" in letters(made.finance)
    assert "money_disputed" not in letters(made.finance) + letters(other)
    assert Dispute.objects.get().reminders == 1
    answer(by=made.finance, disbursement=row, text="月底补", now=after(5))
    assert "money_unanswered" not in letters(made.finance)
    assert run_clocks(now=after(12)) == 0
    settle(now=after(12), **station)
    assert run_clocks(now=after(12)) == 0, "the word is owed from then on"
    assert run_clocks(now=after(5, after(12))) == 1


def test_closed_years_and_a_clock_that_is_off(made: Force) -> None:
    row = paid(made)
    with override_settings(MONEY_REMINDER_DAYS=0):
        assert run_clocks(now=after(30)) == 0
    ClosedYear.objects.create(bureau=made.county_a, year=YEAR, closed_at=NOW)
    assert run_clocks(now=after(30)) == 0
    ask_again(by=made.finance, disbursement=row, now=after(30))
    assert "money_reminders" in JOBS


def test_where_nobody_heads_the_station_nobody_is_asked(made: Force) -> None:
    """Nor counted as asked: a closed station's chief is none any more."""
    row, left = paid(made), timezone.localdate(NOW) + DAY
    chief = Membership.objects.get(user=made.chief_a1, role=Role.STATION_CHIEF)
    end_role(by=None, membership=chief, on=left)
    assert run_clocks(now=after(5)) == 0
    office = {"by": made.finance, "disbursement": row}
    Membership.objects.filter(pk=chief.pk).delete()
    assert set(told(ask_again, now=after(5), **office)) == {"state"}
    row.refresh_from_db()
    assert row.reminders == 0


def test_where_nobody_keeps_the_money_no_bureau_is_asked(made: Force) -> None:
    row = paid(made)
    dispute(by=made.chief_a1, disbursement=row, reason="未见", now=NOW)
    Membership.objects.filter(role=Role.FINANCE).delete()
    assert run_clocks(now=after(5)) == 0
    assert Dispute.objects.get().reminders == 0


def test_finance_asks_again_once_a_day(made: Force) -> None:
    row, tomorrow = paid(made), NOW + DAY
    office = {"by": made.finance, "disbursement": row}
    assert set(told(ask_again, now=NOW, **office)) == {"state"}, "it went out today"
    for name in ("chief_a1", "leader", "internal_auditor", "stranger"):
        with pytest.raises(PermissionDenied):
            ask_again(**office | {"by": getattr(made, name)}, now=tomorrow)
    ask_again(now=tomorrow, **office)
    assert set(told(ask_again, now=tomorrow, **office)) == {"state"}
    stale = office | {"version": 1}
    assert set(told(ask_again, now=tomorrow + DAY, **stale)) == {"state"}
    dispute(by=made.chief_a1, disbursement=row, reason="未见", now=tomorrow)
    assert set(told(ask_again, now=tomorrow + DAY, **office)) == {"state"}
    assert Disbursement.objects.get(pk=row.pk).reminders == 1


def test_the_pages_say_how_often(made: Force) -> None:
    before = NOW - 3 * DAY
    row = released(made, allocated(made), now=before)
    office, to = client(made.finance), reverse("budget:remind", args=[row.pk])
    assert client(made.chief_a1).post(to, {"version": 2}).status_code == 403
    assert office.get(to).status_code == 405
    page = reverse("budget:disbursement", args=[row.pk])
    assert office.post(to, {"version": 2})["Location"] == page
    assert office.post(to, {"version": 3}).status_code == 422
    for shown in (
        words(office.get(page)),
        words(office.get(reverse("budget:money"))),
        words(
            client(made.chief_a1).get(reverse("budget:station", args=[made.a1.code]))
        ),
    ):
        assert "已催1次" in shown
    assert "已等3天" in words(office.get(reverse("budget:money")))


def test_where_nobody_heads_the_station_nobody_was_asked(made: Force) -> None:
    row = paid(made)
    role = Membership.objects.get(user=made.chief_a1, role=Role.STATION_CHIEF)
    end_role(by=None, membership=role, on=timezone.localdate(NOW) - DAY)
    assert run_clocks(now=after(5)) == 0
    again = told(ask_again, by=made.finance, disbursement=row, now=NOW + DAY)
    assert set(again) == {"state"}
    assert Disbursement.objects.get(pk=row.pk).reminders == 0
