"""Errors of the API as RFC 9457 problem documents with a list of fields."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from organization.tracing import current_request

log = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
LONGEST = 300
MOST = 100

_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
Fields = list[dict[str, str]]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF hook: every error leaves as a problem document.

    An error may carry `extension`, further members of the document. None lets it out:
    where a worker asks, what is no answer to its request is its own affair.
    """
    extension = getattr(error, "extension", {})
    if isinstance(error, ValidationError):
        return _problem(_status(error), _fields(error), **extension)
    if isinstance(error, exceptions.ValidationError):
        return _problem(error.status_code, list(_flatten(error.detail)), **extension)
    told_inside = _asked_inside(context)
    if isinstance(error, (OperationalError, InterfaceError)):
        return None if told_inside else _unavailable(error)
    if isinstance(error, _TOO_MUCH):
        return problem(413, _("The request is too large."))
    response = default_handler(_translated(error), context)
    if response is None:
        return None if told_inside else _failed(error, context)
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    headers = dict(response.headers)
    answer = _problem(response.status_code, [], str(detail), **extension)
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in headers:
            answer[name] = headers[name]
    return answer


def problem(code: int, detail: str) -> Response:
    """A problem document without fields."""
    return _problem(code, [], detail)


@contextmanager
def fields_named(**names: str) -> Iterator[None]:
    """Tell a service's field errors under the names the door uses: during="end"."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        found: dict[str, list[Any]] = {}
        for name, messages in error.error_dict.items():
            found.setdefault(names.get(name, name), []).extend(messages)
        raise ValidationError(found) from error


def _status(error: ValidationError) -> int:
    """A step that the present state does not allow is a conflict, not bad input."""
    if set(getattr(error, "error_dict", ())) == {"state"}:
        return status.HTTP_409_CONFLICT
    return status.HTTP_400_BAD_REQUEST


def _unavailable(error: Exception) -> Response:
    """The database cannot answer now; nothing of the request was kept."""
    log.error("database unavailable: %s", error)
    answer = problem(503, _("The system is overloaded. Try again in a moment."))
    answer["Retry-After"] = "5"
    return answer


def _asked_inside(context: dict[str, Any]) -> bool:
    """Does one of our own workers ask, and no other system?"""
    request = getattr(context.get("request"), "_request", None)
    return getattr(request, "asked_inside", False) is True


def _failed(error: Exception, context: dict[str, Any]) -> Response:
    """A defect of ours: told to the log and to whoever watches for exceptions."""
    request = getattr(context.get("request"), "_request", None)
    got_request_exception.send(sender=None, request=request)
    log.error("answering failed", exc_info=error)
    told = _("Something went wrong on our side. It has been noted.")
    return _problem(500, [], told, request=current_request())


def _translated(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound(_("There is no such thing here."))
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(
            _("You do not have the right to do this: %(act)s") % {"act": error}
            if str(error)
            else None
        )
    return error


def document(code: int, detail: str) -> dict[str, Any]:
    """The members that every problem has."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail,
    }


def _problem(code: int, fields: Fields, detail: str = "", **extension: Any) -> Response:
    shown = fields[:MOST]
    told = _plain(detail) or "; ".join(f["message"] for f in shown[:5])
    body = document(code, told)
    if shown:
        body["errors"] = shown
    return Response(body | extension, status=code, content_type=CONTENT_TYPE)


def _field(name: str, message: str) -> dict[str, str]:
    return {"field": _plain(name), "message": _plain(message)}


def _plain(text: str) -> str:
    """What may be sent back of a text that came in: short, and valid Unicode."""
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return cut.encode("utf-8", "replace").decode().replace("\0", "")


def _fields(error: ValidationError) -> Fields:
    if hasattr(error, "error_dict"):
        return [
            _field(name, message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return [_field("", message) for message in error.messages]


def _flatten(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """(field, message) pairs of DRF's nested error structure."""
    if isinstance(detail, dict):
        for key, inner in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            if isinstance(key, int):  # the place in a list
                yield from _flatten(inner, f"{path}[{key}]")
            else:
                yield from _flatten(inner, ".".join(filter(None, (path, name))))
    elif isinstance(detail, list):
        for n, inner in enumerate(detail):
            deeper = isinstance(inner, (dict, list))
            yield from _flatten(inner, f"{path}[{n}]" if deeper else path)
    else:
        yield _field(path, str(detail))
