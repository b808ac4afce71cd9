"""The page of the day says what the bar says, to everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import product
from typing import Any
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.today import counted, own
from coordination.today.counted import KINDS
from organization.models import User
from organization.templatetags.formats import last_day
from personnel.todo.lines import todo
from tests.pages.test_fixed_cost import MOST
from tests.permissions.doors import Visitor
from tests.permissions.matrix import PERSONAS
from tests.permissions.world import InTheWorld

NOT_A_STEP = {"coordination:inbox", "coordination:board"}
"""Counts of the bar that are no next steps: letters, and conflicts of all states."""


def ends_on(end: dt.datetime, at: dt.datetime) -> bool:
    return last_day(end) == timezone.localdate(at)


class Days(InTheWorld):
    def seen(self, persona: str) -> Any:
        answer = Visitor(self.world, persona).ask("GET", reverse("coordination:today"))
        assert answer.status_code == 200, persona
        return answer.context

    def test_the_numbers_are_those_of_the_bar(self) -> None:
        """Of the leader's bar the pieces that wait with the office are not his step."""
        now = timezone.now()
        for persona in PERSONAS[:-1]:
            user: User = self.world.force.personas[persona]
            shown = self.seen(persona)
            parts = [p for entry in shown["nav"] for p in entry.parts or (entry,)]
            bar = {part.route: part.count for part in parts if part.count}
            office = "coordination:admission"
            skipped = NOT_A_STEP | ({office} if persona == "leader" else set())
            here = {kind.route: kind.rows(user, now).count() for kind in KINDS}
            counted = {route: n for route, n in here.items() if n and route in bar}
            assert counted == {r: n for r, n in bar.items() if r not in skipped}
            day = shown["day"]
            assert sum(chip.count for chip in day.chips) == day.todo.total, persona
            own = sum(counted.values())
            assert own <= day.todo.total, persona

    def test_what_is_not_listed_is_counted_exactly(self) -> None:
        """One line of each kind is listed; late and due today are those of all."""
        seen: Counter[str] = Counter()
        for name in ("chief_a1", "coordinator", "personnel_admin"):
            user: User = self.world.force.personas[name]
            for kind, days in product((*own.KINDS, *counted.KINDS), (0, 3, 40)):
                at = timezone.now() + dt.timedelta(days=days)
                ends = [kind.say(row).at for row in kind.rows(user, at)]
                known = [end for end in ends if end is not None]
                late = [end for end in known if end <= at]
                today = [end for end in known if end > at and ends_on(end, at)]
                with mock.patch("personnel.todo.lines.AT_MOST", 1):
                    found = todo(user, at, [kind])
                said = (found.total, found.late, found.today)
                assert said == (len(ends), len(late), len(today)), (name, kind.label)
                seen.update(late=found.late, today=found.today, more=found.unlisted)
        assert min(seen.values()) > 0 and len(seen) == 3, seen

    def test_nothing_of_a_neighbour_is_listed(self) -> None:
        """The chief of 津堰 reads nothing of 柳堰, and each of the rows he may open."""
        visitor = Visitor(self.world, "chief_a2")
        day = self.seen("chief_a2")["day"]
        assert day.todo.lines and day.dates
        for line in [*day.todo.lines, *day.others.lines]:
            assert visitor.ask("GET", line.url).status_code == 200, line

    def test_it_costs_a_bounded_number_of_statements(self) -> None:
        for persona in ("chief_a1", "staff", "coordinator", "leader", "finance"):
            visitor = Visitor(self.world, persona)
            with CaptureQueriesContext(connection) as caught:
                visitor.ask("GET", reverse("coordination:today"))
            texts = [one["sql"][:90] for one in caught]
            assert len(caught) <= MOST, f"{persona}: {len(caught)} {texts}"
