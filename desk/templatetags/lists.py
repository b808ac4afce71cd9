"""Cells of lists whose page has no markup of its own for them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk.lists.answers import as_read
from desk.lists.table import Column

register = template.Library()


@register.simple_tag
def cell(column: Column[Any], row: Any) -> SafeString:
    """`<td>` with what the file would hold, as it is read on paper."""
    text, kind = as_read(column.value(row))
    return format_html(
        '<td class="{}" data-label="{}">{}</td>', kind, column.head, text
    )
