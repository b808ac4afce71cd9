"""The composer's answer, its one-click dates and the station picker."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import targets
from coordination.forms.composing import DirectiveForm
from coordination.services.previewing import try_out
from coordination.views.answering import answer
from coordination.views.picking import picker, step
from organization.models import Station
from tasking.models import Directive
from tests.coordination.world import send, task
from tests.factories import Force, bureau, station
from tests.pages.composing import NEW, form_of, post, words
from tests.pages.test_directives import client, day


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
    assert len(line.meets) + len(line.others) == len(line.departments)
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
    assert [b.total for b in tree.branches] == [3, 1]
    url = reverse("coordination:pick_stations")
    one = client(force.staff).get(url, {"branch": force.county_a.pk})
    assert "柳堰派出所" in one.content.decode()
    assert client(force.staff).get(url, {"branch": force.city.pk}).status_code == 404


def test_a_step_of_a_large_tree_keeps_what_is_chosen_below_it(
    force: Force, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From above the city each step is a bureau, whatever its depth."""
    monkeypatch.setattr("coordination.views.picking.MOST_AT_ONCE", 2)
    ministry = bureau("990000000000", "公安部", "ministry", "Ministry")
    force.city.parent = ministry
    for row in (force.city, force.county_a, force.county_b):
        row.save()
    chosen, whole = [force.a1.pk], [force.county_b.pk]
    tree = picker(ministry, chosen=chosen, bureaus=whole)
    (city,) = tree.branches
    assert (city.total, city.chosen, city.lazy) == (4, 1, True)
    assert city.kept == (force.a1.pk,) and city.kept_bureaus == (force.county_b.pk,)
    assert tree.kept == tree.kept_bureaus == ()
    below = step(force.city, chosen, whole)
    assert [(b.total, b.chosen, b.whole) for b in below.branches] == [
        (3, 1, False),
        (1, 0, True),
    ]
    leaves = step(force.county_a, chosen, whole)
    assert leaves.chosen == {force.a1.pk} and len(leaves.stations) == 3
    everything = step(force.county_a, (), [force.city.pk])
    assert everything.chosen == {s.pk for s in everything.stations}


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


def many(patch: pytest.MonkeyPatch) -> None:
    """As with more stations than get a line each."""
    patch.setattr("coordination.views.answering.MOST_STATIONS", 1)
    patch.setattr("coordination.views.answering.MOST_LINES", 1)


@pytest.mark.parametrize("hours", ["4", "300"])
def test_with_very_many_stations_the_counts_stand_for_the_lines(
    force: Force, hours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stations = [str(s.pk) for s in (force.a1, force.a2, force.unknown)]
    data = form_of(force, stations=stations, effort_hours=hours)
    lined = (
        client(force.staff)
        .post(reverse("coordination:preview_fragment"), data)
        .context["answer"]
    )
    many(monkeypatch)
    shown = client(force.staff).post(reverse("coordination:preview_fragment"), data)
    counted = shown.context["answer"]
    assert counted.too_many and not lined.too_many
    for name in ("total", "short", "fitting", "unknown", "known", "common", "columns"):
        assert getattr(counted, name) == getattr(lined, name), name
    assert len(counted.lines) == min(counted.short, 1)
    assert counted.more == max(counted.short - 1, 0)
    told = "另有1个所安排不下，未逐一列出" in shown.content.decode()
    assert told == (counted.more == 1)
