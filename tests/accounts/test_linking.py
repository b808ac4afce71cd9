"""Which account is an officer's own: by his file, and by a file of accounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from organization.models import AuditEvent, User
from organization.services import set_active
from personnel.models import Officer
from tests.accounts.files import applied, handed_in, line, wrong
from tests.factories import Force, appoint, person
from tests.pages.composing import words
from tests.pages.test_directives import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(force: Force) -> Officer:
    row = force.officers[force.a1.code][0]
    Officer.objects.filter(pk=row.pk).update(name="何雨桐", police_number="012345")
    row.refresh_from_db()
    return row


@pytest.fixture
def office(force: Force) -> User:
    return appoint(person("office", "人事"), "personnel_admin", force.city)


def saved(by: User, officer: Officer, user: str, reason: str = "本人") -> Any:
    to = reverse("personnel:set_account", args=[officer.pk])
    return client(by).post(to, {"user": user, "reason": reason})


def test_the_office_says_whose_account_it_is(officer: Officer, office: User) -> None:
    own = person("330411", "何 雨桐")
    page = client(own).get(reverse("personnel:own_page"))
    assert "未关联民警" in words(page)
    assert saved(office, officer, " 330411 ").status_code == 302
    page = client(own).get(reverse("personnel:own_page"), follow=True)
    assert officer.police_number in words(page)
    event = AuditEvent.objects.get(action="officer.link")
    assert (event.actor, event.reason) == (office, "本人")
    assert event.detail["account"] == "330411"
    again = saved(office, officer, "330411", "再次")
    assert again.status_code == 302
    assert AuditEvent.objects.filter(action="officer.link").count() == 1


def test_it_is_taken_away_and_given_to_another(officer: Officer, office: User) -> None:
    first, second = person("330411", "何雨桐"), person("330412", "何雨桐")
    assert saved(office, officer, "330411").status_code == 302
    assert saved(office, officer, "330412", "换账号").status_code == 302
    officer.refresh_from_db()
    assert officer.user == second != first
    assert saved(office, officer, "", "录错").status_code == 302
    officer.refresh_from_db()
    assert officer.user is None
    gone = AuditEvent.objects.filter(action="officer.unlink").order_by("pk")
    assert [(e.detail["account"], e.reason) for e in gone] == [
        ("330411", "换账号"),
        ("330412", "录错"),
    ]


def test_what_cannot_be_is_told_beside_the_field(
    force: Force, officer: Officer, office: User
) -> None:
    person("330411", "王建军")
    set_active(by=None, user=person("330412", "何雨桐"), active=False)
    taken = person("330413", "何雨桐")
    other = force.officers[force.a1.code][1]
    Officer.objects.filter(pk=other.pk).update(user=taken)
    said = {
        "330411": "不是以该民警姓名",
        "330412": "不是以该民警姓名",
        "nobody": "不是以该民警姓名",
        "330413": "已关联其他民警",
    }
    for name, text in said.items():
        refused = saved(office, officer, name)
        assert refused.status_code == 422, name
        assert text in words(refused), name
        assert 'id="account-user_error"' in refused.content.decode()
    refused = saved(office, officer, "", "")
    assert refused.status_code == 422
    assert 'id="account-reason_error"' in refused.content.decode()
    officer.refresh_from_db()
    assert officer.user is None
    assert not AuditEvent.objects.filter(action__startswith="officer.link").exists()


def test_another_bureaus_office_keeps_away(force: Force, officer: Officer) -> None:
    away = appoint(person("away", "外县"), "personnel_admin", force.county_b)
    assert saved(away, officer, "330411").status_code == 404


def test_a_file_says_whose_the_accounts_are(force: Force, officer: Officer) -> None:
    row = handed_in(force.security_admin, [line(force, number="０12345")])
    assert row.counts == {"accounts": {"new": 1}}, wrong(row)
    applied(row)
    officer.refresh_from_db()
    assert officer.user is not None and officer.user.username == "330411"
    event = AuditEvent.objects.get(action="officer.link")
    assert (event.actor, event.reason) == (force.security_admin, "任所长")
    for number in ("012345", None):
        again = handed_in(force.security_admin, [line(force, number=number)])
        assert again.counts == {"accounts": {"same": 1}}


def test_a_role_that_is_held_gets_its_officer(force: Force, officer: Officer) -> None:
    user = person("330411", "何雨桐")
    appoint(user, "station_chief", force.a1)
    bare = handed_in(force.security_admin, [line(force, number="012345", reason="")])
    assert dict(map(tuple, wrong(bare)[2])) == {"事由": "此项必填。"}
    row = handed_in(force.security_admin, [line(force, number="012345")])
    assert row.counts == {"accounts": {"changed": 1}}
    (told,) = row.lines.all()
    assert told.changes == [["警号", "", "012345"]]
    before = AuditEvent.objects.filter(action="role.grant").count()
    applied(row)
    officer.refresh_from_db()
    assert officer.user == user
    assert AuditEvent.objects.filter(action="role.grant").count() == before


def test_a_wrong_number_is_told_beside_its_column(
    force: Force, officer: Officer
) -> None:
    taken, alone = force.officers[force.a1.code][1:3]
    holder = person("330400", "何雨桐")
    numbers = {"taken": "022222", "alone": "033333"}
    for row, number in ((taken, "022222"), (alone, "033333")):
        Officer.objects.filter(pk=row.pk).update(name="何雨桐", police_number=number)
    Officer.objects.filter(pk=taken.pk).update(user=holder)
    row = handed_in(
        force.security_admin,
        [
            line(force, number="999999"),
            line(force, username="a1", name="林默", number="012345"),
            line(force, username="a2", number=numbers["taken"]),
            line(force, username="330400", number=numbers["alone"]),
            line(force, username="a3", number="012345"),
            line(force, username="a4", number=numbers["alone"]),
            line(force, username="a4", number="012345", role="station_officer"),
        ],
    )
    found = {n: "；".join(w for c, w in said) for n, said in wrong(row).items()}
    assert "没有" in found[2] and "姓名不符" in found[3]
    assert "已关联其他账号" in found[4] and "已关联其他民警" in found[5]
    assert "第3行" in found[6]
    assert "第5行" in found[7]
    assert "第3行" in found[8] and "第7行" in found[8]
    assert {c for said in wrong(row).values() for c, _w in said} == {"警号"}
