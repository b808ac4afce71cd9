"""Figures for the house's own monitoring, which collects them."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coordination.alarms import exposition, figures

ON_BEHALF = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "yipan.forwarded")
"""Whoever comes through a proxy is not a neighbour."""


@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Only for addresses that were named, and only without a proxy in between."""
    if not _may_read(request):
        raise Http404
    text = exposition.exposition(figures.read(timezone.now()))
    return HttpResponse(text, content_type=exposition.CONTENT_TYPE)


def _may_read(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in ON_BEHALF):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(address in network for network in settings.METRICS_FROM)
