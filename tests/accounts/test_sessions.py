"""Sessions: rotated, ended by idleness, age, number, blocking, and by people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization import services
from organization.devices import device_of
from organization.models import AccountSession, AuditEvent, User
from organization.models.signing import digest_of
from organization.services import set_active
from organization.services.ending import end_sessions
from organization.services.session_rows import forget_sessions
from tests.factories import Force

pytestmark = pytest.mark.django_db
NAME = settings.SESSION_COOKIE_NAME
RIGHT = "three-blue-herons-7"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36"
HOME = "/today/"


@pytest.fixture
def staff(force: Force) -> User:
    services.set_password(by=None, user=force.staff, password=RIGHT)
    return force.staff


def entered(user: User, address: str = "10.1.2.3", agent: str = CHROME) -> Client:
    client = Client(
        REMOTE_ADDR=address, headers={"user-agent": agent, "accept-language": "en"}
    )
    answer = client.post("/sign-in/", {"username": user.username, "password": RIGHT})
    assert answer.status_code == 302
    return client


def row_of(client: Client) -> AccountSession:
    return AccountSession.objects.get(digest=digest_of(client.cookies[NAME].value))


def is_in(client: Client, **more: Any) -> bool:
    return client.get(HOME, **more).status_code == 200


def shift(client: Client, **back: Any) -> None:
    """Let time go by for one session."""
    row = row_of(client)
    for name, ago in back.items():
        setattr(row, name, getattr(row, name) - ago)
    row.save()


def test_who_where_from_and_on_what_is_kept_and_the_key_is_not(staff: User) -> None:
    client = entered(staff)
    row = row_of(client)
    assert (row.user, row.address) == (staff, "10.1.2.3")
    assert device_of(row.device) == "Chrome, Windows"
    key = client.cookies[NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM organization_accountsession t")
        assert key not in str(cursor.fetchall())


def test_the_key_is_another_one_after_signing_in(staff: User) -> None:
    client = Client()
    session = client.session
    session["seen"] = "before"
    session.save()
    client.cookies[NAME] = before = session.session_key
    client.post("/sign-in/", {"username": staff.username, "password": RIGHT})
    assert client.cookies[NAME].value != before
    assert not AccountSession.objects.filter(digest=digest_of(before)).exists()


def test_a_key_that_somebody_else_chose_opens_nothing(staff: User) -> None:
    client = Client()
    client.cookies[NAME] = "chosenbysomebodyelse000000000000"
    client.post("/sign-in/", {"username": staff.username, "password": RIGHT})
    assert client.cookies[NAME].value != "chosenbysomebodyelse000000000000"


def test_a_session_in_which_nothing_is_done_ends(staff: User) -> None:
    client = entered(staff)
    idle = dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    shift(client, seen_at=idle - dt.timedelta(seconds=20))
    assert is_in(client)
    shift(client, seen_at=idle + dt.timedelta(seconds=1))
    answer = client.get(HOME)
    assert answer["Location"] == f"/sign-in/?next={HOME}&ended=idle"
    page = client.get(answer["Location"]).content.decode()
    assert "nothing was done for too long" in page
    assert not client.cookies[NAME].value


def test_use_is_noted_once_a_minute_and_keeps_it_open(staff: User) -> None:
    client = entered(staff)
    seen = row_of(client).seen_at
    assert is_in(client) and row_of(client).seen_at == seen
    shift(client, seen_at=dt.timedelta(minutes=2))
    with CaptureQueriesContext(
        connection,
    ) as done:
        assert is_in(client)
    noted = [q for q in done if "UPDATE" in q["sql"] and "accountsession" in q["sql"]]
    assert len(noted) == 1
    assert row_of(client).seen_at >= seen


def test_what_a_page_fetches_by_itself_keeps_nothing_open(staff: User) -> None:
    client = entered(staff)
    shift(client, seen_at=dt.timedelta(minutes=2))
    seen = row_of(client).seen_at
    assert is_in(client, headers={"X-Yipan-Quiet": "1"})
    assert row_of(client).seen_at == seen


def test_however_much_is_done_it_ends_after_twelve_hours(staff: User) -> None:
    client = entered(staff)
    row = row_of(client)
    hours = (row.expires_at - row.started_at).total_seconds() / 3600
    assert hours == 12
    session = client.session
    session["written"] = "again"
    session.save()
    assert row_of(client).expires_at == row.expires_at
    shift(client, expires_at=dt.timedelta(hours=12), started_at=dt.timedelta(hours=12))
    assert client.get(HOME)["Location"].endswith("&ended=long")


def test_at_a_fourth_place_the_first_one_ends_and_is_told(staff: User) -> None:
    clients = [entered(staff, f"10.1.2.{n}") for n in range(settings.SESSION_LIMIT)]
    assert all(is_in(client) for client in clients)
    last = entered(staff, "10.9.9.9")
    assert "too many places" in last.get(HOME).content.decode()
    assert [is_in(client) for client in clients] == [False, True, True]
    answer = clients[0].get(HOME, headers={"accept-language": "en"})
    assert answer.status_code == 302


def test_the_reason_is_told_in_the_browser_that_was_signed_out(staff: User) -> None:
    first = entered(staff)
    for n in range(settings.SESSION_LIMIT):
        entered(staff, f"10.1.2.{n}")
    where = first.get(HOME)["Location"]
    assert "signed in elsewhere" in first.get(where).content.decode()


def test_a_blocked_account_is_out_at_the_next_request(staff: User) -> None:
    client = entered(staff)
    token = services.issue_token(by=None, user=staff)
    api = {"headers": {"authorization": f"Token {token}"}}
    assert Client().get("/api/v1/directives/", **api).status_code == 200
    set_active(by=None, user=staff, active=False, reason="调离")
    assert client.get(HOME)["Location"].endswith("&ended=blocked")
    assert Client().get("/api/v1/directives/", **api).status_code == 401
    User.objects.filter(pk=staff.pk).update(is_active=True)
    assert not is_in(client), "a session that was ended is not opened again"


def test_blocked_in_the_table_alone_is_out_too(staff: User) -> None:
    client = entered(staff)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    assert not is_in(client)


def test_an_ended_role_gives_no_rights_at_the_next_request(
    force: Force, staff: User
) -> None:
    client = entered(staff)
    page = reverse("coordination:compose")
    token = services.issue_token(by=None, user=staff)
    api = {"headers": {"authorization": f"Token {token}"}}
    body = {"content_type": "application/json"}
    send = "/api/v1/directives/preview/"
    assert client.get(page).status_code == 200
    assert Client().post(send, {}, **api, **body).status_code == 400
    row = staff.memberships.get()
    services.end_role(by=None, membership=row, on=timezone.localdate())
    assert client.get(page).status_code == 403
    assert Client().post(send, {}, **api, **body).status_code == 403


def test_the_security_admin_ends_them_with_a_reason(force: Force, staff: User) -> None:
    client, now = entered(staff), timezone.now()
    end_sessions(
        by=force.security_admin, user=staff, session=None, reason="设备丢失", now=now
    )
    assert client.get(HOME)["Location"].endswith("&ended=admin")
    row = AuditEvent.objects.get(action="session.end")
    assert (row.actor, row.reason) == (force.security_admin, "设备丢失")
    assert not AccountSession.objects.get(ended_why="admin").data


@pytest.mark.parametrize("page", [HOME, "/today/", "/permissions/", "/sessions/"])
def test_signing_out_is_at_hand_on_every_page(staff: User, page: str) -> None:
    shown = entered(staff).get(page, follow=True).content.decode()
    assert '<form method="post" action="/sign-out/"' in shown


def test_signing_out_leaves_nothing(staff: User) -> None:
    client = entered(staff)
    client.post("/sign-out/")
    assert not AccountSession.objects.exists()


def test_what_is_over_is_forgotten_after_a_day(staff: User) -> None:
    clients = [entered(staff) for _n in range(3)]
    shift(clients[0], seen_at=dt.timedelta(days=2))
    end_sessions(
        by=staff,
        user=staff,
        session=row_of(clients[1]).pk,
        reason="试",
        now=timezone.now() - dt.timedelta(seconds=1),
    )
    assert forget_sessions(before=timezone.now() - dt.timedelta(days=1)) == 1
    assert forget_sessions(before=timezone.now()) == 1
    assert is_in(clients[2])


def test_no_page_asks_more_often_because_of_it(staff: User) -> None:
    """One statement reads and judges the session, as Django's own did."""
    client = entered(staff)
    with CaptureQueriesContext(connection) as done:
        client.get(HOME)
    about = [q["sql"] for q in done if "accountsession" in q["sql"]]
    assert len(about) == 1


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (X11; UOS) Chrome/108 UOSBrowser/6", "UOS, UOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Safari/604.1", "Safari, iPhone"),
        ("", ""),
    ],
)
def test_a_device_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
