"""Cursor pagination: stable while rows are added, constant cost at any depth."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

POSITION = re.compile(r"[0-9]{1,18}")
BAD_CURSOR = _("Take the cursor from “next” or “previous” as it is.")


class CodePagination(CursorPagination):
    """Newest first by id; `?page_size=` up to 500."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 500

    def decode_cursor(self, request: Request) -> Any:
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise ValidationError({"cursor": [BAD_CURSOR]}) from error
        position: Any = cursor.position if cursor else None
        if position is not None and not POSITION.fullmatch(position):
            raise ValidationError({"cursor": [BAD_CURSOR]})
        return cursor

    def get_page_size(self, request: Request) -> int | None:
        text = request.query_params.get("page_size")
        if text is not None and not (
            text.isascii() and text.isdigit() and int(text[:9])
        ):
            raise ValidationError({"page_size": [_("A number from 1 to 500.")]})
        return super().get_page_size(request)
