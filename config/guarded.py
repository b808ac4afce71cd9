"""What every answer carries, whoever makes it: page, file, refusal or defect.

The other middlewares say more where they get to speak. A refusal that is made before
them (a host that is not ours, a redirect to TLS) or beside them (a static file) would
go out without a word.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

HEADERS = {
    # Of what is no page of ours a browser shows nothing, and runs nothing in it.
    "Content-Security-Policy": (
        "default-src 'none'; object-src 'none'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    # Nearly every page names somebody; a shared machine keeps none of them.
    "Cache-Control": "no-store",
}


class GuardedAnswers(MiddlewareMixin):
    """The outermost: fills in what nobody has said."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
