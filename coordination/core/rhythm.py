"""Who is at a station when, as clocks that are read at many minutes in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .facts import Event, StationFacts
from .supply import stretches

LONG_AGO = -(2**40)
NOT_PROTECTED = -1
EMPTY = (0, 0, 0, 0, NOT_PROTECTED)
"""Milli-officers present, able to work on tasks, needed by events, by those of others,
and kept back by a protected block; nobody, and nothing runs."""


@dataclass(frozen=True, slots=True)
class Times:
    """Where appointments would begin and end, minutes, int64 of the same length."""

    begin: Any
    end: Any


class Clock:
    """A rate that is summed up over time; between marks nothing changes."""

    def __init__(self, marks: Any, rates: Any) -> None:
        self._marks, self._rates = marks, rates
        lengths = np.diff(marks)
        self._before = np.concatenate(([0], np.cumsum(lengths * rates[:-1])))

    def at(self, minutes: Any) -> Any:
        """The sum up to each minute."""
        i = np.searchsorted(self._marks, minutes, side="right") - 1
        return self._before[i] + self._rates[i] * (minutes - self._marks[i])


class Rhythm:
    """Who is present and what runs at a station with known capacity."""

    def __init__(self, facts: StationFacts, *, as_of: int, times: Times) -> None:
        """Only what ``times`` reach is looked at."""
        low, high = int(times.begin.min()), int(times.end.max())
        kept = {
            Event(b.id, facts.code, b.start, b.end, 0): b.officers
            for b in facts.blocks
            if b.start < high and b.end > low
        }
        met = [e for e in facts.events if e.start < high and e.end > low]
        near = [p for p in facts.capacity or () if p.start < high and p.end > low]
        marks, rows = [LONG_AGO], [EMPTY]
        for piece in stretches(near, (*met, *kept), as_of=as_of):
            if piece.start != marks[-1]:
                marks.append(piece.start)
                rows.append(EMPTY)
            need = orders = 0
            held_back = NOT_PROTECTED
            for each in piece.running:
                need += each.need
                if each in kept:
                    held_back = max(held_back, kept[each])
                elif each.department != facts.code:
                    orders += each.need
            left = min(piece.net, piece.present)
            rows[-1] = piece.present, left, need, orders, held_back
            marks.append(piece.end)
            rows.append(EMPTY)
        self._marks = np.array(marks, dtype=np.int64)
        table = np.array(rows, dtype=np.int64)
        self._present, self._left, self._need, self._orders, self._kept = table.T

    def short(self, need: int, times: Times) -> Any:
        """Whether fewer are present than are needed together, at some moment."""
        if not need:
            return np.zeros(len(times.begin), bool)
        return self._ever(self._need + need > self._present, times)

    def displaced(self, need: int, times: Times) -> Any:
        """Whether orders leave a protected block fewer people than it takes."""
        if not need:
            return np.zeros(len(times.begin), bool)
        beside = np.maximum(self._present - self._kept, 0)
        return self._ever(
            (self._kept > NOT_PROTECTED) & (self._orders + need > beside), times
        )

    def draw(self, need: int) -> Clock:
        """What so many more would draw of the capacity events leave."""
        return Clock(
            self._marks, np.clip(self._left - self._need, 0, need).astype(np.int64)
        )

    def _ever(self, holds: Any, times: Times) -> Any:
        clock = Clock(self._marks, holds.astype(np.int64))
        return clock.at(times.end) > clock.at(times.begin)
