"""Programs that speak http where https is asked for are refused, not led on.

A browser is led to https once and stays there. A program would be led there each time,
its token or key read on the way by anybody, and nobody would notice.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from desk.problems import CONTENT_TYPE, document

PROGRAMS = ("/api/", "/calendars/")


class NothingInTheClear(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> JsonResponse | None:
        plain = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if not plain or not request.path.startswith(PROGRAMS):
            return None
        told = _("Only over https. What was sent in the clear is no longer secret.")
        return JsonResponse(document(403, told), status=403, content_type=CONTENT_TYPE)
