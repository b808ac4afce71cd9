"""From the facts of stations to the arrays of a sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np

from ..facts import StationFacts
from .arrays import (
    MISSING,
    UNESTIMATED,
    UNKNOWN_CAPACITY,
    UNLIMITED,
    Blocks,
    Capacity,
    Events,
    Ints,
    Names,
    Stations,
    Work,
    ints,
    shorts,
    work_of,
)


def pack(facts: Sequence[StationFacts]) -> Stations:
    """The same stations as arrays; ids may be any texts. OverflowError above int64."""
    codes = sorted(
        {each.code for each in facts}
        | {d.department for each in facts for d in each.demands}
        | {e.department for each in facts for e in each.events}
    )
    place = {code: n for n, code in enumerate(codes)}
    names = Names(
        work=_texts(d.id for each in facts for d in each.demands),
        events=_texts(e.id for each in facts for e in each.events),
        blocks=_texts(b.id for each in facts for b in each.blocks),
        people=_texts(p for each in facts for e in each.events for p in e.attendees),
    )
    return Stations(
        codes=tuple(codes),
        own=shorts([place[each.code] for each in facts]),
        capacity=_capacity(facts),
        work=_work(facts, place, names),
        events=_events(facts, place, names),
        blocks=_blocks(facts, names),
        names=names,
    )


def _texts(texts: Iterable[str]) -> list[str]:
    return sorted(set(texts))


def _numbered(texts: Sequence[str]) -> Callable[[str], int]:
    return {text: n for n, text in enumerate(texts)}.__getitem__


def _at(counts: Iterable[int]) -> Ints:
    return ints([0, *accumulate(counts)])


def _column(rows: Iterable[Any], value: Callable[[Any], int]) -> Ints:
    return np.fromiter(map(value, rows), np.int64)


def _given(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value


def _capacity(facts: Sequence[StationFacts]) -> Capacity:
    known = [each.capacity for each in facts if each.capacity is not None]
    rows = [period for periods in known for period in periods]
    of, profile = [], 0
    for each in facts:
        of.append(UNKNOWN_CAPACITY if each.capacity is None else profile)
        profile += each.capacity is not None
    return Capacity(
        of=shorts(of),
        at=_at(map(len, known)),
        start=_column(rows, lambda p: p.start),
        end=_column(rows, lambda p: p.end),
        net=_column(rows, lambda p: p.officers),
        present=_column(rows, lambda p: p.present),
    )


def _work(facts: Sequence[StationFacts], place: dict[str, int], names: Names) -> Work:
    rows = [demand for each in facts for demand in each.demands]
    number = _numbered(names.work)
    return work_of(
        _at(len(each.demands) for each in facts),
        id=_column(rows, lambda d: number(d.id)),
        release=_column(rows, lambda d: _given(d.release, MISSING)),
        due=_column(rows, lambda d: _given(d.due, MISSING)),
        effort=_column(rows, lambda d: _given(d.effort, UNESTIMATED)),
        limit=_column(rows, lambda d: _given(d.max_officers, UNLIMITED)),
        priority=_column(rows, lambda d: d.priority),
        department=_column(rows, lambda d: place[d.department]),
    )


def _events(
    facts: Sequence[StationFacts], place: dict[str, int], names: Names
) -> Events:
    rows = [event for each in facts for event in each.events]
    number, person = _numbered(names.events), _numbered(names.people)
    return Events(
        at=_at(len(each.events) for each in facts),
        id=_column(rows, lambda e: number(e.id)),
        start=_column(rows, lambda e: e.start),
        end=_column(rows, lambda e: e.end),
        officers=_column(rows, lambda e: e.officers),
        department=shorts(_column(rows, lambda e: place[e.department])),
        people_at=_at(len(e.attendees) for e in rows),
        people=_column((p for e in rows for p in e.attendees), person),
    )


def _blocks(facts: Sequence[StationFacts], names: Names) -> Blocks:
    rows = [block for each in facts for block in each.blocks]
    number = _numbered(names.blocks)
    return Blocks(
        at=_at(len(each.blocks) for each in facts),
        id=_column(rows, lambda b: number(b.id)),
        start=_column(rows, lambda b: b.start),
        end=_column(rows, lambda b: b.end),
        officers=_column(rows, lambda b: b.officers),
    )
