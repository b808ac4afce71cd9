"""Accounts that administer are used where the house says, and nowhere else."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from organization.models import ApiToken
from tests.factories import Force

pytestmark = pytest.mark.django_db
ROOM = "10.9.0.7"
DUTIES = ("system_admin", "security_admin", "audit_admin")


@pytest.fixture(autouse=True)
def one_room(monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "ADMIN_FROM", [ip_network("10.9.0.0/24")])


def came(force: Force, who: str, address: str) -> Client:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    client.force_login(getattr(force, who))
    return client


@pytest.mark.parametrize("who", DUTIES)
def test_the_three_duties_are_kept_out_elsewhere(force: Force, who: str) -> None:
    there, elsewhere = came(force, who, ROOM), came(force, who, "10.1.2.3")
    assert there.get("/inbox/").status_code == 200
    for address in ("/inbox/", "/permissions/", "/today/"):
        answer = elsewhere.get(address)
        assert answer.status_code == 403, address
    assert b"machines named for it" in answer.content
    assert elsewhere.get("/api/v1/search/").status_code == 403
    assert elsewhere.post("/sign-out/").status_code == 302


def test_everybody_else_comes_from_where_he_is(force: Force) -> None:
    assert came(force, "chief_a1", "10.1.2.3").get("/inbox/").status_code == 200
    assert Client(REMOTE_ADDR="10.1.2.3").get("/sign-in/").status_code == 200


def test_their_tokens_too(force: Force) -> None:
    headers = {"authorization": f"Token {ApiToken.issue(force.system_admin)}"}
    at = "/api/v1/search/?q=a"
    assert Client(REMOTE_ADDR=ROOM).get(at, headers=headers).status_code != 401
    assert Client(REMOTE_ADDR="10.1.2.3").get(at, headers=headers).status_code == 401


def test_without_a_list_everywhere(force: Force, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "ADMIN_FROM", [])
    assert came(force, "system_admin", "10.1.2.3").get("/inbox/").status_code == 200
