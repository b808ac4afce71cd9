"""A form is written, answered halfway, refused, handed in, returned, and kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from organization.models import AuditEvent
from tasking.models import Assignment, FormAnswer, ReportForm, TaskForm
from tasking.services import acts
from tasking.services.answering_forms import Answers, save_answers
from tasking.services.report_forms import (
    choose_form,
    correct_words,
    drop_form,
    seen_as,
)
from tests.factories import Force
from tests.forms.asking import (
    LATER,
    MONTHLY,
    SOUND,
    asked,
    at,
    draft,
    line,
    monthly,
    reported,
    sent,
)

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"f1": "13"}, "f1", "13"),  # not the sum of its parts
    ({"f4": "6"}, "f4", "刑事警情"),  # more than there were
    ({"f7": "2026-06-01"}, "f7", "检查日期"),  # before the first
    ({"f1": "600", "f2": "593", "f4": "1"}, "f1", "500"),  # beyond what is usual
    ({"f2": ""}, "f2", ""),  # it must be there
    ({"f5": "8.555"}, "f5", "2"),  # too many decimals
    ({"f6": "六月"}, "f6", "六月"),
    ({"f8": "也许"}, "f8", ""),
    ({"f9": "抢劫"}, "f9", "盗窃"),
    ({"f10": [["", "2026-06-02", ""]]}, "f10", "名称"),
    ({"f11": "字" * 2001}, "f11", "2000"),
    ({"f2": 10**13}, "f2", ""),
    ({"f11": ["一", "二"]}, "f11", ""),  # as only other systems write
    ({"f2": [3]}, "f2", ""),
    ({"f6": {"日": 3}}, "f6", ""),
]


def test_a_report_without_its_form_is_refused_whole(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    given = {"by": force.chief_a1, "assignment": row, "text": "好", "now": LATER}
    with pytest.raises(ValidationError) as refused:
        acts.report(**given)
    assert "治安情况月报表" in str(refused.value)
    for values, key, word in WRONG:
        with pytest.raises(ValidationError) as wrong:
            acts.report(**given, answers=Answers(SOUND | values))
        assert word in str(wrong.value.message_dict[key])
    row.refresh_from_db()
    assert row.state == "issued" and not FormAnswer.objects.exists()


def test_what_was_typed_is_read_as_people_type_it(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    odd = {"f1": "１２起", "f5": "1,008.5", "f6": "2026/6/3", "f8": "√"}
    done = reported(force.chief_a1, row, **odd)
    assert (done.state, done.remaining_units) == ("reported", 0)
    kept = FormAnswer.objects.get().values
    assert (kept["f1"], kept["f5"], kept["f6"]) == (12, "1008.50", "2026-06-03")
    assert kept["f8"] is True and kept["f10"] == [["金都旅馆", "2026-06-02", 2]]
    assert "f11" not in kept


def test_beyond_the_bounds_needs_a_word_why(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    much = {"f1": "600", "f2": "593", "f4": "1"}
    reported(force.chief_a1, row, notes={"f1": "专项行动集中受理"}, **much)
    assert FormAnswer.objects.get().notes == {"f1": "专项行动集中受理"}


def test_halfway_is_kept_and_who_was_slower_is_told(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    given = {"by": force.officer_a1, "assignment": row, "now": LATER}
    kept = save_answers(**given, answers=Answers({"f2": "5"}, version=0))
    assert (kept.values, kept.version, kept.handed_in_at) == ({"f2": 5}, 1, None)
    with pytest.raises(ValidationError) as slow:
        save_answers(**given, answers=Answers({"f2": "6"}, version=0))
    assert force.officer_a1.name in str(slow.value)
    with pytest.raises(ValidationError):
        save_answers(**given, answers=Answers({"f2": "五"}, version=1))
    with pytest.raises(PermissionDenied):
        save_answers(**given | {"by": force.staff}, answers=Answers({}))
    again = save_answers(**given, answers=Answers({"f2": "6"}, version=1))
    assert again.pk == kept.pk and again.values == {"f2": 6}
    row.refresh_from_db()
    assert row.state == "issued"


def test_returned_work_is_answered_anew_and_the_old_stays(force: Force) -> None:
    row = at(monthly(force, force.a1), force.a1)
    reported(force.chief_a1, row)
    with pytest.raises(ValidationError):
        save_answers(
            by=force.chief_a1, assignment=row, answers=Answers(SOUND), now=LATER
        )
    back = {"by": force.staff, "assignment": row, "reason": "刑事数有误", "now": LATER}
    acts.return_(**back)
    reported(force.chief_a1, row, f1="11", f2="4")
    first, second = FormAnswer.objects.order_by("number")
    assert (first.values["f2"], second.values["f2"]) == (5, 4)
    assert FormAnswer.objects.standing().get() == second
    with pytest.raises(DatabaseError), transaction.atomic():
        FormAnswer.objects.filter(pk=first.pk).update(values={})


def test_a_form_does_not_change_under_answers(force: Force) -> None:
    row = monthly(force, force.a1)
    old = TaskForm.objects.get(directive=row).form
    later = draft(force.staff, force.public_order, force.a1, due="2026-07-10")
    held = choose_form(by=force.staff, directive=later, form=old)
    more = [*MONTHLY, line("走访户数")]
    new = asked(force.staff, later, more, seen=seen_as(held)).form
    assert (new.number, new.family, len(new.fields)) == (2, old.family, 12)
    assert [one.key for one in new.fields][-1] == "f12"
    again = asked(force.staff, later, more[1:]).form
    assert again.pk == new.pk and "f1" not in again.words
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportForm.objects.filter(pk=old.pk).update(demands=[])
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskForm.objects.filter(directive=row).update(form=new)
    with pytest.raises(ValidationError):
        asked(force.staff, row)


def test_a_label_is_corrected_and_logged(force: Force) -> None:
    form = TaskForm.objects.get(directive=monthly(force, force.a1)).form
    given = {"form": form, "key": "f2", "help_text": "立案数"}
    for wrong in ("", "治安 警情", "甲；乙", "字" * 61):
        with pytest.raises(ValidationError):
            correct_words(by=force.staff, label=wrong, **given)
    with pytest.raises(PermissionDenied):
        correct_words(by=force.staff_narcotics, label="刑案", **given)
    row = correct_words(by=force.staff, label="刑事警情数", version=1, **given)
    assert {one.key: one.label for one in row.fields}["f2"] == "刑事警情数"
    assert AuditEvent.objects.filter(action="form.words").count() == 1
    with pytest.raises(ValidationError):
        correct_words(by=force.staff, label="刑案", version=1, **given)


def test_a_form_is_chosen_dropped_and_never_for_reserved(force: Force) -> None:
    form = TaskForm.objects.get(directive=monthly(force, force.a1)).form
    theirs = draft(force.staff_narcotics, force.narcotics, force.a1)
    with pytest.raises(ValidationError):
        choose_form(by=force.staff_narcotics, directive=theirs, form=form)
    with pytest.raises(PermissionDenied):
        choose_form(by=force.staff, directive=theirs, form=form)
    own = draft(force.staff, force.public_order, force.a1)
    choose_form(by=force.staff, directive=own, form=form)
    drop_form(by=force.staff, directive=own)
    assert not TaskForm.objects.filter(directive=own).exists()
    sent(force.staff, own)
    plain = Assignment.objects.get(directive=own)
    acts.report(by=force.chief_a1, assignment=plain, text="完成", now=LATER)
    secret = draft(force.staff, force.public_order, force.a1, title="", reserved=True)
    with pytest.raises(ValidationError):
        asked(force.staff, secret)
