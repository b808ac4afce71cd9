"""The people of the demo force: officers, postings, loans, leave and duty hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from coordination.demo import headquarters
from coordination.demo.abilities import qualify
from coordination.demo.files import table
from coordination.demo.force import Force
from coordination.demo.posts import establish
from organization.models import Department, Station
from personnel import services
from personnel.models import Leave, Officer, Posting
from personnel.services import NewLeave, NewOfficer, NewPosting

HOURS = [(510, 720), (810, 1080)]  # 08:30-12:00 and 13:30-18:00
PER_DEPARTMENT = 3
AUXILIARIES = 1.2  # of them to one officer: a guess, stations differ widely
RELIEF = Decimal("0.2")  # hours of standing work that one of their hours takes over
# The head first, then whoever does the work; a larger station has more of the latter.
STATION_POSTS = ["所长", "教导员", "副所长", "内勤", "社区民警", "办案民警"]
SMALL_STATION_POSTS = ["所长", "社区民警"]
HQ_POSTS = ["负责人", "经办人", "经办人"]
RANKS = {
    "所长": ["一级警督", "二级警督", "三级警督"],
    "教导员": ["二级警督", "三级警督"],
    "副所长": ["三级警督", "一级警司"],
    "负责人": ["一级警督", "二级警督"],
    "": [
        "三级警督",
        "一级警司",
        "一级警司",
        "二级警司",
        "三级警司",
        "一级警员",
        "二级警员",
    ],
}
Crew = dict[str, list[Officer]]


def enlist(force: Force, random: Random, today: dt.date) -> Crew:
    """Officers of every unit by its code, posted; some served elsewhere before."""
    places = list(_places(force))
    names = _names(random)
    rows: list[NewOfficer] = []
    for unit, n, post in places:
        number = f"{_place_number(force, unit):02}{n + 1:02}{random.randint(10, 99)}"
        rank = random.choice(RANKS.get(post) or RANKS[""])
        begun = dt.date(today.year - 1 - 7 * len(rows) % 29, 7, 1)
        rows.append(NewOfficer(number, next(names), rank=rank, working_since=begun))
    officers = services.register_officers(by=None, rows=rows)
    crew: Crew = {}
    postings: list[NewPosting] = []
    for officer, (unit, n, post) in zip(officers, places, strict=True):
        crew.setdefault(unit.code, []).append(officer)
        postings += _career(force, officer, unit, n, post, random, today)
    qualify(officers, today)
    posts = establish(places)
    services.post_officers(
        by=None,
        rows=[
            replace(row, established=posts.get((row.unit.code, row.post)))
            for row in postings
        ],
    )
    _enlist_auxiliaries(force, names)
    headquarters.man(force, names, today)
    headquarters.count_residents(force, today)
    return crew


def _enlist_auxiliaries(force: Force, names: Iterator[str]) -> None:
    """Auxiliaries of every station whose strength is known."""
    places = [
        (station, n)
        for station in force.stations.values()
        for n in range(auxiliaries_of(force, station))
    ]
    category = Officer.Category.AUXILIARY
    rows = [
        NewOfficer(
            f"F{_place_number(force, station):02}{n + 1:03}", next(names), category
        )
        for station, n in places
    ]
    people = services.register_officers(by=None, rows=rows)
    since = [dt.date(2017 + n % 8, 3, 1) for _station, n in places]
    services.post_officers(
        by=None,
        rows=[
            NewPosting(person, station, (first, None), post="辅警")
            for person, (station, _n), first in zip(people, places, since, strict=True)
        ],
    )


def auxiliaries_of(force: Force, station: Station) -> int:
    return round(AUXILIARIES * (force.strength(station) or 0))


def _places(force: Force) -> Iterator[tuple[Station | Department, int, str]]:
    """Every place to fill: the unit, the running number in it, the post."""
    for station in force.stations.values():
        strength = force.strength(station) or 0
        posts = STATION_POSTS if strength > 4 else SMALL_STATION_POSTS
        for n in range(strength):
            yield station, n, posts[n] if n < len(posts) else posts[-1 - n % 2]
    for department in force.departments.values():
        for n in range(PER_DEPARTMENT):
            yield department, n, HQ_POSTS[n]


def _career(
    force: Force,
    officer: Officer,
    unit: Station | Department,
    n: int,
    post: str,
    random: Random,
    today: dt.date,
) -> list[NewPosting]:
    """The officer's postings: an earlier one for some, a loan to HQ for a few."""
    since = dt.date(random.randint(2016, 2023), random.choice([3, 7, 9]), 1)
    rows = []
    if random.random() < 0.12:
        known = [s for s in force.stations.values() if force.strength(s)]
        before = random.choice([s for s in known if s != unit])
        begin = since - dt.timedelta(days=365 * random.randint(2, 5))
        rows.append(NewPosting(officer, before, (begin, since), post="社区民警"))
    lends = isinstance(unit, Station) and (force.strength(unit) or 0) > 10
    if lends and n == 8:
        # On loan since spring, expected back in half a year.
        away = today.replace(day=1) - dt.timedelta(days=200 + 10 * random.randint(0, 9))
        back = today.replace(day=1) + dt.timedelta(days=150 + 10 * random.randint(0, 9))
        borrower = random.choice(
            [d for d in force.departments.values() if d.bureau == unit.bureau]
        )
        rows += [
            NewPosting(officer, unit, (since, away), post=post),
            NewPosting(officer, borrower, (away, back), Posting.Kind.LOAN, "借调"),
            NewPosting(officer, unit, (back, None), post=post),
        ]
    else:
        rows.append(NewPosting(officer, unit, (since, None), post=post))
    return rows


