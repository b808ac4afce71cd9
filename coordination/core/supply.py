"""What a station has to give: its clock, and how fixed events draw on it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .clock import CapacityClock, Rated, summed
from .facts import Event, Period


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start, end) in which the rates and the running events do not change."""

    start: int
    end: int
    net: int
    present: int
    running: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Supply:
    """``gross`` capacity, what is ``free`` of events, and each event's draw on it.

    Units; ``gross.at(t) == free.at(t) + sum(draw.at(t) for each draw)``.
    """

    gross: CapacityClock
    free: CapacityClock
    draws: tuple[tuple[Event, CapacityClock], ...]

    def drawn(self, start: int, end: int) -> list[tuple[Event, int]]:
        """The events that draw on [start, end) with the units they take there."""
        parts = [(event, draw.between(start, end)) for event, draw in self.draws]
        return [(event, units) for event, units in parts if units]

    def taken(self) -> CapacityClock:
        """What all events together draw; ``gross`` is this and ``free``."""
        pieces = [piece for _, draw in self.draws for piece in draw.pieces()]
        return CapacityClock(summed(pieces), as_of=self.gross.as_of)


def stretches(
    periods: Sequence[Period], events: Sequence[Event], *, as_of: int
) -> Iterator[Stretch]:
    """Cut time from ``as_of`` on at every breakpoint of rates and events.

    Time in which nothing is present and nothing runs is left out.
    """
    change: dict[int, list[int]] = {}
    for period in periods:
        start, end = max(period.start, as_of), max(period.end, as_of)
        if start < end:
            _add(change, start, period.officers, period.present)
            _add(change, end, -period.officers, -period.present)
    live = sorted(
        (e for e in events if max(e.start, as_of) < e.end),
        key=lambda e: (e.start, e.id),
    )
    for event in live:
        _add(change, max(event.start, as_of), 0, 0)
        _add(change, event.end, 0, 0)
    points = sorted(change)
    running: list[Event] = []
    net = present = waiting = 0
    for here, then in pairwise(points):
        net += change[here][0]
        present += change[here][1]
        if running:
            running = [e for e in running if e.end > here]
        while waiting < len(live) and max(live[waiting].start, as_of) <= here:
            running.append(live[waiting])
            waiting += 1
        if running or net or present:
            yield Stretch(here, then, net, present, tuple(running))


def near(periods: Sequence[Period], events: Iterable[Event]) -> list[Period]:
    """Those in which one of the events runs: of a year's periods a few."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted((e.start, e.end) for e in events if e.start < e.end):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return [
        p
        for p in periods
        if (n := bisect_left(starts, p.end)) and ends[n - 1] > p.start
    ]


def supply(periods: Sequence[Period], events: Sequence[Event], *, as_of: int) -> Supply:
    """The clocks of a station with known capacity.

    Running events together draw at most what is there, net and present: what they
    need beyond that is a clash, and a clash must not count as a missed deadline.
    """
    whole = CapacityClock.from_periods(periods, as_of=as_of)
    draws: dict[int, list[Rated]] = {}
    drawing: dict[int, Event] = {}
    for piece in stretches(near(periods, events), events, as_of=as_of):
        left = min(piece.net, piece.present)
        taken = 0
        for event in piece.running:
            use = min(event.need, left - taken)
            if use > 0:
                taken += use
                drawing[id(event)] = event
                draws.setdefault(id(event), []).append((piece.start, piece.end, use))
    return Supply(
        gross=whole,
        free=_free(whole, draws.values(), as_of=as_of) if draws else whole,
        draws=tuple(
            (event, CapacityClock(draws[key], as_of=as_of))
            for key, event in drawing.items()
        ),
    )


def _free(
    whole: CapacityClock, draws: Iterable[list[Rated]], *, as_of: int
) -> CapacityClock:
    """What the draws leave. Where nothing is drawn the pieces stay as they are."""
    taken = [(start, end, -use) for pieces in draws for start, end, use in pieces]
    first, last = min(t[0] for t in taken), max(t[1] for t in taken)
    before, after = whole.rates(as_of, first), whole.rates(last, whole.last)
    inside = summed([*whole.rates(first, last), *taken])
    return CapacityClock([*before, *inside, *after], as_of=as_of)


def _add(change: dict[int, list[int]], minute: int, net: int, present: int) -> None:
    entry = change.setdefault(minute, [0, 0])
    entry[0] += net
    entry[1] += present
