"""Shared steps of the tests in this folder."""

from __future__ import annotations

import datetime as dt
from typing import Any

import vobject
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.services.feeding import make_feed
from coordination.services.issuing import issue
from organization.models import Station, User
from tasking.content import Content
from tasking.models import Directive
from tests.coordination.world import NOW
from tests.factories import Force


def address(user: User, station: Station | None = None) -> str:
    """The path of a new address."""
    _row, secret = make_feed(by=user, name="单位电脑", station=station, now=NOW)
    return path_of(secret)


def path_of(secret: str) -> str:
    return reverse("coordination:calendar_feed", args=[secret])


def fetch(path: str, **headers: str) -> Any:
    """As a calendar program does: nobody is signed in."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().get(path, headers=named)


def events(path: str) -> dict[str, Any]:
    """uid (without its end) -> event."""
    answer = fetch(path)
    assert answer.status_code == 200, answer.content
    read = vobject.readOne(answer.content.decode())
    rows = getattr(read, "vevent_list", [])
    return {row.uid.value.removesuffix("@yipan"): row for row in rows}


def titles(path: str) -> set[str]:
    return {event.summary.value for event in events(path).values()}


def day(ahead: int, clock: str = "18:00") -> str:
    return f"{timezone.localdate() + dt.timedelta(days=ahead)} {clock}"


def give(force: Force, who: str, content: Content, *stations: Station) -> Directive:
    """Issued now by a persona of one of county A's departments."""
    by = force.staff if who == "public_order" else getattr(force, f"staff_{who}")
    given: dict[str, Any] = {"requester": getattr(force, who), "content": content}
    done = issue(by=by, stations=stations, now=timezone.now(), reason="急", **given)
    return done.directive
