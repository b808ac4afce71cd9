"""What an appointment costs the stations it summons: people, hours, ways."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal

from tasking.content import Content, Targets
from tasking.meetings import Meeting
from tasking.models import Venue
from tasking.summons import summons


@dataclass(frozen=True)
class Cost:
    """Over all stations: officer-hours with the `ways` there and back among them.

    Of the stations in `unknown` nobody knows the way, and it is not counted. `venue`
    says whether there is one at all; "": nobody has said.
    """

    people: int
    hours: Decimal
    ways: Decimal
    venue: str
    unknown: tuple[int, ...]


def cost_of(
    content: Content,
    targets: Targets,
    *,
    department: str,
    minutes: int,
    now: dt.datetime,
) -> Cost:
    """Of an appointment of so many minutes; two queries at most."""
    meeting = summoned(
        content, targets, department=department, minutes=minutes, now=now
    )
    stations = targets.stations
    spent, people = meeting.spent(stations), meeting.people(stations)
    unknown = content.venue == Venue.SEAT
    return Cost(
        people,
        Decimal(spent) / 60,
        Decimal(spent - people * minutes) / 60,
        content.venue,
        tuple(pk for pk in stations if pk not in meeting.ways) if unknown else (),
    )


def summoned(
    content: Content,
    targets: Targets,
    *,
    department: str,
    minutes: int,
    now: dt.datetime,
) -> Meeting:
    """Who sits in it from each station, and how long each is on the way."""
    asked = summons(content, targets, department=department, on=now)
    return Meeting(
        max(math.ceil(content.officers or 0), len(set(content.attendees))),
        minutes,
        {pk: math.ceil(heads) for pk, heads in asked.officers.items()},
        asked.travel,
    )
