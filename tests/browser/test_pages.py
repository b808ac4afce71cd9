"""Every main page, in both languages, on two screens: nothing to stumble over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from coordination.services.recalling import recall
from tasking.models import Assignment
from tasking.services.protected import protect
from tests.browser.visitor import (
    DESKTOP,
    PHONE,
    Visitor,
    findings,
    overflow,
    violations,
)
from tests.browser.world import World, day
from tests.coordination.world import send, task


def protected(world: World) -> str:
    """A block of the station that has nothing else to do."""
    start, station = timezone.now() + dt.timedelta(days=3), world.force.a2
    protect(
        by=None,
        station=station,
        title="社区走访",
        start=start,
        end=start + dt.timedelta(hours=3),
        officers=Decimal(2),
    )
    return reverse("coordination:protected", args=[station.code])


def recalled(world: World) -> str:
    """A task that should not have gone out, taken back from the same station."""
    force, now = world.force, timezone.now()
    sent = send(force, "public_order", task("误派", 1, day(9)), force.a2, now=now)
    recall(by=force.head, directive=sent.directive, reason="误派", now=now)
    return reverse("coordination:directive", args=[sent.directive.pk])


PAGES: dict[str, tuple[str, Callable[[World], str]]] = {
    "sign_in": ("", lambda w: reverse("organization:sign_in")),
    "workload": (
        "chief_a1",
        lambda w: reverse("coordination:workload", args=[w.force.a1.code]),
    ),
    "unknown_station": (
        "coordinator",
        lambda w: reverse("coordination:workload", args=[w.force.unknown.code]),
    ),
    "board": ("coordinator", lambda w: reverse("coordination:board")),
    "conflict": (
        "chief_a1",
        lambda w: reverse("coordination:conflict", args=[w.conflict.pk]),
    ),
    "assignment": (
        "chief_a1",
        lambda w: reverse("coordination:assignment", args=[first(w).pk]),
    ),
    "protected": ("chief_a2", protected),
    "recalled": ("staff", recalled),
    "inbox": ("chief_a1", lambda w: reverse("coordination:inbox")),
    "try": ("staff", lambda w: reverse("coordination:try_table")),
    "system": ("system_admin", lambda w: reverse("coordination:system")),
    "calendar": ("system_admin", lambda w: reverse("desk:calendar")),
    "audit": ("audit_admin", lambda w: reverse("organization:audit")),
    "policy": ("staff", lambda w: reverse("organization:policy")),
    "directives": ("staff", lambda w: reverse("coordination:directives")),
    "composer": ("staff", lambda w: reverse("coordination:compose")),
    "directive": (
        "staff",
        lambda w: reverse("coordination:directive", args=[first(w).directive_id]),
    ),
    "not_found": ("staff", lambda w: "/nowhere/"),
}
"""Page -> who looks at it, and its address."""
LANG = {"zh-hans": "zh-Hans", "en": "en"}


def first(world: World) -> Assignment:
    rows = Assignment.objects.filter(station=world.force.a1)
    return rows.order_by("pk")[0]


@pytest.mark.parametrize("language", LANG)
def test_main_pages(come: Callable[..., Visitor], world: World, language: str) -> None:
    """No policy violation, no serious axe finding, no sideways scrolling, no request
    to another host, no script error, the right language; on both screens."""
    wrong = []
    people: dict[str, Visitor] = {}
    for name, (persona, address) in PAGES.items():
        if persona not in people:
            user = world.force.personas[persona] if persona else None
            people[persona] = come(user, language=language)
        page = people[persona].page(address(world))
        for screen in (DESKTOP, PHONE):
            page.set_viewport_size({"width": screen[0], "height": screen[1]})
            wrong += [f"{name} {screen}: {each}" for each in told(page, language)]
        page.close()
    for visitor in people.values():
        wrong += [*visitor.foreign, *visitor.errors]
    assert not wrong, "\n".join(wrong)


def told(page: Page, language: str) -> list[str]:
    """Everything that is wrong with the page as it stands.

    Words are longer in English: there it is the phone that axe looks at again.
    """
    found = [f"policy: {each}" for each in violations(page)]
    if language != "en" or page.viewport_size == {
        "width": PHONE[0],
        "height": PHONE[1],
    }:
        found += findings(page)
    if overflow(page) > 0:
        found.append(f"{overflow(page)} px too wide")
    if page.evaluate("document.documentElement.lang") != LANG[language]:
        found.append("wrong language")
    return found
