"""A form packed as it was sent, and the request that sends it once more."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.messages.storage.base import BaseStorage, Message
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django_htmx.middleware import HtmxDetails

from desk.models import SentForm
from organization.http import SignedIn
from organization.models import User

if TYPE_CHECKING:
    Files = MultiValueDict[str, UploadedFile[Any]]
NO_CONTENT = ("csrfmiddlewaretoken", "station_q")


class Kept(BaseStorage):
    """What a door says to its reader, kept in the order in which it is said."""

    def __init__(self, request: SignedIn) -> None:
        super().__init__(request)
        self.told: list[str] = []

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        self.told.append(str(message))

    def _get(self, *_args: Any, **_more: Any) -> tuple[list[Message], bool]:
        return [], True

    def _store(self, *_args: Any, **_more: Any) -> list[Message]:
        return []


class Posted(SignedIn):
    """The request of nobody's browser: what it asks for is done and not shown."""

    _messages: Kept

    def __init__(self, user: User, row: SentForm) -> None:
        super().__init__()
        path, _mark, query = row.address.partition("?")
        self.method, self.path, self.path_info = "POST", path, path
        self.META["QUERY_STRING"], self.GET = query, QueryDict(query)
        self.user, self.htmx = user, HtmxDetails(self)
        self.sent_at = row.job.created_at
        fields, self.FILES = unpacked(bytes(row.content))
        self.POST = QueryDict(fields.urlencode())
        self._messages = Kept(self)

    @property
    def said(self) -> str:
        """What the door has told its reader."""
        return " ".join(self._messages.told)


def packed(request: SignedIn) -> tuple[bytes, str]:
    """(content, digest of what it says): a file's name and bytes belong to it, the
    key that it is sent once by does not."""
    fields = [(k, v) for k, v in sorted(request.POST.lists()) if k not in NO_CONTENT]
    files = [
        (name, file.name, file.content_type, base64.b64encode(_read(file)).decode())
        for name, file in _each(request)
    ]
    content = json.dumps({"fields": fields, "files": files}).encode()
    said = request.get_full_path().encode() + content
    return content, hashlib.sha256(said).hexdigest()


def unpacked(content: bytes) -> tuple[QueryDict, Files]:
    """Fields and files of a form as they were sent."""
    kept = json.loads(content or b'{"fields": [], "files": []}')
    fields = QueryDict(urlencode(dict(kept["fields"]), doseq=True))
    files: Files = MultiValueDict()
    for name, title, media_type, coded in kept["files"]:
        raw = base64.b64decode(coded)
        files.appendlist(name, SimpleUploadedFile(title, raw, media_type))
    return fields, files


def _each(request: SignedIn) -> Iterable[tuple[str, UploadedFile[Any]]]:
    return [(k, file) for k, each in request.FILES.lists() for file in each]


def _read(file: UploadedFile[Any]) -> bytes:
    file.seek(0)
    raw = file.read()
    file.seek(0)
    return bytes(raw)
