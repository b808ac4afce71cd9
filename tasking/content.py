"""What a directive says, as plain facts, before anything is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from organization.models import User
from tasking.models import EVENT_KINDS, DeadlineClass, Directive, TaskClass


@dataclass(frozen=True)
class Content:
    """Times are aware instants; effort is in units (1 officer-hour = 60,000).

    For the event kinds `release` and `due` are start and end, `officers` the number
    needed and `attendees` the named ones: a post of `tasking.summons` or a police
    number. `venue` and `place` say where it is.
    """

    title: str
    kind: str
    intent: str = ""
    basis: str = ""
    standard: str = ""
    data_items: tuple[str, ...] = ()
    task_class: str = TaskClass.PRESCRIBED
    deadline_class: str = DeadlineClass.NEGOTIABLE
    release: dt.datetime | None = None
    due: dt.datetime | None = None
    effort_units: int | None = None
    max_officers: Decimal | None = None
    officers: Decimal | None = None
    attendees: tuple[str, ...] = ()
    venue: str = ""
    place: str = ""
    priority: int = 0
    parent: Directive | None = None
    approver: User | None = None
    reserved: bool = False

    @property
    def is_event(self) -> bool:
        return self.kind in EVENT_KINDS


@dataclass(frozen=True)
class Override:
    """What differs at one station; `travel` are the minutes of its way to an event."""

    due: dt.datetime | None = None
    effort_units: int | None = None
    travel: int | None = None


@dataclass(frozen=True)
class Targets:
    """Stations a directive goes to, by id, with the overrides of some of them."""

    stations: tuple[int, ...]
    overrides: dict[int, Override] = field(default_factory=dict)
