"""Files that people hand in: judged, stored once by digest, given back untouched."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from desk.kinds import ENDINGS, Kind, recognise
from desk.models import Attachment
from desk.services import keep_file
from organization.models import User

MOST_BYTES = 5 * 2**20
MOST_FILES = 5
LONGEST_NAME = 100
_PATH = re.compile(r"[/\\]")


def take_files(
    *, by: User, files: Iterable[UploadedFile[Any]], now: dt.datetime
) -> list[Attachment]:
    """Keep the files; ValidationError under `evidence` when one of them cannot be."""
    given = list(files)
    if len(given) > MOST_FILES:
        raise _refused(_("At most %(n)s files.") % {"n": MOST_FILES})
    read = [_judged(file) for file in given]
    return [
        keep_file(
            by=by,
            name=name,
            media_type=kind.media_type,
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            now=now,
        )
        for name, kind, content in read
    ]


def file_answer(row: Attachment) -> HttpResponse:
    """The file to be kept, never to be shown by the browser itself."""
    disposition = content_disposition_header(True, row.name)
    return HttpResponse(
        bytes(row.content.content),
        content_type=row.media_type,
        headers={
            "Content-Disposition": disposition,
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": (
                "sandbox; default-src 'none'; frame-ancestors 'none'"
            ),
            "Cache-Control": "no-store",
        },
    )


def _judged(file: UploadedFile[Any]) -> tuple[str, Kind, bytes]:
    name = _name(file.name or "")
    if (file.size or 0) > MOST_BYTES:
        most = MOST_BYTES // 2**20
        raise _refused(
            _("“%(name)s” is larger than %(most)s MB.") % {"name": name, "most": most}
        )
    content = file.read()
    if not content:
        raise _refused(_("“%(name)s” is empty.") % {"name": name})
    kind = recognise(name, content)
    if kind is None:
        told = {"name": name, "kinds": "、".join(ENDINGS)}
        raise _refused(
            _("“%(name)s” is not what may be handed in: %(kinds)s, without macros.")
            % told
        )
    return name, kind, content


def _name(text: str) -> str:
    """The last part of a path, without signs that hide how it really ends."""
    last = _PATH.split(text)[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - 10]}{dot}{ending[:8]}" or "?"


def _refused(message: str) -> ValidationError:
    return ValidationError({"evidence": [message]})
