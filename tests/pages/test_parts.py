"""What a standard piece leaves unsaid: typed, sent, before the office."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from coordination.models import AdmissionCase
from tasking.models import Directive
from tests.coordination.pieces import admission
from tests.factories import Force
from tests.pages.composing import form_of, post, words
from tests.pages.test_directives import client

GAPS: dict[str, Any] = {"basis": "", "standard": ""}
MISSING = "缺项：依据、完成标准"


def typed(force: Force, **changes: Any) -> str:
    url = reverse("coordination:preview_fragment")
    return words(client(force.staff).post(url, form_of(force, **changes)))


def sent(force: Force, **changes: Any) -> Directive:
    answer = post(force.staff, form_of(force, **changes))
    assert answer.status_code == 302, words(answer)
    return Directive.objects.latest("pk")


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("off", "所里收到的任务即缺此项"),
        ("notify", "中心可见缺项"),
        ("gate", "方可受理"),
    ],
)
def test_the_composer_shows_what_is_empty(force: Force, mode: str, told: str) -> None:
    admission(force, mode)
    text = typed(force, **GAPS)
    assert told in text
    for part, empty in (("依据", True), ("完成标准", True), ("工作目的", False)):
        assert (f"{part}：未填" in text) is empty, part
    assert "未填" not in typed(force)


def test_the_estimate_counts_as_said_where_every_station_has_its_own(
    force: Force,
) -> None:
    own = {f"effort_{force.a1.pk}": "5", f"effort_{force.a2.pk}": "6"}
    assert "预计工时" in typed(force, effort_hours="")
    empty = typed(force, effort_hours="", **{f"effort_{force.a1.pk}": "5"})
    assert "每所工时：未填" in empty
    assert "每所工时：未填" not in typed(force, effort_hours="", **own)


@pytest.mark.parametrize("changes", [{"task_class": "command"}, {"reserved": "on"}])
def test_orders_and_reserved_strength_are_no_pieces(
    force: Force, changes: dict[str, str]
) -> None:
    admission(force, "notify")
    assert "任务标准件" not in typed(force, **GAPS, **changes)


def test_where_the_office_is_told_author_and_office_see_what_is_missing(
    force: Force,
) -> None:
    admission(force, "notify")
    row = sent(force, **GAPS)
    assert row.state == "issued"
    own = client(force.staff).get(reverse("coordination:directive", args=[row.pk]))
    assert MISSING in words(own)
    case = AdmissionCase.objects.get(directive=row)
    at = client(force.coordinator)
    piece = at.get(reverse("coordination:admission_case", args=[case.pk]))
    assert MISSING in words(piece)
    assert MISSING in words(at.get(reverse("coordination:admission") + "?state=told"))


def test_a_missing_estimate_is_told_too_and_a_whole_piece_says_nothing(
    force: Force,
) -> None:
    admission(force, "notify")
    for changes, missing in (({"effort_hours": ""}, True), ({}, False)):
        row = sent(force, **changes)
        url = reverse("coordination:directive", args=[row.pk])
        text = words(client(force.staff).get(url))
        assert ("缺项：每所工时" in text) is missing


def test_without_an_office_the_sent_task_is_not_marked(force: Force) -> None:
    row = sent(force, **GAPS)
    url = reverse("coordination:directive", args=[row.pk])
    assert "缺项" not in words(client(force.staff).get(url))


def test_the_acts_lie_at_the_thumb(force: Force) -> None:
    admission(force, "gate")
    sent(force)
    case = AdmissionCase.objects.get()
    url = reverse("coordination:admission_case", args=[case.pk])
    page = client(force.coordinator).get(url).content.decode()
    bar = page.partition('class="yp-at-thumb')[2].partition("</nav>")[0]
    for way in ('form="admit"', 'href="#offer-reason"', 'href="#return-reason"'):
        assert way in bar
    for target in ("admit", "offer-reason", "return-reason"):
        assert page.count(f'id="{target}"') == 1
    assert "yp-at-thumb" not in client(force.staff).get(url).content.decode()
