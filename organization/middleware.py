"""The acting identity, known to the database for the length of a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

_address: ContextVar[str | None] = ContextVar("address", default=None)


def current_address() -> str | None:
    """Address of the request being answered, for the audit trail."""
    return _address.get()


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """The same for what a worker carries out that somebody sent from there."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


class ActingIdentityMiddleware:
    """Remembers where the request came from while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _address.set(request.META.get("REMOTE_ADDR") or None)
        try:
            return self.get_response(request)
        finally:
            _address.reset(token)


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
