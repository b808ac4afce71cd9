"""The leaders' page as plain facts: what is kept is what is shown.

Numbers stand in `figures`; hours are in thousandths of an officer-second, money is text
with two decimals. Units carry code and both names, so that a kept page reads the same
after they were renamed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from coordination.leading import arriving, rows
from coordination.models import StationState
from coordination.numbers import numbers
from coordination.ratios.period import containing
from organization.models import Bureau, Station
from organization.together import together
from tasking.models import DirectiveParty

FORMAT = 1
Facts = dict[str, Any]
WORK = 60  # thousandths of an officer-second in a unit of work


@dataclass(frozen=True)
class Seen:
    """Which of what arrives the reader may see."""

    money: bool = True
    people: bool = True


def facts_of(bureau: Bureau, *, now: dt.datetime, seen: Seen = Seen()) -> Facts:
    """As everything stands now. The number of statements does not grow."""
    today = timezone.localdate(now)
    short, weeks, askers = together(
        rows.short(bureau), _by_week(bureau), rows.by_asker(bureau, now)
    )
    found: Facts = {
        "format": FORMAT,
        "bureau": _unit(bureau),
        "at": now.isoformat(timespec="seconds"),
        "quarter": containing(today).key,
        "year": today.year,
        "figures": _counts(bureau, now),
        "stations": [_short(row) for row in short],
        "weeks": _weeks(weeks, today),
        "departments": _departments(askers),
    }
    owed = sum(one["units"] for one in found["departments"])
    found["figures"] |= {"owed": owed, "askers": len(found["departments"])}
    if seen.money:
        found["figures"] |= _money(bureau, today.year)
    else:
        del found["figures"]["words"]
    if seen.people:
        found["figures"] |= _people(bureau, today)
    return found


MONEY = frozenset({"due", "confirmed", "disbursed", "words"})
PEOPLE = frozenset({"approved", "rolls", "on_post", "vacant", "lent"})


def without(facts: Facts, seen: Seen) -> Facts:
    """A kept page for somebody who may not see all that arrives."""
    hidden = frozenset() if seen.money else MONEY
    hidden |= frozenset() if seen.people else PEOPLE
    left = {name: n for name, n in facts["figures"].items() if name not in hidden}
    return facts | {"figures": left}


def canonical(facts: Facts) -> str:
    """The same facts are the same bytes, whenever and wherever they are written."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def _unit(unit: Bureau | Station) -> Facts:
    return {"code": unit.code, "name": unit.name, "name_en": unit.name_en}


def _counts(bureau: Bureau, now: dt.datetime) -> Facts:
    """All that is one number, in one statement."""
    during = containing(timezone.localdate(now))
    short, joined = rows.short(bureau), rows.joined(bureau, during)
    visits = {"saves": DirectiveParty.Saves.VISIT}
    replaced, late = rows.replaced(bureau, during), rows.late_work(bureau, now)
    found = numbers(
        {
            "of": (rows.states(bureau), ""),
            "short": (short, ""),
            "deficit": (short, "deficit_units"),
            "unknown": (rows.unknown(bureau), ""),
            "visits": (joined.filter(**visits), "count"),
            "forms": (joined.exclude(**visits), "count"),
            "spared": (joined, "saved_units"),
            "notices": (replaced, ""),
            "people": (replaced, "spared_people"),
            "minutes": (replaced, "spared_minutes"),
            "settled": (rows.settled(bureau, during), ""),
            "late": (late, ""),
            "late_hours": (late, "remaining_units"),
            "opinions": (rows.opinions(bureau, now), ""),
            "plans": (rows.plans(bureau, now), ""),
            "difficulties": (rows.difficulties(bureau), ""),
            "words": (rows.money_words(bureau), ""),
        }
    )
    made = {name: int(number) for name, number in found.items()}
    for name in ("deficit", "spared", "late_hours"):
        made[name] *= WORK
    made["minutes"] *= WORK * 1000
    return made


def _short(row: StationState) -> Facts:
    return {**_unit(row.station), "units": (row.deficit_units or 0) * WORK}


def _by_week(bureau: Bureau) -> Any:
    counted: Any = rows.windows(bureau).order_by().values("week", "station")
    return counted.annotate(units=Sum("shortfall_units"), n=Count("pk"))


def _weeks(counted: Iterable[dict[str, Any]], today: dt.date) -> list[Facts]:
    """Windows by the week in which they end: four from this one on, then the rest."""
    monday = today - dt.timedelta(days=today.weekday())
    days = [monday + n * rows.WEEK for n in range(rows.WEEKS)]
    found: dict[Any, dict[str, Any]] = {
        day: {"stations": set(), "units": 0, "n": 0} for day in [*days, None]
    }
    for row in counted:
        day = row["week"].date()
        one = found[day if day in found else None]
        one["stations"].add(row["station"])
        one["units"] += row["units"] * WORK
        one["n"] += row["n"]
    return [
        {
            "first": day and day.isoformat(),
            "stations": len(one["stations"]),
            "units": one["units"],
            "windows": one["n"],
        }
        for day, one in found.items()
    ]


def _departments(askers: list[dict[str, Any]]) -> list[Facts]:
    """What each still waits for at those stations, in the order of the tree."""
    names = Counter(row["of_name"] for row in askers)
    return [_asker(row, alone=names[row["of_name"]] == 1) for row in askers]


def _asker(row: dict[str, Any], *, alone: bool) -> Facts:
    """With its bureau where the bureau above has one of the same name."""
    found = {name: row[f"of_{name}"] or "" for name in ("code", "name", "name_en")}
    if not alone:
        found["name"] = (row["of_home"] or "") + found["name"]
        if found["name_en"]:
            found["name_en"] += f", {row['of_home_en'] or row['of_home']}"
    return {**found, "units": row["units"], "unknown": row["unknown"]}


def _money(bureau: Bureau, year: int) -> Facts:
    found = arriving.money(bureau, year)
    return {
        "due": None if found.due is None else str(found.due),
        "confirmed": str(found.confirmed),
        "disbursed": str(found.disbursed),
    }


def _people(bureau: Bureau, today: dt.date) -> Facts:
    found = arriving.people(bureau, today)
    return {
        "approved": found.approved,
        "rolls": found.rolls,
        "on_post": found.on_post,
        "vacant": found.vacant,
        "lent": found.lent,
    }
