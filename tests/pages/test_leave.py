"""The pages of leave: asked for, decided beside what it does, called back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from organization.services import name_deputy
from personnel import services
from personnel.models import Leave, LeaveRequest
from tests.coordination.world import send, task
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"personnel:{name}", args=args)


def day(n: int) -> str:
    return (TODAY + dt.timedelta(days=n)).isoformat()


def at(force: Force) -> Client:
    """李志刚 of 柳堰 at the page."""
    officer = force.officers[force.a1.code][1]
    services.link_account(by=None, officer=officer, user=force.officer_a1)
    return client(force.officer_a1)


def wish(force: Force, **more: str) -> dict[str, str]:
    given = {
        "officer": str(force.officers[force.a1.code][1].pk),
        "kind": "annual",
        "first": day(10),
        "last": day(14),
        "reason": "探亲",
    }
    return given | more


def test_an_officer_asks_and_the_chief_decides_beside_what_it_does(
    force: Force,
) -> None:
    own, chief = at(force), client(force.chief_a1)
    assert "年休假" in words(own.get(url("ask_leave")))
    number = force.officers[force.a1.code][1].police_number
    event = task(
        "案件会商",
        None,
        f"{day(11)} 11:00",
        release=f"{day(11)} 09:00",
        kind="meeting",
        attendees=(number,),
    )
    send(force, "public_order", event, force.a1, now=timezone.now())
    assert own.post(url("ask_leave"), wish(force)).status_code == 302
    row = LeaveRequest.objects.get()
    page = url("leave_request", row.pk)
    seen = words(chief.get(page))
    assert "案件会商" in seen and "由所长审批" in seen
    assert "1条休假申请待审批" in words(chief.get(url("leave_requests")))
    assert "1条休假申请办理中" in words(own.get(url("leave_requests")))
    effect = words(chief.get(reverse("coordination:leave_effect", args=[row.pk])))
    assert "柳堰派出所" in effect and "不会新增冲突" in effect
    refused = chief.post(url("approve_leave", row.pk), {"version": "1"})
    assert refused.status_code == 422
    assert 'id="approve-instead_error"' in refused.content.decode()
    chief.post(url("approve_leave", row.pk), {"instead": "张海涛参加", "version": "1"})
    letter = force.staff.inbox.get(kind="directive_attends")
    asks = client(force.staff)
    assert "张海涛参加" in words(asks.get(reverse("coordination:inbox")))
    assert asks.get(letter.url).status_code == 200
    seen = words(own.get(page))
    assert "已批准" in seen and "张海涛参加" in seen
    back = {"back": day(12), "text": "安保", "version": "2"}
    assert (
        chief.post(url("shorten_leave", row.pk), back | {"back": "x"}).status_code
        == 422
    )
    chief.post(url("shorten_leave", row.pk), back)
    assert Leave.objects.get().during.upper.isoformat() == day(12)
    back = own.post(url("take_back_leave", row.pk), {"sure": "1"})
    assert back.status_code == 422


def test_a_refusal_says_why_and_a_wish_is_taken_back(force: Force) -> None:
    own, chief = at(force), client(force.chief_a1)
    own.post(url("ask_leave"), wish(force))
    row = LeaveRequest.objects.get()
    assert chief.post(url("refuse_leave", row.pk), {}).status_code == 422
    chief.post(url("refuse_leave", row.pk), {"text": "当周安保"})
    assert "当周安保" in words(own.get(url("leave_request", row.pk)))
    own.post(url("ask_leave"), wish(force))
    again = LeaveRequest.objects.latest("pk")
    own.post(url("take_back_leave", again.pk), {"sure": "1"})
    assert "已撤回" in words(own.get(url("leave_request", again.pk)))


def test_the_leader_sees_who_acts_for_a_chief(force: Force) -> None:
    head = force.officers[force.a1.code][0]
    services.link_account(by=None, officer=head, user=force.chief_a1)
    chief, leader = client(force.chief_a1), client(force.leader)
    chief.post(url("ask_leave"), wish(force, officer=str(head.pk)))
    page = url("leave_request", LeaveRequest.objects.get().pk)
    assert "尚未指定" in words(leader.get(page))
    first = TODAY + dt.timedelta(days=10)
    name_deputy(
        by=force.chief_a1,
        station=force.a1,
        deputy=force.officer_a1,
        during=(first, first + dt.timedelta(days=5)),
        today=TODAY,
    )
    assert "尚未指定" not in words(leader.get(page))


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("officer", {"officer": "0"}),
        ("kind", {"kind": "x"}),
        ("first", {"first": ""}),
        ("last", {"last": ""}),
        ("last", {"last": "明天"}),
        ("last", {"last": day(5)}),
    ],
)
def test_a_bad_wish_stands_beside_its_field(
    force: Force, field: str, more: dict[str, str]
) -> None:
    refused = at(force).post(url("ask_leave"), wish(force, **more))
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()
    assert not LeaveRequest.objects.exists()


def test_a_leave_in_parts_and_one_in_a_department_are_shown(force: Force) -> None:
    """Both stations with their days; in a department no station is spoken of."""
    own, who = at(force), force.officers[force.a1.code][1]
    moved = TODAY + dt.timedelta(days=12)
    services.end_posting(by=None, posting=who.postings.get(), on=moved)
    given = {"by": None, "officer": who}
    last = moved + dt.timedelta(days=20)
    services.post_officer(unit=force.a2, during=(moved, last), **given)
    services.post_officer(unit=force.public_order, during=(last, None), **given)
    named = {"kind": "meeting", "attendees": (who.police_number,)}
    named["release"] = f"{day(11)} 09:00"
    meeting = task("案件会商", None, f"{day(11)} 11:00", **named)
    send(force, "public_order", meeting, force.a1, now=timezone.now())
    assert own.post(url("ask_leave"), wish(force)).status_code == 302
    row = LeaveRequest.objects.get()
    leader = client(force.leader)
    seen = words(leader.get(url("leave_request", row.pk)))
    assert "期间所在单位" in seen and "由局领导审批" in seen
    assert "柳堰派出所 → 津堰派出所" in words(own.get(url("leave_requests")))
    effect = words(leader.get(reverse("coordination:leave_effect", args=[row.pk])))
    assert "柳堰派出所" in effect and "津堰派出所" in effect
    guest = client(force.chief_a2)
    effect = words(guest.get(reverse("coordination:leave_effect", args=[row.pk])))
    assert "柳堰派出所" not in effect and "津堰派出所" in effect, "the own station"
    assert "案件会商" in words(leader.get(url("leave_request", row.pk)))
    seen = words(guest.get(url("leave_request", row.pk)))
    assert "期间所在单位" in seen and "案件会商" not in seen
    late = wish(force, first=day(40), last=day(41))
    assert own.post(url("ask_leave"), late).status_code == 302
    row = LeaveRequest.objects.latest("pk")
    head = client(force.head)
    assert "由部门负责人审批" in words(head.get(url("leave_request", row.pk)))
    assert head.post(url("approve_leave", row.pk), {}).status_code == 302
    effect = reverse("coordination:leave_effect", args=[row.pk])
    assert client(force.leader).get(effect).status_code == 200
    assert Leave.objects.count() == 1
