"""What a page says when the database cannot answer: 503, come again, nothing kept.

A full disk, no connection left, a server that starts again: each passes by itself, and
whoever asked may simply ask again. 500 stays for defects of ours. (What the interface
for other systems says of it stands in `desk.problems`.)
"""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.log import log_response

from config.problems import server_error

RETRY_AFTER = "5"  # seconds


def handler500(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the error that no view has caught."""
    error = sys.exc_info()[1]
    if not isinstance(error, (OperationalError, InterfaceError)):
        return server_error(request)
    # Rendered without the request: no context processor may ask the database.
    text = loader.get_template("503.html").render()
    answer = HttpResponse(text, status=503, headers={"Retry-After": RETRY_AFTER})
    # One line each: while the database is away every request comes this way.
    said = str(error).strip().replace("\n", " ")
    log_response("%s: %s", request.path, said, response=answer, request=request)
    return answer
