"""Knocking at a door: which routes there are, and what a visitor is told."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from http.cookies import SimpleCookie
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organization.models import User
from tests.permissions.guarding import lacking, unlimited
from tests.permissions.links import Way, ways
from tests.permissions.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
SIGNS = {401: "s", 403: "3", 404: "4", 405: "5"}


def routes() -> Iterator[str]:
    """Name of every route of the site, with its namespace; "" for a nameless one."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, space: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else ""
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, inner)


class Known(ClientHandler):
    """Who signed in is read once, with all roles, and not at every one of a thousand
    doors. Each finds a user of its own. (That a session leads to the user it was made
    for `test_matrix` asks beforehand.)"""

    def __init__(self, user: User) -> None:
        super().__init__(enforce_csrf_checks=False)
        self.user = User.objects.get(pk=user.pk)
        assert self.user.scope

    def get_response(self, request: WSGIRequest) -> HttpResponseBase:
        # Where Django's own middleware looks before it asks the session.
        vars(request)["_cached_user"] = copy(self.user)
        return super().get_response(request)


class Visitor:
    """Somebody at the doors. What a visit changes is undone; `acted` are the routes
    that led on though they were sent nothing, `offered` what the pages he read lead to,
    each with one of them; `unguarded` what an answer lacked, with one route."""

    def __init__(self, world: World, persona: str) -> None:
        self.world, self.persona = world, persona
        self.client = Client(raise_request_exception=False)
        if persona != "anonymous":
            self.client.force_login(world.force.personas[persona])
            self.client.handler = Known(world.force.personas[persona])
        self.acted: set[str] = set()
        self.offered: dict[Way, str] = {}
        self.unguarded: dict[str, str] = {}
        self.cookies = self.client.cookies.output(header="", sep=";")

    def visit(self, route: str, method: str, of: str = "", place: str = "home") -> str:
        """The sign of the answer, see table.TABLE; "5" for 405."""
        url = reverse(route, args=self.world.address(of, place))
        answer = self.ask(method, url)
        if method == "POST" and answer.status_code == 302:
            self.acted.add(route)
        return sign(answer)

    def sign_of(self, method: str, url: str) -> str:
        """The sign of the answer at an address."""
        return sign(self.ask(method, url))

    def ask(self, method: str, url: str, data: Any = None) -> Any:
        """The answer itself; `data` goes as JSON to the API and as a form elsewhere."""
        api = url.startswith("/api/")
        body = {"data": data or {}}
        if method not in ("GET", "POST") or api:
            body["content_type"] = "application/json"
        self.client.cookies = SimpleCookie(self.cookies)
        mark = transaction.savepoint()
        try:
            call = getattr(self.client, method.lower())
            answer = call(url, **(body if method != "GET" else {"data": data or {}}))
            self.unguarded |= dict.fromkeys(lacking(answer), f"{method} {url}")
            if unlimited(answer):
                self.unguarded[f"limit of {url}"] = f"{method} {url}"
            return self._noted(url, answer) if method == "GET" else answer
        finally:
            transaction.savepoint_rollback(mark)
            transaction.savepoint_commit(mark)  # else the next one lies within it

    def _noted(self, url: str, answer: Any) -> Any:
        """What a page offers who reads it."""
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            for way in ways(url, answer.content.decode()):
                self.offered.setdefault(way, url)
        return answer


def sign(answer: Any) -> str:
    """One character for an answer; an unforeseen one is spelt out."""
    code = answer.status_code
    if code == 302 and answer["Location"].startswith("/sign-in/?next="):
        return "s"
    if code in SIGNS:
        return SIGNS[code]
    fine = code < 500 or answer.wsgi_request.path == "/readyz"
    return "." if fine else f"[{code}]"
