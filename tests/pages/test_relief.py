"""The one date that settles most: found by a worker, judged again when opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict, Proposal, Relief, ReliefLook, StationState
from coordination.office.leverage import lever
from coordination.services.relieving import look_for_reliefs, stations_to_look_at
from coordination.tasks import find_reliefs
from organization.models import User
from tasking.models import Assignment, Directive
from tests.coordination.world import check, send, task
from tests.factories import Force
from tests.pages.test_directives import client, day

PATROL, VISITS = "夏季清查", "禁毒走访"


def crowd(force: Force, **more: Any) -> None:
    """Both stations are short by what either task would take a week later."""
    now = timezone.now()
    places = (force.a1, force.a2)
    send(force, "public_order", task(PATROL, 210, day(7), **more), *places, now=now)
    send(force, "narcotics", task(VISITS, 190, day(7), **more), *places, now=now)
    check(*places, now=now)


def look(force: Force) -> None:
    find_reliefs([force.a1.pk, force.a2.pk])


@pytest.fixture
def crowded(force: Force) -> Force:
    crowd(force)
    look(force)
    return force


def page(user: User, directive: Directive | None = None) -> str:
    row = directive or Directive.objects.get(title=VISITS)
    return reverse("coordination:relief", args=[row.pk])


def put_forward(force: Force, user: User, due: str = "") -> Any:
    browser, url = client(user), page(user)
    found = browser.get(url).context
    seen = found["found"].due.isoformat() if found and found["found"] else ""
    return browser.post(url, {"due": due or seen, "text": "一并调整"})


def test_the_card_names_the_date_that_settles_most(crowded: Force) -> None:
    found = lever(crowded.coordinator)
    assert found is not None and found.directive.title in (PATROL, VISITS)
    assert (found.conflicts, found.stations) == (2, 2)
    rows = Conflict.objects.filter(state="open")
    assert found.units == sum(row.shortfall_units for row in rows)
    text = client(crowded.coordinator).get(reverse("coordination:board"))
    assert "可消除2处冲突" in text.content.decode()


def test_it_is_the_earliest_date_that_does(crowded: Force) -> None:
    rows = Relief.objects.filter(directive__title=VISITS)
    due = max(row.due for row in rows)
    owed = Assignment.objects.filter(directive__title=VISITS)
    owed.update(due=due - dt.timedelta(days=1))
    check(crowded.a1, crowded.a2, now=timezone.now())
    assert Conflict.objects.filter(state="open", kind="deadline").count() >= 1
    owed.update(due=due)
    check(crowded.a1, crowded.a2, now=timezone.now())
    assert not Conflict.objects.filter(state="open", kind="deadline").exists()


@pytest.mark.parametrize("kept", ["statutory", "superior"])
def test_a_date_that_is_not_the_departments_is_never_shown(
    force: Force, kept: str
) -> None:
    crowd(force, deadline_class=kept, basis="《治安管理处罚法》")
    look(force)
    assert not Relief.objects.exists() and lever(force.coordinator) is None
    board = client(force.coordinator).get(reverse("coordination:board"))
    assert "目前没有哪一个可协调时限" in board.content.decode()


def test_what_settles_one_conflict_only_is_no_lever(force: Force) -> None:
    now = timezone.now()
    send(force, "narcotics", task(VISITS, 400, day(7)), force.a1, now=now)
    check(force.a1, now=now)
    look_for_reliefs(force.a1.pk, now=now)
    assert Relief.objects.count() == 1 and lever(force.coordinator) is None


def test_nothing_is_shown_that_facts_have_overtaken(crowded: Force) -> None:
    Assignment.objects.filter(directive__title=VISITS, station=crowded.a1).update(
        remaining_units=1
    )
    assert lever(crowded.coordinator) is None, "a mark waits for 柳堰"
    check(crowded.a1, now=timezone.now())
    assert lever(crowded.coordinator) is None, "checked, but not looked at since"


def test_a_station_is_looked_at_once_for_each_check(crowded: Force) -> None:
    assert stations_to_look_at(10) == []
    check(crowded.a1, now=timezone.now())
    assert stations_to_look_at(10) == [crowded.a1.pk]
    look(crowded)
    assert stations_to_look_at(10) == []


def test_a_look_that_fails_is_not_repeated(
    crowded: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise ZeroDivisionError("poison")

    check(crowded.a1, now=timezone.now())
    monkeypatch.setattr("coordination.tasks.look_for_reliefs", broken)
    look(crowded)
    assert stations_to_look_at(10) == []
    assert not Relief.objects.filter(look=crowded.a1.pk).exists()
    state = StationState.objects.get(station=crowded.a1)
    assert ReliefLook.objects.get(station=crowded.a1).revision == state.revision


def test_opened_it_is_judged_again_and_says_so(crowded: Force) -> None:
    office, url = client(crowded.coordinator), page(crowded.coordinator)
    answer = office.get(url)
    assert [len(line["conflicts"]) for line in answer.context["lines"]] == [1, 1]
    Assignment.objects.filter(directive__title=PATROL).update(remaining_units=1)
    check(crowded.a1, crowded.a2, now=timezone.now())
    gone = office.get(url)
    assert gone.status_code == 200 and gone.context["found"] is None
    assert "已没有一个日期" in gone.content.decode()


def test_it_is_put_forward_as_one_plan(crowded: Force) -> None:
    answer = put_forward(crowded, crowded.coordinator)
    proposal = Proposal.objects.get()
    assert answer.url == reverse("coordination:proposal", args=[proposal.pk])
    assert proposal.conflicts.count() == 2 and proposal.method == "together"
    units = {party.unit for party in proposal.parties.all()}
    assert units == {crowded.narcotics, crowded.a1, crowded.a2}
    assert lever(crowded.coordinator) is None, "a plan is on the table"


def test_a_date_that_was_not_looked_at_is_not_put_forward(crowded: Force) -> None:
    answer = put_forward(crowded, crowded.coordinator, due="2020-01-01T00:00:00+00:00")
    assert answer.status_code == 422 and not Proposal.objects.exists()
    assert "情况已有变化" in answer.content.decode()


def test_put_forward_twice_it_is_one(crowded: Force) -> None:
    browser, url = client(crowded.coordinator), page(crowded.coordinator)
    due = browser.get(url).context["found"].due.isoformat()
    assert browser.post(url, {"due": due}).status_code == 302
    assert browser.post(url, {"due": due}).status_code == 422
    assert Proposal.objects.count() == 1


def test_who_may_open_it(crowded: Force) -> None:
    url = page(crowded.coordinator)
    assert client(crowded.leader).get(url).status_code == 200
    assert client(crowded.staff).get(url).status_code == 403
    assert client(crowded.chief_a1).get(url).status_code == 403
    assert client(crowded.coordinator).delete(url).status_code == 405
