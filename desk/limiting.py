"""How often one may ask for what costs most: per user, and per address behind which
many may sit. A loop in somebody's script must not take the morning from everybody.

What is dear is told by the request itself, so that a new door cannot be forgotten: a
file that comes in is an import, one that goes out an export, words to be looked for are
a search. Only trial runs are named.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from desk.problems import CONTENT_TYPE, document
from desk.services.throttling import count_each

SECONDS = 60


@dataclass(frozen=True)
class Limit:
    """So many times within a minute."""

    user: int
    address: int


LIMITS = {
    "search": Limit(240, 2400),  # a search goes out while somebody types
    "preview": Limit(120, 1200),
    "export": Limit(60, 600),
    "import": Limit(30, 300),
    "identity": Limit(30, 300),  # there and back is two
}
TRIAL_RUNS = {
    *("coordination:preview_fragment", "api:directive-preview"),
    *("coordination:slots", "api:directive-times", "coordination:improve"),
    *("coordination:leave_effect", "api:leave-effect", "coordination:posting_effect"),
    *("coordination:alert_effect", "coordination:alert_end_effect"),
    *("personnel:round_try", "coordination:suggest_visit"),
}
SEARCHES = {"coordination:search", "coordination:palette", "api:search"}
IDENTITY = {"organization:oidc_begin", "organization:oidc_back"}
ENDINGS = (".xlsx", ".csv", ".ics", ".json")
OWN_LIMITS = "coordination:calendar_feed"


def kind_of(request: HttpRequest) -> str:
    """Which limit the request falls under; "" for most."""
    match = request.resolver_match
    if match is None or match.view_name == OWN_LIMITS:
        return ""
    if match.view_name in TRIAL_RUNS:
        return "preview"
    if match.view_name in IDENTITY:
        return "identity"
    if request.method == "POST":
        return "import" if _brings_files(request) else ""
    if match.view_name in SEARCHES or request.GET.get("q"):
        return "search"
    is_file = request.GET.get("as") or request.path.endswith(ENDINGS)
    if is_file or str(match.url_name).endswith("file"):
        return "export"
    return ""


def _brings_files(request: HttpRequest) -> bool:
    """A form may be multipart and bring none; other systems send one for its files."""
    if request.content_type != "multipart/form-data":
        return False
    return request.path.startswith("/api/") or bool(request.FILES)


class LimitedRequests(MiddlewareMixin):
    """429 with Retry-After beyond the limits; one statement for what is counted."""

    def process_view(
        self, request: HttpRequest, *_view: object
    ) -> HttpResponseBase | None:
        kind = kind_of(request)
        if not kind:
            return None
        now = timezone.now()
        gone = int(now.timestamp()) % SECONDS
        began = (now - dt.timedelta(seconds=gone)).replace(microsecond=0)
        limits = dict(_limits(request, kind))
        counts = count_each(keys=list(limits), began_at=began) if limits else {}
        if all(counts[key] <= most for key, most in limits.items()):
            return None
        return _refused(request, SECONDS - gone)


def _limits(request: HttpRequest, kind: str) -> list[tuple[str, int]]:
    """Key and limit, of the address first: whoever shares it takes the rows in the
    same order."""
    found, limit, many = [], LIMITS[kind], settings.LIMITS_FACTOR
    address = request.META.get("REMOTE_ADDR") or ""
    if not _is_this_machine(address):
        found.append((f"{kind}:a:{address}", limit.address * many))
    who = _who(request)
    if who:
        found.append((f"{kind}:{who}", limit.user * many))
    return found


def _who(request: HttpRequest) -> str:
    """The account, or the token in whose name something asks."""
    token = request.META.get("HTTP_AUTHORIZATION")
    if token:
        return f"t:{hashlib.sha256(token.encode()).hexdigest()[:32]}"
    return f"u:{request.user.pk}" if request.user.is_authenticated else ""


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return not address


def _refused(request: HttpRequest, seconds: int) -> HttpResponse:
    """As a problem document or as a page."""
    text = _("Too often within a minute. Try again in %(n)s seconds.") % {"n": seconds}
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse(
            document(429, text), status=429, content_type=CONTENT_TYPE
        )
    else:
        answer = render(request, "429.html", {"text": text}, status=429)
    answer["Retry-After"] = str(seconds)
    return answer
