"""Cursor pagination: stable while rows are added, constant cost at any depth."""

from rest_framework.pagination import CursorPagination


class CodePagination(CursorPagination):
    """Newest first unless the view says otherwise; `?page_size=` up to 500."""

    ordering = "-id"
    page_size_query_param = "page_size"
    max_page_size = 500
