"""At a door of the interface for other systems: done at once, or left to a worker.

As at a page's door (`answers`), but what is kept is the body that was sent, and whoever
sent it is answered 202 with the address under which he is told how far it is.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import get_language
from rest_framework.request import Request
from rest_framework.response import Response

from desk.job_shapes import JobOut, job_address
from desk.jobs import Failed
from desk.models import SentForm
from desk.sending.answers import Errand
from desk.services.sending import Sent, send_off
from organization.identity import current_address
from organization.models import User

ASK_AGAIN = "2"  # seconds
MATCH = "If-Match"
KEPT_MEMBERS = ("type", "title", "status", "detail", "errors")


class Asked(WSGIRequest):
    """The request of no other system: what it asks for is done and not answered.

    `page` and `resource` are where people and other systems find what came of it.
    """

    page = resource = ""
    asked_inside = True

    def __init__(self, user: User, row: SentForm) -> None:
        kept = json.loads(bytes(row.content))
        path, _mark, query = row.address.partition("?")
        raw: bytes = kept["body"].encode()
        heard = {"HTTP_IF_MATCH": kept["match"]} if kept["match"] else {}
        super().__init__(
            {
                "REQUEST_METHOD": "POST",
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": "application/json",
                "CONTENT_LENGTH": str(len(raw)),
                "wsgi.input": io.BytesIO(raw),
                **heard,
            }
        )
        self.sent_at = row.job.created_at
        # Who sent it was let in then, and the worker has looked whether he still is.
        self._force_auth_user = user


class Refused(Failed):
    """The door said no; `document` is its problem without what is told beside."""

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(str(document.get("detail", "")))
        self.document = {n: document[n] for n in KEPT_MEMBERS if n in document}


def worker(request: Request) -> Asked | None:
    """What a worker opened the door with, if it was one."""
    asked = request._request
    return asked if isinstance(asked, Asked) else None


def sent_at(request: Request) -> dt.datetime:
    """When it was sent, for what must be asked for within some time."""
    asked = worker(request)
    return asked.sent_at if asked else timezone.now()


def carried_out(asked: Asked) -> str:
    """The page on which what came of it stands; Refused where the door says no."""
    door = resolve(asked.path)
    answer = door.func(asked, *door.args, **door.kwargs)
    if answer.status_code >= 400:
        raise Refused(answer.data)
    return asked.page


def off(request: Request, errand: Errand, *, rows: int, most: int) -> Response | None:
    """202 with the job, where the act reaches more than `most` rows; None where the
    caller does it: few rows, or a worker asks.

    ValidationError as `send_off`. Each request is work of its own: only its
    Idempotency-Key tells that two are one.
    """
    if worker(request) is not None or rows <= most:
        return None
    kept = {
        "body": json.dumps(request.data),
        "match": request.headers.get(MATCH, ""),
    }
    content = json.dumps(kept).encode()
    sent = Sent(
        address=request.get_full_path(),
        name=errand.name,
        language=get_language() or "zh-hans",
        came_from=current_address(),
        key=errand.key or uuid.uuid4().hex,
        mark=hashlib.sha256(request.get_full_path().encode() + content).hexdigest(),
        content=content,
        back=errand.back,
    )
    user: Any = request.user
    job = send_off(by=user, kind=errand.kind, sent=sent)
    headers = {"Location": job_address(job), "Retry-After": ASK_AGAIN}
    return Response(JobOut(job).data, status=202, headers=headers)
