"""Burden budgets and what tasks took, for other systems."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from coordination.caps.quarters import Quarter
from tasking.models import Directive
from tests.api.conftest import problems, task
from tests.caps.world import capped
from tests.factories import Force


def body(made: Force, **changes: Any) -> dict[str, Any]:
    return {
        "department": made.public_order.code,
        "quarter": Quarter.of(timezone.now()).code,
        "soft_hours": 50,
        "hard_hours": 100,
        "reason": "党委会议",
    } | changes


def test_set_read_and_changed(made, as_user):
    leader, staff = as_user(made.leader), as_user(made.staff)
    first = leader.post("burden-caps/", body(made), Idempotency_Key="k")
    assert first.status_code == 201, first.content
    again = leader.post("burden-caps/", body(made), Idempotency_Key="k")
    assert again.content == first.content
    row = first.json()
    assert (row["soft_hours"], row["hard_hours"], row["used_hours"]) == (50, 100, 0)
    assert problems(leader.post("burden-caps/", body(made))).keys() == {"quarter"}
    bad = body(made, quarter="2026-10", department=made.narcotics.code)
    assert problems(leader.post("burden-caps/", bad)).keys() == {"quarter"}
    one = f"burden-caps/{row['id']}/"
    assert leader.patch(one, {"hard_hours": 80, "reason": "少"}).status_code == 428
    tag, changed = leader.tag(one), {"hard_hours": None, "reason": "先不设"}
    assert leader.patch(one, changed, If_Match=tag).json()["hard_hours"] is None
    assert leader.patch(one, changed, If_Match=tag).status_code == 412
    assert staff.post("directives/", task(made)).status_code == 201
    (seen,) = staff.results(f"burden-caps/?quarter={body(made)['quarter']}")
    assert (seen["used_hours"], seen["soft_hours"], seen["unestimated"]) == (40, 50, 0)
    assert staff.patch(one, changed, If_Match="*").status_code == 403
    assert as_user(made.staff_narcotics).get(one).status_code == 404
    assert as_user(made.chief_a1).get(one).status_code == 404


def test_a_task_beyond_the_budget(made, as_user):
    leader, staff = as_user(made.leader), as_user(made.staff)
    capped(made, 30, 60, now=timezone.now())
    told = staff.post("directives/preview/", task(made)).json()
    assert told["budget"]["level"] == "soft" and "usual" not in told
    assert not told["budget"]["barred"]
    why = staff.post("directives/", task(made, budget_reason="专项"))
    assert why.status_code == 201
    more = task(made, effort_hours=20.5, title="宾馆检查")
    assert staff.post("directives/preview/", more).json()["budget"]["barred"]
    assert problems(staff.post("directives/", more)).keys() == {"burden_cap"}
    unknown = task(made, effort_hours=None, title="宾馆检查")
    assert problems(staff.post("directives/", unknown)).keys() == {"effort_hours"}
    kept = staff.post("directives/", more | {"draft": True}).json()["id"]
    one = f"directives/{kept}/budget/"
    allow = {"hours": 20.5, "reason": "同意"}
    assert staff.post(one, allow).status_code == 403
    assert problems(leader.post(one, allow | {"hours": 20})).keys() == {"hours"}
    made_one = leader.post(one, allow, Idempotency_Key="e")
    assert made_one.status_code == 201, made_one.content
    assert made_one.json()["standing"]["exception_hours"] == 20.5
    issued = staff.post(
        f"directives/{kept}/issue/", {}, If_Match=staff.tag(f"directives/{kept}/")
    )
    assert issued.status_code == 200, issued.content
    assert [n["act"] for n in staff.get(one).json()["notes"]] == ["grant", "issue"]
    assert Directive.objects.filter(state="issued").count() == 2


def test_a_station_reports_what_it_took(made, as_user):
    staff, chief = as_user(made.staff), as_user(made.chief_a1)
    sent = staff.post("directives/", task(made)).json()["assignments"][0]
    one = f"assignments/{sent}/"
    bad = {"report": "", "hours_taken": 0}
    answer = chief.post(f"{one}report/", bad, If_Match=chief.tag(one))
    assert problems(answer).keys() == {"hours_taken"}
    good = {"state": "reported", "hours_taken": 37.5}
    done = chief.patch(one, good, If_Match=chief.tag(one))
    assert done.status_code == 200 and done.json()["hours_taken"] == 37.5
    assert staff.get(one).json()["hours_taken"] == Decimal("37.5")
