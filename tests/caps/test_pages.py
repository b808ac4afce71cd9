"""Budgets and what tasks took, as people meet them on the pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap, CapNote
from organization.models import User
from tasking.models import Assignment, Directive
from tasking.services import acts
from tests.caps.world import capped, draft
from tests.coordination.world import send, task
from tests.factories import Force, department
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day


def cap(force: Force, soft: int | None, hard: int | None) -> BurdenCap:
    return capped(force, soft, hard, now=timezone.now())


def given(force: Force, hours: float) -> Directive:
    content = task("出租房屋清查", hours, day(14))
    now = timezone.now()
    return send(force, "public_order", content, force.a1, now=now).directive


def page(user: User, name: str, *args: Any, **query: str) -> Any:
    return client(user).get(reverse(f"coordination:{name}", args=args), query)


def say(user: User, name: str, *args: Any, **data: Any) -> Any:
    return client(user).post(reverse(f"coordination:{name}", args=args), data)


def tried(force: Force, **changes: Any) -> str:
    url = reverse("coordination:preview_fragment")
    return words(client(force.staff).post(url, form_of(force, **changes)))


def test_the_composer_says_where_the_task_would_stand(force: Force) -> None:
    assert "任务总量" not in tried(force)
    cap(force, 50, 100)
    given(force, 30)
    assert "本季度已派发30小时，加上本任务共50小时；提示线50小时" in tried(force)
    text = tried(force, effort_hours="20")
    assert "超提示线（50小时）20小时" in text and "请说明理由" in text
    text = tried(force, effort_hours="40")
    assert "超上限（100小时）10小时" in text and "存为草稿并申请特批" in text
    assert "无法判断会增加多少" in tried(force, effort_hours="")
    assert "单列不计" in tried(force, deadline_class="statutory")


def test_a_reason_above_the_soft_cap_is_no_gate(force: Force) -> None:
    cap(force, 10, None)
    assert post(force.staff, form_of(force)).status_code == 302
    assert [note.act for note in CapNote.objects.all()] == ["issue"]
    reason = {"cap_reason": "专项部署"}
    assert post(force.staff, form_of(force, **reason)).status_code == 302
    said = CapNote.objects.latest("pk")
    assert (said.act, said.reason, said.by) == ("say", "专项部署", force.staff)
    text = words(page(force.coordinator, "burden_cap", *_here(force)))
    assert "专项部署" in text and "超提示线30小时" in text


def test_above_the_hard_cap_the_leader_is_asked(force: Force) -> None:
    cap(force, None, 15)
    answer = post(force.staff, form_of(force))
    assert answer.status_code == 422 and "超上限（15小时）5小时" in words(answer)
    assert not Directive.objects.exists()
    empty = post(force.staff, form_of(force, act="except"))
    assert empty.status_code == 422 and not Directive.objects.exists()
    asked = form_of(force, act="except", cap_reason="专项部署")
    assert post(force.staff, asked).status_code == 302
    row = Directive.objects.get()
    assert row.state == "draft" and CapNote.objects.get().act == "ask"
    seen = words(page(force.leader, "cap_exception", row.pk))
    assert "超上限5小时" in seen and "专项部署" in seen
    said = {"hours": "19", "reason": "同意"}
    short = say(force.leader, "grant_cap_exception", row.pk, **said)
    assert short.status_code == 422 and "低于本任务所需工时" in words(short)
    said["hours"] = "20"
    assert say(force.leader, "grant_cap_exception", row.pk, **said).status_code == 302
    again = form_of(force, version=row.version)
    url = reverse("coordination:edit_draft", args=[row.pk])
    assert client(force.staff).post(url, again).status_code == 302
    row.refresh_from_db()
    assert row.state == "issued"
    assert say(force.leader, "grant_cap_exception", row.pk, **said).status_code == 422


def test_asking_and_refusing_on_the_task_s_own_page(force: Force) -> None:
    cap(force, None, 15)
    row = draft(force, task("出租房屋清查", 20, day(14)), force.a1)
    assert say(force.staff, "ask_cap_exception", row.pk, reason="").status_code == 422
    about = {"reason": "专项部署"}
    assert say(force.staff, "ask_cap_exception", row.pk, **about).status_code == 302
    assert say(force.staff, "ask_cap_exception", row.pk, **about).status_code == 422
    refused = say(force.leader, "refuse_cap_exception", row.pk, reason="压减")
    assert refused.status_code == 302
    assert say(force.leader, "refuse_cap_exception", row.pk, reason="压减").status_code
    text = words(page(force.staff, "directive", row.pk))
    assert "超上限（15小时）5小时" in text
    assert "压减" in words(page(force.staff, "cap_exception", row.pk))


def _here(force: Force) -> tuple[str, str]:
    return force.public_order.code, Quarter.of(timezone.now()).code


def test_the_leader_sets_and_the_office_proposes(force: Force) -> None:
    here = _here(force)
    said = {"soft": "100", "hard": "150.5", "reason": "党委会议"}
    assert (
        say(force.coordinator, "propose_burden_cap", *here, **said).status_code == 302
    )
    text = words(page(force.leader, "burden_cap", *here))
    assert "提示线100小时，上限150.5小时" in text and 'value="150.5"' not in text
    stale = said | {"version": "1"}
    assert say(force.leader, "set_burden_cap", *here, **stale).status_code == 422
    wrong = say(force.leader, "set_burden_cap", *here, soft="一百", hard="", reason="")
    assert wrong.status_code == 422 and not BurdenCap.objects.get().is_set
    assert say(force.leader, "set_burden_cap", *here, **said).status_code == 302
    assert "距提示线还有100小时" in words(page(force.staff, "burden_cap", *here))
    declined = say(force.leader, "decline_burden_cap", *here, reason="不调整")
    assert declined.status_code == 422
    assert page(force.leader, "burden_cap", here[0], "2026Q9").status_code == 404


def test_budgets_are_taken_over_on_demand(force: Force) -> None:
    cap(force, 100, None)
    after = Quarter.of(timezone.now()).next.code
    text = words(page(force.leader, "burden_caps", quarter=after))
    assert "尚未核定任务总量" in text and "沿用上季度" in text
    assert "沿用上季度" not in words(
        page(force.coordinator, "burden_caps", quarter=after)
    )
    bureau = force.county_a.code
    empty = say(force.leader, "copy_burden_caps", bureau, quarter=after, reason="")
    assert empty.status_code == 422
    done = say(force.leader, "copy_burden_caps", bureau, quarter=after, reason="沿用")
    assert done.status_code == 302 and BurdenCap.objects.count() == 2
    twice = say(force.leader, "copy_burden_caps", bureau, quarter=after, reason="沿用")
    assert twice.status_code == 422


def test_the_list_costs_the_same_for_many_departments(force: Force) -> None:
    visitor, url = client(force.leader), reverse("coordination:burden_caps")

    def queries() -> int:
        visitor.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert "1个部门核定了任务总量" in words(visitor.get(url))
        return len(seen)

    cap(force, 100, None)
    few = queries()
    for n in range(10, 40):
        department(force.county_a, n, f"第{n}大队", "治安", f"D{n}")
    assert queries() == few <= 15


def test_budgets_beyond_the_page_are_in_the_sentence(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordination.views.caps.ROWS", 1)
    cap(force, 1, None)
    given(force, 6)
    for number in ("1", "2"):
        shown = page(force.leader, "burden_caps", page=number)
        text = words(shown)
        assert "1个部门核定了任务总量" in text and "1个超" in text.replace(" ", "")
        assert len(shown.context["page"]) == 1
    first = page(force.leader, "burden_caps").context["page"][0]
    assert first.department == force.public_order and first.usage.used


def test_a_station_says_what_it_took_where_it_reports(force: Force) -> None:
    row = given(force, 6).assignments.get()
    assert "实际工时" in words(page(force.chief_a1, "workload", force.a1.code))
    wrong = say(force.chief_a1, "report", row.pk, text="完成", hours_taken="六")
    assert wrong.status_code == 422
    done = say(force.chief_a1, "report", row.pk, text="完成", hours_taken="7.5")
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.took_hours) == ("reported", 7.5)
    assert "实际7.5小时" in words(page(force.staff, "assignment", row.pk))


def test_usual_hours_are_offered_and_taken_with_one_click(force: Force) -> None:
    for hours in (4, 5, 6, 7, 8):
        _report(force, given(force, 5).assignments.get(), hours)
    text = tried(force, effort_hours="")
    assert "类似任务5件（任务），实际工时中位数6小时" in text
    choice = form_of(force, effort_hours="", act="try", apply="usual:6.0")
    answer = post(force.staff, choice)
    assert 'name="effort_hours" value="6.0"' in answer.content.decode()
    text = words(page(force.leader, "calibration"))
    assert "5份反馈填了实际工时" in text and "120%" in text
    assert force.a1.short_name not in text and force.chief_a1.name not in text
    assert page(force.chief_a1, "calibration").status_code == 403


def _report(force: Force, row: Assignment, hours: int) -> None:
    now = timezone.now()
    said = {"text": "", "now": now, "took_units": hours * 60_000}
    acts.report(by=force.chief_a1, assignment=row, **said)
