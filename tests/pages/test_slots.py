"""Looking for a time at which an appointment does least harm, from the composer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coordination.slotting import Search, candidates
from organization.calendar import WorkCalendar
from tasking.models import Directive
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client

MEETING = {"kind": "meeting", "officers": "1", "posts": ["chief"], "due": None}
SUNDAY, MONDAY = dt.date(2026, 6, 7), dt.date(2026, 6, 8)


def asked(force: Force, **changes: Any) -> Any:
    data = form_of(force, **MEETING | {"act": "slots"} | changes)
    return client(force.staff).post(reverse("coordination:slots"), data)


def found(answer: Any) -> list[Any]:
    return list(answer.context["found"].times.best)


def test_a_time_that_is_taken_comes_after_a_free_one(force: Force) -> None:
    """The chief is asked for on the first morning: the afternoon is offered."""
    first, second, *_rest = found(asked(force))
    assert (first.start.hour, second.start.hour) == (8, 8) and first.is_clean
    morning = first.start.date().isoformat()
    taken = MEETING | {"release": morning, "due": morning}
    taken |= {"release_time": "08:30", "due_time": "12:00", "act": "issue"}
    assert post(force.staff_narcotics, form_of(force, **taken)).status_code == 302
    again = found(asked(force, slot_hours="3"))
    assert again[0].start == first.start.replace(hour=13, minute=30)
    whole_day = found(asked(force, slot_hours="8", slot_last=morning))
    (only,) = whole_day
    assert [one.pk for one in only.clashing] == [force.a1.pk, force.a2.pk]
    text = words(asked(force, slot_hours="8", slot_last=morning))
    assert "2个所时间冲突：柳堰派出所、津堰派出所" in text or "2个所时间冲突" in text


def test_the_same_questions_for_one_station_and_for_three(force: Force) -> None:
    data = form_of(force, **MEETING | {"act": "slots"})
    visitor, url = client(force.staff), reverse("coordination:slots")
    spent = []
    for stations in ([force.a1.pk], [force.a1.pk, force.a2.pk, force.unknown.pk]) * 2:
        with CaptureQueriesContext(connection) as seen:
            answer = visitor.post(url, data | {"stations": stations})
        spent.append(len(seen))
    assert spent[2] == spent[3] <= 25
    assert [len(one.unknown) for one in found(answer)] == [1] * 5
    assert "1个所暂无法判断" in words(answer)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"slot_hours": "0"}, "应大于0"),
        ({"slot_hours": "10"}, "应大于0"),
        ({"slot_hours": "两"}, "请填数字"),
        ({"slot_first": "2020-01-01"}, "该日期已过"),
        ({"slot_last": "2020-01-01"}, "不得早于最早日期"),
        ({"stations": []}, "请先选择派出所"),
        ({"officers": "", "posts": []}, "参加人数"),
    ],
)
def test_what_cannot_be_looked_for_says_why(
    force: Force, changes: dict[str, Any], told: str
) -> None:
    answer = asked(force, **changes)
    assert answer.status_code == 422 and told in words(answer)
    assert answer.context["found"] is None


def test_half_hours_of_mornings_and_afternoons_of_working_days() -> None:
    calendar = WorkCalendar({MONDAY: (False, "端午节"), SUNDAY: (True, "端午节")})
    week = Search(SUNDAY, MONDAY + dt.timedelta(days=1), 180)
    starts = [f"{start:%a %H:%M}" for start in candidates(week, calendar)]
    assert starts[:4] == ["Sun 08:30", "Sun 09:00", "Sun 13:30", "Sun 14:00"]
    assert {text[:3] for text in starts} == {"Sun", "Tue"}
    long = Search(SUNDAY, SUNDAY, 9 * 60)
    assert [f"{s:%H:%M}" for s in candidates(long, calendar)] == ["08:30", "09:00"]


def test_one_click_puts_it_into_the_form(force: Force) -> None:
    best = found(asked(force, stations=[force.a1.pk]))[0]
    choice = f"slot:{best.start:%Y-%m-%dT%H:%M}/{best.end:%Y-%m-%dT%H:%M}"
    page = post(force.staff, form_of(force, **MEETING | {"act": "", "apply": choice}))
    form = page.context["form"]
    assert form.content().release == best.start and form.content().due == best.end
    assert post(force.staff, form_of(force, **MEETING, apply="slot:x/y")).status_code


def test_without_scripts_the_page_says_it_too(force: Force) -> None:
    page = post(force.staff, form_of(force, **MEETING | {"act": "slots"}))
    assert page.status_code == 200 and len(page.context["found"].lines) == 5
    assert "查找合适时间" not in words(page) and "重新查找" in words(page)
    assert not Directive.objects.exists()


def test_what_is_no_station_at_all_is_told_on_the_page(force: Force) -> None:
    page = post(force.staff, form_of(force, **MEETING | {"stations": ["9" * 5000]}))
    assert page.status_code == 422 and "stations" in page.context["form"].errors
