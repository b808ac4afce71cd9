"""Errors of the API as RFC 9457 problem documents with a list of fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

CONTENT_TYPE = "application/problem+json"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF hook: every error leaves as a problem document."""
    if isinstance(error, ValidationError):
        return _problem(status.HTTP_400_BAD_REQUEST, _fields(error))
    if isinstance(error, exceptions.ValidationError):
        return _problem(error.status_code, list(_flatten(error.detail)))
    response = default_handler(_translated(error), context)
    if response is None:
        return None
    detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
    headers = dict(response.headers)
    answer = _problem(response.status_code, [], str(detail))
    for name in ("WWW-Authenticate", "Retry-After", "Allow"):
        if name in headers:
            answer[name] = headers[name]
    return answer


def problem(code: int, detail: str) -> Response:
    """A problem document without fields."""
    return _problem(code, [], detail)


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


def _problem(code: int, fields: list[dict[str, str]], detail: str = "") -> Response:
    from http import HTTPStatus

    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": detail or "; ".join(f["message"] for f in fields),
    }
    if fields:
        body["errors"] = fields
    return Response(body, status=code, content_type=CONTENT_TYPE)


def _fields(error: ValidationError) -> list[dict[str, str]]:
    if hasattr(error, "error_dict"):
        return [
            {"field": name, "message": message}
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return [{"field": "", "message": message} for message in error.messages]


def _flatten(detail: Any, path: str = "") -> Any:
    """(field, message) pairs of DRF's nested error structure."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            name = "" if name == "non_field_errors" else str(name)
            yield from _flatten(
                inner, f"{path}.{name}" if path and name else path or name
            )
    elif isinstance(detail, list):
        for n, inner in enumerate(detail):
            deeper = isinstance(inner, (dict, list))
            yield from _flatten(inner, f"{path}[{n}]" if deeper else path)
    else:
        yield {"field": path, "message": str(detail)}
