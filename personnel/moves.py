"""What a posting order would change in who is where, before it is decided."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from personnel.heads import Move
from personnel.models import Leave, PostingLine
from personnel.models.posts import Category
from personnel.services.lines import postings_of

Span = tuple[dt.date, dt.date | None]


def moves_of(lines: Iterable[PostingLine]) -> list[Move]:
    """Officers and auxiliaries fewer where they are taken from and more where they go.
    Two queries."""
    rows = list(lines)
    held = postings_of(row.officer for row in rows)
    leaves = defaultdict(list)
    away = Leave.objects.filter(officer__in=[row.officer_id for row in rows])
    for officer, during in away.values_list("officer", "during"):
        leaves[officer].append((during.lower, during.upper))
    found = []
    for row in rows:
        off = leaves[row.officer_id]
        whole = (row.first, row.end)
        police = row.officer.category == Category.POLICE
        for posting in held.get(row.officer_id, []):
            span = _shared(whole, (posting.during.lower, posting.during.upper))
            if span and posting.station_id:
                found.append(_move(posting.station_id, -1, span, off, police))
        if row.station_id:
            found.append(_move(row.station_id, 1, whole, off, police))
    return found


def _move(
    station: int,
    heads: int,
    span: Span,
    leaves: list[tuple[dt.date, dt.date]],
    police: bool,
) -> Move:
    shared = [_shared(span, leave) for leave in leaves]
    off = tuple((one[0], one[1]) for one in shared if one and one[1])
    return Move(station, heads, *span, off, police)


def _shared(one: Span, other: Span) -> Span | None:
    """What two half-open periods share; None where that is nothing."""
    first = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    end = min(ends) if ends else None
    return (first, end) if end is None or first < end else None
