"""What excludes a person from a post on a day, whatever else speaks for him."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from personnel.fit.facts import Ban, Held, Kind, Person, Place, holds

PRIVATE = ("health", "family", "avoidance")


@dataclass(frozen=True, slots=True)
class Check:
    """A hard condition and whether it is met.

    `condition` is `in_force`, `category`, `qualification`, or, where it is not met,
    one of PRIVATE. `wanted` is the kind required, `held` what he holds or held of it.
    """

    condition: str
    met: bool
    wanted: Kind | None = None
    held: Held | None = None

    @property
    def private(self) -> bool:
        """Its ground is read by the personnel office and the officer alone."""
        return self.condition in PRIVATE


def checks(person: Person, place: Place, day: dt.date) -> tuple[Check, ...]:
    """Every hard condition of the post, and each limit of the person it meets."""
    found = [
        Check("in_force", holds(place.during, day)),
        Check("category", person.category == place.category),
    ]
    found += [_qualified(person, wanted, day) for wanted in place.required]
    grounds = [
        b.ground for b in person.bans if holds(b.during, day) and _hits(b, place)
    ]
    found += [Check(ground, False) for ground in dict.fromkeys(grounds)]
    return tuple(found)


def bars(person: Person, place: Place, day: dt.date) -> tuple[Check, ...]:
    """The hard conditions that are not met; nothing where he may be posted there."""
    return tuple(check for check in checks(person, place, day) if not check.met)


def best_held(person: Person, wanted: Kind, day: dt.date) -> Held | None:
    """What he holds of a kind on the day; else what lapsed last, else None."""
    mine = [held for held in person.held if held.kind.covers(wanted)]
    valid = [held for held in mine if holds(held.during, day)]
    if valid:
        return max(valid, key=lambda h: (h.kind.level, h.during[1] or dt.date.max))
    lapsed = [(held.during[1], held) for held in mine if held.during[0] <= day]
    ended = [(end, held) for end, held in lapsed if end is not None]
    return max(ended, key=lambda pair: pair[0])[1] if ended else None


def _qualified(person: Person, wanted: Kind, day: dt.date) -> Check:
    held = best_held(person, wanted, day)
    met = held is not None and holds(held.during, day)
    return Check("qualification", met, wanted, held)


def _hits(ban: Ban, place: Place) -> bool:
    if ban.nights:
        return place.nights
    if ban.unit is not None:
        return ban.unit == (place.unit.station, place.unit.pk)
    return ban.area is not None and (
        place.leading and place.unit.path.startswith(ban.area)
    )
