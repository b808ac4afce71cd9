"""Workbooks are archives: a small file may unfold to gigabytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import IO

from desk.sheets.refusal import RefusedError

MOST_PACKED = 5 * 2**20
MOST_UNPACKED = 50 * 2**20
MOST_RATIO = 100
MOST_ENTRIES = 1000
CHUNK = 64 * 1024
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def examine(stream: IO[bytes], packed: int) -> None:
    """Refuse archives too large or too dense, by counting what really comes out.

    ``packed`` is the size of the stream in bytes. RefusedError: too_big,
    unpacks_too_big, too_many_entries, not_xlsx.
    """
    if packed > MOST_PACKED:
        raise RefusedError("too_big", most=MOST_PACKED // 2**20)
    try:
        with zipfile.ZipFile(stream) as archive:
            _count(archive, packed)
    except BROKEN:
        raise RefusedError("not_xlsx") from None


def _count(archive: zipfile.ZipFile, packed: int) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise RefusedError("too_many_entries")
    most = min(MOST_UNPACKED, max(packed, 1) * MOST_RATIO)
    unpacked = 0
    for entry in entries:
        tail = b""
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                unpacked += len(chunk)
                if unpacked > most:
                    raise RefusedError("unpacks_too_big")
                # Entities unfold after unpacking; no workbook needs them.
                if DOCTYPE.search(tail + chunk):
                    raise RefusedError("not_xlsx")
                tail = chunk[-16:]
