"""Random histories of stations, and their capacity counted anew by hand.

The count knows neither the queries nor the steps of the product. It walks day by day
and asks of each officer whether he is a police officer, posted there and not on leave;
it cuts the day into half hours and takes a week's deduction from them one by one. Days
and half hours are all it knows: every hour of a history lies on one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

DAY = dt.timedelta(days=1)
SLOT = 30
SLOTS = 24 * 60 // SLOT
START = dt.date(2026, 4, 27)  # a Monday, before a week with holidays
WEEKS = 6
UNTIL = START + 7 * WEEKS * DAY

Span = tuple[dt.date, dt.date | None]
Rates = dict[tuple[dt.date, int], tuple[int, int]]
"""(day, half hour) -> net and present milli-officers; nothing where nobody is there."""

PATTERNS: tuple[tuple[tuple[int, int], ...], ...] = (
    ((17, 24), (27, 36)),  # 08:30-12:00 and 13:30-18:00
    ((16, 24), (28, 35)),
    ((0, 48),),  # around the clock
    ((18, 42),),
    ((16, 20), (20, 30), (30, 48)),
    (),  # rest
)
"""Duty hours in half hours of a working day."""


@dataclass
class Person:
    """Where he is when ("here", "there" or "hq") and when he is away."""

    police: bool
    postings: list[tuple[str, Span]] = field(default_factory=list)
    leaves: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class Way:
    """How the station works in a period; shares in thousandths, planned work in
    half hours of one officer per week."""

    span: Span
    pattern: tuple[tuple[int, int], ...]
    roster: int
    standing: int
    planned: int


@dataclass(frozen=True)
class Kept:
    """Protected time of one day, in half hours, for so many milli-officers."""

    day: dt.date
    first: int
    end: int
    officers: int


@dataclass
class History:
    people: list[Person]
    ways: list[Way]
    kept: list[Kept]


def history(random: Random) -> History:
    """A station of up to nine with loans, returns, leave, changes of duty hours."""
    people = [_person(random) for _n in range(random.randint(1, 9))]
    return History(people, _ways(random), _kept(random))


def swapped(random: Random) -> dict[dt.date, bool]:
    """Holidays and make-up workdays: False and True."""
    days = random.sample(range(7 * WEEKS), 8)
    return {START + n * DAY: (START + n * DAY).weekday() >= 5 for n in days}


def _person(random: Random) -> Person:
    person = Person(random.random() < 0.85)
    marks = sorted(
        random.sample(range(-40, 7 * WEEKS + 10), random.choice([1, 2, 3, 4]))
    )
    for n, mark in enumerate(marks):
        last = n + 1 == len(marks)
        open_end = last and random.random() < 0.6
        end = marks[n + 1] if not last else mark + random.randint(1, 60)
        if random.random() < 0.15:
            continue  # between two postings
        place = random.choice(["here", "here", "here", "there", "hq"])
        days = (START + mark * DAY, None if open_end else START + end * DAY)
        person.postings.append((place, days))
    at = random.randint(-10, 10)
    while at < 7 * WEEKS and random.random() < 0.7:
        end = at + random.randint(1, 12)
        person.leaves.append((START + at * DAY, START + end * DAY))
        at = end + random.randint(0, 20)
    return person


def _ways(random: Random) -> list[Way]:
    cuts = sorted(random.sample(range(1, 7 * WEEKS), random.choice([0, 0, 1, 2])))
    edges = [-400, *cuts, None]
    found = []
    for first, end in pairwise(edges):
        span = (
            START + (first or 0) * DAY,
            None if end is None else START + end * DAY,
        )
        found.append(
            Way(
                span,
                random.choice(PATTERNS),
                random.choice([1000, 1000, 667, 500, 333]),
                random.choice([0, 0, 125, 300, 450]),
                random.choice([0, 0, 10, 40, 160]),
            )
        )
    return found


def _kept(random: Random) -> list[Kept]:
    found = []
    for _n in range(random.choice([0, 0, 1, 3, 6])):
        first = random.randint(14, 40)
        found.append(
            Kept(
                START + random.randrange(7 * WEEKS) * DAY,
                first,
                first + random.randint(1, 8),
                random.choice([500, 1000, 2000, 4000]),
            )
        )
    return found


# --- counted anew ---------------------------------------------------------------------
def counted(told: History, swaps: dict[dt.date, bool]) -> Rates | None:
    """The rates of every half hour; None where nobody of the police was ever there."""
    if not any(
        one.police and any(place == "here" for place, _span in one.postings)
        for one in told.people
    ):
        return None
    found: Rates = {}
    for week in range(WEEKS):
        days = [START + (7 * week + n) * DAY for n in range(7)]
        found |= _week(told, swaps, days)
    return found


def _week(told: History, swaps: dict[dt.date, bool], days: list[dt.date]) -> Rates:
    there = {day: _present(told, swaps, day) for day in days}
    share = taken_in_all = planned = 0
    blocked: dict[tuple[dt.date, int], int] = {}
    for day, (way, officers) in there.items():
        if way is None or not way.pattern:
            continue
        # What is planned for a week does not ask who is there.
        planned = max(planned, way.planned * SLOT * 1000)
        present = officers * way.roster
        if not present:
            continue
        for first, end in way.pattern:
            share += (end - first) * SLOT * present * way.standing // 1000
            for slot in range(first, end):
                taken = min(present, _asked(told.kept, day, slot))
                blocked[day, slot] = taken
                taken_in_all += taken * SLOT
    by_share = share >= taken_in_all + planned
    free = sum(
        SLOT * (there[day][1] * _way(there[day][0]).roster - taken)
        for (day, _slot), taken in blocked.items()
    )
    rates: Rates = {}
    for (day, slot), taken in blocked.items():
        way, officers = there[day]
        present = officers * _way(way).roster
        if by_share:
            net = present * (1000 - _way(way).standing) // 1000
        else:
            left = max(0, free - planned)
            net = (present - taken) * left // free if free else 0
        rates[day, slot] = (net, present)
    return rates


def _present(
    told: History, swaps: dict[dt.date, bool], day: dt.date
) -> tuple[Way | None, int]:
    """How the station works on the day, and how many officers are there."""
    if not swaps.get(day, day.weekday() < 5):
        return None, 0
    ways = [way for way in told.ways if _within(day, way.span)]
    officers = 0
    for one in told.people:
        here = any(p == "here" and _within(day, span) for p, span in one.postings)
        away = any(_within(day, span) for span in one.leaves)
        officers += one.police and here and not away
    return (ways[0] if ways else None), officers


def _way(way: Way | None) -> Way:
    if way is None:
        raise ValueError("Somebody works by no rule")
    return way


def _asked(kept: list[Kept], day: dt.date, slot: int) -> int:
    return sum(
        one.officers for one in kept if one.day == day and one.first <= slot < one.end
    )


def _within(day: dt.date, span: Span) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])
