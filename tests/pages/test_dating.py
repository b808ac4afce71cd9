"""The dialog for another date: tried out while it is chosen, written when confirmed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import Conflict, Proposal
from organization.models import User
from tasking.models import Assignment
from tests.factories import Force
from tests.pages.test_fixes import crowded
from tests.pages.test_redating import ends_on, owed, own_plan
from tests.pages.test_working import client

HTMX = {"hx-request": "true"}


def day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def ask(user: User, row: Assignment, **query: str) -> Any:
    url = reverse("coordination:date_of", args=[row.pk])
    return client(user).get(url, query, headers=HTMX)


def send(user: User, row: Assignment, **data: Any) -> Any:
    url = reverse("coordination:date_of", args=[row.pk])
    said: dict[str, Any] = {"version": row.version, "due_time": "", "reason": ""}
    return client(user).post(url, said | data, headers=HTMX)


def test_the_chief_moves_the_own_plan(force: Force) -> None:
    row = own_plan(force)
    was = ends_on(row)
    dialog = ask(force.chief_a1, row, due=day(9))
    text = dialog.content.decode()
    assert f'value="{day(9)}"' in text and "放得下" in text
    assert "无须其他单位同意" in text and "<html" not in text
    plain = client(force.chief_a1).get(reverse("coordination:date_of", args=[row.pk]))
    assert "<html" in plain.content.decode() and "hx-post" not in plain.content.decode()
    assert ends_on(row) == was  # looking writes nothing
    sent = send(force.chief_a1, row, due=day(9))
    home = reverse("coordination:workload", args=[force.a1.code])
    assert (sent.status_code, sent["Location"]) == (302, home)
    assert ends_on(row) == day(9)
    row.refresh_from_db()
    url = reverse("coordination:date_of", args=[row.pk])
    here = HTMX | {"hx-current-url": f"http://testserver{home}?zoom=quarter&by=due"}
    said = {"version": row.version, "due": day(8), "due_time": "", "reason": ""}
    kept = client(force.chief_a1).post(url, said, headers=here)
    assert kept["Location"] == f"{home}?zoom=quarter&by=due"
    again = send(force.chief_a1, row, due=day(10), version=row.version - 1)
    assert again.status_code == 422 and ends_on(row) == day(8)


def test_the_verdict_says_what_is_short_and_what_fits(force: Force) -> None:
    row = owed(force, 150)
    part = ask(force.staff, row, part="verdict", due=day(1)).content.decode()
    assert "放不下" in part and 'data-yp-fill="date-' in part and "<form" not in part
    task = reverse("coordination:directive", args=[row.directive_id])
    beside = client(force.staff).get(task).content.decode()
    assert f'hx-target="#verdict-{row.pk}"' in beside  # the same on the task's page
    refused = send(force.staff, row, due=day(1))
    assert refused.status_code == 422
    assert refused["HX-Retarget"] == "#yp-date"
    assert "reason_error" in refused.content.decode()
    done = send(force.staff, row, due=day(1), reason="省厅部署")
    assert done["Location"] == f"{task}#row-{row.pk}"


@pytest.mark.parametrize(
    "due", ["", "六月", "2020-01-01", "9999-12-31", "2026-06-03\0"]
)
def test_bad_input_stands_beside_its_field(force: Force, due: str) -> None:
    row = own_plan(force)
    was = ends_on(row)
    tried = ask(force.chief_a1, row, due=due)
    assert tried.status_code == 200 and "放得下" not in tried.content.decode()
    refused = send(force.chief_a1, row, due=due)
    assert refused.status_code == 422
    assert f'id="date-{row.pk}-due_error"' in refused.content.decode()
    assert ends_on(row) == was


def test_of_a_conflict_the_chief_asks_for_a_date(force: Force) -> None:
    conflict = crowded(force)
    row = Assignment.objects.get(pk=conflict.misses[0])
    old = row.due
    text = ask(force.chief_a1, row, due=day(20)).content.decode()
    plan = reverse("coordination:own_plan", args=[conflict.pk])
    assert f'action="{plan}"' in text and f'name="wish-{row.pk}-due"' in text
    assert "征求意见" in text
    wish = {f"wish-{row.pk}-due": day(20), "part": "verdict"}
    assert "放得下" in ask(force.chief_a1, row, **wish).content.decode()
    assert send(force.chief_a1, row, due=day(20)).status_code == 403
    row.refresh_from_db()
    assert row.due == old
    client(force.chief_a1).post(plan, {f"wish-{row.pk}-due": day(20)})
    assert Proposal.objects.get().conflict == Conflict.objects.get(pk=conflict.pk)
    assert ask(force.chief_a1, row).status_code == 403  # it is being settled


def test_who_may_ask(force: Force) -> None:
    row = owed(force)
    for name, status in (
        ("staff", 200),
        ("chief_a1", 403),
        ("officer_a1", 403),
        ("leader", 403),
        ("stranger", 404),
        ("chief_a2", 404),
    ):
        assert ask(force.personas[name], row).status_code == status, name
    url = reverse("coordination:date_of", args=[row.pk])
    assert client(force.staff).put(url).status_code == 405
    meeting = owed(force, kind="meeting", release=day(13), attendees=("chief",))
    assert ask(force.staff, meeting).status_code == 403
