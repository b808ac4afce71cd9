"""What the main pages weigh on their way, the first time and afterwards."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.guide.pages import SLUGS
from organization.models import User
from tasking.models import Assignment
from tests import weighing
from tests.coordination.test_checking import fan_out
from tests.coordination.world import check, send, task
from tests.factories import Force

PAGES = (
    *(("", "organization:sign_in"), ("chief_a1", "coordination:inbox")),
    *(("coordinator", "coordination:board"), ("staff", "coordination:directives")),
    *(("staff", "coordination:compose"), ("staff", "coordination:try_table")),
    *(("personnel_admin", "personnel:today"), ("finance", "budget:money")),
    ("system_admin", "coordination:system"),
)
OPEN = 100
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def visitor(user: User | None = None, **more: str) -> Client:
    made = Client(headers={"accept-encoding": "gzip", "accept-language": "zh-hans"})
    if user is not None:
        made.force_login(user)
    return made


def test_pages_travel_compressed_and_nothing_else_does(force: Force) -> None:
    path = reverse("organization:sign_in")
    packed, usual = visitor().get(path), Client().get(path)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"] and "Accept-Encoding" in usual["Vary"]
    assert len(packed.content) < len(usual.content) / 2
    assert "</html>" in weighing.plain(packed.content)
    assert "Content-Encoding" not in usual
    read = visitor(force.chief_a1).get(reverse("api:station-list"))
    assert read.status_code == 200 and "Content-Encoding" not in read


def test_no_two_answers_are_equally_long_or_masked_alike() -> None:
    """Whoever guesses by the length of a page has nothing to compare."""
    answers = [visitor().get(reverse("organization:sign_in")) for _ in range(8)]
    assert len({len(answer.content) for answer in answers}) > 1
    texts = [weighing.plain(answer.content) for answer in answers]
    masked = [TOKEN.search(text) for text in texts]
    assert len({found[1] for found in masked if found}) == len(texts)


def test_all_that_a_page_names_is_weighed() -> None:
    page = '<link href="/static/css/tokens.css"><script src="/static/js/live.js">'
    page += '<link href="/static/vendor/bootstrap/bootstrap.css">'
    names = {path.name for path in weighing.files(page)}
    assert {"tokens.css", "live.js", "bootstrap.css", "0134375b1ced.svg"} <= names
    heavy = weighing.first_visit(page.encode()) - len(page)
    assert heavy == sum(weighing.sent(path) for path in weighing.files(page)) > 30_000


@pytest.mark.parametrize(("persona", "route"), PAGES)
def test_a_main_page_is_light(force: Force, persona: str, route: str) -> None:
    user = force.personas[persona] if persona else None
    light(visitor(user).get(reverse(route)).content)


def test_every_page_of_the_guide_is_light(force: Force) -> None:
    """With its pictures, which come only when they are scrolled to."""
    reader = visitor(force.chief_a1)
    for slug in SLUGS:
        light(reader.get(reverse("desk:guide_page", args=[slug])).content)


def test_a_ledger_of_many_tasks_is_light(force: Force) -> None:
    now = timezone.now()
    due = (timezone.localdate(now) + dt.timedelta(days=9)).isoformat()
    sent = send(force, "public_order", task("走访", 9, due), force.a1, now=now)
    fan_out(Assignment.objects.get(directive=sent.directive), OPEN)
    check(force.a1, now=now)
    path = reverse("coordination:workload", args=[force.a1.code])
    light(visitor(force.chief_a1).get(path).content)


def light(content: bytes) -> None:
    assert weighing.plain(content).rstrip().endswith("</html>")
    assert len(content) <= weighing.NEXT_PAGE
    assert weighing.first_visit(content) <= weighing.FIRST_VISIT
