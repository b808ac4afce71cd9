"""The pages: writing, the two lists, one notice, what is done on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import Station, User
from tasking.models import Notice, NoticeQuestion, NoticeReading
from tasking.services.answering_notices import ask
from tests.factories import Force
from tests.notices.world import message, read, told
from tests.pages.composing import form_of, words
from tests.pages.test_directives import client, day

pytestmark = pytest.mark.django_db
KEY = "7c6f2b0e-3d53-4a80-9a3c-0d5f6b9d0001"


def url(name: str, *args: object) -> str:
    return reverse(f"coordination:{name}", args=args)


def form(force: Force, **changes: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "key": KEY,
        "title": "旅馆业登记口径",
        "body": "第一段\n\n<b>第二段</b>",
        "last": day(30),
        "stations": [force.a1.pk, force.a2.pk],
        "declared": "on",
        "act": "send",
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def now_told(force: Force, *stations: Station, **more: Any) -> Notice:
    """In force today, due in five days where it asks for something."""
    today = timezone.localdate()
    last = today + dt.timedelta(days=20)
    said = message(last=last)
    if more.pop("asks", False):
        said = message(last=last, todo="换表", due_on=today + dt.timedelta(days=5))
    return told(force, *stations, said=said, now=timezone.now(), **more)


def test_it_is_written_sent_once_and_read_by_the_station(force: Force) -> None:
    at = client(force.staff)
    assert "新建通知" in words(at.get(url("new_notice")))
    paper = SimpleUploadedFile("登记表.txt", "表".encode())
    sent = at.post(url("new_notice"), form(force, evidence=paper), follow=True)
    row = Notice.objects.get()
    assert "已发至2个派出所" in words(sent)
    again = at.post(url("new_notice"), form(force, evidence=paper), follow=True)
    assert Notice.objects.count() == 1 and "未重复" in words(again)
    other = at.post(url("new_notice"), form(force, body="另一段"))
    assert other.status_code == 422 and "已发出为“旅馆业登记口径”" in words(other)
    letter = words(client(force.chief_a1).get(url("inbox")))
    assert "治安管理大队发来通知“旅馆业登记口径”。" in letter
    page = client(force.chief_a1).get(url("notice", row.pk))
    assert not force.chief_a1.inbox.unread(), "who has read it needs no letter"
    text = page.content.decode()
    assert "<p>第一段</p>" in text and "&lt;b&gt;第二段" in text
    assert "chief_a1" in words(page), "who has read it at the own station"
    given = client(force.chief_a1).get(url("notice_file", row.pk, row.files.get().pk))
    assert (
        given.content == "表".encode() and "attachment" in given["Content-Disposition"]
    )
    assert "签收情况" not in words(page)
    seen = words(client(force.staff).get(url("notice", row.pk)))
    assert "送达派出所2" in seen.replace(" ", "") and "chief_a1" not in seen


def test_what_is_wrong_stands_beside_its_field(force: Force) -> None:
    at = client(force.staff)
    unread = at.post(url("new_notice"), form(force, last="31.2."))
    assert unread.status_code == 422 and "不是日期" in words(unread)
    wrong = form(force, title="", declared=None, stations=[])
    answer = at.post(url("new_notice"), wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "declared", "stations"}
    pasted = form(force, stations=[], pasted="柳堰派出所 12")
    assert "pasted" in at.post(url("new_notice"), pasted).context["form"].errors
    none = at.post(url("new_notice"), form(force, stations=[]))
    assert "stations" in none.context["form"].errors
    assert not Notice.objects.exists()


def test_a_listed_word_asks_for_a_tick_of_its_own(force: Force) -> None:
    said = form(force, body="机密事项，并请布控。")
    at = client(force.staff)
    answer = at.post(url("new_notice"), said)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'name="words" value="机密"' in text and 'value="布控"' in text
    assert "密级标志" in words(answer)
    half = at.post(url("new_notice"), said | {"words": ["机密"]})
    assert half.status_code == 422 and "布控" in words(half)
    whole = at.post(url("new_notice"), said | {"words": ["机密", "布控"]})
    assert whole.status_code == 302 and Notice.objects.get().words == ["机密", "布控"]


def test_bureaus_groups_and_the_search_without_script(force: Force) -> None:
    at = client(force.staff)
    whole = form(force, stations=[], bureaus=[force.county_a.pk])
    looked = at.post(url("new_notice"), whole | {"act": "find", "station_q": "津堰"})
    assert looked.status_code == 200 and "旅馆业登记口径" in looked.content.decode()
    assert not looked.context["form"].errors
    assert at.post(url("new_notice"), whole).status_code == 302
    assert Notice.objects.get().receipts.count() == 3


def test_a_meeting_is_offered_as_a_notice_and_carried_over(force: Force) -> None:
    meeting = form_of(
        force,
        title="案件受理例会",
        kind="meeting",
        officers="2",
        effort_hours=None,
        release=day(3),
        release_time="09:00",
        due=day(3),
        due_time="11:30",
        act="try",
    )
    at = client(force.staff)
    shown = at.post(url("compose"), meeting)
    assert "此会需4人参加，约10人·时" in words(shown)
    part = at.post(url("preview_fragment"), meeting, headers={"HX-Request": "true"})
    assert "改发通知" in words(part)
    for party in ("六月支部党员大会", "民主生活会"):
        other = at.post(url("compose"), meeting | {"title": party})
        assert "改发通知" not in words(other)
    carried = at.post(url("notice_instead"), meeting | {"act": "notice"})
    text = carried.content.decode()
    assert carried.status_code == 200 and not Notice.objects.exists()
    assert 'value="案件受理例会"' in text and "摸清底数\n\n逐户登记" in text
    hidden = {"officers": "2", "minutes": "150"}
    assert all(f'name="{n}" value="{v}"' in text for n, v in hidden.items())
    assert at.post(url("new_notice"), form(force, **hidden)).status_code == 302
    row = Notice.objects.get()
    assert (row.spared_people, row.spared_minutes) == (4, 600)
    listed = words(at.get(url("notices")))
    assert "今年有1次会议改发通知，4人次免于到会，约省10人·时" in listed


def test_understood_asked_answered_on_the_page(force: Force) -> None:
    row = now_told(force, asks=True)
    chief, staff = client(force.chief_a1), client(force.staff)
    assert "最迟" in words(chief.get(url("notice", row.pk)))
    done = chief.post(url("understand_notice", row.pk), follow=True)
    assert "已以您的名义确认知悉" in words(done)
    twice = client(force.officer_a1).post(url("understand_notice", row.pk))
    assert twice.status_code == 422 and "chief_a1已确认知悉" in words(twice)
    empty = chief.post(url("ask_notice", row.pk), {"text": " "})
    assert empty.status_code == 422 and empty.context["ask"].errors
    chief.post(url("ask_notice", row.pk), {"text": "旧表交回吗"})
    asked = NoticeQuestion.objects.get()
    page = staff.get(url("notice", row.pk))
    assert "2个派出所尚未确认知悉" in words(page) and "旧表交回吗" in words(page)
    to = url("answer_notice", row.pk, asked.pk)
    assert staff.post(to, {"answer": ""}).status_code == 422
    staff.post(to, {"answer": "不用", "to_all": "on", "version": "1"})
    assert "不用" in words(client(force.chief_a2).get(url("notice", row.pk)))
    stale = staff.post(to, {"answer": "要"})
    assert stale.status_code == 422 and "已答复" in words(stale)


def test_corrected_and_withdrawn_on_the_page(force: Force) -> None:
    row = now_told(force)
    staff = client(force.staff)
    start = staff.get(url("correct_notice", row.pk))
    assert row.title in start.content.decode() and "picker" not in start.context
    told_right = form(force, title="更正：口径", stations=None)
    made = staff.post(url("correct_notice", row.pk), told_right, follow=True)
    assert "已发至3个派出所" in words(made)
    new = Notice.objects.get(corrects=row)
    old = words(client(force.chief_a1).get(url("notice", row.pk)))
    assert "以此为准" in old and "更正：口径" in old
    assert staff.get(url("correct_notice", row.pk)).status_code == 302
    assert staff.post(url("withdraw_notice", new.pk), {}).status_code == 422
    staff.post(url("withdraw_notice", new.pk), {"reason": "重复", "version": "1"})
    assert "撤回：重复" in words(client(force.chief_a1).get(url("notice", new.pk)))
    late = staff.post(url("withdraw_notice", new.pk), {"reason": "重复"})
    assert late.status_code == 422 and "已失效" in words(late)


def test_lists_say_what_is_open_and_the_ledger_too(force: Force) -> None:
    row, plain = now_told(force, asks=True), now_told(force)
    chief = client(force.chief_a1)
    listed = chief.get(url("notices"))
    assert "1条通知有需办事项，2条您还未阅" in words(listed)
    assert [line.row for line in listed.context["rows"]] == [row, plain]
    ledger = words(chief.get(url("workload", force.a1.code)))
    assert "1条通知需办、1条通知未阅 最迟" in ledger
    menu = {entry.url: entry.count for entry in listed.context["nav"]}
    assert menu[url("notices")] == 2
    read(force.chief_a1, plain)
    assert "2条您还未阅" not in words(chief.get(url("notices")))
    leader = words(client(force.leader).get(url("notices")))
    assert "2条通知有效" in leader
    nobody = words(client(force.chief_b1).get(url("notices")))
    assert "本所暂无通知" in nobody
    over = chief.get(url("notices") + "?show=over")
    assert "暂无失效通知" in words(over)


def counted(user: User, *addresses: str) -> list[int]:
    at, found = client(user), []
    for address in addresses:
        at.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert at.get(address).status_code == 200
        found.append(len(seen))
    return found


def test_as_many_queries_for_a_thousand_stations(force: Force) -> None:
    row = now_told(force, asks=True)
    ask(by=force.chief_a1, receipt=read(force.chief_a1, row)[0], text="问", now=_now())
    staff = (url("notices"), url("notice", row.pk))
    few = counted(force.staff, *staff), counted(force.chief_a1, *staff)
    home = force.county_a
    Station.objects.bulk_create(
        Station(code=f"9909{n:08}", name=f"{n}所", short_name=f"{n}", bureau=home)
        for n in range(1_000)
    )
    for _n in range(10):
        now_told(force, asks=True)
    wide = now_told(force, *Station.objects.under(home), asks=True)
    ask(by=force.chief_a1, receipt=read(force.chief_a1, wide)[0], text="问", now=_now())
    many = (url("notices"), url("notice", wide.pk))
    assert (counted(force.staff, *many), counted(force.chief_a1, *many)) == few
    assert max(map(max, few)) <= 20
    assert NoticeReading.objects.count() == 2


def _now() -> dt.datetime:
    return timezone.now()
