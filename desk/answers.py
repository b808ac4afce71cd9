"""Files as answers."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep; `name` is without its ending."""
    return attached(content, f"{name}.xlsx", XLSX)


def attached(content: bytes, name: str, media_type: str) -> HttpResponse:
    """A file to keep; `name` is with its ending."""
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "",
        "Content-Length": str(len(content)),
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
