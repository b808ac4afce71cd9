"""What may be talked about: which dues, by how much, at what price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from ..detect import Reckoned, reckon, verdict
from ..facts import Conflict, StationFacts


@dataclass(frozen=True, slots=True)
class Movable:
    """What may be done about one demand of a station.

    ``dues`` are the later dues on offer, ascending, each one step (a working day)
    later than the one before; none: the date stands. A step costs ``weight``.
    ``least`` units have to remain if the work is reduced (0: it may be waived here);
    None: nothing may be taken off. ``worth`` is what an officer-hour less costs.
    ``group`` names demands, one of a station, whose date is one date: they have the
    same dues and move together where stations are mended jointly.
    """

    demand: str
    dues: tuple[int, ...] = ()
    weight: int = 1
    least: int | None = None
    worth: int = 1
    group: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What may be done about one event, or about one protected block.

    ``starts`` are (start, steps) on offer, nearest first; a step costs ``weight``.
    ``least`` milli-officers have to stay, None: as many as now. ``waivable``: this
    station may be spared it. An officer-hour less costs ``worth``. ``others`` names
    who may attend for whom. ``group`` names events of several stations that are one:
    they move together or not at all. ``why`` says why its time stands.
    """

    event: str
    starts: tuple[tuple[int, int], ...] = ()
    weight: int = 1
    least: int | None = None
    waivable: bool = False
    worth: int = 1
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()
    group: str = ""
    why: str = ""


@dataclass(frozen=True)
class Site:
    """A station with what may be changed there, as of ``as_of`` and ``now``.

    The capacity should be known up to the last due on offer; beyond it is none.
    """

    facts: StationFacts
    movables: tuple[Movable, ...]
    as_of: int
    now: int
    appointments: tuple[Appointment, ...] = ()

    @property
    def code(self) -> str:
        return self.facts.code

    @cached_property
    def read(self) -> Reckoned:
        """Its facts on their clocks."""
        return reckon(self.facts, as_of=self.as_of, now=self.now)

    def reckon(self, facts: StationFacts) -> Reckoned:
        """What its facts might become, on clocks."""
        return reckon(facts, as_of=self.as_of, now=self.now, like=self.read)

    def found(self, facts: StationFacts) -> tuple[Conflict, ...]:
        """What the detector finds in such facts."""
        return verdict(self.reckon(facts)).conflicts

    @cached_property
    def had(self) -> tuple[Conflict, ...]:
        """What it finds in its own."""
        return verdict(self.read).conflicts

    def sound(self) -> Site:
        """Without terms for what is not owed, or overdue, and without earlier dues."""
        due = {demand.id: demand.due for demand in self.facts.demands}
        kept = [
            replace(terms, dues=tuple(d for d in terms.dues if d > held))
            for terms in self.movables
            if (held := due.get(terms.demand)) is not None and held > self.now
        ]
        return replace(self, movables=tuple(kept))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two demands of a station that may be done as one: ``demand`` with ``into``.

    ``effort`` (units) is what both take together.
    """

    demand: str
    into: str
    effort: int
