"""How often one may ask for what costs most, and what is said beyond that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import limiting
from desk.limiting import LIMITS, OWN_LIMITS, SEARCHES, TRIAL_RUNS, Limit
from organization.models import User
from organization.services import issue_token
from tests.architecture.source import ROOT
from tests.factories import Force, force
from tests.permissions.doors import routes

pytestmark = pytest.mark.django_db
OFFICE = "10.1.2.3"


@pytest.fixture
def made() -> Force:
    return force()


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """Two times per user, four per address, in a minute that does not end. There is an
    identity service, though it never answers."""
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    for kind in LIMITS:
        monkeypatch.setitem(LIMITS, kind, Limit(2, 4))
    monkeypatch.setattr(limiting, "SECONDS", 10**9)
    yield


def somebody(user: User, address: str = OFFICE) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.force_login(user)
    return client


def asked(client: Client, kind: str) -> Any:
    if kind == "import":
        file = SimpleUploadedFile("a.csv", b"a,b")
        return client.post("/people/exchange/", {"kind": "officers", "file": file})
    if kind == "preview":
        return client.post("/directives/preview/", {"title": "走访"})
    if kind == "export":
        return client.get("/people/officers/?as=csv")
    if kind == "identity":
        return client.get("/sign-in/service/")
    return client.get("/search/?q=a")


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_a_user_may_so_often_and_no_more(made: Force, kind: str) -> None:
    client = somebody(made.personnel_admin)
    first = [asked(client, kind).status_code for _n in range(2)]
    assert 429 not in first and 404 not in first
    answer = asked(client, kind)
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert "秒" in answer.content.decode()
    others = set(LIMITS) - {kind}
    assert all(asked(client, other).status_code != 429 for other in others)
    assert asked(somebody(made.leader), kind).status_code != 429


@pytest.mark.parametrize("kind", sorted(LIMITS))
def test_behind_one_address_all_share_a_limit(made: Force, kind: str) -> None:
    users = (made.personnel_admin, made.leader, made.chief_a1)
    told = [
        asked(somebody(user), kind).status_code for user in users for _n in range(2)
    ]
    assert 429 not in told[:4] and told[4:] == [429, 429]
    assert asked(somebody(made.chief_a2, "10.9.9.9"), kind).status_code != 429


def test_a_token_is_told_as_other_problems_are(made: Force) -> None:
    tokens = [issue_token(by=None, user=made.staff) for _n in range(2)]

    def ask(token: str) -> Any:
        headers = {"Authorization": f"Token {token}"}
        return Client().get("/api/v1/search/?q=a", headers=headers)

    assert [ask(tokens[0]).status_code for _n in range(3)] == [200, 200, 429]
    answer = ask(tokens[0])
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429 and int(answer["Retry-After"]) > 0
    assert ask(tokens[1]).status_code == 200


def test_an_upload_to_the_interface_is_an_import(made: Force) -> None:
    token = issue_token(by=None, user=made.staff)
    headers = {"Authorization": f"Token {token}"}
    told = [
        Client().post("/api/v1/expenses/", {"a": "b"}, headers=headers).status_code
        for _n in range(3)
    ]
    assert told[2] == 429 and 429 not in told[:2]


def test_counting_costs_one_statement_and_other_pages_none(made: Force) -> None:
    client = somebody(made.personnel_admin)
    for address, wanted in (("/search/?q=a", 1), ("/people/officers/", 0)):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counted = [q for q in queries if "throttlecount" in q["sql"]]
        assert len(counted) == wanted, address


def test_the_limits_named_are_of_routes_there_are() -> None:
    assert TRIAL_RUNS | SEARCHES | {OWN_LIMITS} <= set(routes())


def test_the_manual_names_the_limits_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    rows = re.findall(r"^\| ([a-z]+) \| .* \| ([\d,]+) \| ([\d,]+) \|$", text, re.M)
    told = {
        kind: Limit(*(int(number.replace(",", "")) for number in numbers))
        for kind, *numbers in rows
        if kind in LIMITS
    }
    assert told == LIMITS
