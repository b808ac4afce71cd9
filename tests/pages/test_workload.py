"""The workload page: a suggestion, other days and rows, one conflict, many tasks."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.ledger.asked import SHOWS
from coordination.models import Conflict, Proposal
from organization.models import User
from tasking.models import Assignment
from tests.coordination.test_checking import fan_out
from tests.coordination.world import check
from tests.factories import Force
from tests.pages.test_fixes import crowded
from tests.pages.test_working import client

ACCEPT = 'name="plan" value="(one-[^"]+)"'


@pytest.fixture
def conflict(force: Force) -> Conflict:
    return crowded(force)


def page(force: Force, user: User, query: str = "", target: str = "") -> str:
    url = reverse("coordination:workload", args=[force.a1.code])
    said = {"hx-request": "true", "hx-target": target} if target else {}
    answer = client(user).get(f"{url}{query}", headers=said)
    assert answer.status_code == 200
    return answer.content.decode()


# --- the card -------------------------------------------------------------------------
def test_the_suggestion_on_the_card_is_accepted_there(
    force: Force, conflict: Conflict
) -> None:
    text = page(force, force.chief_a1)
    card = text[text.index('id="conflict-1"') :]
    assert "建议：" in card and "接受建议" in card and "提出意见" in card
    assert card.count('class="yp-bullet"') == 2 and "征求意见" in card
    assert "接受建议" not in page(force, force.officer_a1)
    found = re.search(ACCEPT, card)
    assert found
    url = reverse("coordination:propose", args=[conflict.pk])
    sent = client(force.chief_a1).post(url, {"plan": found[1]})
    thread = Proposal.objects.get()
    assert sent["Location"] == reverse("coordination:proposal", args=[thread.pk])
    assert thread.conflict == conflict and thread.proposed_by == force.chief_a1
    again = page(force, force.chief_a1)
    assert "接受建议" not in again and conflict.get_state_display() not in again
    client(force.chief_a1).post(url, {"plan": found[1]})
    assert Proposal.objects.count() == 1


def test_a_suggestion_that_is_on_offer_no_more_writes_nothing(
    force: Force, conflict: Conflict
) -> None:
    url = reverse("coordination:propose", args=[conflict.pk])
    pk = conflict.misses[0]
    for name in ("one-", "one-x-y", f"one-{pk}-1", "one-0-29000000"):
        sent = client(force.chief_a1).post(url, {"plan": name})
        assert sent["Location"] == reverse("coordination:conflict", args=[conflict.pk])
    assert not Proposal.objects.exists()


def test_one_conflict_stands_out_also_without_script(
    force: Force, conflict: Conflict
) -> None:
    usual = page(force, force.chief_a1)
    assert 'class="yp-tl yp-lit"' not in usual and 'class="lit"' not in usual
    text = page(force, force.chief_a1, f"?conflict={conflict.pk}")
    assert 'class="yp-tl yp-lit"' in text
    for member in conflict.members:
        pk = member["assignment"]
        assert re.search(rf'class="lit" data-yp-in="1"[^>]+id="bar-{pk}"', text)
        assert re.search(rf'id="row-{pk}"[^>]+class="lit"', text)
    for nonsense in ("0", "²", "9" * 30, "x"):
        assert "yp-lit" not in page(force, force.chief_a1, f"?conflict={nonsense}")


# --- other days, other rows -----------------------------------------------------------
def test_the_timeline_comes_alone_and_keeps_what_was_chosen(
    force: Force, conflict: Conflict, django_assert_max_num_queries
) -> None:
    query = "?zoom=quarter&by=due&show=inside"
    url = reverse("coordination:workload", args=[force.a1.code])
    chief = client(force.chief_a1)
    said = {"hx-request": "true", "hx-target": "timeline"}
    with django_assert_max_num_queries(13):
        text = chief.get(f"{url}{query}", headers=said).content.decode()
    assert 'id="timeline"' in text and 'id="conflicts"' not in text
    assert 'id="task-chips" hx-swap-oob="true"' in text
    assert 'href="?zoom=quarter&amp;by=due"' in text  # all tasks, the same picture
    assert 'href="?by=due&amp;show=inside"' in text  # four weeks, the same list
    assert 'data-yp-days="91"' in text
    assert "<tr id=" not in text


def test_rows_by_due_stand_under_their_weeks(force: Force, conflict: Conflict) -> None:
    text = page(force, force.chief_a1, "?by=due")
    labels = re.findall(r'<span class="nm[^"]*">([^<]+)</span>', text)
    weeks = re.findall(r'<tr class="yp-week"><th [^>]+>([^<]+) 2</th>', text)
    assert labels[0] == weeks[0]
    assert "夏季清查，治安管理大队" in text


def test_many_tasks_are_folded_and_opened_in_place(
    force: Force, conflict: Conflict
) -> None:
    first = Assignment.objects.filter(station=force.a1).earliest("pk")
    fan_out(first, 298)
    check(force.a1, now=timezone.now())
    text = page(force, force.chief_a1)
    assert text.count('id="bar-') == 7  # six of the one department, one of the other
    found = re.search(r'href="(\?open=[^"]+)" data-yp-swap="timeline"', text)
    assert found and "另有293项" in text
    opened = page(force, force.chief_a1, found[1], "timeline")
    assert opened.count('id="bar-') == 201
    assert 'href="#tasks" data-yp-swap' in opened


def test_a_line_says_how_far_it_is_and_how_long_it_has(
    force: Force, conflict: Conflict
) -> None:
    row = Assignment.objects.get(directive__title="夏季清查")
    url = reverse("coordination:progress", args=[row.pk])
    said = {"hx-request": "true", "hx-current-url": "http://x/?zoom=week"}
    sent = client(force.chief_a1).post(url, {"remaining_hours": "45"}, headers=said)
    text = sent.content.decode()
    line = text[text.index(f'id="row-{row.pk}"') :]
    assert "25%" in line[: line.index("</tr>")] and "个工作日" in line
    assert 'data-yp-days="7"' in text  # what was chosen before stays
    said["hx-current-url"] = "http://["
    again = client(force.chief_a1).post(url, {"remaining_hours": "44"}, headers=said)
    assert again.status_code == 200 and 'data-yp-days="28"' in again.content.decode()


def test_each_filter_shows_as_many_as_it_says(force: Force, conflict: Conflict) -> None:
    rows = Assignment.objects.filter(station=force.a1)
    first = rows.earliest("pk")
    rows.update(deadline_class="statutory")
    url = reverse("coordination:report", args=[first.pk])
    client(force.chief_a1).post(url, {"version": first.version, "text": "已办"})
    home = reverse("coordination:workload", args=[force.a1.code])
    for show in SHOWS:
        seen = client(force.chief_a1).get(home, {"show": show}).context
        assert seen["counts"][show] == len(seen["rows"]), show
