"""The pages somebody sees when we have failed, with the number that finds the cause,
and when a request cannot be read."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.views.decorators.http import require_safe

from desk.uploads import MOST_BODY
from organization import tracing

# More fields than any page of ours has are no form of ours: 400.
_TOO_MUCH = (RequestDataTooBig, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """413 where it was too much, with how much may be sent; else 400."""
    if isinstance(exception, _TOO_MUCH):
        return _told_too_much()
    return HttpResponse(loader.get_template("400.html").render(), status=400)


@require_safe
def too_large(request: HttpRequest) -> HttpResponse:
    """The page to which the front leads what it did not let through."""
    return _told_too_much()


def _told_too_much() -> HttpResponse:
    text = loader.get_template("413.html").render({"most": MOST_BODY // 2**20})
    return HttpResponse(text, status=413)


def server_error(request: HttpRequest, *args: object) -> HttpResponse:
    """Without anything that asks the database, which may be what failed."""
    told = {"number": tracing.current_request()}
    return HttpResponseServerError(loader.get_template("500.html").render(told))
