"""Which postings would let the force miss least: read, reckoned, told as JSON."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from coordination.core.deployment import Choice, Opening, deploy, falling, rising
from coordination.deployment.curves import STEPS, Curve, curves
from coordination.deployment.terms import Terms
from organization.models import Bureau, Department, Station
from personnel.establishment import Key, strengths
from personnel.fit.facts import Person
from personnel.fit.scoring import Fit, fit
from personnel.fitting import people, places, weighed, weights_of
from personnel.models import Post, Posting
from personnel.vacancies import below, movable, under_way, vacant

MOST_OPENINGS = 60  # those where most is missing
LEAST_SAVED = 60_000  # units; one officer-hour is worth a posting at least
MONTH = 30.44
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Field:
    """Who may give, who takes, which places there are."""

    known: dict[int, Curve]
    base: dict[Key, int]  # officers who come, less those who leave, by open orders
    costs: dict[Key, list[int]]
    gains: dict[Key, list[int]]
    openings: list[tuple[Post, int]]
    unknown: int  # stations of which the engine cannot say
    at_floor: int  # units that have nobody to spare


def reckoned(
    bureau: Bureau, terms: Terms, *, now: dt.datetime, told: Told
) -> dict[str, Any]:
    """The plan as it is kept: its moves, what each saves and costs, what each station
    misses before and after, and who could not be considered."""
    stations = list(Station.objects.open().filter(bureau__path__startswith=bureau.path))
    known = curves(stations, first=terms.first, weeks=terms.weeks, now=now, told=told)
    found = _field(bureau, terms, stations, known)
    fits = _fits(bureau, terms, found)
    plan = deploy(
        found.costs,
        found.gains,
        [Opening(p.pk, _unit(p), places) for p, places in found.openings],
        [choice for choice, _fit in fits.values()],
        most=terms.most,
        least=LEAST_SAVED,
    )
    chosen = sorted(plan.choices, key=lambda choice: (choice.giver, choice.officer))
    posts = {post.pk: post for post, _places in found.openings}
    filled = {choice.opening for choice, _fit in fits.values()}
    return {
        "moves": _moves(chosen, posts, fits, found),
        "stations": _stations(chosen, posts, found),
        "saved": list(plan.saved),
        "total": sum(known[pk].missing(n) for pk, n in _bases(found).items()),
        "vacancies": sum(places for _post, places in found.openings),
        "nobody_fits": sum(p for post, p in found.openings if post.pk not in filled),
        "unknown": found.unknown,
        "at_floor": found.at_floor,
    }


def _field(
    bureau: Bureau, terms: Terms, stations: list[Station], known: dict[int, Curve]
) -> Field:
    """Officers who come or leave by open orders are taken to have done so."""
    have = strengths(terms.first, below(bureau))
    departments = Department.objects.open().filter(
        external=False, bureau__path__startswith=bureau.path
    )
    units = [Key(True, station.pk) for station in stations]
    units += [Key(False, pk) for pk in departments.values_list("pk", flat=True)]
    base = {key: _bounded(n) for key, n in under_way().items()}
    gains: dict[Key, list[int]] = {}
    costs: dict[Key, list[int]] = {}
    at_floor = 0
    for key in units:
        strength, curve = have[key], known.get(key.pk) if key.station else None
        if key.station and curve is None:
            continue
        rolls = strength.rolls + base.get(key, 0)
        vacancies = max(0, strength.approved - rolls)
        saves = curve.gains(base.get(key, 0))[:vacancies] if curve else []
        if saves and saves[0] > 0:
            gains[key] = list(falling(saves))
            continue
        if not key.station and not terms.departments:
            continue
        spare = terms.may_give(rolls, strength.approved)
        at_floor += not spare
        costs[key] = _costs(curve, base.get(key, 0), spare)
    wanted = [(p, n) for p, n in vacant(bureau, terms.first) if gains.get(_unit(p))]
    wanted.sort(key=lambda one: (-gains[_unit(one[0])][0], -one[0].weight, one[0].pk))
    unknown = len(stations) - len(known)
    return Field(known, base, costs, gains, wanted[:MOST_OPENINGS], unknown, at_floor)


def _bounded(n: int) -> int:
    return max(-STEPS, min(STEPS, n))


def _costs(curve: Curve | None, base: int, spare: int) -> list[int]:
    """A department's hours are not reckoned: it gives down to its floor."""
    if curve is None:
        return [0] * min(STEPS, spare)
    return list(rising(curve.costs(base)[:spare]))


