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
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from coordination.leading import arriving, rows
from coordination.numbers import numbers
from coordination.ratios.period import containing
from organization.models import Bureau, Department, Station
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
    found: Facts = {
        "format": FORMAT,
        "bureau": _unit(bureau),
        "at": now.isoformat(timespec="seconds"),
        "quarter": containing(today).key,
        "year": today.year,
        "figures": _counts(bureau, now),
        "stations": _stations(bureau),
        "weeks": _weeks(bureau, today),
        "departments": _departments(bureau, now),
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


def _unit(unit: Bureau | Department | Station) -> Facts:
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


def _stations(bureau: Bureau) -> list[Facts]:
    """Those that cannot make it, in the order of the tree."""
    return [
        {**_unit(row.station), "units": (row.deficit_units or 0) * WORK}
        for row in rows.short(bureau)
    ]


def _weeks(bureau: Bureau, today: dt.date) -> list[Facts]:
    """Windows by the week in which they end: four from this one on, then the rest."""
    monday = today - dt.timedelta(days=today.weekday())
    days = [monday + n * rows.WEEK for n in range(rows.WEEKS)]
    counted: Any = rows.windows(bureau).order_by().values("week", "station")
    counted = counted.annotate(units=Sum("shortfall_units"), n=Count("pk"))
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


def _departments(bureau: Bureau, now: dt.datetime) -> list[Facts]:
    """What each still waits for at those stations, in the order of the tree."""
    counted = {row["asker_id"]: row for row in rows.by_asker(bureau, now)}
    asking = Department.objects.filter(pk__in=[pk for pk in counted if pk])
    units = list(asking.select_related("bureau").order_by("code"))
    names = Counter(one.name for one in units)
    found = [_asker(_told(one, names), counted[one.pk]) for one in units]
    if None in counted:
        found.append(_asker({"code": "", "name": "", "name_en": ""}, counted[None]))
    return found


def _told(unit: Department, names: Counter[str]) -> Facts:
    """With its bureau where the bureau above has one of the same name."""
    if names[unit.name] == 1:
        return _unit(unit)
    home = unit.bureau
    in_english = f"{unit.name_en}, {home.name_en}" if unit.name_en else ""
    return {**_unit(unit), "name": home.name + unit.name, "name_en": in_english}


def _asker(named: Facts, row: dict[str, Any]) -> Facts:
    return {**named, "units": row["units"], "unknown": row["unknown"]}


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
