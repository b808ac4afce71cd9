"""What the demo's officers hold, what posts ask for, and a few limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from random import Random

from personnel import services
from personnel.models import Ability, Officer

SEED = 20260603
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY
POLICE_LAW = "law-1"
# Posts by kind: required qualifications, points of what is wished for, weight.
ASKS: dict[str, tuple[list[str], dict[str, int], int]] = {
    "社区民警": ([POLICE_LAW], {"community": 15, "dialect": 15, "antifraud": 10}, 3),
    "办案民警": ([POLICE_LAW], {"records": 20, "law-2": 15, "scene": 5}, 3),
    "内勤": ([], {"analysis": 15}, 1),
    "户籍民警": ([POLICE_LAW], {"dialect": 10}, 2),
}
NIGHTS = ("社区民警", "办案民警")
QUALIFIED = {"driving": 0.8, "firearm": 0.6, "first-aid": 0.2, "counsellor": 0.05}
SKILLED = {
    **{"records": 0.5, "antifraud": 0.4, "dialect": 0.6, "mediation": 0.4},
    **{"community": 0.5, "scene": 0.15, "analysis": 0.15, "drone": 0.08},
}


def qualify(officers: Iterable[Officer], today: dt.date) -> None:
    """Everybody but one in thirty may enforce the law; the rest is as it comes."""
    services.enter_catalogue(by=None)
    random = Random(SEED)
    kinds = {row.code: row for row in Ability.objects.all()}
    rows = []
    people = list(officers)
    for n, officer in enumerate(people):
        for code in _held(n, random):
            rows.append(_row(officer, kinds[code], n, random, today))
    services.record_attainments(by=None, rows=rows)
    _limit(people, today)


def _held(n: int, random: Random) -> list[str]:
    level = 2 if random.random() < 0.4 else 1
    codes = [f"law-{level}"] if n % 30 != 17 else []
    chances = (QUALIFIED | SKILLED).items()
    return codes + [code for code, share in chances if random.random() < share]


def _row(
    officer: Officer, ability: Ability, n: int, random: Random, today: dt.date
) -> services.NewAttainment:
    """Licences and permits end; a few ended lately, some will soon."""
    first = today - random.randint(1, 6) * YEAR
    end = None
    if ability.code in ("driving", "firearm", "first-aid"):
        end = today + random.choice([-20, 25, 60, 300, 700, 1100]) * DAY
    number = f"{ability.code[:2].upper()}{officer.police_number}" if end else ""
    return services.NewAttainment(officer, ability, (first, end), number)


def _limit(people: list[Officer], today: dt.date) -> None:
    """One after an operation, one couple, and how two of them are reached."""
    if len(people) < 40:
        return
    tired, one, other = people[12], people[20], people[33]
    half = (today - 30 * DAY, today + 150 * DAY)
    rows = [
        services.NewLimit(tired, "health", "nights", half, "医院诊断证明"),
        services.NewLimit(
            one, "avoidance", "relative", (today - YEAR, None), "夫妻", relative=other
        ),
    ]
    for row in rows:
        services.record_limit(by=None, row=row)
    for n, officer in enumerate((*people[:12], tired, one, other)):
        reach = services.Reach(
            f"139{n:04}{int(officer.police_number[-2:]):04}", "警苑小区", "家属"
        )
        services.set_contact(by=None, officer=officer, reach=reach)