def _fits(
    bureau: Bureau, terms: Terms, found: Field
) -> dict[tuple[int, int], tuple[Choice, Fit]]:
    """Who of a unit that may give fits which opening well enough."""
    if not found.openings:
        return {}
    row = weights_of(bureau)
    asked = [p for p in movable(bureau, terms.first) if found.costs.get(_unit(p))]
    known = people([posting.officer for posting in asked], terms.first)
    settled = [p for p in asked if _settled(known[p.officer_id], terms)]
    posts = places(post for post, _places in found.openings)
    points = weighed(row)
    fits = {}
    for posting in settled:
        person = known[posting.officer_id]
        for post, _n in found.openings:
            said = fit(person, posts[post.pk], points, terms.first)
            if said.reaches(row.threshold):
                merit = _merit(said, post)
                choice = Choice(person.pk, _unit(posting), post.pk, merit)
                fits[person.pk, post.pk] = choice, said
    return fits


def _settled(person: Person, terms: Terms) -> bool:
    days = (terms.first - person.since).days if person.since else 0
    return days >= terms.months * MONTH


def _merit(said: Fit, post: Post) -> int:
    """Of 1000: how well he fits, for a vacancy of full weight."""
    share = 1000 * said.score // said.most if said.most else 0
    return share * post.weight // 5


def _giver(choice: Choice) -> Key:
    """The engine hands back the unit it was given, and does not know what it is."""
    return cast(Key, choice.giver)


def _moves(
    chosen: Iterable[Choice],
    posts: dict[int, Post],
    fits: dict[tuple[int, int], tuple[Choice, Fit]],
    found: Field,
) -> list[dict[str, Any]]:
    """What each gives and costs, in turn: the first to come saves most, the first to
    leave costs least."""
    come: Counter[Key] = Counter()
    gone: Counter[Key] = Counter()
    moves = []
    for choice in chosen:
        post, giver = posts[choice.opening], _giver(choice)
        taker = _unit(post)
        said = fits[choice.officer, post.pk][1]
        moves.append(
            {
                "officer": choice.officer,
                "post": post.pk,
                "from": list(giver),
                "saves": found.gains[taker][come[taker]],
                "costs": found.costs[giver][gone[giver]],
                "score": said.score,
                "most": said.most,
            }
        )
        come[taker] += 1
        gone[giver] += 1
    return moves


def _bases(found: Field) -> dict[int, int]:
    """Officers more at each station whose hours are known, before any move; nought
    where that number was not judged."""
    bases = {pk: found.base.get(Key(True, pk), 0) for pk in found.known}
    return {pk: n if n in found.known[pk].ahead else 0 for pk, n in bases.items()}


def _stations(
    chosen: Iterable[Choice], posts: dict[int, Post], found: Field
) -> list[dict[str, int]]:
    """Each station that gives or takes: officers and what it misses, before, after."""
    more: dict[int, int] = defaultdict(int)
    for choice in chosen:
        more[posts[choice.opening].station_id or 0] += 1
        giver = _giver(choice)
        if giver.station:
            more[giver.pk] -= 1
    bases = _bases(found)
    told = []
    for pk, n in more.items():
        curve, base = found.known[pk], bases[pk]
        told.append(
            {
                "station": pk,
                "heads": curve.heads + base,
                "more": n,
                "behind": curve.behind[base],
                "behind_then": curve.behind[base + n],
                "ahead": curve.ahead[base],
                "ahead_then": curve.ahead[base + n],
            }
        )
    return told


def _unit(row: Post | Posting) -> Key:
    return Key(row.station_id is not None, row.station_id or row.department_id or 0)
