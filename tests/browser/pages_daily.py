"""Pages of a station's day that are looked at in a browser, with something on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from tasking.planning import year_of
from tasking.services import plans
from tests.browser.world import World
from tests.permissions.asking import asked
from tests.permissions.capping import budgeted
from tests.permissions.helping import helped
from tests.permissions.leading import kept_page


@dataclass(frozen=True)
class Daily:
    """Who looks, and what there is at 砚台山: ids by name, or parts of an address."""

    chief: User
    staff: User
    leader: User
    things: dict[str, Any]

    def address(self, route: str, of: str) -> str:
        found = self.things[of] if of else []
        args = found if isinstance(found, list) else [found]
        return reverse(f"coordination:{route}", args=args)


def arrange(world: World) -> Daily:
    """Unseen by the worker until all of it is there."""
    made, now = world.force, timezone.now()
    station, unit, chief = made.b1, made.public_order_b, made.chief_b1
    with transaction.atomic():
        things = helped(station, unit, made.staff_b, chief, now)
        things |= asked(station, unit, made.staff_b)
        things |= budgeted(made, unit, now)
        things |= kept_page(station.bureau, now)
        year = year_of(timezone.localdate(now))
        plan = plans.begin_plan(by=chief, station=station, year=year, now=now)
        days = dt.date(year, 1, 1), dt.date(year, 12, 31)
        said = plans.Planned("visits", "走访", 600_000, "week", *days)
        item = plans.add_item(by=chief, plan=plan, said=said)
    return Daily(
        chief=chief,
        staff=made.staff_b,
        leader=User.objects.get(username=f"keeper{station.bureau_id}"),
        things=things
        | {
            "item": item.pk,
            "station": station.code,
            "bureau": station.bureau.code,
            "office": unit.code,
        },
    )


def at(route: str, of: str = "") -> Callable[[Daily], str]:
    return lambda daily: daily.address(route, of)


PAGES: dict[str, tuple[str, Callable[[Daily], str]]] = {
    "plan of the year": ("chief", at("station_plan", "station")),
    "item of a plan": ("chief", at("plan_item", "item")),
    "owed time": ("chief", at("owed_time")),
    "share from outside": ("chief", at("remit_share")),
    "difficulties": ("chief", at("difficulties")),
    "new difficulty": ("chief", at("new_difficulty")),
    "difficulty of a chief": ("chief", at("difficulty", "difficulty")),
    "answer by a form": ("chief", at("answer_form", "asked_at")),
    "calendars": ("chief", at("calendars")),
    "burden of a station": ("chief", at("station_burden", "station")),
    "difficulty": ("staff", at("difficulty", "difficulty")),
    "knowledge": ("staff", at("knowledge")),
    "published answer": ("staff", at("article", "article")),
    "form on a draft": ("staff", at("directive_form", "asking")),
    "forms": ("staff", at("report_forms")),
    "answers in a table": ("staff", at("collation", "asked")),
    "usual hours": ("staff", at("calibration")),
    "joint visits": ("staff", at("joint_visits")),
    "trainings": ("leader", at("trainings")),
    "leaders": ("leader", at("leaders_page", "bureau")),
    "kept page": ("leader", at("kept_page", "kept_page")),
    "burden of a bureau": ("leader", at("bureau_burden", "bureau")),
    "budgets": ("leader", at("burden_caps")),
    "budget": ("leader", at("burden_cap", "cap_of")),
    "ways": ("leader", at("travel", "bureau")),
}
"""Page -> who looks at it, and its address."""
