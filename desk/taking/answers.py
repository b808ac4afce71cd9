"""A file as an answer: complete before its first byte leaves, or left to a worker."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from desk.answers import attached
from desk.services.taking import ask_for_file
from desk.taking.again import Again, Unwritten
from desk.taking.file import File
from organization.audit import record
from organization.http import SignedIn

AT_ONCE = 5_000
"""Rows of a list that come as an answer: what takes at most a second, see
`bench/taking.py`."""


def file_out(request: SignedIn, file: File) -> HttpResponseBase:
    """The file, or where there are many rows the page on which it will lie."""
    if isinstance(request, Again):
        return Unwritten(file)
    if file.size() * file.weight > AT_ONCE:
        return _later(request, file)
    record("table.take", by=request.user, **file.noted)
    stream = BytesIO()
    file.write(stream, iter)
    return attached(stream.getvalue(), file.name, file.media_type)


def _later(request: SignedIn, file: File) -> HttpResponseBase:
    try:
        job = ask_for_file(
            by=request.user,
            address=request.get_full_path(),
            name=file.name,
            language=get_language() or "zh-hans",
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("desk:jobs")
    return redirect("desk:taken", job.pk)
