"""A policy says the same however it is read: with ids found once, with each row looked
up by itself, and in a plan that serves everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test import override_settings

from config import wall as policies
from config.wall.ways import WAYS
from organization import wall
from tests.permissions.test_wall import WHO
from tests.permissions.world import InTheWorld

Seen = dict[str, int]
FOUND = [name for name, way in WAYS.items() if not way.far]
REACHES = ("at_", "of_")


@contextmanager
def behind(user: Any) -> Iterator[Any]:
    wall.put_up(user)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        wall.take_down(fresh=True)


def told(cursor: Any, name: str, value: str) -> None:
    cursor.execute("SELECT set_config(%s, %s, false)", [f"wall.{name}", value])


def seen(cursor: Any) -> Seen:
    """How many rows of each table."""
    counts = [f"SELECT '{t}', count(*) FROM {t}" for t in policies.POLICIES]
    cursor.execute(" UNION ALL ".join(counts))
    return dict(cursor.fetchall())


def one_by_one(cursor: Any) -> None:
    """As if every way led to too many to be kept."""
    cursor.execute("SELECT current_setting('wall.asked')")
    asked = cursor.fetchone()[0]
    for name in FOUND:
        if not name.startswith(REACHES):
            told(cursor, f"few_{name}", f"{asked}many")


@override_settings(SECOND_WALL=True)
class Modes(InTheWorld):
    def user(self, persona: str) -> Any:
        return self.world.force.personas[persona]

    def test_the_same_rows_whichever_way_they_are_found(self) -> None:
        narrow = 0
        for persona in WHO:
            with behind(self.user(persona)) as cursor:
                usual = seen(cursor)
                one_by_one(cursor)
                each = seen(cursor)
                told(cursor, "kept", "1")
                kept = seen(cursor)
                told(cursor, "kept", "")
            differ = {t for t in usual if not usual[t] == each[t] == kept[t]}
            assert not differ, f"{persona}: {sorted(differ)}"
            narrow += any(not count for count in usual.values())
        assert narrow, "somebody sees less than everything"

    def test_lifted_every_mode_shows_everything(self) -> None:
        with behind(self.user(WHO[0])) as cursor, wall.lifted("to compare"):
            usual = seen(cursor)
            told(cursor, "kept", "1")
            assert seen(cursor) == usual
            told(cursor, "kept", "")
        assert usual["tasking_directive"] == self.world_rows("tasking_directive")

    def world_rows(self, table: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return int(cursor.fetchone()[0])
