"""A round of two-way selection arranged through its services, for the tests of it.

Three posts of 望津分局, a place each at 柳堰, 津堰 and 北埠, and officers of 柳堰 and
津堰 who have accounts of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from organization.models import Station, User
from personnel import services
from personnel.models import Officer, Post, RoundOfficer, RoundPost, SelectionRound
from personnel.services.rounds import (
    matching,
    preparing,
    publishing,
    ranking,
    running,
    wishing,
)
from tests.factories import SINCE, Force, appoint, person

NOW = timezone.now()
DAY = dt.timedelta(days=1)
TERMS = preparing.Terms("社区民警双向选择", NOW + 5 * DAY, NOW + 10 * DAY, most=3)
AFTER_WISHES, AFTER_RANKS = NOW + 6 * DAY, NOW + 11 * DAY


@dataclass
class Selection:
    """A round with its posts by station, its officers and who ranks where."""

    made: Force
    round: SelectionRound
    posts: list[RoundPost]
    officers: list[RoundOfficer]
    chiefs: list[User]
    users: list[User] = field(default_factory=list)

    @property
    def admin(self) -> User:
        return self.made.personnel_admin

    def now(self) -> SelectionRound:
        self.round.refresh_from_db()
        return self.round

    def choose(self, n: int, *posts: int, now: dt.datetime = NOW, **more: Any) -> Any:
        """The n-th officer wants these posts, by their numbers."""
        choices = {k: self.posts[post] for k, post in enumerate(posts, 1)}
        given = {"by": self.users[n], "round": self.round, "now": now}
        return wishing.choose(choices=choices, **given | more)

    def rank(self, post: int, *officers: int, **more: Any) -> Any:
        """The chief of a post wants these officers, by their numbers."""
        places = {self.officers[n].pk: k for k, n in enumerate(officers, 1)}
        given: dict[str, Any] = {
            "by": self.chiefs[post],
            "post": self.posts[post],
            "now": AFTER_WISHES,
            "nobody": not officers,
        }
        return ranking.rank(places=places, **given | more)

    def ask_chiefs(self) -> SelectionRound:
        running.run_clocks(now=AFTER_WISHES)
        return self.now()

    def match(self) -> SelectionRound:
        """The ranking ends by the clock and a worker matches."""
        running.run_clocks(now=AFTER_RANKS)
        for job in matching.ROUNDS.waiting(AFTER_RANKS):
            matching.ROUNDS.run(job, now=AFTER_RANKS)
        return self.now()

    def publish(self) -> SelectionRound:
        publishing.publish(by=self.admin, round=self.round, now=AFTER_RANKS)
        return self.now()


def prepared(
    made: Force, officers: int = 5, places: Sequence[int] = (1, 1, 1)
) -> Selection:
    """In draft: nobody but the personnel office sees it."""
    stations = [made.a1, made.a2, made.unknown]
    row = preparing.prepare_round(
        by=made.personnel_admin, bureau=made.county_a, terms=TERMS, now=NOW
    )
    wanted = dict(zip(map(post_of, stations), places, strict=True))
    given = {"by": made.personnel_admin, "round": row, "now": NOW}
    preparing.set_places(places=wanted, **given)
    chosen = [*made.officers[made.a1.code][1:], *made.officers[made.a2.code][1:]]
    chosen = chosen[:officers]
    users = [account(officer) for officer in chosen]
    preparing.admit(officers=chosen, **given)
    chief = appoint(person("chief_unknown", "北埠所长"), "station_chief", made.unknown)
    found = {one.officer_id: one for one in row.officers.select_related("officer")}
    return Selection(
        made,
        row,
        list(row.posts.with_units().select_related("round")),
        [found[officer.pk] for officer in chosen],
        [made.chief_a1, made.chief_a2, chief],
        users,
    )


def opened(made: Force, **more: Any) -> Selection:
    """Officers may choose."""
    found = prepared(made, **more)
    running.open_round(by=found.admin, round=found.round, now=NOW)
    found.now()
    return found


def matched(
    made: Force, choices: Mapping[int, Sequence[int]], ranks: Sequence[Sequence[int]]
) -> Selection:
    """Everybody has handed in, and a worker has matched it."""
    found = opened(made)
    for n, posts in choices.items():
        found.choose(n, *posts)
    found.ask_chiefs()
    for post, officers in enumerate(ranks):
        if officers:
            found.rank(post, *officers)
    found.match()
    return found


def post_of(station: Station) -> Post:
    return services.add_post(
        by=None,
        unit=station,
        terms=services.Terms("社区民警", 9),
        during=(SINCE, None),
        reason="编制批复",
    )


def account(officer: Officer) -> User:
    """The officer's own account: without any role, as most have."""
    user = person(f"p{officer.police_number}", officer.name)
    services.link_account(by=None, officer=officer, user=user)
    return user
