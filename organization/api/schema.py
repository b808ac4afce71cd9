"""OpenAPI of every operation: the headers it takes and the problems it may answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

PROBLEM = {
    "type": "object",
    "description": "A problem document (RFC 9457) with the fields that are wrong.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                },
                "required": ["field", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
MEANING = {
    400: "Something in the request cannot be used; the fields say what.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The right for this is missing.",
    404: "There is no such thing, or it is out of sight.",
    406: "No such format is served.",
    409: "The state has changed meanwhile, or the same key is being answered.",
    412: "If-Match names an older version.",
    413: "The request is too large.",
    415: "Only JSON is read; and multipart where files may come along.",
    422: "The same Idempotency-Key came with another body.",
    428: "If-Match is missing.",
    429: "Too often within a minute; Retry-After says when to ask again.",
}
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same body, it gets the same answer.",
)
MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag the object was read with.",
)
TAG = OpenApiParameter("ETag", str, OpenApiParameter.HEADER, response=[200, 201, 202])


class Schema(AutoSchema):
    """Adds what the base view does for every operation of its kind."""

    def get_override_parameters(self) -> list[Any]:
        found = [KEY] if self._creates else []
        if self._updates:
            found.append(MATCH)
        if self._single and self.method != "DELETE":
            found.append(TAG)
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for code in sorted(self._problems()):
            bodies.setdefault(str(code), self._problem(code))
        return bodies

    @property
    def _detail(self) -> bool:
        return bool(getattr(self.view, "detail", False))

    @property
    def _creates(self) -> bool:
        """Is something added, at most once with a key? Also below another object,
        whose version it does not ask for."""
        action = getattr(self.view, "action", "") or ""
        return action == "create" or self._says("takes_key")

    def _says(self, mark: str) -> bool:
        """What a decorator has left on the act."""
        action = getattr(self.view, "action", "") or ""
        return bool(getattr(getattr(self.view, action, None), mark, False))

    @property
    def _updates(self) -> bool:
        writes = self.method in ("POST", "PATCH", "DELETE")
        return (
            self._detail and writes and not (self._creates or self._says("versionless"))
        )

    @property
    def _asks(self) -> bool:
        """Does it read the query?"""
        told = self.get_override_parameters()
        query = OpenApiParameter.QUERY
        return not self._detail or any(one.location == query for one in told)

    @property
    def _single(self) -> bool:
        return self._creates or self._detail

    def _problems(self) -> set[int]:
        # What the body or the query names may be out of sight as well.
        codes = {401, 404, 406, 429}
        if self.method == "GET":
            return codes | ({400} if self._asks else set()) | {403}
        codes |= {400, 403, 413, 415}
        if self._creates:
            codes |= {409, 422}
        if self._updates:
            codes |= {412, 428}
        if self._updates or self._says("versionless"):
            codes |= {409}
        return codes

    def _problem(self, code: int) -> Mapping[str, Any]:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name="Problem",
            type=ResolvedComponent.SCHEMA,
            schema=PROBLEM,
            object="Problem",
        )
        self.registry.register_on_missing(component)
        return {
            "description": MEANING[code],
            "content": {"application/problem+json": {"schema": component.ref}},
        }