def _place_number(force: Force, unit: Station | Department) -> int:
    codes = [*force.stations, *force.departments]
    return codes.index(unit.code) + 1


def _names(random: Random) -> Iterator[str]:
    """The names of data/names.csv in order, then new ones made of their parts."""
    given = [row["name"] for row in table("names")]
    yield from given[:-2]
    two_part = [name for name in given if "·" not in name and len(name) == 3]
    made = {
        surname[0] + other[1:]
        for surname in two_part
        for other in two_part
        if surname != other
    } - set(given)
    pool = sorted(made)
    random.shuffle(pool)
    # Those of other peoples are met here and there, not in one row.
    pool[40:40], pool[150:150] = [given[-2]], [given[-1]]
    yield from pool


def plan_leave(crew: Crew, random: Random, today: dt.date) -> int:
    """Leave of a year back and a season ahead; how many were recorded."""
    rows: list[NewLeave] = []
    first = today - dt.timedelta(days=330)
    for officers in crew.values():
        for n, officer in enumerate(officers):
            # Spread by place in the unit, so that a small station is never empty.
            turn = 400 * (n + 1) // (len(officers) + 1)
            begin = first + dt.timedelta(days=turn + random.randint(-6, 6))
            length = random.choice([5, 7, 10, 12])
            rows.append(_leave(officer, Leave.Kind.ANNUAL, begin, length))
            other = begin + dt.timedelta(days=60 + random.randint(0, 40))
            if random.random() < 0.18 and n > 0:
                kind = random.choice(
                    [Leave.Kind.SICK, Leave.Kind.TRAINING, Leave.Kind.FAMILY]
                )
                rows.append(_leave(officer, kind, other, random.choice([3, 5, 14])))
    return len(services.record_leaves(by=None, rows=rows))


def _leave(officer: Officer, kind: str, begin: dt.date, length: int) -> NewLeave:
    return NewLeave(officer, kind, (begin, begin + dt.timedelta(days=length)))


def set_duty_hours(force: Force, today: dt.date) -> None:
    """Regimes: urban stations keep a third on duty and a third at rest by roster.

    The shares of the data are what the standing work leaves to the officers; since
    last spring what the auxiliaries take over is entered on both sides.
    """
    spring = dt.date(today.year - 1, 3, 1)
    for station in force.stations.values():
        figures = force.figures[station.code]
        if not figures["strength"]:
            continue
        share, strength = Decimal(figures["standing_share"]), int(figures["strength"])
        services.set_regime(
            by=None,
            station=station,
            during=(dt.date(2016, 1, 1), None),
            hours=HOURS,
            roster_share=Decimal(figures["roster_share"]),
            standing_share=share - Decimal("0.05"),
        )
        services.set_regime(
            by=None,
            station=station,
            during=(spring, None),
            hours=HOURS,
            roster_share=Decimal(figures["roster_share"]),
            standing_share=share + RELIEF * auxiliaries_of(force, station) / strength,
            auxiliary_share=RELIEF,
            standing_hours=Decimal(20 if station.rural else 40),
        )
