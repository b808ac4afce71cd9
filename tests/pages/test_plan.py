"""The pages of a station's plan, of owed time, and of what is asked from outside."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.models import OwedTime, RemitReport
from coordination.remit_share import shares
from coordination.services.emergency import Urgency, override
from coordination.services.outside import take_on
from coordination.services.remitting import Asked, answer, report
from organization.models import User
from tasking.models import Directive, PlanHours, PlanItem, StationPlan
from tasking.planning import monday_of, year_of
from tasking.services.protected import protect
from tests.coordination.world import send, task
from tests.factories import Force
from tests.negotiation.appointments import event
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day

HOUR = 60_000
ITEM = {"title": "入户走访", "kind": "visits", "hours": "20", "per": "week"}


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def this_year() -> int:
    return year_of(timezone.localdate())


def begun(force: Force) -> StationPlan:
    at = client(force.chief_a1)
    at.post(url("begin_plan", force.a1.code), {"year": this_year(), "copy": ""})
    return StationPlan.objects.get()


def item(force: Force, **more: str) -> PlanItem:
    plan = StationPlan.objects.first() or begun(force)
    done = client(force.chief_a1).post(url("add_plan_item", plan.pk), ITEM | more)
    assert done.status_code == 302, words(done)
    return PlanItem.objects.latest("pk")


def kept(force: Force, days: int = 3, officers: int = 6) -> Any:
    """A day's protected time, so many days ahead."""
    start = timezone.make_aware(dt.datetime.combine(_day(days), dt.time(9)))
    return protect(
        by=None,
        station=force.a1,
        title="社区走访",
        start=start,
        end=start + dt.timedelta(hours=2),
        officers=Decimal(officers),
    )


def _day(days: int) -> dt.date:
    """A working day: the calendar of these tests has no holidays."""
    found = timezone.localdate() + dt.timedelta(days=days)
    return found + dt.timedelta(days=max(0, 7 - found.weekday()) % 7 % 3)


def taken(force: Force) -> OwedTime:
    """Urgent, so that it is there at once."""
    block, now = kept(force), timezone.now()
    end = timezone.localtime(block.end)
    content = event("紧急会", f"{block.start:%F} 09:00", f"{end:%F} 11:00", 6)
    override(
        by=force.head,
        requester=force.public_order,
        content=content,
        stations=[force.a1],
        urgency=Urgency("人命关天", now + dt.timedelta(days=2)),
        now=now,
    )
    return OwedTime.objects.latest("pk")


def test_a_year_is_planned_copied_and_put_in_force(force: Force) -> None:
    at, page = client(force.chief_a1), url("station_plan", force.a1.code)
    assert "还没有计划" in words(at.get(page))
    row = item(force)
    item(force, title="纠纷调解", kind="mediation", hours="16", per="month")
    text = words(at.get(page))
    assert (
        "入户走访" in text
        and "草稿" in text
        and "走访修改工时：20h每周" in text.replace(" ", "")
    )
    done = at.post(url("plan_force", row.plan_id), {"act": "in", "version": "9"})
    assert done.status_code == 422
    version = StationPlan.objects.get().version
    at.post(url("plan_force", row.plan_id), {"act": "in", "version": version})
    assert StationPlan.objects.get().in_force_by == force.chief_a1
    assert "已启用" in words(at.get(page))
    assert force.a1.planned_standing.exists()
    next_year = this_year() + 1
    assert "复制上年计划" in words(at.get(f"{page}?year={next_year}"))
    at.post(url("begin_plan", force.a1.code), {"year": next_year, "copy": "1"})
    assert PlanItem.objects.filter(plan__year=next_year).count() == 2
    refused = at.post(url("begin_plan", force.a1.code), {"year": next_year})
    assert refused.status_code == 422
    assert "年度计划" in words(client(force.coordinator).get(page))


def test_an_item_is_changed_and_taken_out(force: Force) -> None:
    row, at = item(force), client(force.chief_a1)
    said = ITEM | {"hours": "x", "version": "1"}
    refused = at.post(url("change_plan_item", row.pk), said)
    assert refused.status_code == 422 and "12.5" in words(refused)
    at.post(url("change_plan_item", row.pk), said | {"hours": "12"})
    row.refresh_from_db()
    assert row.units == 12 * HOUR
    assert "逐周情况" in words(at.get(url("plan_item", row.pk)))
    stale = at.post(url("change_plan_item", row.pk), ITEM | {"version": "1"})
    assert stale.status_code == 422
    at.post(url("remove_plan_item", row.pk), {"version": "2"})
    assert not PlanItem.objects.exists()


