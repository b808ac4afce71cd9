"""Every route, method, role and place against the table; nothing is left out."""

from __future__ import annotations

import os
import zlib
from collections import defaultdict
from collections.abc import Callable

from django.test import Client

from tests.each import each
from tests.permissions.doors import METHODS, Visitor, routes
from tests.permissions.links import refused
from tests.permissions.matrix import PERSONAS, Row, rows
from tests.permissions.ways_back import FREE, UNDONE
from tests.permissions.world import InTheWorld

ROWS = list(rows())


def by_route() -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in ROWS:
        found[row.route].append(row)
    return found


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    known, declared = set(routes()), {row.route for row in ROWS}
    assert "" not in known, "every route has a name"
    assert not known - declared, "routes nobody has decided about"
    assert not declared - known, "rows without a route"


@each(ROWS, lambda row: f"{row.method} {row.route}")
def test_a_row_is_complete(row: Row) -> None:
    assert len(row.cells) == len(PERSONAS)
    assert all(len(cell) == 1 or (row.of and len(cell) == 4) for cell in row.cells)
    assert set("".join(row.cells)) <= set(".34s")


def test_no_row_stands_twice() -> None:
    assert len({(row.route, row.method) for row in ROWS}) == len(ROWS)


def test_ways_back_are_named_of_routes_that_there_are() -> None:
    posted = {row.route for row in ROWS if row.method == "POST"}
    assert posted >= UNDONE | set(FREE) and not UNDONE & set(FREE)


class Doors(InTheWorld):
    """One test per persona is added below."""

    def test_a_session_leads_to_whom_it_was_made_for(self) -> None:
        for persona in PERSONAS[:-1]:
            client, user = Client(), self.world.force.personas[persona]
            client.force_login(user)
            assert client.get("/").wsgi_request.user == user

    def let_in(self, persona: str) -> None:
        visitor = Visitor(self.world, persona)
        wrong = []
        for row in ROWS:
            for place in row.places(persona):
                found = visitor.visit(row.route, row.method, row.of, place)
                want = row.sign(persona, place)
                if found != want:
                    wrong.append(f"{row.method} {row.route} {place}: {found}≠{want}")
        assert not wrong, "\n".join(wrong)
        if persona != "anonymous":
            rash = visitor.acted - UNDONE - set(FREE)
            assert not rash, "acts at once: to be undone, asked for, or harmless, why?"
        assert not visitor.unguarded, "headers that an answer lacked"
        astray = refused(visitor)
        assert not astray, "\n".join(["ways that end in a refusal:", *astray])

    def no_other_method(self, persona: str) -> None:
        """At the home place: a method is refused before the place is looked at. One of
        them for each route, another one from route to route; all by `make doors`."""
        visitor = Visitor(self.world, persona)
        refusals = "s5" if persona == "anonymous" else "5"
        wrong = []
        for route, declared in by_route().items():
            others = sorted(set(METHODS) - {row.method for row in declared})
            if others and not os.environ.get("EVERY_PLACE"):
                first = zlib.crc32(f"{route} {persona}".encode()) % len(others)
                others = others[first : first + 1]
            for method in others:
                found = visitor.visit(route, method, declared[0].of)
                if found not in refusals:
                    wrong.append(f"{method} {route}: {found}")
        assert not wrong, "\n".join(wrong)
        assert not visitor.unguarded, "headers that a refusal lacked"


def _add(name: str, check: Callable[[Doors, str], None], persona: str) -> None:
    setattr(Doors, f"test_{name}_{persona}", lambda self: check(self, persona))


for _persona in PERSONAS:
    _add("who_is_let_in", Doors.let_in, _persona)
# A method is refused before anybody asks who comes: a member and somebody unknown show
# it, everybody where every place is tried.
for _persona in PERSONAS if os.environ.get("EVERY_PLACE") else ("staff", "anonymous"):
    _add("no_other_method_is_answered", Doors.no_other_method, _persona)
