"""A task given again by a rule: the dates first, the list, ending it."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.services.recurring import Terms, begin_series
from organization import services as units
from tasking.models import Directive, Series
from tasking.recurrence import Rule
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client

RULE = {
    "every": "month:3",
    "month": "1",
    "count": "back",
    "n": "2",
    "off_day": "before",
    "lead": "5",
    "due_time": "17:00",
}


def issued(force: Force, **more: Any) -> Directive:
    assert post(force.staff, form_of(force, **more)).status_code == 302
    return Directive.objects.latest("pk")


def test_the_dates_are_shown_before_it_begins(force: Force) -> None:
    units.seed_calendar(by=None, years=range(2026, 2030))
    row, visitor = issued(force), client(force.staff)
    assert "定期派发" in words(
        visitor.get(reverse("coordination:directive", args=[row.pk]))
    )
    url = reverse("coordination:repeat", args=[row.pk])
    assert "按什么周期派发" in words(visitor.get(url))
    shown = visitor.post(url, RULE | {"act": "show"})
    assert shown.status_code == 200 and not Series.objects.exists()
    assert len(shown.context["dates"]) == 6 and "暂定" in words(shown)
    assert visitor.post(url, RULE | {"act": "begin"}).status_code == 302
    made = Series.objects.get()
    assert (made.n, made.length, made.keeper) == (-2, 3, force.staff)
    listed = words(visitor.get(reverse("coordination:series")))
    assert "每季度，第1个月，倒数第2个工作日" in listed and "旅馆业检查" in listed
    again = visitor.post(url, RULE | {"act": "begin"})
    assert again.status_code == 422 and "已设为定期任务" in words(again)


def test_what_is_wrong_stands_beside_its_field(force: Force) -> None:
    url = reverse("coordination:repeat", args=[issued(force).pk])
    wrong = RULE | {"n": "20", "month": "9", "lead": "60", "act": "begin"}
    answer = client(force.staff).post(url, wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"n", "month", "lead"}
    for act in ("show", "begin"):
        far = client(force.staff).post(url, RULE | {"lead": "9" * 12, "act": act})
        assert far.status_code == 422 and set(far.context["form"].errors) == {"lead"}
    unread = client(force.staff).post(url, RULE | {"n": "三", "act": "show"})
    assert unread.status_code == 422 and "n" in unread.context["form"].errors


def test_a_weekday_is_called_by_its_name(force: Force) -> None:
    weekly = RULE | {"every": "week:1", "count": "day", "n": "5", "act": "begin"}
    visitor, row = client(force.staff), issued(force)
    visitor.post(reverse("coordination:repeat", args=[row.pk]), weekly)
    assert "每周，周五" in words(visitor.get(reverse("coordination:series")))


def test_it_is_taken_over_and_ended_with_a_reason(force: Force) -> None:
    series = several(force, 1)[0]
    visitor = client(force.head)
    take = reverse("coordination:take_series", args=[series.pk])
    end = reverse("coordination:end_series", args=[series.pk])
    assert visitor.post(take, {"version": 1}).status_code == 302
    refused = visitor.post(end, {"version": 2, "reason": ""})
    assert refused.status_code == 422 and "aria-invalid" in refused.content.decode()
    assert visitor.post(end, {"version": 1, "reason": "并入"}).status_code == 422
    assert visitor.post(end, {"version": 2, "reason": "并入月报"}).status_code == 302
    text = words(visitor.get(reverse("coordination:series")))
    assert "并入月报" in text and "暂无定期任务" in text


def test_as_many_questions_for_one_as_for_twelve(force: Force) -> None:
    visitor, url = client(force.staff), reverse("coordination:series")
    spent = []
    for count in (1, 11):
        several(force, count)
        visitor.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(url).status_code == 200
        spent.append(len(seen))
    assert spent[0] == spent[1] <= 15


def several(force: Force, count: int) -> list[Series]:
    terms = Terms(Rule("month", 1, "day", 5, since=timezone.localdate()), None, 3)
    return [
        begin_series(
            by=force.staff,
            directive=issued(force, title=f"月报{n}"),
            terms=terms,
            now=timezone.now(),
        )
        for n in range(count)
    ]
