"""With the scoping removed nothing leaks, and with it nothing is missing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.apps import apps
from django.db import connection
from django.db.models import QuerySet
from django.test import override_settings
from django.urls import reverse

from organization.api import base
from tests.permissions.doors import Visitor
from tests.permissions.matrix import READERS, rows
from tests.permissions.test_leaks import (
    COSTS,
    HIDDEN,
    NARCOTICS_WORK,
    ON_PURPOSE,
    readable,
)
from tests.permissions.world import InTheWorld

CHANGING = re.compile(
    r'name="key" value="[^"]*"|"key" value="[^"]*"|\.\d{6}|DTSTAMP:\w+|'
    r'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": ?"[^"]*"|nonce[-=]"?[^" >]*'
    r'|\d\d:\d\d(:\d\d)?|csrf-token" content="[^"]*"|modified[^<]*<|created[^<]*<'
)


WHO = READERS if os.environ.get("EVERY_PLACE") else READERS[::5]
"""Of whose pages: of all by `make doors`."""
NEW = re.compile(r'"(id|digest|assignments)":("[^"]*"|\d+|\[[\d,]*\])')
"""What is another number each time something is made."""
MOMENTARY = ("metrics", "desk:sessions", "desk:add_totp", "desk:add_passkey")
"""What says something else each time it is asked."""


def querysets() -> set[type[QuerySet[Any]]]:
    """Those that narrow rows by who looks."""
    found = set()
    for model in apps.get_models():
        made = type(model._default_manager.all())
        found |= {one for one in made.__mro__ if "visible_to" in vars(one)}
    return found


@contextmanager
def unscoped() -> Iterator[None]:
    """Every `visible_to` forgets to narrow."""
    usual = {one: vars(one)["visible_to"] for one in querysets()}
    for one in usual:
        one.visible_to = lambda self, user: self.all()
    try:
        yield
    finally:
        for one, narrowing in usual.items():
            one.visible_to = narrowing


@override_settings(SECOND_WALL=True)
class Wall(InTheWorld):
    def doors(self, persona: str) -> Iterator[tuple[str, str, Any]]:
        """(route, address, answer) of every page, list and file of a persona."""
        visitor = Visitor(self.world, persona)
        for row in rows():
            for place in row.read_at(persona):
                url = reverse(row.route, args=self.world.address(row.of, place))
                yield row.route, url, visitor.ask("GET", url)

    def refused(self, persona: str) -> Iterator[tuple[str, str, Any]]:
        """(route, address, answer) of forms of a persona that are sent with nothing in
        them, and of acts that come too late."""
        visitor = Visitor(self.world, persona)
        for row in rows():
            api = row.route.startswith("api:")
            if row.method == "POST" and row.sign(persona, "home") == "." and not api:
                url = reverse(row.route, args=self.world.address(row.of, "home"))
                answer = visitor.ask("POST", url)
                if answer.status_code in (200, 409, 422):
                    yield row.route, url, answer

    def acted(self, persona: str) -> Iterator[tuple[str, str, Any]]:
        """(route, address, answer) of what other systems do with nothing but a word:
        sign, read, withdraw, open."""
        visitor = Visitor(self.world, persona)
        visitor.client.defaults["HTTP_IF_MATCH"] = "*"
        for row in rows():
            writes = row.method in ("POST", "PATCH") and row.route.startswith("api:")
            if writes and row.sign(persona, "home") == ".":
                url = reverse(row.route, args=self.world.address(row.of, "home"))
                answer = visitor.ask(row.method, url, {"reason": "核对有误"})
                if answer.status_code in (200, 201):
                    yield f"{row.method} {row.route}", url, answer

    def test_of_what_other_systems_did_nobody_misses_anything(self) -> None:
        wrong, acts = [], set()
        for persona in READERS:
            with override_settings(SECOND_WALL=False):
                without = {route: said for route, *said in self.acted(persona)}
            found = {route: said for route, *said in self.acted(persona)}
            assert found.keys() == without.keys()
            acts |= found.keys()
            wrong += [
                f"{persona} {url}: {NEW.sub('', text(answer))} and not"
                f" {NEW.sub('', text(without[route][1]))}"
                for route, (url, answer) in found.items()
                if NEW.sub("", text(answer)) != NEW.sub("", text(without[route][1]))
            ]
        assert not wrong, "\n".join(wrong)
        assert len(acts) > 10, acts

    def test_of_what_other_systems_did_they_hear_behind_the_wall(self) -> None:
        heard = []
        usual = base.entity_tag

        def hears(row: Any, data: Any) -> str:
            with connection.cursor() as cursor:
                cursor.execute("SELECT current_setting('wall.open_lifted', true)")
                heard.append(cursor.fetchone()[0])
            return usual(row, data)

        with patch.object(base, "entity_tag", hears):
            acts = {route for who in READERS for route, *_said in self.acted(who)}
        assert len(heard) > 10 and set(heard) == {""}, acts

    def test_of_a_refused_form_nobody_misses_anything(self) -> None:
        wrong = []
        for persona in WHO:
            with override_settings(SECOND_WALL=False):
                without = {route: said for route, *said in self.refused(persona)}
            found = {route: said for route, *said in self.refused(persona)}
            assert found.keys() == without.keys()
            wrong += [
                f"{persona} {url} {answer.status_code}"
                for route, (url, answer) in found.items()
                if text(answer) != text(without[route][1]) and route not in MOMENTARY
            ]
        assert not wrong, "\n".join(wrong)

    def test_of_a_refused_form_the_wall_holds(self) -> None:
        with unscoped():
            found = [leak for persona in WHO for leak in self.told(persona)]
            with override_settings(SECOND_WALL=False):
                without = [leak for persona in WHO for leak in self.told(persona)]
        assert not found, "\n".join([str(len(found)), *found])
        assert without, "a negative control"

    def told(self, persona: str) -> list[str]:
        return self.said_in(persona, self.refused(persona))

    def test_nobody_misses_anything(self) -> None:
        wrong = []
        for persona in WHO:
            with override_settings(SECOND_WALL=False):
                without = {url: answer for _r, url, answer in self.doors(persona)}
            for route, url, answer in self.doors(persona):
                same = answer.status_code == without[url].status_code
                if route in MOMENTARY:
                    continue
                if not same or text(answer) != text(without[url]):
                    wrong.append(f"{persona} {route} {url} {answer.status_code}")
        assert not wrong, "\n".join(wrong)

    def leaks(self, persona: str) -> list[str]:
        return self.said_in(persona, self.doors(persona))

    def said_in(self, persona: str, doors: Iterator[tuple[str, str, Any]]) -> list[str]:
        """Where words of others stand that the persona does not see."""
        found = []
        costs = dict.fromkeys(COSTS, NARCOTICS_WORK[:1])
        meant = ON_PURPOSE | (costs if persona == "finance" else {})
        for route, url, answer in doors:
            if answer.status_code in (200, 201, 409, 422):
                words = set(HIDDEN[persona]) - set(meant.get(route, ()))
                said = [word for word in words if word in text(answer)]
                found += [f"{persona} reads {said} at {url}"] if said else []
        return found

    def test_without_scoping_the_wall_holds(self) -> None:
        with unscoped():
            found = [leak for persona in WHO for leak in self.leaks(persona)]
        assert not found, "\n".join([str(len(found)), *found])

    def test_without_both_it_leaks(self) -> None:
        """A negative control."""
        with unscoped(), override_settings(SECOND_WALL=False):
            assert len(self.leaks("chief_a1")) + len(self.leaks("staff")) > 50


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CHANGING.sub("", readable(content))
