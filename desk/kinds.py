"""What a file really is: told by its content, never by its name alone.

Nothing is unpacked or drawn here. Of an archive only the list of its entries is read,
so that a file that would unfold to gigabytes does so for nobody.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from desk.sheets.archive import BROKEN, MOST_ENTRIES

_OFFICE = "application/vnd.openxmlformats-officedocument."
_MARKUP = re.compile(r"<\s*[!?/a-z]", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be handed in."""

    endings: tuple[str, ...]
    media_type: str
    fits: Callable[[bytes], bool]


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _holds(folder: str) -> Callable[[bytes], bool]:
    """An Office document with that folder, and without macros."""
    return lambda content: _is_document(content, folder)


def _is_document(content: bytes, folder: str) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry.filename.casefold() for entry in archive.infolist()]
    except BROKEN:
        return False
    if len(names) > MOST_ENTRIES or "[content_types].xml" not in names:
        return False
    macros = any("vbaproject" in name or "activex" in name for name in names)
    return not macros and any(name.startswith(folder) for name in names)


def _is_plain(content: bytes) -> bool:
    """Text in UTF-8 or GB18030 that no browser could take for a page."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not (_CONTROL.search(text) or _MARKUP.search(text))
    return False


KINDS = (
    Kind(("pdf",), "application/pdf", _begins(b"%PDF-")),
    Kind(("png",), "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    Kind(("jpg", "jpeg"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    Kind(("docx",), f"{_OFFICE}wordprocessingml.document", _holds("word/")),
    Kind(("xlsx",), f"{_OFFICE}spreadsheetml.sheet", _holds("xl/")),
    Kind(("txt", "csv"), "text/plain; charset=utf-8", _is_plain),
)
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)


def recognise(name: str, content: bytes) -> Kind | None:
    """The kind that name and content agree on; None if they agree on none."""
    ending = name.rpartition(".")[2].casefold()
    kind = next((kind for kind in KINDS if ending in kind.endings), None)
    return kind if kind is not None and kind.fits(content) else None
