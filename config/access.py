"""One line per request: who asked for which page, what came, how long it took.

The name of the route stands there, not the address: addresses hold what people looked
for. Files that belong to the image, and probes that went well, leave no line.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from organization import tracing

log = logging.getLogger("yipan.access")
HEADER = "X-Request-ID"
PROBES = {"healthz", "readyz", "metrics"}
Answer = Callable[[HttpRequest], HttpResponse]


class Counter:
    """How often the database was asked, and for how long (seconds)."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        began = time.perf_counter()
        self.count += 1
        try:
            return execute(*args)
        finally:
            self.seconds += time.perf_counter() - began


class AccessMiddleware:
    """The outermost: gives the request its number, which the answer carries too."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = tracing.accepted(request.META.get("HTTP_X_REQUEST_ID", ""))
        request.META[tracing.IN_META] = number
        if request.path_info.lstrip("/") in PROBES:
            # Whether the process lives is not a matter of who asks, nor of a database
            # that would have to say who that is.
            request.COOKIES = {}
        token = tracing.begin(number)
        asked, began = Counter(), time.perf_counter()
        try:
            with connection.execute_wrapper(asked):
                response = self.get_response(request)
            response[HEADER] = number
            _tell(request, response, asked, time.perf_counter() - began)
            return response
        finally:
            tracing.end(token)


def _tell(
    request: HttpRequest, response: HttpResponse, asked: Counter, seconds: float
) -> None:
    found = request.resolver_match
    route = found.view_name if found else ""
    code = response.status_code
    if code < 400 and (route in PROBES or _is_file(request)):
        return
    fields = {
        "method": request.method,
        "route": route,
        "status": code,
        "ms": round(seconds * 1000, 1),
        "sql": asked.count,
        "sql_ms": round(asked.seconds * 1000, 1),
        "user": _who(request),
    }
    log.info(
        "%(method)s %(route)s %(status)s %(ms)s ms, %(sql)s queries, user %(user)s",
        fields | {"route": route or "-", "user": fields["user"] or "-"},
        extra={"fields": fields},
    )


def _is_file(request: HttpRequest) -> bool:
    return request.path_info.startswith(settings.STATIC_URL)


def _who(request: HttpRequest) -> int | None:
    """Id of the user, if somebody has asked who it is: no line costs a query."""
    user = getattr(request, "_cached_user", None) or request.__dict__.get("user")
    if getattr(user, "_wrapped", user) is not user:
        return None  # not looked up
    found: int | None = getattr(user, "pk", None)
    return found
