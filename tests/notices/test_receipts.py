"""Who has read it, who has understood; questions and answers; reminders."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from coordination.notices.listing import waiting
from coordination.notices.reading import counts, owing, questions
from tasking.models import Notice, NoticeQuestion, NoticeReading, NoticeReceipt
from tasking.services.answering_notices import answer, ask, understand
from tasking.services.notices import withdraw
from tasking.services.reminding_notices import remind_due
from tests.factories import Force, at
from tests.notices.world import DUE, NOW, asking, letters, message, read, told

pytestmark = pytest.mark.django_db


def test_opening_is_kept_once_for_each_of_the_station(force: Force) -> None:
    row = told(force)
    for user in (force.chief_a1, force.officer_a1, force.chief_a1, force.staff):
        read(user, row, NOW)
    kept = NoticeReading.objects.values_list("reader__username", flat=True)
    assert sorted(kept) == ["chief_a1", "officer_a1"], "the sender is no reader"
    tally = counts(force.staff, row)
    assert (tally.stations, tally.read, tally.understood) == (3, 1, 0)
    assert counts(force.chief_a2, row).read == 0, "of his own station only"
    with pytest.raises(InternalError), transaction.atomic():
        NoticeReading.objects.update(at=NOW)


def test_what_is_counted_are_the_receipts_one_sees(force: Force) -> None:
    """Seen whole, as of one's own department, or as far as one's stations go."""
    row = told(force)
    read(force.chief_a1, row, NOW)
    for user in force.personas.values():
        seen = NoticeReceipt.objects.visible_to(user).filter(notice=row)
        tally = counts(user, row)
        assert (tally.stations, tally.read) == (seen.count(), seen.read().count())


def test_one_person_says_for_the_station_that_it_is_understood(force: Force) -> None:
    row = told(force, said=asking())
    (receipt,) = read(force.chief_a1, row)
    with pytest.raises(PermissionDenied):
        understand(by=force.chief_a2, receipt=receipt, now=NOW)
    understand(by=force.officer_a1, receipt=receipt, now=NOW)
    receipt.refresh_from_db()
    assert receipt.understood_by == force.officer_a1
    assert letters(force.chief_a1) == [], "nobody is asked any more"
    assert letters(force.chief_a2) == ["notice_todo"]
    with pytest.raises(ValidationError, match="officer_a1"):
        understand(by=force.chief_a1, receipt=receipt, now=NOW)
    names = [one.station.name for one in owing(force.staff, row)]
    assert names == ["津堰派出所", "北埠派出所"]
    (plain,) = read(force.chief_a1, told(force))
    with pytest.raises(ValidationError, match="state"):
        understand(by=force.chief_a1, receipt=plain, now=NOW)


def test_what_is_over_is_not_understood_or_asked_about(force: Force) -> None:
    row = told(force, said=asking())
    (receipt,) = read(force.chief_a1, row)
    withdraw(by=force.staff, notice=row, reason="重复", now=NOW)
    late: dict[str, Any] = {"by": force.chief_a1, "receipt": receipt, "now": NOW}
    with pytest.raises(ValidationError, match="state"):
        understand(**late)
    with pytest.raises(ValidationError, match="state"):
        ask(text="还用办吗", **late)


def asked(force: Force, row: Notice) -> NoticeQuestion:
    (receipt,) = read(force.officer_a1, row)
    return ask(by=force.officer_a1, receipt=receipt, text="旧表要交回吗", now=NOW)


def test_a_question_is_answered_to_that_station_or_to_all(force: Force) -> None:
    row = told(force)
    one, two = asked(force, row), asked(force, row)
    assert letters(force.staff) == letters(force.head) == ["notice_question"] * 2
    assert not questions(force.chief_a2, row), "another station's"
    given: dict[str, Any] = {"by": force.head, "now": NOW}
    answer(question=one, text="不用", to_all=False, version=1, **given)
    assert not questions(force.chief_a2, row)
    answer(question=two, text="月底前交回", to_all=True, **given)
    assert list(questions(force.chief_a2, row)) == [two]
    assert letters(force.chief_a2) == ["notice_new", "notice_answer"]
    assert letters(force.officer_a1) == ["notice_answer"] * 2
    assert letters(force.staff) == []
    with pytest.raises(ValidationError, match="state"):
        answer(question=one, text="要", to_all=True, **given)


def test_who_may_answer_and_what_must_be_said(force: Force) -> None:
    row = told(force)
    one = asked(force, row)
    for user in (force.staff_narcotics, force.chief_a1, force.leader):
        with pytest.raises(PermissionDenied):
            answer(by=user, question=one, text="不用", to_all=False, now=NOW)
    given: dict[str, Any] = {"by": force.staff, "question": one, "now": NOW}
    for text in ("  ", "长" * 1_001):
        with pytest.raises(ValidationError) as error:
            answer(text=text, to_all=False, **given)
        assert set(error.value.message_dict) == {"answer"}
    with pytest.raises(ValidationError, match="state"):
        answer(text="不用", to_all=False, version=7, **given)


def test_the_chief_sees_what_he_has_not_opened_or_owes(force: Force) -> None:
    plain, owed = told(force), told(force, said=asking())
    today = NOW.date()
    held = waiting(force.chief_a1, today).values_list("notice", flat=True)
    assert set(held) == {plain.pk, owed.pk}
    read(force.chief_a1, plain)
    read(force.chief_a1, owed)
    assert [one.notice for one in waiting(force.chief_a1, today)] == [owed]
    assert not waiting(force.chief_a1, DUE + dt.timedelta(days=30))
    assert not waiting(force.officer_a1, today), "nobody counts his reading"


def test_a_reminder_goes_once_to_those_that_owe_on_a_working_day(force: Force) -> None:
    """Due on Monday the 15th: on Friday, not at night and not at the weekend."""
    row = told(force, said=asking())
    Notice.objects.filter(pk=row.pk).update(due_on=dt.date(2026, 6, 15))
    told(force, said=message())
    (receipt,) = read(force.chief_a1, row)
    understand(by=force.chief_a1, receipt=receipt, now=NOW)
    for early in ("2026-06-11 12:00", "2026-06-12 07:59"):
        assert remind_due(now=at(early)) == 0
    assert remind_due(now=at("2026-06-12 08:30")) == 1
    assert letters(force.chief_a2) == ["notice_todo", "notice_new", "notice_owed"]
    assert "notice_owed" not in letters(force.chief_a1)
    assert remind_due(now=at("2026-06-12 10:30")) == 0
    assert remind_due(now=at("2026-06-15 10:30")) == 0


def test_nobody_is_reminded_on_the_day_it_was_sent_or_at_the_weekend(
    force: Force,
) -> None:
    told(force, said=asking(), now=at("2026-06-12 09:00"))
    assert remind_due(now=at("2026-06-12 10:00")) == 0
    row = told(force, said=asking())
    Notice.objects.filter(pk=row.pk).update(due_on=dt.date(2026, 6, 15))
    assert remind_due(now=at("2026-06-13 10:00")) == 0
