"""Writing a task: the answer while typing, bad input, and sending once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.models import IdempotencyKey
from organization.models import Bureau, StationGroup
from personnel.services import end_posting
from tasking.models import Directive
from tests.factories import Force, appoint
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day


# --- sending --------------------------------------------------------------------------
def test_a_task_is_issued_to_the_stations_chosen(force: Force) -> None:
    sent = post(
        force.staff,
        form_of(
            force,
            data_items="检查记录、隐患台账,照片",
            priority="10",
            approver=force.leader.pk,
            due_time="18:00",
        ),
    )
    row = Directive.objects.get()
    assert sent["Location"] == reverse("coordination:directive", args=[row.pk])
    assert row.state == "issued" and row.effort_units == 600_000
    assert row.data_items == ["检查记录", "隐患台账", "照片"]
    assert (row.priority, row.approver) == (10, force.leader)
    assert timezone.localtime(row.due).hour == 18
    assert set(row.assignments.values_list("station", flat=True)) == {
        force.a1.pk,
        force.a2.pk,
    }


def test_a_date_alone_lasts_to_the_end_of_its_day(force: Force) -> None:
    post(force.staff, form_of(force, release=day(2), due=day(5)))
    row = Directive.objects.get()
    assert timezone.localtime(row.release).isoformat()[:16] == f"{day(2)}T00:00"
    assert timezone.localtime(row.due).isoformat()[:16] == f"{day(6)}T00:00"


def test_a_meeting_names_who_must_attend(force: Force) -> None:
    number = force.officers[force.a1.code][0].police_number
    data = form_of(
        force,
        kind="meeting",
        effort_hours="99",
        release=day(3),
        release_time="09:00",
        due=day(3),
        due_time="11:00",
        posts=["chief"],
        attendees=number,
    )
    assert post(force.staff, data).status_code == 302
    row = Directive.objects.get()
    assert (row.attendees, row.effort_units) == (["chief", number], None)


def test_only_people_of_the_stations_can_be_named(force: Force) -> None:
    """Whoever works elsewhere, or is gone by then, is as unknown as a wrong number."""
    mine, gone, other = (
        force.officers[place.code][n]
        for place, n in ((force.a1, 0), (force.a1, 1), (force.b1, 0))
    )
    end_posting(by=None, posting=gone.postings.get(), on=dt.date.fromisoformat(day(3)))
    numbers = [one.police_number for one in (mine, gone, other)]
    meeting = form_of(
        force, kind="meeting", release=day(3), due=day(3), attendees="、".join(numbers)
    )
    refused = post(force.staff, meeting)
    (message,) = refused.context["form"].errors["attendees"]
    assert [number in message for number in numbers] == [False, True, True]
    days = {"release": day(2), "attendees": "、".join(numbers[:2]), "reason": "急"}
    assert post(force.staff, meeting | days).status_code == 302


def test_no_hours_are_unknown_never_zero(force: Force) -> None:
    answered = client(force.staff).post(
        reverse("coordination:preview_fragment"), form_of(force, effort_hours="")
    )
    assert 'data-yp-short="0"' in answered.content.decode()
    assert words(answered).count("无法判断") >= 3
    assert post(force.staff, form_of(force, effort_hours="")).status_code == 302
    assert Directive.objects.get().effort_units is None


def test_reserved_strength_has_no_title(force: Force) -> None:
    refused = post(force.staff, form_of(force, reserved="on"))
    assert refused.status_code == 422
    assert post(force.staff, form_of(force, reserved="on", title="")).status_code == 302
    assert Directive.objects.get().reserved


def test_groups_whole_bureaus_and_lists_add_up(force: Force) -> None:
    group = StationGroup.objects.create(bureau=force.county_a, code="g", name="夜市片")
    group.stations.set([force.a2])
    data = form_of(force, stations=[], groups=[group.pk], pasted="1. 柳堰派出所\n")
    assert post(force.staff, data).status_code == 302
    assert Directive.objects.get().assignments.count() == 2
    whole = form_of(force, stations=[], bureaus=[force.county_a.pk], title="全部")
    assert post(force.staff, whole).status_code == 302
    assert Directive.objects.get(title="全部").assignments.count() == 3


def test_a_parent_is_named_by_its_number(force: Force) -> None:
    post(force.staff, form_of(force))
    above = Directive.objects.get()
    post(force.staff, form_of(force, title="落实", parent=above.number))
    assert Directive.objects.get(title="落实").parent == above
    refused = post(force.staff, form_of(force, parent="没有这个号"))
    assert "没有这个号" in words(refused) and refused.status_code == 422


# --- sending once ---------------------------------------------------------------------
def test_two_submissions_of_one_form_make_one_task(force: Force) -> None:
    data = form_of(force)
    first, second = post(force.staff, data), post(force.staff, data)
    assert first["Location"] == second["Location"]
    assert Directive.objects.count() == 1
    assert IdempotencyKey.objects.count() == 1


def test_a_refused_form_may_be_sent_again(force: Force) -> None:
    data = form_of(force, title="")
    assert post(force.staff, data).status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert post(force.staff, data | {"title": "有了"}).status_code == 302


def test_a_key_is_one_persons(force: Force) -> None:
    data = form_of(force)
    post(force.staff, data)
    post(force.head, data)
    assert Directive.objects.count() == 2


# --- bad input ------------------------------------------------------------------------
BAD = [
    ({"title": ""}, "title"),
    ({"title": "长" * 121}, "title"),
    ({"kind": "nonsense"}, "kind"),
    ({"deadline_class": "statutory", "basis": ""}, "basis"),
    ({"deadline_class": "x"}, "deadline_class"),
    ({"due": ""}, "due"),
    ({"due": "六月"}, "due"),
    ({"due": "9999-12-31"}, "due"),
    ({"due": "2020-01-01"}, "due"),
    ({"release": "2200-01-01"}, "release"),
    ({"due_time": "25:00"}, "due_time"),
    ({"effort_hours": "0"}, "effort_hours"),
    ({"effort_hours": "-3"}, "effort_hours"),
    ({"effort_hours": "1e9"}, "effort_hours"),
    ({"effort_hours": "NaN"}, "effort_hours"),
    ({"effort_hours": "很多"}, "effort_hours"),
    ({"max_officers": "0"}, "max_officers"),
    ({"max_officers": "1.23456"}, "max_officers"),
    ({"priority": "77"}, "priority"),
    ({"data_items": "字" * 41}, "data_items"),
    ({"stations": []}, "stations"),
    ({"stations": ["abc"]}, "stations"),
    ({"stations": [999_999]}, "stations"),
    ({"approver": "999999"}, "approver"),
    ({"declared": ""}, "declared"),
    ({"pasted": "柳烟派出所"}, "pasted"),
    ({"pasted": "990199519900"}, "pasted"),
    ({"kind": "meeting", "release": None, "officers": "2"}, "release"),
    ({"kind": "meeting", "release": day(3), "due": day(3)}, "officers"),
    ({"kind": "training", "attendees": "000000", "release": day(3)}, "attendees"),
]


@pytest.mark.parametrize(("changes", "field"), BAD, ids=lambda v: str(v)[:40])
def test_bad_input_is_told_beside_its_field(
    force: Force, changes: dict[str, Any], field: str
) -> None:
    refused = post(force.staff, form_of(force, **changes))
    assert refused.status_code == 422
    assert refused.context["form"].errors[field]
    if field != "pasted":
        assert f'id="id_{field}_error"' in refused.content.decode()
    assert not Directive.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_due_before_its_start(force: Force) -> None:
    refused = post(force.staff, form_of(force, release=day(9), due=day(8)))
    assert refused.context["form"].errors["due"]


def test_a_station_of_another_bureau(force: Force) -> None:
    refused = post(force.staff, form_of(force, stations=[force.b1.pk]))
    assert refused.context["form"].errors["stations"]
    listed = post(force.staff, form_of(force, pasted=force.b1.code))
    assert f"“{force.b1.code}”" in words(listed)


def test_what_was_typed_is_kept(force: Force) -> None:
    typed = {"title": "", "intent": "只有我知道", "pasted": "柳烟派出所", "due": "六月"}
    text = post(force.staff, form_of(force, **typed)).content.decode()
    for word in ("只有我知道", "柳烟派出所", "六月", f'value="{force.a1.pk}" checked'):
        assert word in text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_messages_speak_the_readers_language(force: Force, language: str) -> None:
    refused = post(force.staff, form_of(force, title="", due=""), language)
    said = " ".join(refused.context["form"].errors["title"])
    assert said.isascii() == (language == "en")


# --- into a conflict ------------------------------------------------------------------
def test_into_a_conflict_only_with_a_reason(force: Force) -> None:
    data = form_of(force, effort_hours="3000")
    refused = post(force.staff, data)
    assert refused.status_code == 422
    assert refused.context["form"].errors["reason"]
    assert "柳堰" in words(refused)
    assert not Directive.objects.exists()
    assert post(force.staff, data | {"reason": "省厅部署"}).status_code == 302
    assert Directive.objects.get().conflict_reason == "省厅部署"


def test_an_approver_is_asked_where_the_bureau_wants_one(force: Force) -> None:
    Bureau.objects.filter(pk=force.county_a.pk).update(approver_required=True)
    assert post(force.staff, form_of(force)).status_code == 302
    assert Directive.objects.get().state == "submitted"


# --- who ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["compose", "preview_fragment", "pick_stations"])
def test_only_departments_compose(force: Force, name: str) -> None:
    url, method = reverse(f"coordination:{name}"), "get"
    if name == "preview_fragment":
        method = "post"
    # A leader tries out what he may issue in an emergency; he composes nothing else.
    leader = ("leader",) if name == "compose" else ()
    for other in ("chief_a1", *leader, "coordinator", "stranger"):
        made = client(force.personas[other])
        assert getattr(made, method)(url).status_code == 403, other
    assert getattr(client(force.head), method)(url).status_code == 200
    assert Client().get(url).status_code == 302
    wrong = {"compose": "put", "pick_stations": "post", "preview_fragment": "get"}
    assert getattr(client(force.staff), wrong[name])(url).status_code == 405


def test_a_draft_is_its_departments(force: Force) -> None:
    post(force.staff, form_of(force, act="draft"))
    url = reverse("coordination:edit_draft", args=[Directive.objects.get().pk])
    assert client(force.leader).get(url).status_code == 403
    for other in ("stranger", "staff_narcotics", "chief_a1"):
        assert client(force.personas[other]).get(url).status_code == 404, other


def test_nobody_writes_in_anothers_name(force: Force) -> None:
    data = form_of(force, requester=str(force.narcotics.pk))
    assert post(force.staff, data).status_code == 422
    assert not Directive.objects.exists()


def test_who_serves_two_departments_chooses(force: Force) -> None:
    appoint(force.staff, "department_staff", force.narcotics)
    data = form_of(force, requester=str(force.narcotics.pk))
    assert post(force.staff, data).status_code == 302
    assert Directive.objects.get().department == force.narcotics
