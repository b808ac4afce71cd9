"""The site as it is served over TLS: what Django itself warns of, and every answer's
headers, also of those that no view makes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from config import asgi
from tests.permissions.guarding import lacking

ROOT = Path(__file__).parents[2]
TLS = override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)


def broken(request: Any) -> HttpResponse:
    raise RuntimeError("a defect")


urlpatterns = [path("broken/", broken)]


def test_nothing_is_left_to_warn_of_before_it_is_deployed() -> None:
    """With the settings of the containers, in a process of its own."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name != "DJANGO_ALLOW_ASYNC_UNSAFE"  # the tests' own
    }
    environment |= {
        "HTTPS": "1",
        "SECRET_KEY": "0aZ9-" * 12,
        "DEBUG": "0",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # One tag library stands in for Django's of the same name, on purpose.
    assert "1 silenced" in done.stdout, done.stdout
    assert settings.SILENCED_SYSTEM_CHECKS == ["templates.W003"]


@pytest.mark.parametrize(
    ("ask", "status"),
    [
        (lambda client: client.get("/nowhere/"), 404),
        (lambda client: client.get("/", headers={"host": "elsewhere.example"}), 400),
        (lambda client: client.post("/sign-in/"), 403),
        (lambda client: client.get("/static/nothing.css"), 404),
        (lambda client: client.get("/static/css/tokens.css"), 200),
        (lambda client: client.get("/static/img/icon.svg"), 200),
        (lambda client: client.get("/broken/"), 500),
    ],
    ids=["nothing", "host", "csrf", "no_file", "style", "picture", "defect"],
)
@pytest.mark.django_db
def test_answers_that_no_view_makes_are_guarded(
    ask: Callable[[Client], Any], status: int, settings: Any
) -> None:
    if status == 500:
        settings.ROOT_URLCONF = __name__
    answer = ask(Client(raise_request_exception=False, enforce_csrf_checks=True))
    assert answer.status_code == status
    lacks = list(lacking(answer))
    if status == 200:  # a file of the product says nothing about anybody
        lacks = [one for one in lacks if not one.startswith(("Cache", "Content-D"))]
    assert not lacks


@pytest.mark.django_db
def test_over_tls_a_browser_is_told_to_stay_there() -> None:
    with TLS:
        led = Client().get("/sign-in/")
        answer = Client().get("/sign-in/", secure=True)
    assert (led.status_code, led["Location"]) == (301, "https://testserver/sign-in/")
    assert not list(lacking(led))
    told = answer["Strict-Transport-Security"]
    assert int(told.partition("=")[2].partition(";")[0]) >= 365 * 86400


def test_a_body_that_is_too_large_is_refused_with_the_same_headers() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(asgi.refuse(send, 413, b"too large"))
    headers = {name.decode(): text.decode() for name, text in sent[0]["headers"]}
    told = {name.title(): text for name, text in headers.items()}
    known = {"X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy"}
    assert known <= told.keys() and told["Cache-Control"] == "no-store"
