"""Every main page, in both languages, on two screens: nothing to stumble over."""

from __future__ import annotations

import datetime as dt
import os
import zlib
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from coordination.services.recalling import recall
from organization.models import User
from personnel.models import Import
from personnel.services.importing import begin_import, confirm_import
from tasking.models import Assignment
from tasking.services.protected import protect
from tests.accounts.files import book, line
from tests.browser import pages_daily, pages_people
from tests.browser.visitor import (
    DESKTOP,
    PHONE,
    Reader,
    Visitor,
    looked,
    overflow,
)
from tests.browser.world import World, day, until
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


def slips(world: World, mark: str = "33") -> str:
    """Of a file that the worker has put in force; its user names begin so."""
    made = world.force
    row = begin_import(
        by=made.security_admin,
        kind="accounts",
        name="新警账号.xlsx",
        content=book([line(made, username=f"{mark}{n:04}") for n in range(30)]),
        language="zh-hans",
        now=timezone.now(),
    )
    files = Import.objects.filter(pk=row.pk)
    until(lambda: files.filter(state="judged").exists(), "the file is not judged")
    confirm_import(by=made.security_admin, row=row, mark=files.get().mark)
    until(lambda: files.filter(state="applied").exists(), "the file is not in force")
    return reverse("opening:slips", args=[row.pk])


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
    "changes": ("audit_admin", lambda w: reverse("organization:audit_changes")),
    "accounts": ("security_admin", lambda w: reverse("desk:accounts")),
    "accounts_file": ("security_admin", lambda w: reverse("opening:hand_in")),
    "slips": ("security_admin", slips),
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
LOOKS: dict[str, tuple[str, str, tuple[int, int], tuple[int, int]]] = {
    "zh-hans": ("zh-Hans", "light", DESKTOP, PHONE),
    "en": ("en", "dark", PHONE, DESKTOP),
}
"""Language -> what the page says of it, the theme, the screen on which axe looks, and
the other one. Words are longer in English: there it is the phone."""


def its_turn(name: str, language: str) -> bool:
    """A page is looked at in one of the two, another one from page to page; everything
    in both where every place is tried (`EVERY_PLACE=1`, `make doors`)."""
    turn = list(LOOKS).index(language) == zlib.crc32(name.encode()) % len(LOOKS)
    return turn or bool(os.environ.get("EVERY_PLACE"))


def first(world: World) -> Assignment:
    rows = Assignment.objects.filter(station=world.force.a1)
    return rows.order_by("pk")[0]


@pytest.fixture(scope="module")
def looked_at(world: World) -> list[tuple[str, User | None, str]]:
    """(name, who looks, address) of every page."""
    people = pages_people.arrange(world)
    daily = pages_daily.arrange(world)
    personas = world.force.personas
    return [
        *(
            (name, personas.get(persona), address(world))
            for name, (persona, address) in PAGES.items()
        ),
        *(
            (name, getattr(people, who), address(people))
            for name, (who, address) in pages_people.PAGES.items()
        ),
        *(
            (name, getattr(daily, who), address(daily))
            for name, (who, address) in pages_daily.PAGES.items()
        ),
    ]


@pytest.mark.parametrize("language", LOOKS)
def test_main_pages(
    come: Callable[..., Visitor],
    looked_at: list[tuple[str, User | None, str]],
    language: str,
) -> None:
    """No policy violation, no serious axe finding, no sideways scrolling, no request
    to another host, no script error, the right language; on both screens and in both
    themes. One browser looks with everybody's eyes, so that it fetches styles and
    scripts once."""
    lang, theme, near, far = LOOKS[language]
    visitor = come(None, language=language, size=near, color_scheme=theme)
    reader = Reader(visitor, reverse("organization:sign_in"))
    page = visitor.watch(visitor.context.new_page())
    wrong, last, sizes = [], None, [near, far]
    for name, who, path in looked_at:
        if not its_turn(name, language):
            continue
        if who != last:
            visitor.become(who)
        last = who
        page.goto(visitor.url + path)
        told = looked(page)
        # Whichever screen the last page ended on: one change for each page.
        sizes.reverse()
        page.set_viewport_size({"width": sizes[0][0], "height": sizes[0][1]})
        for size, pixels in zip(sizes, (overflow(page), told.overflow), strict=True):
            if pixels > 0:
                wrong.append(f"{name}: {pixels} px too wide for {size}")
        if told.language != lang:
            wrong.append(f"{name}: wrong language")
        found = told.violations + [f"bar: {both}" for both in told.overlaid]
        found = found + reader.read(page.content())
        wrong += [f"{name}: {each}" for each in found]
    wrong += [*visitor.foreign, *visitor.errors]
    assert not wrong, "\n".join(wrong)
