"""One answer for two departments: the second reads the fields it asked for."""

from __future__ import annotations

import pytest

from coordination.collating.known import known_answers
from coordination.collating.reach import reach_of
from coordination.models import DuplicatePair
from coordination.services import joining
from tasking.models import Directive, TaskForm
from tasking.services.report_forms import choose_form
from tests.coordination.world import NOW, send, task
from tests.factories import Force
from tests.forms.asking import asked, at, draft, line, reported, sent
from tests.forms.test_pages import url
from tests.pages.composing import words
from tests.pages.test_directives import client

LINES = [line("旅馆数"), line("从业人员数"), line("床位数"), line("说明", "text")]


@pytest.fixture
def joined(force: Force) -> Directive:
    """禁毒 takes 旅馆 and 从业人员 from 治安's form."""
    row = draft(force.staff, force.public_order, force.a1, force.a2, kind="report")
    asked(force.staff, row, LINES)
    sent(force.staff, row)
    more = {"data_items": ("旅馆", "从业人员"), "kind": "report"}
    theirs = task("旅馆涉毒情况", 1, "2026-06-12", **more)
    send(force, "narcotics", theirs, force.a1)
    pair = DuplicatePair.objects.get()
    given = {"by": force.staff_narcotics, "pair": pair, "kept": row.pk, "now": NOW}
    joining.join(**given, reason="同一批旅馆")
    return row


def test_what_a_form_counts_is_data_the_task_asks_for(
    force: Force, joined: Directive
) -> None:
    assert joined.data_items == ["旅馆数", "从业人员数", "床位数"]
    again = draft(force.staff, force.public_order, force.a1)
    asked(force.staff, again, LINES[:2])
    asked(force.staff, again, LINES[1:2])
    again.refresh_from_db()
    assert again.data_items == ["从业人员数"]


def test_who_joined_reads_its_fields_at_its_stations(
    force: Force, joined: Directive
) -> None:
    answer = {"f1": "7", "f2": "31", "f3": "220", "f4": "另附"}
    for station, chief in ((force.a1, force.chief_a1), (force.a2, force.chief_a2)):
        owed = at(joined, station)
        reported(chief, owed, **answer, **dict.fromkeys(("f6", "f8", "f10"), ""))
    reach = reach_of(force.staff_narcotics, joined)
    assert [one.label for one in reach.fields] == ["旅馆数", "从业人员数"]
    visitor = client(force.staff_narcotics)
    text = words(visitor.get(url("collation", joined.pk)))
    assert "31" in text and "220" not in text and "津堰派出所" not in text
    assert "只显示本部门需要的填报项" in text
    one = words(visitor.get(url("answers_at", at(joined, force.a1).pk)))
    assert "31" in one and "220" not in one and "另附" not in one
    assert visitor.get(url("answers_at", at(joined, force.a2).pk)).status_code == 404
    own = draft(force.staff_narcotics, force.narcotics, force.a1, force.a2)
    held = asked(force.staff_narcotics, own, LINES[:1])
    (known,) = known_answers(force.staff_narcotics, own, held)
    assert known.stations == (force.a1.pk,), "not of a station where it did not join"
    whole = words(client(force.staff).get(url("collation", joined.pk)))
    assert "220" in whole and "津堰派出所" in whole


def test_who_joined_reads_nothing_of_the_period_before(
    force: Force, joined: Directive
) -> None:
    early = draft(force.staff, force.public_order, force.a1, due="2026-06-09 18:00")
    form = TaskForm.objects.get(directive=joined).form
    choose_form(by=force.staff, directive=early, form=form)
    sent(force.staff, early)
    only = dict.fromkeys(("f6", "f8", "f10"), "")
    then = {"f1": "6", "f2": "877", "f3": "9", "f4": "无"}
    reported(force.chief_a1, at(early, force.a1), **then, **only)
    now = {"f1": "7", "f2": "31", "f3": "220", "f4": "无"}
    reported(force.chief_a1, at(joined, force.a1), **now, **only)
    page, one = url("collation", joined.pk), url("answers_at", at(joined, force.a1).pk)
    whole, part = client(force.staff), client(force.staff_narcotics)
    assert "877" in words(whole.get(one))
    assert "+1" in words(whole.get(page, {"compare": "1"}))
    assert "877" not in words(part.get(one))
    compared = words(part.get(page, {"compare": "1"}))
    assert "对比" not in compared and "+1" not in compared
