"""What is new in a list since the last visit; looking writes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from coordination.services.objecting import object_to
from coordination.views.visits import read
from tests.coordination.world import NOW
from tests.factories import Force
from tests.pages.composing import words
from tests.pages.test_directives import client, issued

HOUR = dt.timedelta(hours=1)
COOKIE = "yp_seen_opinions"


def stamp(moment: dt.datetime) -> str:
    return str(int(moment.timestamp()))


def seen(value: str, now: dt.datetime = NOW) -> Any:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = value
    return read(request, "opinions", now).since


@pytest.mark.parametrize(
    "value",
    ["", "x", "1-2-3", "-1-5", "9999999999-9999999999", f"0-{'9' * 40}", "５-６"],
)
def test_nonsense_is_a_first_visit(value: str) -> None:
    assert seen(value) is None


def test_a_pause_ends_a_visit() -> None:
    first, last = NOW - 5 * HOUR, NOW - 3 * HOUR
    assert seen(f"{stamp(first)}-{stamp(last)}") == last
    soon = NOW - dt.timedelta(minutes=5)
    assert seen(f"{stamp(first)}-{stamp(soon)}") == first
    assert seen(f"0-{stamp(soon)}") is None, "the first visit still goes on"


def test_what_others_did_since_is_marked(force: Force) -> None:
    row = issued(force).assignments.get(station=force.a1)
    now = timezone.now()
    object_to(by=force.chief_a1, assignment=row, text="人手不够", now=now)
    url = reverse("coordination:opinions")
    visitor = client(force.staff)
    first = visitor.get(url)
    assert "badge acc" not in first.content.decode() and COOKIE in first.cookies
    ago = f"{stamp(now - 5 * HOUR)}-{stamp(now - 3 * HOUR)}"
    visitor.cookies[COOKIE] = ago
    text = words(visitor.get(url))
    assert "新" in text and "上次查看" in text
    theirs = client(force.chief_a1)
    theirs.cookies[COOKIE] = ago
    assert "badge acc" not in theirs.get(url).content.decode(), "one's own is known"
    late = f"{stamp(now - 5 * HOUR)}-{stamp(now + dt.timedelta(seconds=-1))}"
    visitor.cookies[COOKIE] = late
    assert "badge acc" in visitor.get(url).content.decode(), "while the visit goes on"
