"""Reading a request body: JSON of a bounded size and depth."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20
NESTED = _("The request is nested too deeply.")


class TooLarge(APIException):
    status_code = 413
    default_detail = _("The request is too large.")
    default_code = "too_large"


class BoundedJSONParser(JSONParser):
    """JSON that is neither too large nor nested without end."""

    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge
        try:
            data = super().parse(BytesIO(raw), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(NESTED) from error
        if _deeper_than(data, DEEPEST):
            raise ParseError(NESTED)
        return data


def _deeper_than(data: Any, depth: int) -> bool:
    """Is anything nested below so many levels? Later readers may recurse."""
    level = [data]
    for _n in range(depth):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(data: Any) -> list[Any]:
    """The lists and objects directly inside a list or an object."""
    found = data.values() if isinstance(data, dict) else data
    if not isinstance(data, (dict, list)):
        return []
    return [inner for inner in found if isinstance(inner, (dict, list))]
