"""HQ's list, one task's page, and what HQ does there."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import Bureau, Role, User
from tasking.models import Assignment, Directive
from tasking.services import acts
from tests.coordination.world import check, send, task
from tests.factories import Force, appoint, department, person

State = Assignment.State


def day(ahead: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=ahead)).isoformat()


def client(user: User, language: str = "zh-hans") -> Client:
    made = Client(headers={"accept-language": language})
    made.force_login(user)
    return made


def issued(force: Force, title: str = "旅馆业检查", hours: float = 10) -> Directive:
    content = task(title, hours, day(14))
    stations = (force.a1, force.a2)
    now = timezone.now()
    return send(force, "public_order", content, *stations, now=now).directive


def reported(force: Force) -> Assignment:
    row = issued(force).assignments.get(station=force.a1)
    now = timezone.now()
    acts.report(by=force.chief_a1, assignment=row, text="查完12家", now=now)
    row.refresh_from_db()
    return row


def listed(user: User, **query: str) -> str:
    answer = client(user).get(reverse("coordination:directives"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def act(user: User, name: str, pk: int, **data: Any) -> Any:
    return client(user).post(reverse(f"coordination:{name}", args=[pk]), data)


# --- the list -------------------------------------------------------------------------
def test_rows_say_number_counts_and_conflicts(force: Force) -> None:
    row = issued(force, "重点户走访", 400)
    send(force, "narcotics", task("禁毒宣传", 400, day(14)), force.a1)
    check(force.a1, now=timezone.now())
    text = listed(force.staff)
    assert row.number in text and "重点户走访" in text
    assert "禁毒宣传" not in text
    assert 'class="num bad b"' in text


@pytest.mark.parametrize(
    "query", [{"q": "旅馆"}, {"q": "lgy"}, {"q": "〔"}, {"state": "issued"}]
)
def test_filters_find(force: Force, query: dict[str, str]) -> None:
    issued(force)
    assert "旅馆业检查" in listed(force.staff, **query)


@pytest.mark.parametrize(
    "query", [{"q": "zzz"}, {"state": "closed"}, {"kind": "meeting"}]
)
def test_filters_leave_out(force: Force, query: dict[str, str]) -> None:
    issued(force)
    text = listed(force.staff, **query)
    assert "旅馆业检查" not in text
    assert reverse("coordination:directives") in text


def test_nonsense_in_the_address_filters_nothing(force: Force) -> None:
    issued(force)
    text = listed(
        force.staff, state="?", kind="x", sort="due; drop", page="9x", department="-"
    )
    assert "旅馆业检查" in text


@pytest.mark.parametrize("sort", ["due", "-issued", "title", "-open", "open"])
def test_every_order_shows_all(force: Force, sort: str) -> None:
    issued(force, "甲")
    issued(force, "乙")
    text = listed(force.staff, sort=sort)
    assert "甲" in text and "乙" in text


def test_an_overseer_filters_by_department(force: Force) -> None:
    issued(force)
    own, other = force.public_order.pk, force.narcotics.pk
    assert "旅馆业检查" in listed(force.leader, department=str(own))
    assert "旅馆业检查" not in listed(force.leader, department=str(other))


def test_a_province_begins_with_its_own_tasks(force: Force) -> None:
    """What lies below is there for the asking, without a sum over all of it."""
    issued(force)
    above = department(force.city, 9, "治安管理总队", "治安", "Public Order")
    Bureau.objects.filter(pk=force.city.pk).update(level="province")
    at = client(appoint(person("governor"), Role.LEADER, force.city))
    own = at.get(reverse("coordination:directives"))
    assert "旅馆业检查" not in own.content.decode()
    assert "department" not in own.context["form"].fields, above
    below = at.get(reverse("coordination:directives"), {"reach": "below"})
    assert "旅馆业检查" in below.content.decode() and "counts" not in below.context
    county = client(force.leader).get(reverse("coordination:directives"))
    assert "旅馆业检查" in county.content.decode()
    assert 'name="reach"' not in county.content.decode()


def test_a_long_list_is_not_counted_to_its_end(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordination.views.listing.MOST_LISTED", 2)
    for n in range(3):
        issued(force, f"任务{n}", 0.1)
    text = client(force.staff).get(reverse("coordination:directives"))
    assert "仅列前2项" in text.content.decode()


def test_htmx_gets_the_table_alone(force: Force) -> None:
    issued(force)
    url = reverse("coordination:directives")
    answer = client(force.staff).get(url, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert "旅馆业检查" in text and "<html" not in text
    assert "HX-Request" in answer["Vary"]


def test_a_station_sees_what_was_sent_to_it(force: Force) -> None:
    issued(force)
    assert "旅馆业检查" in listed(force.chief_a1)
    assert "旅馆业检查" not in listed(force.chief_b1)


def test_the_list_is_closed_to_others(force: Force) -> None:
    url = reverse("coordination:directives")
    assert client(force.stranger).get(url).status_code == 403
    assert client(force.staff).post(url).status_code == 405
    assert Client().get(url).status_code == 302


def queries(user: User, url: str) -> int:
    made = client(user)
    made.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert made.get(url).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_at_ten_and_a_hundred(force: Force) -> None:
    url = reverse("coordination:directives")
    for n in range(10):
        issued(force, f"任务{n}", 0.1)
    few = queries(force.staff, url)
    for n in range(90):
        issued(force, f"更多{n}", 0.1)
    assert queries(force.staff, url) == few <= 15


# --- one task -------------------------------------------------------------------------
def test_its_page_says_each_stations_state_and_conflicts(force: Force) -> None:
    row = issued(force, "重点户走访", 400)
    send(force, "narcotics", task("禁毒宣传", 400, day(14)), force.a1)
    check(force.a1, now=timezone.now())
    url = reverse("coordination:directive", args=[row.pk])
    text = client(force.staff).get(url).content.decode()
    for word in ("柳堰派出所", "津堰派出所", "摸清底数", "逐户登记", row.number):
        assert word in text
    assert text.count("/conflicts/") == 1
    assert "禁毒宣传" not in text


def test_who_may_open_it(force: Force) -> None:
    url = reverse("coordination:directive", args=[issued(force).pk])
    for name in ("staff", "head", "leader", "coordinator", "chief_a1"):
        assert client(force.personas[name]).get(url).status_code == 200, name
    for name in ("stranger", "staff_narcotics", "chief_b1", "staff_b"):
        assert client(force.personas[name]).get(url).status_code == 404, name
    assert client(force.staff).post(url).status_code == 405


def test_its_page_costs_the_same_for_two_and_for_many(force: Force) -> None:
    row = issued(force)
    few = queries(force.staff, reverse("coordination:directive", args=[row.pk]))
    stations = [force.a1, force.a2, force.unknown]
    wide = send(force, "public_order", task("宽", 1, day(9)), *stations).directive
    many = queries(force.staff, reverse("coordination:directive", args=[wide.pk]))
    assert many == few <= 15


# --- accept and return ----------------------------------------------------------------
def test_a_report_is_accepted_once(force: Force) -> None:
    row = reported(force)
    answer = act(force.staff, "accept_assignment", row.pk, version=row.version)
    assert answer["Location"].endswith(f"#row-{row.pk}")
    row.refresh_from_db()
    assert row.state == State.ACCEPTED
    again = act(force.staff, "accept_assignment", row.pk)
    assert again.status_code == 422


def test_a_stale_look_is_told(force: Force) -> None:
    row = reported(force)
    answer = act(force.staff, "accept_assignment", row.pk, version=row.version - 1)
    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.state == State.REPORTED


def test_a_report_goes_back_with_what_is_missing(force: Force) -> None:
    row = reported(force)
    answer = act(
        force.staff, "return_assignment", row.pk, reason="缺台账", remaining_hours="2.5"
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.remaining_units) == (State.RETURNED, 150_000)


@pytest.mark.parametrize(
    "data", [{}, {"reason": "缺", "remaining_hours": "x"}, {"remaining_hours": "-1"}]
)
def test_a_bad_return_keeps_what_was_typed(force: Force, data: dict[str, str]) -> None:
    row = reported(force)
    answer = act(force.staff, "return_assignment", row.pk, **data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'class="yp-error"' in text
    assert data.get("remaining_hours", "") in text
    row.refresh_from_db()
    assert row.state == State.REPORTED


@pytest.mark.parametrize("name", ["accept_assignment", "return_assignment"])
def test_who_may_review(force: Force, name: str) -> None:
    row = reported(force)
    assert act(force.stranger, name, row.pk).status_code == 404
    assert act(force.staff_narcotics, name, row.pk).status_code == 404
    for other in ("chief_a1", "leader", "coordinator"):
        assert act(force.personas[other], name, row.pk).status_code == 403, other
    url = reverse(f"coordination:{name}", args=[row.pk])
    assert client(force.staff).get(url).status_code == 405


# --- the whole task -------------------------------------------------------------------
def test_it_is_withdrawn_with_a_reason(force: Force) -> None:
    row = issued(force)
    refused = act(force.staff, "withdraw_directive", row.pk, reason=" ")
    assert refused.status_code == 422 and "yp-error" in refused.content.decode()
    assert (
        act(force.staff, "withdraw_directive", row.pk, reason="发错了").status_code
        == 302
    )
    row.refresh_from_db()
    assert row.state == Directive.State.WITHDRAWN
    again = act(force.staff, "withdraw_directive", row.pk, reason="再来")
    assert again.status_code == 422


def test_it_is_closed_once(force: Force) -> None:
    row = issued(force)
    assert act(force.head, "close_directive", row.pk).status_code == 302
    row.refresh_from_db()
    assert row.state == Directive.State.CLOSED
    assert act(force.head, "close_directive", row.pk).status_code == 422


def test_the_leader_approves_by_name(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save(update_fields=["approver_required"])
    row = issued(refreshed(force))
    assert row.state == Directive.State.SUBMITTED
    assert act(force.leader, "approve_directive", row.pk).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.approver) == (Directive.State.ISSUED, force.leader)
    assert act(force.leader, "approve_directive", row.pk).status_code == 422


def test_approving_into_a_conflict_asks_for_the_reason(force: Force) -> None:
    force.county_a.approver_required = True
    force.county_a.save(update_fields=["approver_required"])
    row = issued(refreshed(force), "重点户走访", 4000)
    Directive.objects.update(conflict_reason="")
    refused = act(force.leader, "approve_directive", row.pk)
    assert refused.status_code == 422
    assert 'id="approve-reason"' in refused.content.decode()
    done = act(force.leader, "approve_directive", row.pk, reason="局党委决定")
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.conflict_reason == "局党委决定"


def refreshed(force: Force) -> Force:
    """The department's own copy of its bureau, as a new request would read it."""
    force.public_order.refresh_from_db()
    return force


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("withdraw_directive", ["leader", "coordinator", "chief_a1"]),
        ("close_directive", ["leader", "coordinator", "chief_a1"]),
        ("approve_directive", ["staff", "head", "coordinator", "chief_a1"]),
    ],
)
def test_who_may_act_on_the_whole(force: Force, name: str, without: list[str]) -> None:
    row = issued(force)
    assert act(force.stranger, name, row.pk).status_code == 404
    assert act(force.staff_narcotics, name, row.pk).status_code == 404
    for other in without:
        assert act(force.personas[other], name, row.pk).status_code == 403, other
    url = reverse(f"coordination:{name}", args=[row.pk])
    assert client(force.staff).get(url).status_code == 405


def test_a_second_department_is_not_let_in_by_a_first(force: Force) -> None:
    both = appoint(person("both"), "department_staff", force.criminal)
    row = issued(force)
    assert act(both, "close_directive", row.pk).status_code == 404
