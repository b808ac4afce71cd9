"""Client certificates: from the proxy alone, bound by their owner, revoked."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from config.forwarded import PROOFS, behind_proxies
from organization.certificates import shown
from organization.models import AuditEvent, Certificate, User
from organization.services import set_active
from tests.accounts.test_pages import url
from tests.accounts.test_sessions import RIGHT, entered, is_in, staff
from tests.factories import Force
from tests.pages.test_directives import client

__all__ = ["staff"]
pytestmark = pytest.mark.django_db
DOOR = "/sign-in/certificate/"


@pytest.fixture(autouse=True)
def on(monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "CLIENT_CERTIFICATES", True)


def proof(der: bytes = b"one", verified: str = "SUCCESS") -> dict[str, str]:
    """What the proxy says of a browser that showed this certificate."""
    body = base64.b64encode(der).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    return dict(zip(PROOFS, (verified, quote(pem)), strict=True))


def bound(user: User) -> Certificate:
    at = entered(user)
    sent = {"name": "警用数字证书", "password": RIGHT}
    assert at.post(url("bind_certificate"), sent, **proof()).status_code == 302
    return Certificate.objects.get(user=user)


def test_a_bound_certificate_lets_in_without_a_password(staff: User) -> None:
    bound(staff)
    at = Client()
    assert at.post(DOOR, {"next": "/sessions/"}, **proof())["Location"] == "/sessions/"
    assert is_in(at)
    used = AuditEvent.objects.filter(action="account.sign_in").latest("pk")
    assert used.detail["way"] == "certificate"
    assert Client().post(DOOR, {"next": "//evil/"}, **proof())["Location"] == "/"


def test_it_is_bound_with_the_password_and_once(force: Force, staff: User) -> None:
    at = entered(staff)
    for sent in ({"name": "证书", "password": "no"}, {"name": "", "password": RIGHT}):
        assert at.post(url("bind_certificate"), sent, **proof()).status_code == 422
    sent = {"name": "证书", "password": RIGHT}
    assert at.post(url("bind_certificate"), sent).status_code == 422, "none was shown"
    assert at.post(url("bind_certificate"), sent, **proof()).status_code == 302
    assert at.post(url("bind_certificate"), sent, **proof()).status_code == 422


@pytest.mark.parametrize(
    "headers",
    [
        {},
        proof(verified="NONE"),
        proof(verified="FAILED:expired"),
        {PROOFS[0]: "SUCCESS"},
        {PROOFS[0]: "SUCCESS", PROOFS[1]: "nonsense"},
        {PROOFS[1]: proof()[PROOFS[1]]},
    ],
)
def test_what_the_proxy_did_not_verify_is_no_door(
    staff: User, headers: dict[str, str]
) -> None:
    bound(staff)
    assert Client().post(DOOR, **headers).status_code == 404


def test_another_one_a_revoked_one_and_a_blocked_account(staff: User) -> None:
    row = bound(staff)
    other = Client()
    assert other.post(DOOR, **proof(b"two"))["Location"] == "/sign-in/"
    assert not is_in(other)
    set_active(by=None, user=staff, active=False)
    assert Client().post(DOOR, **proof())["Location"] == "/sign-in/"
    set_active(by=None, user=staff, active=True)
    at = entered(staff)
    at.post(url("revoke_certificate", row.pk))
    assert Client().post(DOOR, **proof())["Location"] == "/sign-in/"


def test_the_security_admin_revokes_and_a_stranger_does_not(
    force: Force, staff: User
) -> None:
    revoke = url("revoke_certificate", bound(staff).pk)
    assert client(force.head).post(revoke).status_code == 404
    answer = client(force.security_admin).post(revoke)
    assert answer["Location"] == url("account", staff.pk)
    assert Certificate.objects.get().revoked_at


def test_switched_off_there_is_no_door(staff: User, monkeypatch: Any) -> None:
    bound(staff)
    monkeypatch.setattr(settings, "CLIENT_CERTIFICATES", False)
    assert Client().post(DOOR, **proof()).status_code == 404


@pytest.mark.parametrize(("trusted", "kept"), [(["127.0.0.1"], True), ([], False)])
def test_the_headers_of_anybody_but_the_proxy_are_taken_out(
    trusted: list[str], kept: bool
) -> None:
    seen: dict[str, Any] = {}

    def page(environ: dict[str, Any], _: Any) -> list[bytes]:
        seen.update(environ)
        return []

    environ = RequestFactory().post(DOOR, **proof()).environ
    behind_proxies(page, trusted)(environ, lambda *_: None)
    assert (PROOFS[0] in seen and PROOFS[1] in seen) is kept
    request = RequestFactory().post(DOOR)
    request.META = seen
    assert (shown(request) is not None) is kept
