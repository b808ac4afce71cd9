"""The first page of the room of people: what waits for whom."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from organization.models import Role, User
from personnel.models import (
    Import,
    LeaveRequest,
    PostingOrder,
    SelectionRound,
    StaffingRequest,
)
from personnel.services import ordering
from personnel.todo.lines import AT_MOST
from tests.copying import copies
from tests.factories import Force, appoint, bureau, person
from tests.pages.composing import words
from tests.pages.test_directives import client, queries
from tests.pages.test_fixed_cost import FEW, MANY, MOST
from tests.pages.test_posting_orders import url
from tests.permissions.people import postings
from tests.personnel.selections import opened

DAY = dt.timedelta(days=1)


@pytest.fixture
def busy(force: Force) -> Force:
    """A posting to which a chief objects, his request, a leave, a file handed in."""
    postings(force, force.a1, force.public_order, force.chief_a1, timezone.now())
    return force


def seen(user: User) -> Any:
    return client(user).get(url("today"))


def steps(user: User) -> list[str]:
    """The next step of every line, in their order."""
    return [line.step for line in seen(user).context["todo"].lines]


def folded(page: Any) -> int:
    """What the menu counts for this room."""
    room = [entry for entry in page.context["nav"] if entry.fold == "people"]
    return sum(entry.count or 0 for entry in room)


def test_everybody_reads_the_own_next_steps(busy: Force) -> None:
    reply = "答复不同意见"
    assert steps(busy.chief_a1) == ["审批休假"]
    assert steps(busy.leader) == [reply]
    assert steps(busy.personnel_admin) == ["修改1行", reply, "答复用人申请"]
    assert steps(busy.chief_a2) == steps(busy.staff) == []
    for name in ("chief_a1", "leader", "personnel_admin", "staff"):
        page = seen(getattr(busy, name))
        assert folded(page) == page.context["todo"].total, name
    assert "您没有待办事项" in words(seen(busy.staff))


def test_an_order_asks_for_one_step_after_the_other(busy: Force) -> None:
    """Draft: its preparer; asked: the chief; heard: who decides, and nobody twice."""
    admin, chief = client(busy.personnel_admin), client(busy.chief_a1)
    admin.post(url("new_order"), {"title": "七月", "readers": [str(busy.leader.pk)]})
    order = PostingOrder.objects.latest("pk")
    assert "添加调配人员，征求所长意见" in steps(busy.personnel_admin)
    who = busy.officers[busy.a1.code][1].police_number
    first = (timezone.localdate() + 40 * DAY).isoformat()
    line = {"officer": who, "to": f"d{busy.public_order.pk}", "kind": "permanent"}
    admin.post(url("add_line", order.pk), line | {"first": first})
    admin.post(url("consult_order", order.pk), {})
    said = "就对本所的影响提出意见"
    assert said in steps(busy.chief_a1) and len(steps(busy.leader)) == 1
    seat = order.seats.get()
    chief.post(url("say", order.pk, seat.pk), {"answer": "agree"})
    assert said not in steps(busy.chief_a1)
    assert "登记局党委决定" in steps(busy.leader)
    admin.post(url("take_back_order", order.pk), {"reason": "换人选"})
    admin.post(url("consult_order", order.pk), {})
    assert said in steps(busy.chief_a1), "asked anew, whatever was said before"
    assert "登记局党委决定" not in steps(busy.leader)


def test_a_round_asks_officer_chief_and_office_in_turn(force: Force) -> None:
    row = opened(force)
    choose, rank = "填报志愿", "给报名人员排序"
    assert choose in steps(row.users[0]) and choose in steps(row.users[1])
    row.choose(0, 1)
    assert choose not in steps(row.users[0]) and choose in steps(row.users[1])
    row.ask_chiefs()
    assert rank in steps(row.chiefs[1])
    assert rank not in steps(row.chiefs[0]), "nobody chose that post"
    row.rank(1, 0)
    assert rank not in steps(row.chiefs[1])
    row.match()
    assert steps(row.admin) == ["核对匹配结果，予以公布"]
    row.publish()
    assert steps(row.admin) == ["拟岗位调配方案"]
    SelectionRound.objects.get().orders.add(
        ordering.draft_order(
            by=row.admin, bureau=force.county_a, title="双选", now=timezone.now()
        )
    )
    assert steps(row.admin)[-1] == "办结双向选择"


def test_what_is_late_comes_first_and_says_so(busy: Force) -> None:
    today = timezone.localdate()
    row = LeaveRequest.objects.get()
    part = row.parts.get()

    def late(count: int, first: dt.date) -> list[LeaveRequest]:
        days = [DateRange(first - n * DAY, first - n * DAY + DAY) for n in range(count)]
        made = copies(row, count, during=lambda n: days[n])
        keys = [one.pk for one in made]
        copies(part, count, request_id=lambda n: keys[n], during=lambda n: days[n])
        return made

    (old,) = late(1, today - DAY)
    page = seen(busy.chief_a1)
    first, second = page.context["todo"].lines
    assert first.url.endswith(f"/{old.pk}/") and first.late and not second.late
    assert "其中1项超期" in words(page)
    late(AT_MOST, today - 2 * DAY)
    assert f"其中{AT_MOST + 1}项超期" in words(seen(busy.chief_a1)), "not listed either"


def test_where_a_force_is_nothing_waiting_is_said_so(force: Force) -> None:
    assert "下载空表" not in words(seen(force.system_admin))
    page = seen(force.chief_a1)
    assert "事项均已办理" in words(page)
    assert f'href="{url("leave_requests")}"' in page.content.decode()


def test_without_a_force_one_begins_with_the_table(db: None) -> None:
    admin = appoint(
        person("setup"),
        Role.SYSTEM_ADMIN,
        bureau("990100000000", "砚川市公安局", "city", "Yanchuan"),
    )
    page = seen(admin)
    assert "尚未录入民警" in words(page)
    assert client(admin).get(url("template_file", "force")).status_code == 200


def test_it_costs_the_same_at_any_length(busy: Force) -> None:
    leave, asked = LeaveRequest.objects.get(), StaffingRequest.objects.get()
    file = Import.objects.defer(None).exclude(kind="accounts").get()
    known, costs = 0, []
    for count in (FEW, MANY - FEW):
        begins = leave.during.upper + known * DAY
        copies(
            leave,
            count,
            during=lambda n, start=begins: DateRange(
                start + n * DAY, start + (n + 1) * DAY
            ),
        )
        copies(asked, count)
        copies(file, count)
        known += count
        costs.append(
            [
                queries(getattr(busy, who), url("today"))
                for who in ("chief_a1", "personnel_admin")
            ]
        )
    assert costs[0] == costs[1] and max(costs[0]) <= MOST, costs
    office = seen(busy.personnel_admin).context["todo"]
    assert office.total == 2 * MANY + 3 and len(office.lines) == 41
