"""The pages about people that are looked at in a browser, with something on each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from personnel.models import Officer, SelectionRound
from personnel.services import rosters
from personnel.services.rounds import preparing, running
from tests.browser.world import World
from tests.permissions.caring import caring
from tests.permissions.people import admin_of, kept, post, postings, selection

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class People:
    """Who looks, and the ids of what there is at 砚台山."""

    office: User
    chief: User
    leader: User
    officer: User
    station: str
    bureau: str
    ids: dict[str, Any]

    def address(self, route: str, *of: str | int) -> str:
        """`of` are names among the ids, or what stands in the address itself."""
        args = [self.ids.get(one, one) if isinstance(one, str) else one for one in of]
        return reverse(f"personnel:{route}", args=args)


def arrange(world: World) -> People:
    """At the one station that no other test looks at, and unseen by the worker until
    all of it is there."""
    with transaction.atomic():
        return _arranged(world)


def _arranged(world: World) -> People:
    made, now = world.force, timezone.now()
    station, chief = made.b1, made.chief_b1
    at = post(station)
    ids = postings(made, station, made.public_order_b, chief, now)
    ids |= selection(made, at, station, chief, now)
    ids |= caring(station, chief, made.staff_b, now)
    crew = made.officers[station.code]
    ids |= kept(crew[0]) | {"post": at.pk, "one": crew[0].pk}
    noted = Officer.objects.get(visits=ids["visit"])
    rosters.set_roster(
        by=chief,
        station=station,
        officers=crew[1:],  # the first has his line
        pattern="thirds",
        during=(timezone.localdate(now), None),
    )
    office = admin_of(made, station)
    ids["open"] = _open_round(office, at, noted, now).pk
    assert noted.user is not None
    return People(
        office=office,
        chief=chief,
        leader=User.objects.get(username="leader_b"),
        officer=noted.user,
        station=station.code,
        bureau=station.bureau.code,
        ids=ids,
    )


def _open_round(
    office: User, at: Any, officer: Officer, now: dt.datetime
) -> SelectionRound:
    """Officers are choosing."""
    terms = preparing.Terms("第二批", now + 5 * DAY, now + 9 * DAY)
    row = preparing.prepare_round(
        by=office, bureau=at.unit.bureau, terms=terms, now=now
    )
    preparing.set_places(by=office, round=row, places={at: 1}, now=now)
    preparing.admit(by=office, round=row, officers=[officer], now=now)
    running.open_round(by=office, round=row, now=now)
    return row


Address = Callable[[People], str]


def at(route: str, *of: str | int) -> Address:
    return lambda people: people.address(route, *of)


def here(route: str) -> Address:
    return lambda people: people.address(route, people.station)


PAGES: dict[str, tuple[str, Address]] = {
    "people": ("office", at("today")),
    "people of a chief": ("chief", at("today")),
    "people of an officer": ("officer", at("today")),
    "officers": ("office", at("officers")),
    "officer": ("office", at("officer", "one")),
    "file": ("office", at("officer_file", "one")),
    "abilities": ("office", at("abilities")),
    "weights": ("office", at("fit_weights")),
    "ranking": ("office", at("post_fit", "post")),
    "fit": ("office", at("officer_fit", "post", "one")),
    "establishment": ("office", at("establishment")),
    "unit": ("office", here("unit")),
    "post": ("office", at("change_post", "post")),
    "orders": ("office", at("orders")),
    "order": ("office", at("order", "order_of_posting")),
    "order of a chief": ("chief", at("order", "order_of_posting")),
    "new order": ("office", at("new_order")),
    "deployment": ("office", lambda people: reverse("coordination:deployment")),
    "requests": ("office", at("requests")),
    "request": ("office", at("request", "request")),
    "new request": ("chief", here("new_request")),
    "rounds": ("office", at("rounds")),
    "new round": ("office", at("new_round")),
    "round": ("office", at("round", "open")),
    "round of an officer": ("officer", at("round", "open")),
    "round of a chief": ("chief", at("round", "round")),
    "posts of a round": ("office", at("round_posts", "open")),
    "people of a round": ("office", at("round_people", "open")),
    "choices": ("officer", at("choices", "open")),
    "list of a chief": (
        "chief",
        lambda people: people.address("rank", *people.ids["round_post"]),
    ),
    "result": ("office", at("round_result", "round")),
    "result tried": ("office", at("round_try", "round")),
    "leave": ("chief", at("leave_requests")),
    "leave asked": ("chief", at("leave_request", "leave_asked")),
    "ask for leave": ("chief", at("ask_leave")),
    "roster": ("chief", here("roster")),
    "hours": ("chief", here("hours")),
    "alerts": ("leader", at("alerts")),
    "end of an alert": ("leader", at("end_alert", "alert")),
    "structure": ("leader", at("structure")),
    "residents": ("office", here("residents")),
    "visits": ("leader", at("visits")),
    "visit": ("leader", at("visit", "visit")),
    "new visit": ("chief", at("new_visit")),
    "occasions": (
        "office",
        lambda people: people.address("occasions", people.bureau),
    ),
    "occasion": ("office", at("change_occasion", "occasion")),
    "notes": ("chief", at("notes")),
    "commendations": ("chief", at("commendations")),
    "commendation": ("chief", at("commendation", "commendation")),
    "nominate": ("chief", at("nominate")),
    "exchange": ("office", at("exchange")),
    "import": ("office", at("import", "import")),
}
"""Page -> who looks at it, and its address."""
