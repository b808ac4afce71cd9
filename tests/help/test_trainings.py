"""Trainings from practice: topics, a draft that says why, and what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from coordination.difficulties.effects import Change, change_at, trainings
from coordination.difficulties.topics import need_of, topics
from coordination.services.issuing import issue, stored
from tasking.models import Directive
from tasking.services import acts, directives
from tasking.services.trainings import Need, draft_training
from tests.coordination.world import send, task
from tests.factories import Force, at
from tests.help.world import NOW, raised

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def met(force: Force, times: int, since: dt.datetime = NOW, **more: object) -> None:
    for n in range(times):
        raised(force, now=since + n * DAY, **more)


def test_topics_are_ranked_by_what_was_met_returned_and_overdue(force: Force) -> None:
    met(force, 3)
    met(force, 1, station=force.a2, by=force.chief_a2)
    raised(force, category="law", department=force.narcotics)
    now = NOW + 10 * DAY
    for title in ("一", "二"):
        content = task(title, 1, "2026-06-03")
        sent = send(force, "public_order", content, force.a1, now=NOW).directive
        row = sent.assignments.get()
        acts.report(by=force.chief_a1, assignment=row, text="完", now=NOW + 3 * DAY)
    row.refresh_from_db()
    acts.return_(by=force.staff, assignment=row, reason="缺表", now=NOW + 4 * DAY)
    found = {each.key: each for each in topics(force.staff, now)}
    assert list(found) == ["category:evidence", "kind:task"]
    first, second = found.values()
    assert (first.difficulties, first.total, len(first.stations)) == (4, 4, 2)
    assert (second.returned, second.overdue, second.few) == (1, 2, True)
    every = {each.key for each in topics(force.leader, now)}
    assert every == {*found, "category:law"}
    assert not topics(force.staff_b, now)
    assert not topics(force.staff, now + 400 * DAY), "of the last half year"


def test_a_draft_names_what_it_answers_and_goes_where_it_was_met(force: Force) -> None:
    met(force, 2)
    met(force, 1, station=force.a2, by=force.chief_a2, title="爆燃现场提取")
    need = need_of(force.staff, "category:evidence", NOW + 5 * DAY)
    assert need is not None and need_of(force.staff, "category:law", NOW) is None
    given = {"department": force.public_order, "need": need, "now": NOW}
    with pytest.raises(PermissionDenied):
        draft_training(by=force.staff_narcotics, **given)
    made = draft_training(by=force.staff, **given)
    draft = made.directive
    assert (draft.state, draft.kind) == ("draft", "training")
    assert "爆燃现场提取" in draft.intent and "3" in draft.intent
    sent = set(draft.targets.values_list("station", flat=True))
    assert sent == {force.a1.pk, force.a2.pk}
    assert made.difficulties.count() == 3
    assert made.counted["difficulties"] == 3
    with pytest.raises(ValidationError):
        wrong = {**given, "need": Need(category="?")}
        draft_training(by=force.staff, **wrong)


def held(force: Force) -> Directive:
    """A training of a morning a month after NOW, which both stations report."""
    need = need_of(force.staff, "category:evidence", NOW + 20 * DAY)
    assert need is not None
    made = draft_training(
        by=force.staff, department=force.public_order, need=need, now=NOW
    )
    begin = at("2026-07-01 09:00")
    Directive.objects.filter(pk=made.directive_id).update(
        release=begin, due=begin + dt.timedelta(hours=3), officers=2, basis="训练计划"
    )
    draft = Directive.objects.get(pk=made.directive_id)
    content, _targets = stored(draft)
    issue(
        by=force.staff,
        requester=force.public_order,
        content=content,
        stations=[force.a1, force.a2],
        now=NOW + 20 * DAY,
        reason="训练",
        directive=draft,
    )
    return draft


def test_attendance_and_whether_it_became_rarer_by_station(force: Force) -> None:
    met(force, 6)
    met(force, 1, station=force.a2, by=force.chief_a2)
    row = held(force)
    met(force, 1, since=at("2026-08-01 09:00"))
    task_a1 = row.assignments.get(station=force.a1)
    acts.report(
        by=force.chief_a1, assignment=task_a1, text="两人参加", now=row.due + DAY
    )
    (found,) = trainings(force.staff, row.due + 90 * DAY)
    assert (found.attended, len(found.rows)) == (1, 2)
    first, second = found.rows
    assert first.people == 2 and first.change and second.change
    assert (first.change.before, first.change.after) == (6, 1)
    assert first.change.rates == (1.0, pytest.approx(1 / 3))
    assert first.change.rarer is True
    assert second.change.rarer is None, "one is too few to say anything"
    assert found.change and (found.change.before, found.change.after) == (7, 1)
    (early,) = trainings(force.staff, row.due + 20 * DAY)
    assert early.change and early.change.rarer is None, "not before a month"
    (before,) = trainings(force.staff, row.due - DAY)
    assert before.change is None
    assert not trainings(force.staff_b, row.due)
    given = {"by": force.head, "directive": row, "now": row.due + 2 * DAY}
    directives.withdraw(**given, reason="没有办成")
    (never,) = trainings(force.staff, row.due + 90 * DAY)
    assert never.change is None and not never.rows, "nothing can come of it"


def test_the_windows_are_half_open_and_as_long_as_each_other() -> None:
    begin = at("2026-07-01 09:00")
    row = Directive(release=begin, due=begin + dt.timedelta(hours=3))
    moments = [
        begin - 181 * DAY,
        begin - 180 * DAY,
        begin,
        row.due,
        row.due + 180 * DAY,
    ]
    found = change_at(moments, row, row.due + 400 * DAY)
    assert found == Change(before=1, after=1, before_days=180, after_days=180)
    assert Change(4, 0, 180, 180).rarer is None and Change(5, 0, 180, 29).rarer is None
    assert Change(3, 3, 180, 180).rarer is False
