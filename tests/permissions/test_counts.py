"""What is counted is what may be seen."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.urls import reverse

from tests.permissions.doors import Visitor
from tests.permissions.matrix import PERSONAS, rows
from tests.permissions.world import InTheWorld


class Counts(InTheWorld):
    def context(self, persona: str, route: str, query: str = "") -> Any:
        address = f"{reverse(route)}{query}"
        answer = Visitor(self.world, persona).ask("GET", address)
        assert answer.status_code == 200
        return answer.context

    def test_the_board_counts_its_own_bureaus(self) -> None:
        for persona in ("coordinator", "leader"):
            seen = self.context(persona, "coordination:board", "?kind=")
            every = {value: count for value, _label, count in seen["kinds"]}
            assert every[""] == 3, "two at 柳堰, one at 津堰, none of 砚台山"
            codes = {state.station.code for state in seen["stations"]}
            assert codes <= {s.code for s in self.world.force.stations[:3]}

    def test_the_queue_counts_what_it_lists(self) -> None:
        for persona in ("coordinator", "leader"):
            seen = self.context(persona, "coordination:board")
            counts = {value: count for value, _label, count in seen["chips"]}
            kinds = Counter(line.kind for line in seen["lines"])
            assert counts == {"": len(seen["lines"]), **kinds}
            places = {line.said.where for line in seen["lines"]}
            assert self.world.force.b1.label not in places

    def test_the_menu_counts_the_same(self) -> None:
        for persona in ("coordinator", "leader"):
            menu = self.context(persona, "organization:policy")["nav"]
            counts = {entry.url: entry.count for entry in menu}
            assert counts[reverse("coordination:board")] == 3

    def test_the_inbox_counts_its_own_letters(self) -> None:
        """Two conflicts at 柳堰 for its chief, one at 津堰 for his neighbour, each with
        a plan to answer, a posting order, a round of selection, an alert, tasks to
        sign for, a report by a form, protected time taken; conflict, opinion,
        duplicate, a difficulty at 砚台山 for its department, and that its table has
        been judged; and what was done to both chiefs' accounts."""
        for persona, letters in (("chief_a1", 29), ("chief_a2", 16), ("staff_b", 6)):
            seen = self.context(persona, "coordination:inbox")
            counts = {entry.url: entry.count for entry in seen["nav"]}
            assert counts[reverse("coordination:inbox")] == len(seen["rows"])
            assert len(seen["rows"]) == letters, persona

    def test_the_list_of_opinions_counts_those_in_reach(self) -> None:
        for persona, waiting, own in (
            *(("staff", 2, 2), ("chief_a1", 2, 0), ("chief_a2", 1, 0)),
            *(("coordinator", 3, 0), ("leader", 3, 0), ("finance", 0, 0)),
        ):
            seen = self.context(persona, "coordination:opinions")
            counts = {value: count for value, _label, count in seen["chips"]}
            assert (counts["waiting"], counts["mine"]) == (waiting, own), persona
            assert len(seen["rows"]) == waiting, persona

    def test_the_list_of_tasks_counts_what_it_lists(self) -> None:
        for persona, tasks in (("staff", 16), ("chief_a1", 12), ("coordinator", 27)):
            seen = self.context(persona, "coordination:directives")
            assert seen["page"].paginator.count == tasks, persona

    def test_the_menu_leads_nobody_astray(self) -> None:
        """Every entry is open to the one who sees it, as `test_matrix` tries it."""
        doors = {row.route: row for row in rows() if row.method == "GET"}
        for persona in PERSONAS[:-1]:
            menu = self.context(persona, "organization:policy")["nav"]
            shown = [part for entry in menu for part in entry.parts or (entry,)]
            for entry in shown:
                told = doors[entry.route].sign(persona, "home")
                assert told == ".", f"{persona}: {entry.url} {told}"
