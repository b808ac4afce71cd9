"""Random histories of stations, and their capacity counted anew by hand.

The count knows neither the queries nor the steps of the product. It walks day by day
and asks of each officer and each auxiliary whether he is posted there and not on leave,
and of each alert level whether it holds; it cuts the day into half hours and takes a
week's deduction from them one by one, in fractions. Days and half hours are all it
knows: every hour of a history lies on one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
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
    relief: int


@dataclass(frozen=True)
class Level:
    """The station's bureau, the one above it or another beside ("own", "above",
    "beside") holds so many thousandths of those at work ready."""

    bureau: str
    span: tuple[dt.date, dt.date]
    share: int


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
    levels: list[Level]
    plan: dict[int, int] = field(default_factory=dict)
    """Week -> half hours of one officer that the plan of the year says for it."""


def history(random: Random) -> History:
    """A station of up to nine with loans, returns, leave, changes of duty hours."""
    people = [_person(random) for _n in range(random.randint(1, 9))]
    levels = [one for name in ("own", "beside") for one in levels_of(random, name)]
    return History(people, _ways(random), _kept(random), levels)


def _plan(random: Random) -> dict[int, int]:
    """Every other station keeps a plan, of some of the weeks."""
    if random.random() < 0.5:
        return {}
    weeks = random.sample(range(WEEKS), random.randint(1, WEEKS))
    return {week: random.choice([0, 20, 80, 300]) for week in weeks}


def drawn(
    seed: str, together: int
) -> tuple[dict[dt.date, bool], list[History], list[Level]]:
    """A calendar, so many stations under it, and the levels of the bureau above."""
    random = Random(seed)
    swaps = swapped(random)
    told = [history(random) for _n in range(together)]
    plans = Random(f"{seed} plans")
    for one in told:
        one.plan = _plan(plans)
    return swaps, told, levels_of(random, "above")


def levels_of(random: Random, name: str) -> list[Level]:
    """One after the other, as they must be in one bureau."""
    found = []
    at = random.randint(0, 20)
    while at < 7 * WEEKS and random.random() < 0.45:
        end = at + random.randint(1, 9)
        share = random.choice([0, 250, 333, 500, 1000])
        found.append(Level(name, (START + at * DAY, START + end * DAY), share))
        at = end + random.randint(0, 12)
    return found


def swapped(random: Random) -> dict[dt.date, bool]:
    """Holidays and make-up workdays: False and True."""
    days = random.sample(range(7 * WEEKS), 8)
    return {START + n * DAY: (START + n * DAY).weekday() >= 5 for n in days}


def _person(random: Random) -> Person:
    person = Person(random.random() < 0.75)
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
                random.choice([0, 0, 125, 400, 1000]),
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
def counted(
    told: History, swaps: dict[dt.date, bool], above: list[Level] | None = None
) -> Rates | None:
    """The rates of every half hour; None where nobody of the police was ever there.

    `above` are the levels of the bureau that is over the station's own.
    """
    if not any(
        one.police and any(place == "here" for place, _span in one.postings)
        for one in told.people
    ):
        return None
    found: Rates = {}
    for week in range(WEEKS):
        days = [START + (7 * week + n) * DAY for n in range(7)]
        found |= _week(told, swaps, days, above or [], told.plan.get(week))
    return found


def _week(
    told: History,
    swaps: dict[dt.date, bool],
    days: list[dt.date],
    above: list[Level],
    by_plan: int | None,
) -> Rates:
    share = planned = relief = Fraction(0)
    slots: dict[tuple[dt.date, int], tuple[Way, int, int]] = {}
    for day in days:
        way = _working(told, swaps, day)
        if way is None or not way.pattern:
            continue
        # What is planned for a week does not ask who is there; the plan of the year
        # takes the place of the duty hours' own figure.
        said = way.planned if by_plan is None else by_plan
        planned = max(planned, Fraction(said * SLOT * 1000))
        present = _there(told, day, police=True) * way.roster
        helping = _there(told, day, police=False) * way.roster
        for slot in (n for first, end in way.pattern for n in range(first, end)):
            share += Fraction(present * way.standing * SLOT, 1000)
            relief += Fraction(helping * way.relief * SLOT, 1000)
            if present:
                taken = min(present, _asked(told.kept, day, slot))
                slots[day, slot] = way, present, taken
    left, planned = max(Fraction(0), share - relief), max(Fraction(0), planned - relief)
    blocked = SLOT * sum(taken for _way, _present, taken in slots.values())
    free = SLOT * sum(present - taken for _way, present, taken in slots.values())
    rates: Rates = {}
    for (day, slot), (way, present, taken) in slots.items():
        if left >= blocked + planned:
            part = left / share if share else Fraction(0)
            net = present * (1 - Fraction(way.standing, 1000) * part)
        else:
            part = max(Fraction(0), free - planned) / free if free else Fraction(0)
            net = (present - taken) * part
        ready = _ready([*told.levels, *above], day)
        rates[day, slot] = int(net * (1 - Fraction(ready, 1000))), present
    return rates


def _working(told: History, swaps: dict[dt.date, bool], day: dt.date) -> Way | None:
    """How the station works on the day; None on a day of rest."""
    if not swaps.get(day, day.weekday() < 5):
        return None
    ways = [way for way in told.ways if _within(day, way.span)]
    return ways[0] if ways else None


def _there(told: History, day: dt.date, *, police: bool) -> int:
    """Officers, or auxiliaries, who are posted here and not on leave."""
    count = 0
    for one in told.people:
        here = any(p == "here" and _within(day, span) for p, span in one.postings)
        away = any(_within(day, span) for span in one.leaves)
        count += one.police == police and here and not away
    return count


def _ready(levels: list[Level], day: dt.date) -> int:
    """Of levels that hold at once the largest share; none of a bureau beside."""
    found = [
        one.share for one in levels if one.bureau != "beside" and _within(day, one.span)
    ]
    return max(found, default=0)


def _asked(kept: list[Kept], day: dt.date, slot: int) -> int:
    return sum(
        one.officers for one in kept if one.day == day and one.first <= slot < one.end
    )


def _within(day: dt.date, span: Span) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])
