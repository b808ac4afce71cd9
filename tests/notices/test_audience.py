"""Before whom at its stations a notice is put, by role, as it is sent."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organization.models import User
from personnel.models import Officer
from tasking import audience
from tasking.models.notice import Audience
from tasking.services.notices import correct, withdraw
from tasking.services.reminding_notices import remind_due
from tests.factories import Force, appoint, at, person
from tests.notices.world import DUE, NOW, SAID, asking, letters, message, read, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(force: Force) -> User:
    """An officer of 柳堰 with an account, posted to look after residents."""
    officer = force.officers[force.a1.code][2]
    user = appoint(person("community"), "station_officer", force.a1)
    Officer.objects.filter(pk=officer.pk).update(user=user)
    officer.postings.update(post="社区民警")
    return user


@pytest.mark.parametrize(
    ("chosen", "chief", "walker", "officer"),
    [("chiefs", 1, 0, 0), ("community", 1, 1, 0), ("everybody", 1, 1, 1)],
)
def test_who_gets_a_letter(force, community, chosen, chief, walker, officer) -> None:
    row = told(force, said=message(audience=chosen))
    people = (force.chief_a1, community, force.officer_a1)
    assert [len(letters(one)) for one in people] == [chief, walker, officer]
    assert len(letters(force.chief_a2)) == 1 and not letters(force.chief_b1)
    for one in people:
        read(one, row)
    assert row.receipts.read().count() == 1, "everybody there can open it"


def test_roles_are_those_of_the_moment(force: Force, community: User) -> None:
    said = message(audience=Audience.COMMUNITY)
    told(force, said=said)
    officer = Officer.objects.get(user=community)
    officer.postings.update(post="内勤")
    told(force, said=said)
    assert len(letters(community)) == 1 and len(letters(force.chief_a1)) == 2
    community.is_active = False
    community.save()
    officer.postings.update(post="社区民警")
    told(force, said=said)
    assert len(letters(community)) == 1


def test_what_follows_goes_to_the_same(force: Force, community: User) -> None:
    row = told(force, said=asking(audience="community"))
    remind_due(now=at(f"{DUE - dt.timedelta(days=1)} 09:00"))
    assert letters(community, "notice_owed") == []
    assert letters(force.chief_a1, "notice_owed") == ["notice_owed"]
    new = correct(by=force.staff, notice=row, message=asking(), declared=SAID, now=NOW)
    assert new.audience == "community"
    assert letters(community) == ["notice_todo"]
    read(community, new)
    withdraw(by=force.staff, notice=new, reason="重复", now=NOW)
    assert letters(community, "notice_withdrawn") == ["notice_withdrawn"]


def test_what_cannot_be_chosen(force: Force, monkeypatch) -> None:
    with pytest.raises(ValidationError) as caught:
        told(force, said=message(audience="leaders"))
    assert list(caught.value.message_dict) == ["audience"]
    monkeypatch.setattr("tasking.services.notices.MOST_WIDE", 2)
    with pytest.raises(ValidationError) as caught:
        told(force, said=message(audience="everybody"))
    assert list(caught.value.message_dict) == ["audience"]
    assert told(force).audience == "chiefs", "chiefs of any number"


def test_more_people_cost_no_more_queries(force: Force, community: User) -> None:
    receipts, seen = told(force).receipts.all(), []
    for turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            for chosen in Audience.values:
                assert audience.people_told(receipts, chosen)
        seen.append(len(asked))
        for n in range(5):
            appoint(person(f"more{turn}{n}"), "station_officer", force.a2)
    assert seen == [3, 3]
