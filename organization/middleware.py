"""The acting identity, known to the database for the length of a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from organization import identity, refusing, wall
from organization.models import User

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
REFUSALS = (403, 404)


class ActingIdentityMiddleware:
    """Whatever is written while a request is answered has a name; who is not let do
    what he tried is noted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with identity.answering(request):
            response = self.get_response(request)
            if request.method in UNSAFE and response.status_code in REFUSALS:
                refusing.note_refusal(request, response.status_code)
            return response


class SecondWallMiddleware:
    """Pages are read behind the wall. What is sent in is carried out with the wall
    lifted: services look across units, and check rights themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_WALL:
            return self.get_response(request)
        acts = request.method not in SAFE
        # Himself, not what stands for him: it is told what was read with him.
        here = get_user(request)
        user = here if isinstance(here, User) else None
        try:
            if user or acts:
                wall.put_up(user, lifted=acts)
            response: HttpResponseBase = self.get_response(request)
        finally:
            wall.take_down()
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            rows = cast(Iterator[bytes], response.streaming_content)
            response.streaming_content = _read_behind(rows, user, acts)
        return response


def _read_behind(
    rows: Iterator[bytes], user: User | None, acts: bool
) -> Iterator[bytes]:
    """A long answer is read when the request is over."""
    try:
        wall.put_up(user, lifted=acts)
        yield from rows
    finally:
        wall.take_down()


class BackToTheFormMiddleware:
    """Whoever sends a form after his session has ended signs in and is back at the
    form, not at the address that only takes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        door = resolve_url(settings.LOGIN_URL)
        if (
            request.method == "POST"
            and response.status_code == 302
            and response["Location"].startswith(f"{door}?next=")
            and (page := _page_of(request))
        ):
            return redirect_to_login(page, door)
        return response


def _page_of(request: HttpRequest) -> str:
    """The page of this site that the form stood on, "" where that is not known."""
    page = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}):
        return ""
    found = urlsplit(page)
    return f"{found.path}?{found.query}" if found.query else found.path
