"""A filter or a search that names what is hidden finds nothing."""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse

from organization.models import Department
from tests.permissions.doors import Visitor, sign
from tests.permissions.matrix import PERSONAS, READERS
from tests.permissions.test_leaks import HIDDEN
from tests.permissions.world import InTheWorld


class Searches(InTheWorld):
    def found(self, who: Visitor, route: str, **query: object) -> list[object]:
        answer = who.ask("GET", reverse(route), query)
        return answer.json().get("results", []) if answer.status_code == 200 else []

    def test_filters_of_the_lists(self) -> None:
        b = self.world.things["bureau"]
        for persona in PERSONAS[:9]:
            visitor = Visitor(self.world, persona)
            for route, query in (
                ("api:conflict-list", {"station": b["station"]}),
                ("api:assignment-list", {"station": b["station"]}),
                ("api:assignment-list", {"directive": b["directive"]}),
                ("api:directive-list", {"department": b["office"]}),
                ("api:station-list", {"bureau": b["bureau"]}),
                ("api:officer-list", {"station": b["station"]}),
                ("api:posting-list", {"officer": b["officer"]}),
                ("api:leave-list", {"officer": b["officer"]}),
            ):
                assert not self.found(visitor, route, **query), (persona, route)

    def groups(self, who: Visitor, text: str) -> list[dict[str, Any]]:
        answer = who.ask("GET", reverse("api:search"), {"q": text})
        found: list[dict[str, Any]] = answer.json()["groups"]
        return found

    def test_searching_everything(self) -> None:
        """Nothing hidden is found by its own words nor among others, and whatever is
        offered can be opened."""
        for persona in READERS:
            visitor, hidden = Visitor(self.world, persona), HIDDEN[persona]
            offered: dict[str, str] = {}
            for text in (*hidden[::3], "任务", "w", "派出所"):
                for group in self.groups(visitor, text):
                    told = json.dumps(group["results"], ensure_ascii=False)
                    found = [word for word in hidden if word in told]
                    assert not found, f"{persona} finds {found} by {text}: {told}"
                    offered[group["kind"]] = group["results"][0]["address"]
            for kind, address in offered.items():
                url = address.partition("#")[0]
                assert sign(visitor.ask("GET", url)) == ".", (persona, kind, url)
            assert bool(offered) == (persona != "stranger"), persona

    def test_they_are_found_by_those_they_concern(self) -> None:
        for persona, text, kinds in (
            ("staff_b", "ytspcs", {"station", "conflict"}),
            ("leader", "禁毒大队的任务", {"task"}),
            ("personnel_admin", "wjj", {"officer"}),
            ("finance", "柳堰", {"money", "payment"}),
        ):
            found = self.groups(Visitor(self.world, persona), text)
            assert kinds <= {group["kind"] for group in found}, (persona, found)

    def test_searching_the_tasks(self) -> None:
        other = Department.objects.get(code=self.world.things["bureau"]["office"])
        visitor = Visitor(self.world, "staff")
        for query in ({"q": "禁毒"}, {"q": "砚"}, {"department": other.pk}):
            url = reverse("coordination:directives")
            text = visitor.ask("GET", url, query).content.decode()
            assert "禁毒大队的任务" not in text, query
            assert f'/{self.world.things["bureau"]["directive"]}/"' not in text

    def test_the_station_picker(self) -> None:
        visitor = Visitor(self.world, "staff")
        url, force = reverse("coordination:pick_stations"), self.world.force
        for query in (
            {"station_q": "砚台山"},
            {"station_q": "990102"},
            {"stations": force.b1.pk},
            {"bureaus": force.county_b.pk},
        ):
            text = visitor.ask("GET", url, query).content.decode()
            assert "砚台山派出所" not in text, query
        answer = visitor.ask("GET", url, {"branch": force.county_b.pk})
        assert answer.status_code == 404

    def test_the_trial_run(self) -> None:
        """Naming another bureau's station tells nothing about it."""
        force = self.world.force
        form = {"kind": "task", "stations": [force.b1.pk], "effort_hours": "1"}
        for route in ("coordination:preview_fragment", "coordination:compose"):
            answer = Visitor(self.world, "staff").ask("POST", reverse(route), form)
            assert "砚台山" not in answer.content.decode(), route
