"""The burden of a piece: beside the composer, and as it was put forward."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.models import AdmissionCase
from coordination.services.pieces import open_case
from organization.models import Bureau
from tasking.content import Targets
from tasking.models import Directive
from tasking.services import directives, waiting
from tests.coordination.world import send, task
from tests.factories import Force
from tests.pages.composing import form_of, words
from tests.pages.test_directives import client, day


def shown(force: Force, **changes: Any) -> str:
    url = reverse("coordination:preview_fragment")
    return words(client(force.staff).post(url, form_of(force, **changes)))


def ask(force: Force, who: str, hours: float, *stations: Any) -> None:
    content = task("旅馆业检查", hours, day(14))
    send(force, who, content, *stations, now=timezone.now())


def test_nothing_was_asked_before(force: Force) -> None:
    text = shown(force)
    assert "2个所共20小时" in text and "本季度尚未向这些所布置其他任务" in text


def test_it_is_set_beside_what_these_stations_have_of_us(force: Force) -> None:
    ask(force, "public_order", 40, force.a1, force.a2)
    ask(force, "public_order", 70, force.unknown)  # another station
    ask(force, "narcotics", 30, force.a1)  # another department
    text = shown(force)
    assert "这些所本季度已有本部门80小时" in text and "增加25%" in text


def test_what_nobody_estimated_is_not_known(force: Force) -> None:
    text = shown(force, effort_hours="")
    assert "任务负担：未填" in text.replace(" ", "")


@pytest.mark.parametrize("hours", [10, None])
def test_it_is_stored_with_the_piece(force: Force, hours: float | None) -> None:
    ask(force, "public_order", 40, force.a1)
    Bureau.objects.update(admission="gate")
    row = directives.draft(
        by=force.staff,
        requester=force.public_order,
        content=task("旅馆业清册", hours, day(20)),
        targets=Targets((force.a1.pk,), {}),
    )
    waiting.submit(by=force.staff, directive=row)
    case = open_case(by=force.staff, directive=row, now=timezone.now())
    ask(force, "public_order", 40, force.a1)  # later: it does not change what was said
    case.refresh_from_db()
    assert (case.burden_hours, case.burden_before) == (hours, 40)
    url = reverse("coordination:admission_case", args=[case.pk])
    text = words(client(force.coordinator).get(url))
    assert ("增加25%" in text) == (hours is not None)
    assert Directive.objects.count() == 3 and AdmissionCase.objects.count() == 1
