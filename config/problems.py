"""The page somebody sees when we have failed, with the number that finds the cause."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from organization import tracing


def server_error(request: HttpRequest, *args: object) -> HttpResponse:
    """Without anything that asks the database, which may be what failed."""
    told = {"number": tracing.current_request()}
    return HttpResponseServerError(loader.get_template("500.html").render(told))