def test_hours_of_a_week_in_one_form(force: Force) -> None:
    one, two = item(force), item(force, title="检查", kind="checks")
    monday = monday_of(timezone.localdate())
    at = client(force.officer_a1)
    page = f"{url('station_plan', force.a1.code)}?week={monday}"
    if monday.year == this_year():
        assert f"hours_{one.pk}" in at.get(page).content.decode()
    said = {"monday": monday, f"hours_{one.pk}": "7.5", f"hours_{two.pk}": ""}
    seen = {"version": str(two.plan.version), f"hours_{one.pk}": ""}
    at.post(url("plan_hours", one.plan_id), said)
    assert PlanHours.objects.get().units == int(7.5 * HOUR)
    stale = at.post(url("plan_hours", one.plan_id), said | seen)
    assert stale.status_code == 422 and 'value="7.5"' in stale.content.decode()
    for wrong in ({f"hours_{one.pk}": "九"}, {"monday": "x", f"hours_{two.pk}": "-1"}):
        assert at.post(url("plan_hours", one.plan_id), said | wrong).status_code == 422
    late = said | {"monday": monday + dt.timedelta(days=7)}
    assert at.post(url("plan_hours", one.plan_id), late).status_code == 422
    assert PlanHours.objects.count() == 1


def test_protected_time_belongs_to_an_item(force: Force) -> None:
    row, block = item(force, kind="community"), kept(force)
    at, hold = client(force.chief_a1), url("hold_plan_item", row.pk)
    assert f"block-{block.pk}" in at.get(url("plan_item", row.pk)).content.decode()
    at.post(hold, {"what": f"block-{block.pk}"})
    assert row.blocks.get() == block
    at.post(hold, {"what": f"block-{block.pk}", "act": "drop"})
    assert not row.blocks.exists()
    assert at.post(hold, {"what": "nothing"}).status_code == 422
    assert at.post(hold, {"what": f"block-{10**9}"}).status_code == 404


def test_a_plan_costs_no_more_queries_with_a_thousand_hours(force: Force) -> None:
    at, page = client(force.chief_a1), url("station_plan", force.a1.code)
    row = item(force)

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert at.get(page).status_code == 200
        return len(caught)

    few = count()
    for n in range(9):
        row.pk, row.title = None, f"项目{n}"
        row.save()
    weeks = [dt.date(2020, 1, 6) + dt.timedelta(weeks=n) for n in range(100)]
    PlanHours.objects.bulk_create(
        PlanHours(
            item=one,
            monday=week,
            units=HOUR,
            entered_by=force.chief_a1,
            entered_at=timezone.now(),
        )
        for one in PlanItem.objects.all()
        for week in weeks
    )
    assert count() == few <= 15


# --- two names, and what is owed ------------------------------------------------------
def test_the_composer_says_what_it_takes_and_waits_for_a_name(force: Force) -> None:
    block = kept(force)
    start = timezone.localtime(block.start)
    said = form_of(
        force,
        kind="meeting",
        effort_hours=None,
        release=f"{start:%F}",
        release_time="09:00",
        due=f"{start:%F}",
        due_time="11:00",
        officers="6",
        stations=[force.a1.pk],
        reason="统一安排",
    )
    tried = words(post(force.staff, said | {"act": "try"}))
    assert "将占用保障时段12小时，须两人确认" in tried.replace(" ", "")
    done = post(force.staff, said)
    row = Directive.objects.get()
    assert row.state == "submitted", words(done)
    page = url("directive", row.pk)
    text = client(force.head).get(page).content.decode()
    assert "第二人确认" in text and url("approve_directive", row.pk) in text
    assert url("approve_directive", row.pk) not in (
        client(force.staff).get(page).content.decode()
    )
    assert client(force.staff).post(url("approve_directive", row.pk)).status_code == 403
    client(force.head).post(url("approve_directive", row.pk))
    assert OwedTime.objects.get().second == force.head
    assert "占用1个所保障时段共12小时" in words(client(force.staff).get(page)).replace(
        " ", ""
    )


def test_owed_time_is_seen_by_whom_it_concerns(force: Force) -> None:
    row = taken(force)
    ledger = words(client(force.chief_a1).get(url("workload", force.a1.code)))
    assert "待补工时12小时" in ledger.replace(" ", "")
    plan = words(client(force.chief_a1).get(url("station_plan", force.a1.code)))
    assert "社区走访" in plan and "治安管理大队" in plan
    board = words(client(force.coordinator).get(url("board")))
    assert "待补工时" in board
    for user in (force.chief_a1, force.staff, force.leader):
        text = words(client(user).get(url("owed_time")))
        assert "待补工时12小时" in text.replace(" ", "") and "紧急直派" in text
        assert client(user).get(url("owed", row.pk)).status_code == 200
    assert "没有待补工时" in words(client(force.staff_narcotics).get(url("owed_time")))
    assert client(force.chief_b1).get(url("owed", row.pk)).status_code == 404


