"""Which rows of a seal are not those that were sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from organization.sealed import rows
from organization.sealed.chain import Part
from organization.sealed.rows import Row

Finding = tuple[str, list[int]]


def compared(
    there: Sequence[Row], sealed: dict[int, bytes], part: Part, gap: bool
) -> Iterator[Finding]:
    """(kind of problem, ids of rows): what differs between the rows that are there and
    the marks of those that were sealed. After a gap in the seals the rows before the
    first mark belong to seals that are gone, and are not this one's."""
    if gap:
        first = min(sealed, default=part.last + 1)
        there = [row for row in there if row[0] >= first]
        if len(there) == part.count and rows.digest(there) == part.digest:
            return
    found = {number: rows.start(text) for number, text in there}
    missing = sorted(sealed.keys() - found.keys())
    added = sorted(found.keys() - sealed.keys())
    edited = sorted(n for n in found.keys() & sealed.keys() if found[n] != sealed[n])
    moved = _moved(found, sealed, [*missing, *added, *edited])
    told = [
        ("exchanged", sorted(moved)),
        ("edited", [n for n in edited if n not in moved]),
        ("missing", [n for n in missing if n not in moved]),
        ("added", [n for n in added if n not in moved]),
    ]
    yield from ((kind, which) for kind, which in told if which)
    if not any(which for _kind, which in told):
        yield "differs", []


def _moved(
    found: dict[int, bytes], sealed: dict[int, bytes], which: Sequence[int]
) -> set[int]:
    """Rows whose content was sealed under another number, and those numbers."""
    was = {sealed[n]: n for n in which if n in sealed}
    moved = set()
    for n in which:
        home = was.get(found.get(n, b""))
        if home is not None and home != n:
            moved |= {n, home}
    return moved
