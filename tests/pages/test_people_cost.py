"""Pages about people cost as many statements for a thousand rows as for ten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from organization.models import User
from personnel import services
from personnel.models import LeaveRequest, Officer, PostingOrder, StaffingRequest
from personnel.services.ordering import MOST_LINES
from personnel.services.rosters import set_roster
from tests.copying import copies
from tests.factories import Force
from tests.pages.test_directives import client
from tests.pages.test_fixed_cost import FEW, MANY, MOST
from tests.pages.test_posting_orders import url
from tests.permissions.people import post, postings
from tests.personnel.selections import matched

DAY = dt.timedelta(days=1)
TODAY = timezone.localdate()
PART = "/effect/"
Page = tuple[User, str]


def steady(
    pages: dict[str, Page], grow: Callable[[int], object], most: int = MANY
) -> None:
    """The same number of statements at ten rows and at so many, and not too many."""
    grow(FEW)
    few = {name: cost(*page) for name, page in pages.items()}
    grow(most - FEW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the server does by itself before long
    many = {name: cost(*page) for name, page in pages.items()}
    assert few == many
    dear = {name: count for name, count in few.items() if count > MOST}
    assert not dear, dear


def cost(user: User, path: str) -> int:
    """Of a page, or of the part of one that is fetched by itself."""
    at, parts = client(user), {"HX-Request": "true"} if PART in path else {}
    with CaptureQueriesContext(connection) as caught:
        assert at.get(path, headers=parts).status_code == 200
    return len(caught)


def more_officers(force: Force, count: int) -> list[Officer]:
    """Posted to 柳堰, with a rank each."""
    known = Officer.objects.count()
    rows = [
        services.NewOfficer(f"7{known + n:05}", "甲", rank="一级警司")
        for n in range(count)
    ]
    made = services.register_officers(by=None, rows=rows)
    during = (dt.date(2024, 1, 1), None)
    services.post_officers(
        by=None, rows=[services.NewPosting(one, force.a1, during) for one in made]
    )
    return made


def test_officers_of_a_bureau(force: Force) -> None:
    to, officer = post(force.a1), force.officers[force.a1.code][0]
    admin = force.personnel_admin
    pages = {
        "fit": (admin, url("post_fit", to.pk)),
        "one fit": (admin, url("officer_fit", to.pk, officer.pk)),
        "weights": (admin, url("fit_weights")),
        "officer": (admin, url("officer", officer.pk)),
        "file": (admin, url("officer_file", officer.pk)),
        "deployment": (admin, reverse("coordination:deployment")),
        "structure": (force.leader, url("structure")),
    }
    steady(pages, lambda count: more_officers(force, count))


def test_officers_of_a_station(force: Force) -> None:
    """A hundred: no station has more."""
    code, chief = force.a1.code, force.chief_a1

    def grow(count: int) -> None:
        set_roster(
            by=chief,
            station=force.a1,
            officers=more_officers(force, count),
            pattern="thirds",
            during=(TODAY, None),
        )

    pages = {
        "unit": (chief, url("unit", code)),
        "ask for leave": (chief, url("ask_leave")),
        "roster": (chief, url("roster", code)),
        "hours": (chief, url("hours", code)),
    }
    steady(pages, grow, most=100)


def test_orders_requests_and_leave(force: Force) -> None:
    postings(force, force.a1, force.public_order, force.chief_a1, timezone.now())
    order, asked = PostingOrder.objects.get(), StaffingRequest.objects.get()
    leave, line = LeaveRequest.objects.get(), order.lines.get()
    part = leave.parts.get()
    known = 0

    def grow(count: int) -> None:
        nonlocal known
        begins = leave.during.upper + known * DAY
        made = copies(
            leave,
            count,
            during=lambda n: DateRange(begins + n * DAY, begins + (n + 1) * DAY),
        )
        of_each = {
            "request_id": lambda n: made[n].pk,
            "during": lambda n: made[n].during,
        }
        copies(part, count, **of_each)
        copies(asked, count)
        copies(order, count)
        known += count
        there = order.lines.count()
        people = more_officers(force, min(count, MOST_LINES - there))
        copies(line, len(people), officer_id=lambda n: people[n].pk)

    admin, chief, leader = force.personnel_admin, force.chief_a1, force.leader
    pages = {
        "orders": (admin, url("orders")),
        "order": (admin, url("order", order.pk)),
        "order of a chief": (chief, url("order", order.pk)),
        "order of a leader": (leader, url("order", order.pk)),
        "fit of an order": (admin, url("order_fit", order.pk)),
        "effect": (admin, reverse("coordination:posting_effect", args=[order.pk])),
        "requests": (admin, url("requests")),
        "request": (admin, url("request", asked.pk)),
        "leave": (chief, url("leave_requests")),
        "one leave": (chief, url("leave_request", leave.pk)),
        "its effect": (chief, reverse("coordination:leave_effect", args=[leave.pk])),
    }
    steady(pages, grow)


def test_a_round(force: Force) -> None:
    row = matched(force, {0: (0, 1), 1: (0,)}, [(1, 0), (0,), ()])
    row.publish()
    one = row.officers[0]

    def grow(count: int) -> None:
        people = more_officers(force, count)
        copies(one, count, officer_id=lambda n: people[n].pk)
        copies(row.round, count)

    pk, post_of_round = row.round.pk, row.posts[0]
    pages = {
        "rounds": (row.admin, url("rounds")),
        "round": (row.admin, url("round", pk)),
        "own": (row.users[0], url("round", pk)),
        "of a chief": (row.chiefs[0], url("round", pk)),
        "posts": (row.admin, url("round_posts", pk)),
        "people": (row.admin, url("round_people", pk)),
        "result": (row.admin, url("round_result", pk)),
        "try": (row.admin, url("round_try", pk)),
        "choices": (row.users[0], url("choices", pk)),
        "ranking": (row.chiefs[0], url("rank", pk, post_of_round.pk)),
    }
    steady(pages, grow)
