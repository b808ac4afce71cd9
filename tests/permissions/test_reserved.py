"""What must stay secret shows neither title nor sponsor to anybody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from coordination.services.issuing import issue
from coordination.services.recalling import recall
from tasking.content import Content
from tasking.models import Assignment
from tasking.services import acts
from tests.factories import appoint, person
from tests.permissions.doors import Visitor
from tests.permissions.test_leaks import readable
from tests.permissions.world import InTheWorld, check

SECRET = ("刑事侦查", "990101020200", "刑侦", "Criminal", "抓捕")
OTHERS = ("chief_a1", "officer_a1", "coordinator", "leader", "internal_auditor")


class Reserved(InTheWorld):
    """The criminal investigators reserve every officer of 柳堰, and too many."""

    def setUp(self) -> None:
        force, now = self.world.force, timezone.now()
        clerk = appoint(person("clerk", "经办员丙"), "department_staff", force.criminal)
        force.personas["clerk"] = clerk
        start = now + dt.timedelta(days=2)
        raid = Content(
            title="",
            kind="security_duty",
            reserved=True,
            intent="抓捕",
            release=start,
            due=start + dt.timedelta(hours=4),
            officers=Decimal(9),
        )
        done = issue(
            by=clerk,
            requester=force.criminal,
            content=raid,
            stations=[force.a1],
            now=now,
            reason="抓捕",
        )
        self.row = Assignment.objects.get(directive=done.directive)
        check(force.a1, now=now)

    def addresses(self) -> list[str]:
        station, row = self.row.station.code, self.row.pk
        routes: list[tuple[str, list[object]]] = [
            ("coordination:workload", [station]),
            ("coordination:assignment", [row]),
            ("coordination:directive", [self.row.directive_id]),
            ("coordination:board", []),
            ("coordination:station_burden", [station]),
            ("coordination:station_burden_rows", [station]),
            ("coordination:bureau_burden", [self.row.station.bureau.code]),
            ("coordination:bureau_burden_rows", [self.row.station.bureau.code]),
            ("coordination:leaders_page", [self.row.station.bureau.code]),
            ("coordination:expenses", [station]),
            ("coordination:task_costs", []),
            ("coordination:task_cost", [self.row.directive_id]),
            ("coordination:inbox", []),
            ("api:assignment-list", []),
            ("api:assignment-detail", [row]),
            ("api:directive-list", []),
            ("api:directive-detail", [self.row.directive_id]),
            ("api:workload", [station]),
            ("api:feed", [station]),
            ("api:conflict-list", []),
        ]
        pages = [reverse(route, args=args) for route, args in routes]
        conflicts = self.row.station.conflicts.values_list("pk", flat=True)
        of_conflicts = (
            "coordination:conflict",
            "coordination:conflict_file",
            "api:proof",
        )
        return pages + [reverse(r, args=[n]) for r in of_conflicts for n in conflicts]

    def test_nobody_else_finds_it_nor_that_there_is_one(self) -> None:
        number = self.row.directive.number
        for persona in (*OTHERS, "clerk"):
            visitor = Visitor(self.world, persona)
            for text in (number, number[-5:], "抓捕", "刑侦", "xz"):
                answer = visitor.ask("GET", reverse("api:search"), {"q": text}).json()
                told = {
                    line["code"]
                    for group in answer["groups"]
                    for line in group["results"]
                }
                assert (number in told) == (
                    persona == "clerk" and text in (number, number[-5:])
                ), (persona, text, told)

    def test_nobody_else_learns_the_sponsor(self) -> None:
        for persona in OTHERS:
            visitor = Visitor(self.world, persona)
            for url in self.addresses():
                text = readable(visitor.ask("GET", url).content)
                found = [word for word in SECRET if word in text]
                assert not found, f"{persona} reads {found} at {url}"

    def test_a_recall_tells_no_more(self) -> None:
        force, now = self.world.force, timezone.now()
        acts.acknowledge(by=force.chief_a1, assignment=self.row, now=now)
        clerk = force.personas["clerk"]
        recall(by=clerk, directive=self.row.directive, reason="抓捕取消", now=now)
        self.test_nobody_else_learns_the_sponsor()
        for url in (
            reverse("coordination:inbox"),
            reverse("coordination:assignment", args=[self.row.pk]),
        ):
            text = Visitor(self.world, "chief_a1").ask("GET", url).content.decode()
            assert "预留警力" in text and "经办员丙" not in text, url

    def test_nobody_else_finds_it_in_the_list(self) -> None:
        """(The filter names every department, whatever it asks for.)"""
        address = reverse("coordination:directive", args=[self.row.directive_id])
        for persona in OTHERS[:-1]:
            listed = Visitor(self.world, persona).ask("GET", "/directives/")
            assert address not in listed.content.decode(), persona

    def test_the_station_still_sees_that_officers_are_bound(self) -> None:
        visitor = Visitor(self.world, "chief_a1")
        url = reverse("coordination:assignment", args=[self.row.pk])
        assert "预留警力" in visitor.ask("GET", url).content.decode()

    def test_the_sponsor_sees_its_own(self) -> None:
        visitor = Visitor(self.world, "clerk")
        url = reverse("coordination:directive", args=[self.row.directive_id])
        assert visitor.ask("GET", url).status_code == 200
