"""The page on which a chief names who acts for him, and what others see of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from organization.models import Membership, User
from organization.services import name_deputy
from personnel.services import link_account, record_leave
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client, day, issued


def page(force: Force) -> str:
    return reverse("coordination:acting", args=[force.a1.code])


def post(user: User, force: Force, **changes: Any) -> Any:
    data = {"deputy": force.officer_a1.pk, "start": day(0), "last": day(4)} | changes
    return client(user).post(page(force), data)


def named(force: Force, first: int = 0) -> Membership:
    today = timezone.localdate()
    return name_deputy(
        by=force.chief_a1,
        station=force.a1,
        deputy=force.officer_a1,
        during=(today + dt.timedelta(days=first), today + dt.timedelta(days=first + 5)),
        today=today,
    )


def test_a_chief_names_a_deputy(force: Force) -> None:
    assert post(force.chief_a1, force)["Location"] == page(force)
    row = Membership.objects.get(acting=True)
    assert row.during.upper == timezone.localdate() + dt.timedelta(days=5)
    text = words(client(force.chief_a1).get(page(force)))
    assert "officer_a1代chief_a1主持工作" in text and "主持中" in text
    assert "主持柳堰派出所工作" in words(
        client(force.officer_a1).get(reverse("coordination:inbox"))
    )


def test_the_deputy_acts_and_sees_for_whom(force: Force) -> None:
    row = issued(force).assignments.get(station=force.a1)
    button = reverse("coordination:object_to", args=[row.pk])
    assert client(force.officer_a1).get(button).status_code == 403
    named(force)
    shown = client(force.officer_a1).get(button)
    assert shown.status_code == 200 and "代chief_a1主持工作" in words(shown)


def test_headquarters_sees_who_acts(force: Force) -> None:
    named(force)
    ledger = reverse("coordination:workload", args=[force.a1.code])
    assert "officer_a1代chief_a1主持工作" in words(client(force.leader).get(ledger))
    whole = client(force.leader).get(page(force)).content.decode()
    assert "<form" not in whole.split('id="main"')[1].split("</main>")[0]


def test_he_ends_it_early_and_nobody_else_does(force: Force) -> None:
    row = named(force)
    end = reverse("coordination:end_acting", args=[row.pk])
    for user in (force.officer_a1, force.leader):
        assert client(user).post(end).status_code == 403
    assert client(force.chief_a2).post(end).status_code == 404
    assert client(force.chief_a1).post(end).status_code == 422, "it says what it does"
    assert client(force.chief_a1).post(end, {"sure": "1"}).status_code == 302
    assert not Membership.objects.filter(acting=True).exists()
    assert client(force.chief_a1).post(end).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("deputy", ""),
        ("deputy", "999999"),
        ("start", ""),
        ("start", "gestern"),
        ("start", "2020-01-01"),
        ("last", ""),
    ],
)
def test_bad_input_stands_beside_its_field(
    force: Force, field: str, value: str
) -> None:
    refused = post(force.chief_a1, force, **{field: value})
    assert refused.status_code == 422
    assert f'id="id_{field}_error"' in refused.content.decode()


def test_two_for_the_same_days(force: Force) -> None:
    named(force)
    other = appoint(person("other"), "station_officer", force.a1)
    refused = post(force.chief_a1, force, deputy=other.pk)
    assert refused.status_code == 422 and "id_start_error" in refused.content.decode()


def test_who_acts_names_nobody(force: Force) -> None:
    named(force)
    assert post(force.officer_a1, force).status_code == 403


def test_own_leave_is_offered(force: Force) -> None:
    officer = force.officers[force.a1.code][0]
    link_account(by=None, officer=officer, user=force.chief_a1)
    first = timezone.localdate() + dt.timedelta(days=3)
    during = (first, first + dt.timedelta(days=4))
    record_leave(by=None, officer=officer, kind="annual", during=during)
    at = client(force.chief_a1)
    link = f"?start={day(3)}&amp;last={day(6)}"
    assert link in at.get(page(force)).content.decode()
    filled = at.get(page(force), {"start": day(3), "last": day(6)}).content.decode()
    assert f'value="{day(3)}"' in filled and f'value="{day(6)}"' in filled


def test_english(force: Force) -> None:
    named(force)
    text = words(client(force.chief_a1, "en").get(page(force)))
    assert "officer_a1 acts for chief_a1" in text
