"""A door that lets somebody in still looks at the unit the form or the body names."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from personnel.models import Leave, Officer, Posting
from tasking.models import Assignment, Directive
from tests.permissions.world import InTheWorld

KEPT = (Directive, Assignment, Officer, Posting, Leave)
REFUSED = (400, 403, 404, 422)


class Bodies(InTheWorld):
    def send(self, persona: str, url: str, data: dict[str, Any]) -> int:
        """Send it; whatever is answered, nothing may have been written."""
        client = Client()
        client.force_login(self.world.force.personas[persona])
        more = {"content_type": "application/json"} if url.startswith("/api/") else {}
        before = [model.objects.count() for model in KEPT]
        status = client.post(url, data, **more).status_code
        same = before == [model.objects.count() for model in KEPT]
        assert same == (status in REFUSED), f"{status} {url}"
        return status

    def order(self, department: str, station: str) -> dict[str, Any]:
        due = timezone.localdate() + dt.timedelta(days=40)
        words = {"title": "走访", "intent": "摸底", "standard": "逐户", "basis": ""}
        times = {"due": due.isoformat(), "effort_hours": 1}
        kind = {"kind": "task", "deadline_class": "negotiable", "reason": "上级要求"}
        return {"department": department, "stations": [station], **words} | times | kind

    def test_a_department_orders_in_its_own_name_only(self) -> None:
        url, force = reverse("api:directive-list"), self.world.force
        assert self.send("staff", url, self.order("990101020100", force.a1.code)) == 201
        for department in ("990101020300", "990102020100", "990101510100"):
            body = self.order(department, force.a1.code)
            assert self.send("staff", url, body) in REFUSED, department

    def test_a_department_orders_stations_of_its_bureau_only(self) -> None:
        force = self.world.force
        for url in (reverse("api:directive-list"), reverse("api:directive-preview")):
            body = self.order("990101020100", force.b1.code)
            assert self.send("staff", url, body) in REFUSED

    def test_a_chief_plans_for_the_own_station_only(self) -> None:
        url, force = reverse("api:directive-list"), self.world.force
        assert (
            self.send("chief_a1", url, self.order(force.a1.code, force.a1.code)) == 201
        )
        for asks, station in ((force.a2, force.a2), (force.a1, force.a2)):
            body = self.order(asks.code, station.code)
            assert self.send("chief_a1", url, body) in REFUSED, asks

    def test_the_composer_knows_its_own_departments_only(self) -> None:
        force = self.world.force
        body = self.order("", "") | {"act": "issue", "declared": "on"}
        for requester, station, told in (
            (force.public_order, force.a1, (302,)),
            (force.narcotics, force.a1, REFUSED),
            (force.public_order, force.b1, REFUSED),
            (force.public_order_b, force.b1, REFUSED),
        ):
            form = body | {"requester": requester.pk, "stations": [station.pk]}
            status = self.send("staff", reverse("coordination:compose"), form)
            assert status in told, (requester, station)

    def test_officers_are_posted_below_the_own_bureau_only(self) -> None:
        b, force = self.world.things["bureau"], self.world.force
        day = (timezone.localdate() + dt.timedelta(days=400)).isoformat()
        person = {"police_number": "990001", "name": "赵敏", "start": day}
        url = reverse("api:officer-list")
        assert self.send(
            "personnel_admin", url, person | {"station": b["station"]}
        ) in (
            400,
            403,
        )
        body = {"officer": b["officer"], "station": force.a1.code, "start": day}
        assert (
            self.send("personnel_admin", reverse("api:posting-list"), body) in REFUSED
        )

    def test_leave_of_the_own_station_only(self) -> None:
        first = timezone.localdate() + dt.timedelta(days=30)
        span = {
            "start": first.isoformat(),
            "end": (first + dt.timedelta(5)).isoformat(),
        }
        url = reverse("api:leave-list")
        for place, told in (
            ("home", (201,)),
            ("station", REFUSED),
            ("bureau", REFUSED),
        ):
            officer = self.world.things[place]["officer"]
            body = {"officer": officer, "kind": "annual", **span}
            assert self.send("chief_a1", url, body) in told, place
