"""The officers of a generated force: postings, leave, duty regimes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
from django.db.backends.utils import CursorWrapper

from coordination.generating import words
from coordination.generating.build import Build
from coordination.generating.people import HOURS
from coordination.services.copying import copy_rows, reserve
from coordination.services.generated_units import Written
from organization.pinyin import initials
from personnel.models import DutyRegime, Leave, Officer, Posting

HQ_POST = "经办人"
HQ_RANK = "二级警督"
FIRST_YEAR, YEARS = 2016, 8
MONTHS = (3, 7, 9)
KINDS = (Leave.Kind.ANNUAL, Leave.Kind.SICK, Leave.Kind.FAMILY, Leave.Kind.TRAINING)
KIND_EDGES = (0.8, 0.9, 0.95)
STREAM = 3  # of random numbers, besides those of the build


def write_people(cursor: CursorWrapper, made: Build, ids: Written) -> int:
    """Officers of every station and one per department; how many."""
    people = made.people
    departments = len(made.units.departments)
    total = int(people.strength.sum()) + departments
    first = reserve(cursor, Officer, total)
    rng = np.random.default_rng([int(people.strength.sum()), STREAM])
    station = np.repeat(np.arange(made.stations), people.strength).tolist()
    number = (
        np.arange(len(station)) - np.repeat(people.first_officer, people.strength)
    ).tolist()
    copy_rows(
        cursor,
        Officer,
        ("id", "police_number", "name", "pinyin", "rank", "user"),
        _officers(made, ids, first, station, number, rng),
    )
    since = _since(rng, total)
    # Station by station: a statement marks each of them once.
    copy_rows(
        cursor,
        Posting,
        ("officer", "station", "post", "during"),
        (
            (first + n, ids.station + where, words.post(place), since[n])
            for n, (where, place) in enumerate(zip(station, number, strict=True))
        ),
    )
    copy_rows(
        cursor,
        Posting,
        ("officer", "department", "post", "during"),
        (
            (first + len(station) + n, ids.department + n, HQ_POST, since[-1 - n])
            for n in range(departments)
        ),
    )
    # The trigger on leave looks for the postings it falls into.
    cursor.execute("ANALYZE personnel_posting")
    _write_leave(cursor, made, first, rng)
    _write_regimes(cursor, made, ids)
    return total


def _officers(
    made: Build,
    ids: Written,
    first: int,
    station: list[int],
    number: list[int],
    rng: np.random.Generator,
) -> Iterator[tuple[object, ...]]:
    """Chiefs and the departments' staff have the accounts that act for their units."""
    accounts = len(made.units.departments)
    letters: dict[str, str] = {}  # pinyin is dear, and names repeat
    ranks = words.ranks(rng, number)
    for n, (where, place) in enumerate(zip(station, number, strict=True)):
        name = words.name(accounts + where if place == 0 else accounts * 2 + n)
        spelt = letters.get(name) or letters.setdefault(name, initials(name))
        user = ids.chief(where) if place == 0 else None
        yield first + n, _police_number(first + n), name, spelt, ranks[n], user
    for n in range(len(made.units.departments)):
        pk, name = first + len(station) + n, words.name(n)
        number_text = _police_number(pk)
        yield pk, number_text, name, initials(name), HQ_RANK, ids.staff(n)


def _police_number(pk: int) -> str:
    return f"{pk:08}"


def _since(rng: np.random.Generator, count: int) -> list[str]:
    years = rng.integers(FIRST_YEAR, FIRST_YEAR + YEARS, count).tolist()
    months = rng.choice(np.array(MONTHS), count).tolist()
    return [f"[{y}-{m:02}-01,)" for y, m in zip(years, months, strict=True)]


def _write_leave(
    cursor: CursorWrapper, made: Build, first: int, rng: np.random.Generator
) -> None:
    people = made.people
    officer = first + people.first_officer[people.leave_station] + people.leave_officer
    kind = np.searchsorted(KIND_EDGES, rng.random(len(officer))).tolist()
    days = [made.as_of + dt.timedelta(days=n) for n in range(-40, 400)]
    begin, length = people.leave_start.tolist(), people.leave_length.tolist()
    copy_rows(
        cursor,
        Leave,
        ("officer", "kind", "during"),
        (
            (pk, KINDS[k].value, f"[{days[40 + b]},{days[40 + b + n]})")
            for pk, k, b, n in zip(officer.tolist(), kind, begin, length, strict=True)
        ),
    )


def _write_regimes(cursor: CursorWrapper, made: Build, ids: Written) -> None:
    people = made.people
    hours = [minute for pair in HOURS for minute in pair]
    copy_rows(
        cursor,
        DutyRegime,
        ("station", "during", "hours", "roster_share", "standing_share"),
        (
            (
                ids.station + n,
                "[2016-01-01,)",
                hours,
                f"0.{people.roster[n]:03}",
                f"0.{people.standing[n]:03}",
            )
            for n in np.flatnonzero(people.strength).tolist()
        ),
    )
