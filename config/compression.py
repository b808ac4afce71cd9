"""Pages travel compressed; everything else goes out as it is.

Static files lie compressed already, workbooks are, a live stream must not wait for a
full buffer, and the ETag of an answer of the interface would become a weak one, which
never matches. Whoever guesses secrets by the length of a page (BREACH) meets another
mask over the CSRF token in each, and Django's padding of random length.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompression(GZipMiddleware):
    """Gzip for whole HTML answers, pages and fragments alike."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        media = response.headers.get("Content-Type", "")
        if response.streaming or not media.startswith("text/html"):
            return response
        return super().process_response(request, response)
