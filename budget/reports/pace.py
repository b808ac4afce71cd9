"""How many days money takes, yuan by yuan. Plain Python; amounts are fen.

What a line was allocated is not earmarked for a payment, so the n-th yuan that goes is
the n-th that came: two cumulated curves, matched first in, first out. A confirmation
names its payment, and is matched with nothing else. Days are calendar days between
local dates; what goes before it came, because an allocation was taken back and entered
anew, has taken none.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Move = tuple[dt.date, int]  # on that day so many fen
MEDIAN, MOST = Fraction(1, 2), Fraction(9, 10)


@dataclass
class Spread:
    """Fen by the days they took."""

    fen: Counter[int] = field(default_factory=Counter)

    def add(self, days: int, fen: int) -> None:
        self.fen[max(0, days)] += fen

    def __iadd__(self, other: Spread) -> Spread:
        self.fen.update(other.fen)
        return self

    @property
    def amount(self) -> Decimal:
        return Decimal(self.fen.total()).scaleb(-2)

    def within(self, share: Fraction) -> int | None:
        """The fewest days in which that share of the money got there."""
        wanted, reached = share * self.fen.total(), 0
        for days in sorted(self.fen):
            reached += self.fen[days]
            if reached and reached >= wanted:
                return days
        return None

    @property
    def median(self) -> int | None:
        return self.within(MEDIAN)

    @property
    def most(self) -> int | None:
        """Nine yuan of ten took no longer."""
        return self.within(MOST)

    @property
    def mean(self) -> Fraction | None:
        whole = self.fen.total()
        taken = sum(days * fen for days, fen in self.fen.items())
        return Fraction(taken, whole) if whole else None

    @property
    def longest(self) -> int | None:
        return max((days for days, fen in self.fen.items() if fen), default=None)


@dataclass
class Flow:
    """A line as its steps stand: an entry that was taken back and its counter-entry are
    not among them, and a payment is less what was returned of it.

    `allocated` and `disbursed` are in order of their days; `confirmed` carries the day
    of the payment's release and the day of the station's word.
    """

    allocated: list[Move] = field(default_factory=list)
    disbursed: list[Move] = field(default_factory=list)
    confirmed: list[tuple[dt.date, dt.date, int]] = field(default_factory=list)
    unconfirmed: list[Move] = field(default_factory=list)


@dataclass
class Pace:
    """`whole` from allocation to confirmation, `out` from allocation to disbursement,
    `back` from disbursement to confirmation. What has not gone yet is apart, by its age
    today: `idle` is allocated and not disbursed, `silent` disbursed and not confirmed.
    """

    whole: Spread = field(default_factory=Spread)
    out: Spread = field(default_factory=Spread)
    back: Spread = field(default_factory=Spread)
    idle: Spread = field(default_factory=Spread)
    silent: Spread = field(default_factory=Spread)

    def __iadd__(self, other: Pace) -> Pace:
        self.whole += other.whole
        self.out += other.out
        self.back += other.back
        self.idle += other.idle
        self.silent += other.silent
        return self


def matched(
    came: Sequence[Move], went: Iterable[Move]
) -> Iterator[tuple[dt.date, dt.date | None, int]]:
    """Stretches of money alike: came on, went on (None: it is still there), fen. Both
    are in order of days, and no more goes than came."""
    going = iter(went)
    day: dt.date | None
    day, free = next(going, (None, 0))
    for arrival, fen in came:
        left = fen
        while left:
            while day is not None and not free:
                day, free = next(going, (None, 0))
            taken = left if day is None else min(left, free)
            yield arrival, day, taken
            left, free = left - taken, free - taken


def pace_of(flows: Iterable[Flow], today: dt.date) -> Pace:
    """Of some lines together; each is matched within itself."""
    found = Pace()
    for flow in flows:
        said = sorted((day, fen) for _out, day, fen in flow.confirmed)
        for came, went, fen in matched(flow.allocated, said):
            if went is not None:
                found.whole.add((went - came).days, fen)
        for came, went, fen in matched(flow.allocated, flow.disbursed):
            spread = found.idle if went is None else found.out
            spread.add(((went or today) - came).days, fen)
        for out, day, fen in flow.confirmed:
            found.back.add((day - out).days, fen)
        for out, fen in flow.unconfirmed:
            found.silent.add((today - out).days, fen)
    return found
