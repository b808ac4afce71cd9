"""Persons and posts for tests of fit, by hand and by the hundred."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from personnel.fit.bars import bars
from personnel.fit.facts import Ban, Held, Kind, Person, Place, Stint, Unit, Weights
from personnel.fit.scoring import fit

DAY = dt.date(2026, 6, 1)
START = dt.date(2020, 6, 1)
BASIC, MIDDLE, HIGH = (Kind(f"law-{n}", "law", n) for n in (1, 2, 3))
DRONE, RECORDS = Kind("drone"), Kind("records")
KINDS = (BASIC, MIDDLE, HIGH, DRONE, RECORDS)
LIUYAN = Unit(True, 1, "1/2/")
POSTS = ("社区民警", "办案民警", "所长")


def place(**more: object) -> Place:
    given: dict[str, object] = {
        "pk": 1,
        "unit": LIUYAN,
        "kind": "社区民警",
        "category": "police",
        "during": (START, None),
    }
    return Place(**given | more)


def someone(**more: object) -> Person:
    return Person(**{"pk": 7, "category": "police"} | more)


def market(random: Random) -> tuple[Person, Place, Weights]:
    """Anybody and any post; most conditions are met by chance."""

    def span() -> tuple[dt.date, dt.date | None]:
        first = DAY + dt.timedelta(days=random.randint(-2000, 200))
        end = first + dt.timedelta(days=random.randint(1, 1500))
        return first, random.choice([end, None])

    def ban() -> Ban:
        what = random.choice(
            [
                {"nights": True},
                {"unit": (random.random() < 0.8, random.randint(1, 3))},
                {"area": random.choice(["1/", "1/2/", "1/3/"])},
            ]
        )
        ground = random.choice(["health", "family", "avoidance"])
        return Ban(ground, span(), **what)

    person = someone(
        category=random.choice(["police", "police", "auxiliary"]),
        rank=random.choice([None, *range(13)]),
        since=random.choice([None, span()[0]]),
        held=tuple(
            Held(random.choice(KINDS), span()) for _ in range(random.randint(0, 4))
        ),
        service=tuple(
            Stint(random.choice(POSTS), span()) for _ in range(random.randint(0, 4))
        ),
        bans=tuple(ban() for _ in range(random.randint(0, 2))),
    )
    post = place(
        kind=random.choice(POSTS),
        leading=random.random() < 0.3,
        nights=random.random() < 0.5,
        rank_from=random.choice([None, 2, 5]),
        rank_to=random.choice([None, 6, 9]),
        required=tuple(random.sample(KINDS, random.randint(0, 2))),
        desired={
            kind: random.randint(1, 100)
            for kind in random.sample(KINDS, random.randint(0, 3))
        },
    )
    points = [random.randint(0, 100) for _ in range(3)]
    years = [random.randint(1, 40) for _ in range(2)]
    return person, post, Weights(points[0], points[1], years[0], points[2], years[1])


def judged(random: Random) -> bool:
    """Whether somebody is excluded; AssertionError where points do not add up to the
    score, a limit changes it, or something more lowers it."""
    person, post, weights = market(random)
    found = fit(person, post, weights, DAY)
    assert found.score == sum(factor.points for factor in found.factors)
    assert all(0 <= f.points <= f.weight and f.weight for f in found.factors)
    unmet = tuple(check for check in found.checks if not check.met)
    assert unmet == bars(person, post, DAY) and found.excluded is bool(unmet)
    free = fit(replace(person, bans=()), post, weights, DAY)
    assert free.factors == found.factors
    assert not any(check.private for check in free.checks)
    held = (*person.held, Held(random.choice([HIGH, DRONE]), (START, None)))
    service = (*person.service, Stint(post.kind, (START, DAY)))
    more = fit(replace(person, held=held, service=service), post, weights, DAY)
    assert more.score >= found.score and more.most == found.most
    assert not more.excluded or found.excluded
    return found.excluded
