"""What to do today: signing in place, what others owe, a day with nothing in it."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from organization.models import User
from tasking.models import Assignment
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, day, issued
from tests.pages.test_fixes import crowded

TODAY = "coordination:today"


def seen(user: User) -> Any:
    return client(user).get(reverse(TODAY))


def labels(user: User) -> dict[str, int]:
    return {chip.label: chip.count for chip in seen(user).context["day"].chips}


def sign(user: User, row: Assignment, version: int) -> Any:
    url = reverse("coordination:sign_today", args=[row.pk])
    return client(user).post(url, {"version": version}, follow=True)


def test_a_task_is_signed_for_on_the_page(force: Force) -> None:
    row = issued(force, "旅馆业检查", 4.0).assignments.get(station=force.a1)
    page = seen(force.officer_a1)
    assert "要办1件" in words(page) and "旅馆业检查" in words(page)
    assert re.search(rf'action="/today/sign/{row.pk}/"', page.content.decode())
    ledger = client(force.chief_a1).get(
        reverse("coordination:workload", args=[force.a1.code])
    )
    assert labels(force.chief_a1)["待签收"] == ledger.context["counts"]["to_sign"] == 1
    stale = sign(force.chief_a1, row, row.version + 7)
    assert "已有人修改" in words(stale) and labels(force.chief_a1)["待签收"] == 1
    done = sign(force.chief_a1, row, row.version)
    assert "已签收“旅馆业检查”。" in words(done) and "待签收" not in labels(
        force.officer_a1
    )
    again = sign(force.chief_a1, row, row.version)
    assert again.status_code == 200 and "已签收“" not in words(again)
    row.refresh_from_db()
    assert row.state == Assignment.State.ACKNOWLEDGED


def test_what_stations_reported_waits_for_the_department(force: Force) -> None:
    row = issued(force, "旅馆业检查", 4.0).assignments.get(station=force.a1)
    assert "待核验" not in labels(force.staff)
    report = reverse("coordination:report", args=[row.pk])
    client(force.chief_a1).post(report, {"version": row.version, "text": "已查"})
    assert labels(force.staff)["待核验"] == 1
    day = seen(force.staff).context["day"]
    assert day.todo.lines[0].where == "1个所已反馈"
    assert "待核验" not in labels(force.staff_narcotics)


def test_plans_put_forward_at_a_station_one_has_left_are_told_no_more(
    force: Force,
) -> None:
    conflict = crowded(force)
    pk, chief = conflict.misses[0], force.chief_a1
    plan = reverse("coordination:own_plan", args=[conflict.pk])
    client(chief).post(plan, {f"wish-{pk}-due": day(20)})
    assert seen(chief).context["day"].others.total == 1
    chief.memberships.all().delete()
    assert seen(chief).context["day"].others.total == 0


def test_a_day_with_nothing_says_so_and_goes_on(force: Force) -> None:
    for name in ("staff", "chief_a1", "coordinator", "finance", "system_admin"):
        text = words(seen(getattr(force, name)))
        assert "今天没有要办的" in text and "没有等别人答复的事项" in text, name


def test_everybody_begins_where_his_day_stands(force: Force) -> None:
    begins = {
        "staff": "/today/",
        "officer_a1": "/today/",
        "finance": "/today/",
        "audit_admin": "/today/",
        "chief_a1": f"/stations/{force.a1.code}/workload/",
        "leader": "/leaders/",
        "coordinator": "/board/",
        "personnel_admin": "/people/",
    }
    for name, where in begins.items():
        answer = client(getattr(force, name)).get(reverse("home"))
        assert answer["Location"] == where, name
