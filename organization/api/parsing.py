"""Reading a request body: JSON of a bounded depth. Its size Django bounds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20
NESTED = _("The request is nested too deeply.")


class ShallowJSONParser(JSONParser):
    """JSON that is not nested without end."""

    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
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
    if not isinstance(data, (dict, list)):
        return []
    found = data.values() if isinstance(data, dict) else data
    return [inner for inner in found if isinstance(inner, (dict, list))]
