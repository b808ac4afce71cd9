"""The request of somebody who is signed in: what views behind `login_required` get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, JsonResponse

from organization.models import User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedIn(HttpRequest):
    """A type for annotations only; Django makes the objects."""

    user: User
    htmx: HtmxDetails


def no_page(title: str) -> JsonResponse:
    """403 to another system, for which there is no page to be led to."""
    problem = {"title": title, "status": 403}
    kind = "application/problem+json"
    return JsonResponse(problem, status=403, content_type=kind)


def whole_number(text: str) -> int | None:
    """An id, a year or a version as it stands in an address or a hidden field; None
    for anything else, also for what is longer than the database counts."""
    known = text.isascii() and text.isdigit() and len(text) < 18
    return int(text) if known else None


def query_of_page(request: SignedIn) -> str:
    """The query of the page from which htmx sends something; "" without htmx."""
    address = (request.htmx.current_url or "") if request.htmx else ""
    return address.partition("#")[0].partition("?")[2]
