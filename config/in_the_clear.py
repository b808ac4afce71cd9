"""Who speaks http where https is asked for: browsers are led on, programs refused.

A browser is led to https once and stays there. A program would be led there each time,
its token or key read on the way by anybody, and nobody would notice.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.request import split_domain_port
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from config import env
from desk.problems import CONTENT_TYPE, document

PROGRAMS = ("/api/", "/calendars/")
USUAL = 443
PORT = env.number("PUBLIC_HTTPS_PORT", default=USUAL)
"""At which people reach the front in a safe way, whatever stands before it."""


class NothingInTheClear(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> JsonResponse | None:
        if not _plain(request) or not request.path.startswith(PROGRAMS):
            return None
        told = _("Only over https. What was sent in the clear is no longer secret.")
        return JsonResponse(document(403, told), status=403, content_type=CONTENT_TYPE)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Django leads to the port at which it was asked; in the clear that is the
        wrong one."""
        if _plain(request) and response.has_header("Location"):
            asked = f"https://{request.get_host()}/"
            domain, _port = split_domain_port(request.get_host())
            meant = f"https://{domain}{'' if PORT == USUAL else f':{PORT}'}/"
            there = response["Location"]
            if there.startswith(asked):
                response["Location"] = meant + there.removeprefix(asked)
        return response


def _plain(request: HttpRequest) -> bool:
    return bool(settings.SECURE_SSL_REDIRECT) and not request.is_secure()
