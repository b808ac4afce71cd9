"""Hours and a due of single stations: typed, pasted, judged, kept, sent."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination import targets
from tasking.models import Directive
from tests.factories import Force, station
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client, day
from tests.pages.test_trial_run import tried

PREVIEW = "coordination:preview_fragment"


def own(force: Force, **changes: Any) -> dict[str, Any]:
    """A form in which 柳堰 differs;津堰 is like the rest."""
    pk = force.a1.pk
    return form_of(force, **{f"{name}_{pk}": text for name, text in changes.items()})


def field(answer: Any, name: str) -> str:
    """The input as it stands on the page."""
    found = re.search(rf'<input [^>]*name="{name}"[^>]*>', answer.content.decode())
    return found[0] if found else ""


def test_one_station_gets_its_own_hours_and_date(force: Force) -> None:
    post(force.staff, own(force, effort="4.5", due=day(20), due_time="17:30"))
    row = Directive.objects.get()
    one, other = row.assignments.order_by("station")
    assert (one.effort_units, other.effort_units) == (270_000, 600_000)
    assert timezone.localtime(one.due).strftime("%Y-%m-%d %H:%M") == f"{day(20)} 17:30"
    assert other.due == row.due


def test_every_station_has_its_verdict_and_its_line(force: Force) -> None:
    url = reverse(PREVIEW)
    shown = client(force.staff).post(url, own(force, effort="3000"))
    assert shown.context["answer"].short == 1
    text = shown.content.decode()
    assert text.count('<details id="own-') == 2
    assert re.search(rf'<details id="own-{force.a1.pk}" open>', text)
    assert re.search(rf'<details id="own-{force.a2.pk}">', text)
    assert 'value="3000"' in field(shown, f"effort_{force.a1.pk}")
    assert 'value=""' in field(shown, f"effort_{force.a2.pk}")


def test_the_trial_run_counts_what_differs(force: Force) -> None:
    _form, found, _now = tried(force, **own(force, effort="7"))
    added = {line.station.pk: line.added for line in found.lines}
    assert added == {force.a1.pk: Decimal(7), force.a2.pk: Decimal(10)}


def test_hours_of_one_station_are_known_though_those_of_all_are_not(
    force: Force,
) -> None:
    changes = own(force, effort="7") | {"effort_hours": ""}
    _form, found, _now = tried(force, **changes)
    shapes = {line.station.pk: line.shape for line in found.lines}
    assert shapes == {force.a1.pk: "fits", force.a2.pk: "unknown"}
    assert not found.effort_known


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"effort": "许多"}, "effort"),
        ({"effort": "0"}, "effort"),
        ({"effort": "-1"}, "effort"),
        ({"effort": "30001"}, "effort"),
        ({"effort": "1e300"}, "effort"),
        ({"effort": "NaN"}, "effort"),
        ({"due": "六月"}, "due"),
        ({"due": "2020-01-01"}, "due"),
        ({"due": "2199-01-01"}, "due"),
        ({"due_time": "25:00"}, "due"),
        ({"due_time": "17:30"}, "due"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_is_wrong_stands_beside_the_stations_own_field(
    force: Force, typed: dict[str, str], place: str, language: str
) -> None:
    answer = post(force.staff, own(force, **typed), language)
    assert answer.status_code == 422
    assert not Directive.objects.exists()
    name = f"{place}_{force.a1.pk}"
    assert 'aria-invalid="true"' in field(answer, name)
    told = answer.context["form"].own[force.a1.pk].errors[place]
    (beside,) = re.findall(rf'id="{name}_error">(.*?)</p>', answer.content.decode())
    assert told and all(message in beside for message in told)
    chinese = re.search(r"[\u4e00-\u9fff]", " ".join(told))
    assert bool(chinese) is (language == "zh-hans") or "六月" in told[0]
    for one, text in typed.items():
        assert f'value="{text}"' in field(answer, f"{one}_{force.a1.pk}")
    assert force.a1.label in answer.context["form"].errors["stations"][0]


def test_before_the_start_of_all(force: Force) -> None:
    data = own(force, due=day(4)) | {"release": day(6)}
    answer = post(force.staff, data)
    assert "due" in answer.context["form"].own[force.a1.pk].errors


def test_many_wrong_lines_are_counted_not_listed(force: Force) -> None:
    for n in range(6, 10):
        station(force.county_a, n, f"新{n}派出所", f"New {n}")
    data = form_of(force, bureaus=[force.county_a.pk])
    data |= {f"effort_{s.pk}": "x" for s in force.county_a.stations.all()}
    answer = post(force.staff, data)
    form = answer.context["form"]
    assert len(form.own) > 3
    assert len(form.errors["stations"]) == 4
    assert answer.content.decode().count('_error">') >= len(form.own)


def test_fields_of_a_station_not_chosen_wait(force: Force) -> None:
    pk = force.a1.pk
    data = own(force, effort="5", due="nonsense") | {"stations": [force.a2.pk]}
    shown = client(force.staff).post(reverse(PREVIEW), data)
    assert 'type="hidden"' in field(shown, f"effort_{pk}")
    assert post(force.staff, data).status_code == 302
    assert Directive.objects.get().assignments.get().effort_units == 600_000


def test_an_event_is_the_same_for_all(force: Force) -> None:
    times = {"release": day(3), "release_time": "09:00", "due": day(3)}
    times |= {"due_time": "11:00", "effort_hours": "", "officers": "2"}
    data = own(force, effort="5") | times | {"kind": "meeting"}
    shown = client(force.staff).post(reverse(PREVIEW), data)
    assert '<details id="own-' not in shown.content.decode()
    assert 'type="hidden"' in field(shown, f"effort_{force.a1.pk}")
    assert post(force.staff, data).status_code == 302
    assert not Directive.objects.get().targets.exclude(effort_units=None).exists()


def test_a_draft_keeps_and_shows_what_differs(force: Force) -> None:
    data = own(force, effort="4.25", due=day(20), due_time="17:30")
    post(force.staff, data | {"act": "draft"})
    row = Directive.objects.get()
    url = reverse("coordination:edit_draft", args=[row.pk])
    page = client(force.staff).get(url)
    pk = force.a1.pk
    assert 'value="4.25"' in field(page, f"effort_{pk}")
    assert f'value="{day(20)}"' in field(page, f"due_{pk}")
    assert 'value="17:30"' in field(page, f"due_time_{pk}")
    listed = words(client(force.staff).get(f"/directives/{row.pk}/"))
    assert "单独工时" in listed, listed[listed.find("柳堰") :][:200]
    emptied = form_of(force, act="draft", version=str(row.version))
    client(force.staff).post(url, emptied)
    assert not row.targets.exclude(effort_units=None, due=None).exists()


def test_not_even_a_draft_takes_hours_beyond_reason(force: Force) -> None:
    huge = own(force, effort="9" * 16) | {"act": "draft"}
    assert post(force.staff, huge).status_code == 422
    assert not Directive.objects.exists()


def test_the_same_date_again(force: Force) -> None:
    data = own(force, due=day(20), due_time="17:30", effort="5")
    data |= {"apply": f"some:{force.a1.pk}=", "act": ""}
    page = post(force.staff, data)
    assert 'value=""' in field(page, f"due_{force.a1.pk}")
    assert 'value=""' in field(page, f"due_time_{force.a1.pk}")
    assert 'value="5"' in field(page, f"effort_{force.a1.pk}")


# --- pasted lists ---------------------------------------------------------------------
@pytest.mark.parametrize(
    "line",
    [
        *("{name} 12", "{name}\t12", "{name},12", "{name}，12小时", "{code} 12"),
        *("{code}\t12 h", "1. {name} 12工时", "{name}１２小时", "{name}、 12.0"),
    ],
)
def test_hours_stand_behind_a_name_or_a_code(force: Force, line: str) -> None:
    text = line.format(name=force.a1.name, code=force.a1.code)
    found = targets.read(f"{text}\n{force.a2.name}", force.county_a)
    assert not found.problems
    assert [s.pk for s in found.stations] == [force.a1.pk, force.a2.pk]
    assert found.hours == {force.a1.pk: Decimal(12)}


def test_codes_in_one_row_are_stations_not_hours(force: Force) -> None:
    found = targets.read(f"{force.a1.code}, {force.a2.code}", force.county_a)
    assert [s.pk for s in found.stations] == [force.a1.pk, force.a2.pk]
    assert not found.hours


@pytest.mark.parametrize(
    ("pasted", "row"),
    [
        ("{a}\n{b} 0", 2),
        ("{b} -3", 1),
        ("{a}\t30001", 1),
        ("{a}\t十二", 1),
        ("{a} 3 4", 1),
        ("{a},3,4", 1),
        ("{a} 3\n{b} 3\n{a} 5", 3),
        ("柳烟派出所 12", 1),
        ("12", 1),
    ],
)
def test_rows_that_are_wrong_are_named(force: Force, pasted: str, row: int) -> None:
    text = pasted.format(a=force.a1.name, b=force.a2.name)
    answer = post(force.staff, form_of(force, stations=[], pasted=text), "en")
    assert answer.status_code == 422
    (told,) = answer.context["form"].errors["pasted"]
    assert told.startswith(f"Row {row}: ")
    assert not Directive.objects.exists()


def test_a_misspelt_name_is_put_right_and_keeps_its_hours(force: Force) -> None:
    text = "柳烟派出所 １２"
    (row,) = targets.read(text, force.county_a).rows
    assert (row.text, row.suggestion) == ("柳烟派出所", force.a1.name)
    assert targets.replaced(text, row) == f"{force.a1.name} １２"


def test_pasted_hours_count_unless_the_station_has_its_own(force: Force) -> None:
    pasted = f"{force.a1.name} 12\n{force.a2.name} 7"
    data = own(force, effort="4") | {"stations": [], "pasted": pasted}
    shown = words(client(force.staff, "en").post(reverse(PREVIEW), data))
    assert "7 h, from the list" in shown and "12 h, from" not in shown
    post(force.staff, data | {"act": "draft"})
    kept = Directive.objects.get().targets.order_by("station")
    assert [row.effort_units for row in kept] == [240_000, 420_000]


def test_an_event_takes_names_only(force: Force) -> None:
    times = {"release": day(3), "release_time": "09:00", "due": day(3)}
    times |= {"due_time": "11:00", "effort_hours": "", "officers": "2"}
    data = form_of(force, kind="meeting", pasted=f"{force.a1.name} 12", **times)
    assert "pasted" in post(force.staff, data).context["form"].errors


def test_the_page_of_a_large_choice_shows_what_differs_only(force: Force) -> None:
    from coordination.forms import composing
    from coordination.views import answering

    data = own(force, effort="5")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "MOST_STATIONS", 1)
        patch.setattr(answering, "MOST_STATIONS", 1)
        shown = client(force.staff).post(reverse(PREVIEW), data)
    assert shown.context["answer"].too_many
    assert 'value="5"' in field(shown, f"effort_{force.a1.pk}")
    assert not field(shown, f"effort_{force.a2.pk}")


@pytest.mark.parametrize("hours", ["90", "170", "400"])
@pytest.mark.parametrize("own_due", [None, 3, 25])
def test_a_large_choice_names_the_same_date_for_all(
    force: Force, hours: str, own_due: int | None
) -> None:
    from coordination.views import answering

    data = own(force, effort="5")
    data |= {"effort_hours": hours, "due": day(2), f"effort_{force.a1.pk}": "30"}
    data[f"due_{force.a2.pk}"] = day(own_due) if own_due else ""
    path = reverse(PREVIEW)
    few = client(force.staff).post(path, data).context["answer"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "MOST_STATIONS", 1)
        many = client(force.staff).post(path, data).context["answer"]
    assert many.too_many and not few.too_many
    assert (many.common, many.short) == (few.common, few.short)
