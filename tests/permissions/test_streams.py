"""Live updates: who may listen. Only the head of each answer is read."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse

from tests.permissions.matrix import PERSONAS, PLACES, Row, rows
from tests.permissions.world import InTheWorld

STREAMS = [row for row in rows() if row.route.endswith("_events")]
CODES = {".": 200, "3": 403, "4": 404, "s": 401}


class Streams(InTheWorld):
    def open(self, persona: str, url: str) -> Any:
        client = AsyncClient()
        if persona != "anonymous":
            client.force_login(self.world.force.personas[persona])

        async def listen() -> Any:
            answer = await client.get(url)
            answer.close()
            return answer

        return async_to_sync(listen)()

    def every_visit(self, row: Row) -> list[tuple[str, str, str]]:
        places = PLACES if row.of else PLACES[:1]
        return [
            (persona, reverse(row.route, args=args), row.sign(persona, place))
            for persona in PERSONAS
            for place in places
            for args in [self.world.address(row.of, place)]
        ]

    def test_who_may_listen(self) -> None:
        assert len(STREAMS) == len({row.route for row in STREAMS}) >= 4
        for row in STREAMS:
            for persona, url, sign in self.every_visit(row):
                answer = self.open(persona, url)
                assert answer.status_code == CODES[sign], f"{persona} {url}"
                streams = answer["Content-Type"].startswith("text/event-stream")
                assert streams == (sign == "."), f"{persona} {url}"

    def test_a_stream_is_kept_by_nobody_in_between(self) -> None:
        answer = self.open("coordinator", reverse("coordination:board_events"))
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Accel-Buffering"] == "no"
