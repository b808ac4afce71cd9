"""Commendations: nominated, endorsed, published by three, counted per quarter."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from desk.models import InboxItem
from organization.models import AuditEvent, User
from personnel import services
from personnel.commended import by_unit
from personnel.models import Commendation, Officer
from personnel.quarters import Quarter
from personnel.services import commending
from tests.factories import Force, force, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SAID = {"title": "勇救落水儿童", "deed": "8月3日巡逻途中跳河救起一名儿童。"}


@pytest.fixture
def made() -> Force:
    return force()


def officer(made: Force, n: int = 1) -> Officer:
    return made.officers[made.a1.code][n]


def nominate(made: Force, by: User | None = None, **more: Any) -> Commendation:
    given: dict[str, Any] = SAID | {"officer": officer(made), "now": NOW} | more
    return commending.nominate(by=by or made.staff, **given)


def endorsed(made: Force, **more: Any) -> Commendation:
    row = nominate(made, **more)
    chief = {"by": made.chief_a1, "words": "情况属实", "now": NOW}
    return commending.endorse(commendation=row, **chief)


def published(made: Force, **more: Any) -> Commendation:
    row = endorsed(made, **more)
    number = "砚公通〔2026〕12号"
    return commending.publish(by=made.leader, commendation=row, number=number, now=NOW)


def told(act: Any, **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return set(error.value.message_dict)


def kinds(user: User) -> set[str]:
    return set(InboxItem.objects.filter(recipient=user).values_list("kind", flat=True))


def test_three_people_make_it_known(made: Force) -> None:
    own = person("own", "李志刚")
    services.link_account(by=None, officer=officer(made), user=own)
    paper = SimpleUploadedFile("经过.txt", "证人证言".encode())
    row = nominate(made, files=[paper])
    assert kinds(made.chief_a1) == {"commendation_endorse"}
    assert not Commendation.objects.visible_to(own).exists()
    assert Commendation.objects.waiting_for(made.chief_a1).get() == row
    commending.endorse(by=made.chief_a1, commendation=row, words="属实", now=NOW)
    assert kinds(made.chief_a1) == set()
    assert kinds(made.leader) == {"commendation_publish"} == kinds(made.personnel_admin)
    commending.publish(by=made.leader, commendation=row, number="", now=NOW)
    assert kinds(own) == {"commendation_published"}
    assert kinds(made.staff) == {"commendation_known"} == kinds(made.chief_a1)
    assert kinds(made.leader) == set()
    for name in ("chief_a2", "officer_a1", "finance"):
        user = getattr(made, name)
        assert Commendation.objects.visible_to(user).get() == row
        assert not Commendation.objects.full_for(user).exists()
    for name in ("chief_b1", "stranger"):
        assert not Commendation.objects.visible_to(getattr(made, name)).exists()
    acts = AuditEvent.objects.filter(action__startswith="commendation.")
    assert [one.action.partition(".")[2] for one in acts.order_by("pk")] == [
        *("nominate", "endorse", "publish")
    ]


def test_nobody_decides_twice_or_about_himself(made: Force) -> None:
    with pytest.raises(PermissionDenied):
        nominate(made, by=made.stranger)
    services.link_account(by=None, officer=officer(made), user=made.chief_a1)
    assert told(nominate, made=made, by=made.chief_a1) == {"officer"}
    row = nominate(made)
    assert row.by_leader and kinds(made.leader) == {"commendation_endorse"}
    given = {"commendation": row, "words": "属实", "now": NOW}
    with pytest.raises(PermissionDenied):
        commending.endorse(by=made.chief_a1, **given)
    commending.endorse(by=made.leader, **given)
    with pytest.raises(PermissionDenied):
        commending.publish(by=made.leader, commendation=row, number="", now=NOW)
    commending.publish(by=made.personnel_admin, commendation=row, number="", now=NOW)


def test_who_may_not(made: Force) -> None:
    row = nominate(made)
    for name in ("chief_a2", "leader", "staff", "stranger"):
        with pytest.raises(PermissionDenied):
            commending.endorse(
                by=getattr(made, name), commendation=row, words="x", now=NOW
            )
    with pytest.raises(PermissionDenied):
        commending.withdraw(by=made.leader, commendation=row, reason="x", now=NOW)
    row = endorsed(made)
    for name in ("chief_a1", "staff", "chief_b1"):
        with pytest.raises(PermissionDenied):
            commending.publish(
                by=getattr(made, name), commendation=row, number="", now=NOW
            )


def test_it_is_not_taken_up_or_taken_back_with_a_reason(made: Force) -> None:
    row = nominate(made)
    chief = {"by": made.chief_a1, "commendation": row, "now": NOW}
    assert told(commending.decline, reason=" ", **chief) == {"reason"}
    commending.decline(reason="事迹待核", **chief)
    assert kinds(made.staff) == {"commendation_declined"}
    assert told(commending.endorse, words="x", **chief) == {"state"}
    row = endorsed(made)
    staff = {"by": made.staff, "commendation": row, "now": NOW}
    assert told(commending.withdraw, reason="x", version=1, **staff) == {"state"}
    commending.withdraw(reason="信息有误", **staff)
    assert kinds(made.leader) == set()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"deed": ""}, "deed"),
        ({"files": [SimpleUploadedFile("x.exe", b"MZ")]}, "evidence"),
    ],
)
def test_bad_nominations_are_told_by_field(
    made: Force, more: dict[str, Any], field: str
) -> None:
    assert told(nominate, made=made, **more) == {field}
    assert not Commendation.objects.exists()


def test_they_are_counted_by_unit_and_quarter(
    made: Force, django_assert_num_queries: Any
) -> None:
    quarter = Quarter.of(timezone.localdate(NOW))
    published(made)
    published(made, officer=officer(made, 2))
    endorsed(made, officer=officer(made, 3))
    rows = Commendation.objects.visible_to(made.finance)
    with django_assert_num_queries(3):
        counted = by_unit(rows, quarter)
    assert [(one.unit, one.number) for one in counted] == [(made.a1, 2)]
    assert by_unit(rows, quarter.previous) == []


def test_quarters_follow_each_other() -> None:
    last = Quarter(2026, 4)
    assert (last.first, last.end) == (dt.date(2026, 10, 1), dt.date(2027, 1, 1))
    assert last.next.previous == last and str(last.previous) == "2026-Q3"
    assert Quarter.of(dt.date(2026, 3, 31)) == Quarter(2026, 1)
    assert Quarter.read("2026-Q4") == last
    assert [Quarter.read(text) for text in ("", "2026-Q5", "x2026-Q1")] == [None] * 3