def test_the_chief_makes_up_or_lets_go(force: Force) -> None:
    row, at = taken(force), client(force.chief_a1)
    said: dict[str, Any] = {"start": day(20), "start_time": "09:00", "officers": "6"}
    said |= {"end": "", "end_time": "10:00", "version": "1"}
    for wrong in (
        {"start": ""},
        {"officers": ""},
        {"end_time": "08:00"},
        {"version": 7},
    ):
        refused = at.post(url("make_up", row.pk), said | wrong)
        assert refused.status_code == 422, wrong
    at.post(url("make_up", row.pk), said)
    assert row.make_ups.get().block is not None
    assert "到期后计入" in words(at.get(url("owed", row.pk)))
    let = url("let_go", row.pk)
    assert at.post(url("make_up", row.pk), said).status_code == 422  # sent twice
    assert at.post(let, {"version": "2", "reason": ""}).status_code == 422
    at.post(let, {"version": "2", "reason": "已另行安排"})
    row.refresh_from_db()
    assert row.state == "let_go"
    assert at.post(let, {"version": "2", "reason": "再"}).status_code == 422
    assert "已另行安排" in words(at.get(url("owed", row.pk)))
    assert "社区走访" in words(at.get(url("owed_time"), {"show": "over"}))


# --- from outside the police ----------------------------------------------------------
ASKED = Asked("柳堰街道", "代收水费", "街道函", 12 * HOUR, "不属职责", "township")


def test_it_is_taken_on_with_a_reason_or_sent_on(force: Force) -> None:
    at, page = client(force.chief_a1), url("report_other", force.a1.code)
    said = {
        "body": "township",
        "requester": "柳堰街道",
        "matter": "护林值守",
        "hours": "",
        "text": "防火期兼顾",
        "stance": "take_on",
    }
    assert at.post(page, said).status_code == 422  # hours are asked for
    assert at.post(page, said | {"hours": "8", "body": "police"}).status_code == 422
    at.post(page, said | {"hours": "8"})
    row = RemitReport.objects.get()
    assert (row.state, row.answered_by) == ("accepted", force.chief_a1)
    now = timezone.now()
    sent = report(by=force.chief_a1, station=force.a1, asked=ASKED, now=now)
    office, route = client(force.coordinator), url("route_report", sent.pk)
    assert office.post(route, {"routed_to": " ", "version": "1"}).status_code == 422
    to = {"routed_to": "水务公司", "routed_letter": "函1号", "version": "1"}
    office.post(route, to)
    assert office.post(route, {"routed_to": "水", "version": "1"}).status_code == 422
    text = words(at.get(url("remit_report", sent.pk)))
    assert "水务公司" in text and "函1号" in text
    assert (
        office.post(url("route_report", row.pk), {"routed_to": "水"}).status_code == 422
    )
    assert "护林值守" not in words(at.get(url("remit_reports"), {"state": "reported"}))
    found = words(at.get(url("remit_reports"), {"body": "township", "q": "水务"}))
    assert "代收水费" in found and "护林值守" not in found
    book = at.get(url("remit_reports"), {"q": "水务", "as": "xlsx"})
    assert book["Content-Type"].endswith("sheet")


def test_the_share_is_what_the_rows_say(force: Force) -> None:
    now = timezone.now()
    send(force, "public_order", task("清查", 88, day(20)), force.a1, now=now)
    by: dict[str, User] = {"by": force.chief_a1}
    take_on(**by, station=force.a1, asked=ASKED, now=now)
    unknown = report(
        **by, station=force.a1, asked=Asked("街道", "看护", "", None, "否"), now=now
    )
    refused = report(**by, station=force.a1, asked=ASKED, now=now)
    said = {"confirmed": False, "reason": "属职责", "now": now}
    answer(by=force.leader, report=refused, **said)
    found = shares(force.chief_a1, now)
    assert (found.total.asked, found.total.outside) == (100 * HOUR, 12 * HOUR)
    assert (found.total.count, found.total.unknown) == (2, 1)
    assert found.months[0].outside == 12 * HOUR and not found.months[1].asked
    assert [s.label for s in found.requesters] == ["柳堰街道", unknown.requester]
    page = words(client(force.chief_a1).get(url("remit_share")))
    assert "占12%" in page.replace(" ", "")
    assert shares(force.chief_b1, now).total.asked == 0
    assert shares(force.leader, now).total.asked == 100 * HOUR
    leader = client(force.leader)
    with CaptureQueriesContext(connection) as caught:
        leader.get(url("remit_share"))
    assert len(caught) <= 15


@pytest.mark.parametrize("name", ["owed_time", "remit_share", "remit_reports"])
def test_they_are_read_and_nothing_else(force: Force, name: str) -> None:
    assert client(force.leader).post(url(name)).status_code == 405
