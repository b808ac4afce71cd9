"""The ways to a bureau's seat: typed, pasted, handed in; and where a meeting is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coordination.forms.instead import packed, unpacked
from desk.sheets.writing import Sheet, book_bytes
from tasking.meetings import Meeting
from tasking.models import Directive, Notice, TravelTime
from tests.coordination.world import ways
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day

AT_SEAT = {"kind": "meeting", "officers": "2", "venue": "seat", "due": day(14)}
AT_SEAT |= {"release": day(14), "release_time": "14:00", "due_time": "16:00"}


def sent(force: Force, **data: Any) -> Any:
    url = reverse("coordination:travel", args=[force.county_a.code])
    return client(force.coordinator).post(url, data)


def known() -> dict[str, int]:
    rows = TravelTime.objects.order_by("station__code")
    return dict(rows.values_list("station__short_name", "minutes"))


def test_ways_are_typed_and_taken_away_again(force: Force) -> None:
    typed = {f"way_{force.a1.pk}": "40", f"way_{force.a2.pk}": " 25分钟 "}
    assert sent(force, act="save", **typed).status_code == 302
    assert list(known().values()) == [40, 25]
    page = sent(force, act="save", **typed | {f"way_{force.a1.pk}": "一小时"})
    assert page.status_code == 422 and "一小时" in words(page)
    assert list(known().values()) == [40, 25]
    assert sent(force, act="save", **typed | {f"way_{force.a1.pk}": ""}).status_code
    assert list(known().values()) == [25]
    url = reverse("coordination:travel", args=[force.county_a.code])
    page = client(force.staff).get(url)
    assert f'name="way_{force.a1.pk}"' not in page.content.decode()
    assert "3条路途中有2条未知" in words(page)


def test_what_somebody_else_entered_meanwhile_stays(force: Force) -> None:
    """A page of a hundred fields sends all of them: only what was typed is meant."""
    seen = {f"was_{force.a1.pk}": "", f"was_{force.a2.pk}": ""}
    ways(force, {force.a1: 40})
    typed = {f"way_{force.a1.pk}": "", f"way_{force.a2.pk}": "25"}
    assert sent(force, act="save", **seen | typed).status_code == 302
    assert list(known().values()) == [40, 25]
    page = sent(force, act="save", **seen | {f"way_{force.a1.pk}": "50"})
    assert page.status_code == 422 and "40" in words(page)
    assert list(known().values()) == [40, 25]
    again = {f"was_{force.a1.pk}": "40", f"way_{force.a1.pk}": "50"}
    assert sent(force, act="save", **again).status_code == 302
    assert list(known().values()) == [50, 25]


def test_a_station_that_closed_meanwhile_is_told_of(force: Force, monkeypatch) -> None:
    monkeypatch.setattr("tasking.services.travel._below", lambda *_a: set())
    page = sent(force, act="save", **{f"way_{force.a1.pk}": "40"})
    assert page.status_code == 422 and known() == {}


PASTED = [
    ("柳堰派出所 40\n无此所 20", 422, []),
    ("柳堰派出所 40\n柳堰 50", 422, []),
    ("柳堰派出所", 422, []),
    ("柳堰派出所 900", 422, []),
    ("柳堰派出所 0000000999", 422, []),
    ("柳堰派出所 40\n" * 5_001, 422, []),
    ("", 422, []),
    ("柳堰派出所\t40分钟", 302, [40]),
    ("柳堰派出所 45\n津堰,25", 302, [45, 25]),
]


def test_a_pasted_list_goes_in_whole_or_not_at_all(force: Force) -> None:
    for text, status, minutes in PASTED:
        page = sent(force, act="list", pasted=text)
        assert (page.status_code, list(known().values())) == (status, minutes), text


def test_a_table_comes_back_as_it_was_given_out(force: Force) -> None:
    """By code, where names are alike; a row without minutes says nothing."""
    ways(force, {force.a1: 40})
    url = reverse("coordination:travel_file", args=[force.county_a.code])
    given = client(force.personnel_admin).get(url).content
    assert given[:2] == b"PK"
    again = SimpleUploadedFile("路途.xlsx", given)
    assert sent(force, act="list", file=again).status_code == 302
    rows = [["派出所", "代码", "单程分钟数"], ["", force.a2.code, 30], ["柳堰", "", ""]]
    table = SimpleUploadedFile("路途.xlsx", book_bytes([Sheet("路途", rows)]))
    assert sent(force, act="list", file=table).status_code == 302
    assert list(known().values()) == [40, 30]
    broken = SimpleUploadedFile("路途.xlsx", b"nothing")
    assert sent(force, act="list", file=broken).status_code == 422


def test_the_composer_counts_the_way_and_says_which_is_not_known(force: Force) -> None:
    ways(force, {force.a1: 60})
    page = post(force.staff, form_of(force, **AT_SEAT | {"act": "try"}))
    told = words(page)
    assert "此会需4人参加，约12人·时（含路途）" in told
    assert "1个所路途未知，未计入" in told
    typed = AT_SEAT | {"act": "try", f"travel_{force.a2.pk}": "30"}
    assert "约14人·时（含路途）" in words(post(force.staff, form_of(force, **typed)))
    video = words(post(force.staff, form_of(force, **typed | {"venue": "video"})))
    assert "约8人·时，无路途" in video
    wrong = typed | {f"travel_{force.a2.pk}": "远"}
    assert (
        "stations" in post(force.staff, form_of(force, **wrong)).context["form"].errors
    )


def test_it_is_kept_with_the_draft_and_goes_out_with_it(force: Force) -> None:
    ways(force, {force.a1: 60})
    typed = AT_SEAT | {"place": "分局三楼会议室", f"travel_{force.a2.pk}": "30"}
    post(force.staff, form_of(force, **typed | {"act": "draft"}))
    draft = Directive.objects.get()
    at = client(force.staff)
    page = at.get(reverse("coordination:edit_draft", args=[draft.pk]))
    form = page.context["form"]
    assert [way.minutes for way in form.ways] == [60, 30]
    assert [way.typed for way in form.ways] == ["", "30"]
    assert 'value="分局三楼会议室"' in page.content.decode()
    post(force.staff, form_of(force, **typed, reason="已商定"))
    issued = Directive.objects.exclude(pk=draft.pk).get()
    found = issued.assignments.order_by("station_id")
    assert list(found.values_list("travel", flat=True)) == [60, 30]
    shown = at.get(reverse("coordination:directive", args=[issued.pk]))
    assert "到局参加，分局三楼会议室" in words(shown)
    one = client(force.chief_a1).get(
        reverse("coordination:assignment", args=[found[0].pk])
    )
    assert "单程60分钟" in words(one)


def test_a_notice_instead_saves_the_way_too(force: Force) -> None:
    ways(force, {force.a1: 60})
    meeting = form_of(force, **AT_SEAT | {"act": "notice"})
    at = client(force.staff)
    page = at.post(reverse("coordination:notice_instead"), meeting)
    given = {name: page.context["form"][name].value() for name in MEETING}
    given |= {"title": "口径通知", "body": "见附件", "declared": "on", "act": "send"}
    given |= {"stations": [force.a1.pk, force.a2.pk], "last": day(30)}
    assert at.post(reverse("coordination:new_notice"), given).status_code == 302
    row = Notice.objects.get()
    assert (row.spared_people, Decimal(row.spared_minutes) / 60) == (4, 12)


MEETING = ("officers", "minutes", "summoned")


def test_what_differs_travels_through_the_page() -> None:
    meeting = Meeting(2, 90, {3: 5}, {3: 40, 4: 20})
    assert unpacked(packed(meeting)) == (dict(meeting.heads), dict(meeting.ways))
    assert unpacked("3=5/40;x") == ({}, {}) and unpacked("") == ({}, {})
    assert meeting.people([3, 4, 9]) == 9
    assert meeting.spent([3, 4, 9]) == 5 * 170 + 2 * 130 + 2 * 90
