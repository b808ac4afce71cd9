"""Writing a task: the answer while typing, bad input, and sending once."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import targets
from coordination.forms.composing import DirectiveForm
from coordination.services.previewing import try_out
from coordination.views.answering import answer
from coordination.views.picking import picker
from desk.models import IdempotencyKey
from organization.models import Bureau, Station, StationGroup, User
from tasking.models import Directive
from tests.coordination.world import send, task
from tests.factories import Force, appoint, station
from tests.pages.test_directives import client, day

NEW = "coordination:compose"


def form_of(force: Force, **changes: Any) -> dict[str, Any]:
    """A complete form to 柳堰 and 津堰; None takes a field out."""
    data: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "title": "旅馆业检查",
        "kind": "task",
        "deadline_class": "negotiable",
        "intent": "摸清底数",
        "basis": "砚公治〔2026〕41号",
        "standard": "逐户登记",
        "effort_hours": "10",
        "due": day(14),
        "stations": [force.a1.pk, force.a2.pk],
        "declared": "on",
        "act": "issue",
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def post(user: User, data: dict[str, Any], language: str = "zh-hans") -> Any:
    return client(user, language).post(reverse(NEW), data)


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", "", answer.content.decode())
    return re.sub(r"\s+", " ", text)


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


# --- drafts ---------------------------------------------------------------------------
def test_a_draft_is_kept_changed_and_sent(force: Force) -> None:
    half = form_of(force, act="draft", effort_hours="", declared="")
    half[f"due_{force.a1.pk}"] = day(20)
    sent = post(force.staff, half)
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    assert sent["Location"] == url and row.state == "draft"
    page = client(force.staff).get(url)
    assert f'name="due_{force.a1.pk}" value="{day(20)}"' in page.content.decode()
    done = form_of(force, version=str(row.version), title="定稿")
    done[f"due_{force.a1.pk}"] = day(20)
    assert client(force.staff).post(url, done).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.title) == ("issued", "定稿")
    assert row.assignments.get(station=force.a1).due > row.due


def test_a_draft_somebody_else_changed(force: Force) -> None:
    post(force.staff, form_of(force, act="draft"))
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    seen = form_of(force, act="draft", version=str(row.version), title="甲的")
    assert client(force.head).post(url, seen).status_code == 302
    mine = form_of(force, act="draft", version=str(row.version), title="乙的")
    refused = client(force.staff).post(url, mine)
    assert refused.status_code == 422 and "乙的" in refused.content.decode()
    row.refresh_from_db()
    assert row.title == "甲的"


def test_what_has_been_sent_is_not_edited(force: Force) -> None:
    post(force.staff, form_of(force))
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    assert client(force.staff).get(url)["Location"] == reverse(
        "coordination:directive", args=[row.pk]
    )
    assert client(force.staff).post(url, form_of(force)).status_code == 422


def test_a_draft_needs_what_the_database_needs(force: Force) -> None:
    back = form_of(force, act="draft", release=day(9), due=day(8))
    assert post(force.staff, back).status_code == 422
    assert not Directive.objects.exists()


# --- who ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["compose", "preview_fragment", "pick_stations"])
def test_only_departments_compose(force: Force, name: str) -> None:
    url, method = reverse(f"coordination:{name}"), "get"
    if name == "preview_fragment":
        method = "post"
    for other in ("chief_a1", "leader", "coordinator", "stranger"):
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


# --- the answer -----------------------------------------------------------------------
def tried(force: Force, **changes: Any) -> Any:
    data = QueryDict(mutable=True)
    for name, value in form_of(force, **changes).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    force.public_order.refresh_from_db()
    form = DirectiveForm(data, user=force.staff, requesters=[force.public_order])
    now = timezone.now()
    form.judge(now)
    return form, answer(form, now=now), now


def busy(force: Force) -> None:
    """柳堰 is full for about three weeks."""
    now = timezone.now()
    send(force, "narcotics", task("禁毒宣传", 600, day(21)), force.a1, now=now)


def test_the_offered_date_fits_everywhere(force: Force) -> None:
    busy(force)
    _form, found, _now = tried(force, effort_hours="200", due=day(14))
    assert (found.short, found.fitting) == (1, 1)
    assert found.common and found.common > found.due
    _moved, again, _now = tried(force, effort_hours="200", due=found.common.isoformat())
    assert again.short == 0


def test_only_those_that_need_it_move(force: Force) -> None:
    busy(force)
    _form, found, _now = tried(force, effort_hours="200")
    assert list(found.own_dates) == [force.a1.pk]
    own = {f"due_{pk}": day.isoformat() for pk, day in found.own_dates.items()}
    form, again, _now = tried(force, effort_hours="200", **own)
    assert again.short == 0
    assert form.targets().overrides[force.a1.pk].due
    assert not {force.a2.pk} & set(form.targets().overrides)


def test_each_column_is_what_a_trial_of_that_date_says(force: Force) -> None:
    busy(force)
    _form, found, now = tried(force, effort_hours="200")
    assert len(found.columns) >= 15
    for column in found.columns:
        moved, _answer, now = tried(
            force, effort_hours="200", due=column.date.isoformat()
        )
        findings = try_out(moved.content(), moved.targets(), department="x", now=now)
        assert column.fits == sum(f.verdict == "fits" for f in findings), column


def test_the_figures_add_up(force: Force) -> None:
    busy(force)
    _form, found, _now = tried(force, effort_hours="200")
    line = found.lines[0]
    assert line.shape == "short" and line.station == force.a1
    assert sum(h for _name, h in line.departments) == line.demand
    assert line.short_by == line.demand - line.capacity
    assert line.added == 200


def test_the_answer_names_departments_never_titles(force: Force) -> None:
    busy(force)
    url = reverse("coordination:preview_fragment")
    text = words(client(force.staff).post(url, form_of(force, effort_hours="200")))
    assert "禁毒" in text and "禁毒宣传" not in text


def test_a_station_without_data_is_not_a_yes(force: Force) -> None:
    _form, found, _now = tried(force, stations=[force.unknown.pk])
    assert (found.unknown, found.short, found.fitting) == (1, 0, 0)
    assert found.common is None and not found.columns


def test_what_is_missing_is_said_instead(force: Force) -> None:
    url = reverse("coordination:preview_fragment")
    text = words(client(force.staff).post(url, form_of(force, due="", stations=[])))
    assert "测算前请先补充" in text
    bad = client(force.staff).post(url, {"due": "x", "effort_hours": "y", "kind": "z"})
    assert bad.status_code == 200


@pytest.mark.parametrize(
    ("choice", "due", "own"),
    [
        ({"apply": f"all:{day(30)}"}, day(30), {}),
        ({"due": [day(14), day(30)]}, day(30), {}),
        ({"apply": "all:nonsense"}, day(14), None),
        ({"apply": "some:{a1}=" + day(30)}, day(14), {"a1": day(30)}),
        ({"apply": "some:x=1,{a1}=nonsense"}, day(14), {}),
    ],
)
def test_one_click_dates_work_without_script(
    force: Force, choice: dict[str, Any], due: str, own: dict[str, str] | None
) -> None:
    if "apply" in choice:
        choice = {"apply": choice["apply"].replace("{a1}", str(force.a1.pk))}
    shown = post(force.staff, form_of(force, act=None, **choice))
    assert shown.status_code == 200
    assert shown.context["form"]["due"].value() == due
    for date in (own or {}).values():
        expected = f'name="due_{force.a1.pk}" value="{date}"'
        assert expected in shown.content.decode()
    assert not Directive.objects.exists()


def test_the_preview_costs_the_same_for_one_and_for_many(force: Force) -> None:
    url, made = reverse("coordination:preview_fragment"), client(force.staff)
    made.post(url, form_of(force))
    counts = []
    extra = [station(force.county_a, n, f"新{n}派出所", "") for n in range(10, 40)]
    for chosen in ([force.a1], [force.a1, force.a2, *extra]):
        data = form_of(force, stations=[one.pk for one in chosen])
        with CaptureQueriesContext(connection) as caught:
            assert made.post(url, data).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1] <= 30


# --- the picker and the list ----------------------------------------------------------
@pytest.mark.parametrize("text", ["柳堰", "ly", "Liuyan", "9901015101"])
def test_stations_are_found_by_name_pinyin_and_code(force: Force, text: str) -> None:
    answered = client(force.staff).get(
        reverse("coordination:pick_stations"), {"station_q": text}
    )
    assert "柳堰派出所" in answered.content.decode()
    assert "砚台山" not in answered.content.decode()


def test_a_search_loses_nothing_chosen(force: Force) -> None:
    answered = client(force.staff).get(
        reverse("coordination:pick_stations"),
        {"station_q": "柳堰", "stations": [force.a2.pk, force.a1.pk]},
    )
    text = answered.content.decode()
    assert f'type="hidden" name="stations" value="{force.a2.pk}"' in text
    assert f'value="{force.a1.pk}" checked' in text


def test_a_large_tree_opens_branch_by_branch(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coordination.views.picking.MOST_AT_ONCE", 2)
    tree = picker(force.city, chosen=[force.a1.pk])
    assert [b.lazy for b in tree.branches] == [True, True]
    assert tree.branches[0].kept == (force.a1.pk,) and tree.kept == ()
    url = reverse("coordination:pick_stations")
    one = client(force.staff).get(url, {"branch": force.county_a.pk})
    assert "柳堰派出所" in one.content.decode()
    assert client(force.staff).get(url, {"branch": force.city.pk}).status_code == 404


def test_a_pasted_list_is_judged_row_by_row(force: Force) -> None:
    text = f"1. 柳堰派出所\n津堰、{force.a1.code}\n柳烟派出所\n\nbeibu station"
    read = targets.read(text, force.county_a)
    assert {s.pk for s in read.stations} == {
        force.a1.pk,
        force.a2.pk,
        force.unknown.pk,
    }
    assert [(row.number, row.suggestion) for row in read.problems] == [
        (3, "柳堰派出所")
    ]
    assert "第3行：“柳烟派出所”不是望津分局的派出所。" in read.problems[0].problem
    fixed = targets.replaced(text, read.problems[0])
    assert not targets.read(fixed, force.county_a).problems


def test_two_stations_of_one_name_need_their_codes(force: Force) -> None:
    twin = station(force.county_b, 9, "柳堰派出所", "")
    read = targets.read("柳堰派出所", force.city)
    assert twin.code in read.problems[0].problem
    assert Station.objects.filter(name="柳堰派出所").count() == 2


def test_pages_carry_no_inline_script_or_style(force: Force) -> None:
    busy(force)
    page = client(force.staff).get(reverse(NEW)).content.decode()
    url = reverse("coordination:preview_fragment")
    page += client(force.staff).post(url, form_of(force)).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", page)
    assert config and json.loads(config[1])["allowEval"] is False


def test_dates_travel_through_the_form_unchanged(force: Force) -> None:
    data = form_of(
        force, act="draft", release=day(3), due=day(9), due_time="17:30", priority="20"
    )
    post(force.staff, data)
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    shown = client(force.staff).get(url).context["form"]
    assert str(shown["due"].value()) == day(9)
    assert shown["due_time"].value() == dt.time(17, 30)
    assert str(shown["release"].value()) == day(3)
    assert shown["release_time"].value() is None
