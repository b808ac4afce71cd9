"""What changed in a station's load since a day, and by whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.ledger.changes import Changes, changes, last_monday, owed
from coordination.models import Conflict
from coordination.services.issuing import withdraw
from coordination.services.recalling import recall
from coordination.services.redating import redate
from organization.models import Station
from tasking.models import Assignment
from tasking.services import acts
from tests.api.conftest import Caller
from tests.coordination.test_checking import fan_out
from tests.coordination.world import NOW, check, send, task
from tests.factories import Force, at
from tests.pages.composing import words
from tests.pages.test_directives import client, day, issued

H = 60_000
BEFORE, SINCE, LATER = NOW, NOW + dt.timedelta(hours=2), NOW + dt.timedelta(days=1)


def tasked(
    force: Force, title: str, hours: float, now: dt.datetime, who: str = "public_order"
) -> Assignment:
    content = task(title, hours, "2026-06-20 18:00")
    done = send(force, who, content, force.a1, now=now)
    return done.directive.assignments.get(station=force.a1)


def move(
    force: Force, row: Assignment, hours: float, due: str = "2026-06-20 18:00"
) -> None:
    units = int(hours * H)
    row.refresh_from_db()
    user = force.staff
    redate(by=user, assignment=row, due=at(due), effort_units=units, now=LATER)


def since(station: Station) -> Changes:
    return changes(station, SINCE)


def told(found: Changes) -> dict[str, tuple[str, int | None]]:
    return {
        line.assignment.directive.title: (line.kind, line.units) for line in found.lines
    }


def test_every_kind_of_change_with_its_hours(force: Force) -> None:
    moved, grown, shrunk, gone = (
        tasked(force, title, 10, BEFORE) for title in ("改期", "增加", "减少", "撤回")
    )
    quiet = tasked(force, "未变", 10, BEFORE)
    tasked(force, "新增", 7, LATER, "narcotics")
    move(force, moved, 10, "2026-06-25")
    move(force, grown, 14)
    move(force, shrunk, 4)
    withdraw(by=force.staff, directive=gone.directive, reason="取消", now=LATER)
    acts.acknowledge(by=force.chief_a1, assignment=quiet, now=LATER)
    assert told(since(force.a1)) == {
        "新增": ("new", 7 * H),
        "改期": ("moved", 0),
        "增加": ("grown", 4 * H),
        "减少": ("shrunk", -6 * H),
        "撤回": ("withdrawn", -10 * H),
    }


def test_sums_by_department(force: Force) -> None:
    row = tasked(force, "增加", 10, BEFORE)
    tasked(force, "新增", 7, LATER, "narcotics")
    move(force, row, 4)
    found = since(force.a1)
    assert [(s.label, s.added, s.taken, s.net) for s in found.shares] == [
        ("禁毒大队", 7 * H, 0, 7 * H),
        ("治安管理大队", 0, 6 * H, -6 * H),
    ]
    assert found.net == H and found.new == 1


def test_then_and_now_add_up_whatever_happened(force: Force) -> None:
    """Owed now = owed then + what others did − what was worked off."""
    rows = [tasked(force, f"任务{n}", 10 + n, BEFORE) for n in range(6)]
    then = owed(force.a1)
    chief, staff = force.chief_a1, force.staff
    acts.progress(by=chief, assignment=rows[0], remaining_units=4 * H, now=LATER)
    acts.progress(by=chief, assignment=rows[1], remaining_units=30 * H, now=LATER)
    acts.report(by=chief, assignment=rows[2], text="完成", now=LATER)
    acts.return_(
        by=staff, assignment=rows[2], reason="缺", remaining_units=2 * H, now=LATER
    )
    move(force, rows[3], 5)
    move(force, rows[0], 20)
    withdraw(by=staff, directive=rows[4].directive, reason="x", now=LATER)
    fresh = tasked(force, "新增", 9, LATER)
    move(force, fresh, 3)
    acts.progress(by=chief, assignment=fresh, remaining_units=H, now=LATER)
    brief = tasked(force, "误发", 50, LATER)
    recall(by=staff, directive=brief.directive, reason="误发", now=LATER)
    found = since(force.a1)
    assert owed(force.a1) == then + found.net_work - found.done
    assert not found.unknown


def test_a_relayed_task_goes_and_its_own_comes(force: Force) -> None:
    parent = tasked(force, "市局任务", 12, BEFORE)
    content = task("分局任务", 12, "2026-06-20 18:00", parent=parent.directive)
    send(force, "narcotics", content, force.a1, now=LATER)
    found = since(force.a1)
    assert told(found) == {
        "市局任务": ("relayed", -12 * H),
        "分局任务": ("new", 12 * H),
    }
    assert found.net == 0


def test_appointments_count_people_times_length(force: Force) -> None:
    meeting = task(
        "例会", None, "2026-06-09 11:00", release="2026-06-09 09:00",
        kind="meeting", officers=Decimal("2.5"),
    )  # fmt: skip
    send(force, "public_order", meeting, force.a1, now=LATER)
    assert told(since(force.a1)) == {"例会": ("new", 5 * H)}


def test_what_nobody_has_estimated_is_not_nothing(force: Force) -> None:
    content = task("未估", None, "2026-06-20")
    send(force, "public_order", content, force.a1, now=LATER)
    found = since(force.a1)
    assert told(found) == {"未估": ("new", None)} and found.unknown == 1


def test_conflicts_that_came_and_went(force: Force) -> None:
    content = task("旧冲突", 300, "2026-06-05")
    old = send(force, "public_order", content, force.a1, now=BEFORE).directive
    check(force.a1, now=BEFORE)
    withdraw(by=force.staff, directive=old, reason="x", now=LATER)
    more = task("新冲突", 300, "2026-06-12", release="2026-06-08")
    send(force, "narcotics", more, force.a1, now=LATER)
    check(force.a1, now=LATER)
    found = since(force.a1)
    settled, new = Conflict.objects.order_by("pk")
    assert found.found == (new,) and found.settled == (settled,)
    by = {line.assignment.directive.title: line for line in found.lines}
    assert by["新冲突"].brought == (new,) and by["旧冲突"].settled == (settled,)


@pytest.mark.parametrize(
    ("today", "monday"),
    [("2026-06-03", "2026-06-01"), ("2026-06-01", "2026-05-25")],
)
def test_since_which_monday(today: str, monday: str) -> None:
    assert last_monday(at(f"{today} 09:00")) == dt.date.fromisoformat(monday)


# --- the page -------------------------------------------------------------------------
def page(force: Force) -> str:
    return reverse("coordination:station_changes", args=[force.a1.code])


def test_the_page_says_it_in_one_sentence(force: Force) -> None:
    issued(force, hours=10)
    text = words(client(force.chief_a1).get(page(force)))
    assert "新增1项、+10小时" in text
    assert "治安管理大队" in text and "staff" in text and "旅馆业检查" in text


def test_the_ledger_leads_there(force: Force) -> None:
    issued(force, hours=10)
    ledger = reverse("coordination:workload", args=[force.a1.code])
    shown = client(force.chief_a1).get(ledger)
    assert page(force) in shown.content.decode() and "新增1项、+10小时" in words(shown)


@pytest.mark.parametrize("text", ["", "gestern", "9999-01-01", "1999-01-01", "0"])
def test_nonsense_in_the_address_is_monday(force: Force, text: str) -> None:
    shown = client(force.chief_a1).get(page(force), {"since": text})
    assert shown.status_code == 200
    assert shown.context["since"] == last_monday(timezone.now())


def test_reserved_strength_names_nobody(force: Force) -> None:
    duty = task(
        "", None, f"{day(3)} 12:00", release=f"{day(3)} 09:00", kind="security_duty",
        officers=Decimal(2), reserved=True,
    )  # fmt: skip
    send(force, "narcotics", duty, force.a1, now=timezone.now())
    text = words(client(force.chief_a1).get(page(force)))
    assert "预留警力" in text and "禁毒" not in text and "staff_narcotics" not in text


def test_it_costs_the_same_for_10_and_1000_changes(
    force: Force, django_assert_max_num_queries: Any
) -> None:
    row = issued(force).assignments.get(station=force.a1)
    reader = client(force.chief_a1)
    costs = []
    for count in (10, 990):
        fan_out(row, count)
        with django_assert_max_num_queries(15) as caught:
            shown = reader.get(page(force))
        costs.append(len(caught))
    assert costs[0] == costs[1] and len(shown.context["rows"]) == 100
    assert len(shown.context["found"].lines) == 1001


def test_english(force: Force) -> None:
    issued(force, hours=10)
    text = words(client(force.chief_a1, "en").get(page(force)))
    assert "+1 task, +10 h" in text


# --- for other systems ----------------------------------------------------------------
def test_the_interface_says_the_same(force: Force) -> None:
    from organization.services import issue_token

    issued(force, hours=10)
    at_door = Caller(issue_token(by=None, user=force.chief_a1), client(force.chief_a1))
    path = f"stations/{force.a1.code}/changes/"
    body = at_door.get(path).json()
    assert (body["new_tasks"], body["net_hours"], body["done_hours"]) == (1, 10, 0)
    (line,) = body["changes"]
    assert (line["kind"], line["hours"], line["by"]) == ("new", 10, "staff")
    for bad in ("gestern", "1999-01-01", "2999-01-01", ""):
        answer = at_door.get(f"{path}?since={bad}")
        assert answer.status_code == 400, bad
        assert answer.json()["errors"][0]["field"] == "since"
