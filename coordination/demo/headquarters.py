"""Officers of HQ beyond those who task stations, and who lives in stations' areas.

Shares of stations lie between 38 and 52 per cent, as they do in the country; some
bureaus have moved people down over the last two years.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from coordination.demo.force import Force
from organization.models import Bureau, Department
from personnel import services
from personnel.services import NewOfficer, NewPosting
from personnel.services.residents import Count, load_residents

# By the order of the counties: per cent of the officers that are in stations today,
# and how many have left HQ for good since two years ago.
SHARES = ((41, 9), (38, 2), (44, 6), (47, 0), (43, 4), (52, 5))
CITY = 40  # officers of the city bureau's own departments
PER_DEPARTMENT = 3  # are enlisted already
MONTH = dt.timedelta(days=30)
SINCE = dt.date(2010, 1, 1)
POST = "机关民警"
# Residents to one officer of a station, in town and in the country: norms are 3,000
# and 5,000 per community officer, and about one officer in three is one.
URBAN, RURAL = (900, 1500, 1150, 1800), (1200, 2100, 1700)


def man(force: Force, names: Iterator[str], today: dt.date) -> None:
    """Fill the departments of every bureau up."""
    places: list[tuple[Department, dt.date | None]] = []
    for bureau, wanted, left in _plan(force):
        own = [d for d in force.departments.values() if d.bureau == bureau]
        more = max(0, wanted - PER_DEPARTMENT * len(own))
        ends = [today - MONTH * (2 + 2 * n) for n in range(left)]
        ends_or_stays = [*ends, *[None] * more]
        places += [(own[n % len(own)], end) for n, end in enumerate(ends_or_stays)]
    officers = services.register_officers(
        by=None,
        rows=[
            NewOfficer(f"9{n:05}", next(names), rank="一级警司")
            for n, _place in enumerate(places, start=1)
        ],
    )
    posts = {
        unit: services.add_post(
            by=None,
            unit=unit,
            terms=services.Terms(POST, count),
            during=(SINCE, None),
            reason="编制批复",
        )
        for unit, count in Counter(unit for unit, _end in places).items()
    }
    services.post_officers(
        by=None,
        rows=[
            NewPosting(
                one,
                unit,
                (dt.date(2012 + n % 11, 7, 1), end),
                post=POST,
                established=posts[unit],
            )
            for n, (one, (unit, end)) in enumerate(zip(officers, places, strict=True))
        ],
    )


def _plan(force: Force) -> Iterator[tuple[Bureau, int, int]]:
    """Bureaus, how many officers their departments have today, how many have left."""
    counties = iter(SHARES)
    for bureau in force.bureaus.values():
        if bureau == force.city:
            yield bureau, CITY, 0
            continue
        share, left = next(counties)
        in_stations = sum(force.strength(s) or 0 for s in force.under(bureau))
        yield bureau, round(in_stations * (100 - share) / share), left


def count_residents(force: Force, today: dt.date) -> None:
    """Last year's figure and the one before; of one station nobody has counted."""
    counts = []
    known = [s for s in force.stations.values() if force.strength(s)]
    for n, station in enumerate(known[:-1]):
        each = RURAL[n % len(RURAL)] if station.rural else URBAN[n % len(URBAN)]
        number = each * (force.strength(station) or 0)
        counts += [
            Count(station, today.year - 2, number * 97 // 100),
            Count(station, today.year - 1, number),
        ]
    load_residents(by=None, counts=counts, today=today)
