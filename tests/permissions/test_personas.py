"""The demo's side door: demo mode and this machine only; and who names another unit."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from config.forwarded import CLAIMS, behind_proxies
from organization import personas
from organization.models import User
from tests.factories import person

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture
def guest() -> User:
    user = person("guest")
    user.is_persona = True
    user.save()
    return user


def enter(name: str = "guest", **headers: Any) -> int:
    """Status of the answer to a click on a persona's button."""
    client = Client(**headers)
    answer = client.post(reverse("organization:persona"), {"username": name})
    signed_in = "_auth_user_id" in client.session
    assert signed_in == (answer.status_code == 302)
    return answer.status_code


def test_one_click_enters_the_demo(guest: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    assert enter() == 302
    assert enter(REMOTE_ADDR="::1") == 302


def test_without_demo_mode_there_is_no_such_door(guest: User) -> None:
    assert enter() == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "10.1.2.3"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "nonsense"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": ""},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 front"},
    ],
)
def test_only_from_this_machine(
    guest: User, headers: dict[str, str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    assert enter(**headers) == 404


@pytest.mark.parametrize("trusted", [[], ["10.0.0.1"], ["127.0.0.1"]])
@pytest.mark.parametrize("claim", [None, *CLAIMS])
def test_a_header_taken_out_is_not_forgotten(
    claim: str | None, trusted: list[str], monkeypatch: Any
) -> None:
    """A proxy on this machine that nobody trusts still speaks for others."""
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    seen: dict[str, Any] = {}

    def view(environ: dict[str, Any], _: Any) -> list[bytes]:
        seen.update(environ)
        return []

    environ = RequestFactory().get(SIGN_IN).environ
    if claim:
        environ[claim] = "10.9.9.9"
    behind_proxies(view, trusted)(environ, lambda *_: None)
    assert personas.allowed(WSGIRequest(seen)) is (claim is None)


def test_only_as_a_persona(guest: User, monkeypatch: Any) -> None:
    """Real accounts need their password, in the demo as elsewhere."""
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    person("real")
    assert enter("real") == 404
    assert enter("nobody") == 404


def test_a_persona_that_was_closed_stays_out(guest: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    User.objects.filter(pk=guest.pk).update(is_active=False)
    assert enter() == 404


def test_the_click_needs_the_form(guest: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(settings, "DEMO_MODE", True)
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("organization:persona"), {"username": "guest"})
    assert answer.status_code == 403
