"""A create that may be sent twice: the second time it gets the first one's answer.

The key's row is committed before the work begins, so that everybody sees it; the work
and its answer then become true in one transaction that holds the row's lock. Who finds
the lock taken is told to wait. A process that dies leaves a row without an answer and
without a lock, and the next one with the key takes it over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from desk.models import IdempotencyKey

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("ETag", "Location")

Create = Callable[..., Response]


class BeingAnswered(APIException):
    status_code = 409
    default_detail = _("A request with this key is being answered. Ask again shortly.")
    default_code = "being_answered"


class OtherBody(APIException):
    status_code = 422
    default_detail = _("This key was used for another request.")
    default_code = "other_body"


class _Refused(Exception):
    """Carries an answer that must not be kept out of the transaction."""

    def __init__(self, response: Response) -> None:
        self.response = response


def once(create: Create) -> Create:
    """Decorator of what a view adds: with a key it happens once; errors don't stay.
    `takes_key` tells the description of the interface so."""

    @wraps(create)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        if key is None:
            return create(view, request, *args, **kwargs)
        if not 1 <= len(key.strip()) <= 200:
            raise ValidationError({HEADER: [_("1 to 200 characters.")]})
        mark = _fingerprint(request)
        row = {"user": view.user, "key": key.strip()}
        IdempotencyKey.objects.bulk_create(
            [IdempotencyKey(**row, fingerprint=mark)], ignore_conflicts=True
        )
        try:
            with transaction.atomic():
                held = _hold(row, mark)
                if held.status:
                    return _replay(held)
                return _keep(held, create(view, request, *args, **kwargs))
        except (BeingAnswered, OtherBody):
            raise
        except _Refused as refused:
            IdempotencyKey.objects.filter(**row, status=0).delete()
            return refused.response
        except Exception:
            IdempotencyKey.objects.filter(**row, status=0).delete()
            raise

    vars(wrapped)["takes_key"] = True
    return wrapped


def _hold(row: dict[str, Any], mark: str) -> IdempotencyKey:
    """The key's row, locked; unless it is another's turn, or another request's key."""
    rows = IdempotencyKey.objects.filter(**row)
    held = rows.select_for_update(skip_locked=True).first()
    if held is None:
        other = rows.first()
        if other is not None and other.fingerprint != mark:
            raise OtherBody
        raise BeingAnswered
    if held.status and held.fingerprint != mark:
        raise OtherBody
    held.fingerprint = mark
    return held


def _keep(held: IdempotencyKey, response: Response) -> Response:
    """Store the answer beside the key; one that failed leaves nothing behind."""
    if response.status_code >= 400:
        raise _Refused(response)
    held.status = response.status_code
    held.body = {
        "text": JSONRenderer().render(response.data).decode(),
        "headers": {n: response[n] for n in KEPT_HEADERS if response.has_header(n)},
    }
    held.save(update_fields=["status", "body", "fingerprint"])
    return response


def _replay(held: IdempotencyKey) -> Response:
    headers = {**held.body["headers"], "Idempotency-Replayed": "true"}
    data = json.loads(held.body["text"])
    return Response(data, status=held.status, headers=headers)


def _fingerprint(request: Request) -> str:
    """Digest of method, path and body; the order of members does not count."""
    data: Any = request.data
    if isinstance(data, MultiValueDict):
        data = {name: [_told(one) for one in each] for name, each in data.lists()}
    body = json.dumps(data, sort_keys=True, default=str)
    text = f"{request.method} {request.path}\n{body}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _told(part: Any) -> Any:
    """A part of a multipart body; a file by its name and what is in it."""
    if not isinstance(part, UploadedFile):
        return part
    digest = hashlib.sha256()
    for chunk in part.chunks():
        digest.update(chunk)
    part.seek(0)
    return [part.name, digest.hexdigest()]
