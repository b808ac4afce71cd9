"""The two tables as the bytes that are sealed."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass

MARK = struct.Struct(">q4s")


# Of a table in which there has never been a row: none, not the first one to come.
GIVEN_OUT = "SELECT last_value - (NOT is_called)::int FROM {}"


@dataclass(frozen=True)
class Source:
    """A table that is sealed. `query` gives (id, text) of the rows above one id up to
    another, in their order; the text is all of a row but its id, as one line of JSON.
    The columns are named, so that one more column changes no old seal."""

    name: str
    query: str
    given_out: str
    """Asks for the last id there was."""


EVENTS = Source(
    "event",
    """
    SELECT id, jsonb_build_array(
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        actor_id, actor_name, action, subject_type, subject_id, unit_code, reason,
        detail, address, outcome, tx)::text
    FROM organization_auditevent WHERE id > %s AND id <= %s ORDER BY id
    """,
    GIVEN_OUT.format("organization_auditevent_id_seq"),
)
CHANGES = Source(
    "change",
    """
    SELECT id, jsonb_build_array(
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
        tx, table_name, row_id, operation, changes, user_id, role, address)::text
    FROM organization_rowchange WHERE id > %s AND id <= %s ORDER BY id
    """,
    GIVEN_OUT.format("organization_rowchange_id_seq"),
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
