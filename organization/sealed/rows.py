"""The two tables as the bytes that are sealed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

MARK = struct.Struct(">q4s")
_AT = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"


@dataclass(frozen=True)
class Source:
    """A table that is sealed. `text` is all of a row but its id, as SQL for one line of
    JSON: the columns are named, so that one more column changes no old seal."""

    name: str
    table: str
    text: str

    @property
    def sequence(self) -> str:
        return f"{self.table}_id_seq"

    def query(self) -> str:
        """(id, text) of the rows above one id up to another, in their order."""
        return (
            f"SELECT id, {self.text} FROM {self.table}"  # noqa: S608
            " WHERE id > %s AND id <= %s ORDER BY id"
        )


EVENTS = Source(
    "event",
    "organization_auditevent",
    f"jsonb_build_array({_AT}, actor_id, actor_name, action, subject_type, subject_id,"
    " unit_code, reason, detail, address, outcome, tx)::text",
)
CHANGES = Source(
    "change",
    "organization_rowchange",
    f"jsonb_build_array({_AT}, tx, table_name, row_id, operation, changes, user_id,"
    " role, address)::text",
)
SOURCES = (EVENTS, CHANGES)

Row = tuple[int, str]


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 over the rows in their order, as hex."""
    found = hashlib.sha256()
    for number, text in rows:
        found.update(f"{number} {text}\n".encode())
    return found.hexdigest()


def start(text: str) -> bytes:
    """Four bytes that tell one row's content from another's."""
    return hashlib.sha256(text.encode()).digest()[:4]


def marks(rows: Iterable[Row]) -> bytes:
    """Twelve bytes for each row: its id and the start of its own digest."""
    return b"".join(MARK.pack(number, start(text)) for number, text in rows)


def marked(packed: bytes) -> dict[int, bytes]:
    """id -> start of the digest, as `marks` packed them."""
    return dict(MARK.iter_unpack(packed))
