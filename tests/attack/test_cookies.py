"""What a browser keeps of us, and what it may say without TLS."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from config import in_the_clear
from organization.cookies import Messages
from tests.architecture.source import modules, name_of

ROOT = Path(__file__).parents[2]
TOLD = """
import django, json; django.setup()
from django.conf import settings
print(json.dumps({n: getattr(settings, n) for n in dir(settings) if "COOKIE" in n}))
"""
KINDS = ("SESSION", "CSRF", "LANGUAGE")


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """The settings of a site with TLS."""
    environment = os.environ | {
        "HTTPS": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    argv = [sys.executable, "-c", TOLD]
    out = subprocess.check_output(argv, cwd=ROOT, env=environment, text=True)
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_cookie_is_this_host_s_alone_and_no_script_s(
    kind: str, told: dict[str, Any]
) -> None:
    assert told[f"{kind}_COOKIE_NAME"].startswith("__Host-")
    assert told[f"{kind}_COOKIE_SECURE"] and told[f"{kind}_COOKIE_HTTPONLY"]
    assert told[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert not told[f"{kind}_COOKIE_DOMAIN"] and told[f"{kind}_COOKIE_PATH"] == "/"


def test_what_waits_for_the_next_page_is_this_host_s_too(told: dict[str, Any]) -> None:
    assert told["COOKIE_PREFIX"] == "__Host-"
    with override_settings(COOKIE_PREFIX="__Host-", SESSION_COOKIE_SECURE=True):
        request = RequestFactory().get("/")
        request.session = {}
        answer, waiting = HttpResponse(), Messages(request)
        waiting.storages[0]._store([Message(20, "done")], answer)
    (cookie,) = answer.cookies.values()
    assert cookie.key == "__Host-messages"
    assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"


def test_no_cookie_is_set_without_the_prefix() -> None:
    for path in modules():
        text = path.read_text("utf-8")
        if ".set_cookie(" in text:
            assert "COOKIE_PREFIX" in text, name_of(path)
    for path in (ROOT / "static" / "js").glob("*.js"):
        for line in re.findall(r"document\.cookie = .*", path.read_text("utf-8")):
            assert "${own}" in line and "${secure}" in line, path.name


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/directives/", "/calendars/any.ics"])
def test_a_program_that_speaks_in_the_clear_is_refused_and_not_led_on(
    address: str,
) -> None:
    with override_settings(SECURE_SSL_REDIRECT=True):
        answer = Client().get(address, headers={"authorization": "Token x"})
        asked = Client().get(address, secure=True)
        page = Client().get("/sign-in/")
    assert answer.status_code == 403 and "Location" not in answer
    assert answer["Content-Type"] == "application/problem+json"
    assert asked.status_code != 301 and page.status_code == 301


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "port", "there"),
    [
        ("yipan.example", 443, "yipan.example"),
        ("yipan.example:8088", 443, "yipan.example"),
        ("yipan.example:8088", 8443, "yipan.example:8443"),
        ("[::1]:8088", 8443, "[::1]:8443"),
    ],
)
def test_a_browser_is_led_to_the_port_that_is_safe(
    asked: str, port: int, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_the_clear, "PORT", port)
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["*"]):
        answer = Client().get("/sign-in/?next=/", headers={"host": asked})
        elsewhere = Client().get("/sign-in/", headers={"host": asked}, secure=True)
    assert answer.status_code == 301
    assert answer["Location"] == f"https://{there}/sign-in/?next=/"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert elsewhere.status_code == 200


@pytest.mark.django_db
def test_nothing_answers_to_trace() -> None:
    for address in ("/", "/sign-in/", "/api/v1/directives/", "/healthz", "/nowhere/"):
        answer = Client().trace(address, headers={"x-secret": "abc"})
        assert answer.status_code in (302, 401, 403, 404, 405), address
        assert b"abc" not in answer.content
