"""More readers than can be answered: some come back, whoever saves gets through."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from config.forwarded import behind_proxies
from config.shedding import LATEST, SOONEST, Queue, sheds, sheds_late


class Server:
    """An application whose pages wait until it is told to go on, on a clock that the
    test moves."""

    def __init__(self, threads: int = 2, longest: float = 2, most: int = 4) -> None:
        self.gate = asyncio.Event()
        self.answered: list[str] = []
        self.now = 100.0
        self.queue = Queue(threads, longest, most)
        self.app = sheds(self._slow, self.queue, lambda: self.now)

    async def _slow(self, scope: Any, receive: Any, send: Any) -> None:
        await self.gate.wait()
        self.answered.append(scope["method"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def ask(self, method: str, path: str = "/") -> tuple[int, dict[str, str]]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        await self.app({"method": method, "path": path}, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], headers | {"body": sent[1]["body"].decode()}


async def crowd(server: Server, *asked: tuple[str, str]) -> list[asyncio.Task[Any]]:
    waiting = [asyncio.create_task(server.ask(*each)) for each in asked]
    await asyncio.sleep(0)
    return waiting


def test_readers_beyond_the_number_come_back_and_who_saves_gets_through() -> None:
    async def morning() -> None:
        server = Server(threads=2, most=4)
        inside = await crowd(server, ("GET", "/"), ("HEAD", "/"))
        server.now += 2.5  # and neither of them is answered yet
        status, told = await server.ask("GET", "/today/")
        assert status == 429
        assert SOONEST <= int(told["retry-after"]) <= LATEST
        assert told["refresh"] == told["retry-after"]
        assert "自动重试" in told["body"] and "tries" in told["body"]
        inside += await crowd(server, ("POST", "/"), ("POST", "/"))
        assert (await server.ask("POST"))[0] == 429
        server.gate.set()
        assert [(await one)[0] for one in inside] == [200] * 4
        assert (await server.ask("GET"))[0] == 200
        assert sorted(server.answered) == ["GET", "GET", "HEAD", "POST", "POST"]

    asyncio.run(morning())


@pytest.mark.parametrize("path", ["/static/css/ui.css", "/healthz", "/readyz"])
def test_styles_and_the_question_whether_it_lives_are_always_answered(
    path: str,
) -> None:
    async def asked() -> None:
        server = Server(most=0)
        assert (await server.ask("GET"))[0] == 429
        server.gate.set()
        assert (await server.ask("GET", path))[0] == 200

    asyncio.run(asked())


def test_a_page_that_breaks_gives_its_place_back() -> None:
    async def broken(*_: Any) -> None:
        raise ValueError

    async def asked() -> None:
        server = Server()
        server.app = sheds(broken, server.queue)
        for _ in range(9):
            with pytest.raises(ValueError):
                await server.ask("GET")

    asyncio.run(asked())


def test_a_program_is_told_as_a_problem() -> None:
    async def asked() -> None:
        status, told = await Server(most=0).ask("GET", "/api/v1/assignments/")
        assert status == 429
        assert told["content-type"] == "application/problem+json"
        assert "refresh" not in told
        assert json.loads(told["body"])["status"] == 429

    asyncio.run(asked())


@pytest.mark.parametrize(("each", "let_in"), [(0.01, 200), (1.0, 2)])
def test_how_many_may_wait_follows_from_how_fast_they_are_answered(
    each: float, let_in: int
) -> None:
    """Two seconds are two hundred quick pages or two slow ones beside those at work."""
    queue = Queue(threads=4, longest=2, most=10_000)
    now = 100.0
    for _ in range(4):
        queue.enter(now)
    for _ in range(200):
        queue.enter(now)
        now += each
        queue.leave(now)
    while not queue.full(reads=True, now=now):
        queue.enter(now)
    assert queue.under_way - 3 == pytest.approx(let_in + 1, rel=0.05, abs=1)
    assert not queue.full(reads=False, now=now)


def test_nobody_is_turned_away_where_a_thread_is_free() -> None:
    """However slow the pages are."""
    queue = Queue(threads=4, longest=0.1, most=100)
    queue._took.extend([60.0] * 17)
    assert queue.pace == 60.0
    for n in range(3):
        queue.enter(100.0 + n)
    assert not queue.full(reads=True, now=500.0)


def test_one_moment_in_which_nothing_moves_turns_nobody_away() -> None:
    """Something else took the machine; twenty pages that are quick wait behind it."""
    queue, now = Queue(threads=2, longest=2, most=100), 100.0
    for _ in range(22):
        queue.enter(now)
    for _ in range(40):
        now += 0.05
        queue.leave(now)
        queue.enter(now)
    now += 0.9
    assert not queue.full(reads=True, now=now), "it is one answer that lets wait"
    queue.leave(now)
    queue.enter(now)
    assert not queue.full(reads=True, now=now), "and the next ones are as quick"
    assert queue.full(reads=True, now=now + 2.1), "nothing moves any more"
    for _ in range(3):
        now += 0.9
        queue.leave(now)
        queue.enter(now)
    assert queue.full(reads=True, now=now), "it was not one moment"


def fine(_: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"fine"]


@pytest.mark.parametrize(
    ("method", "waited", "sender", "status"),
    [
        ("GET", 0.5, "127.0.0.1", "200"),
        ("GET", 5.0, "127.0.0.1", "429"),
        ("POST", 5.0, "127.0.0.1", "200"),
        ("GET", 5.0, "10.0.0.9", "200"),
    ],
)
def test_who_waited_before_the_door_is_told_at_once(
    method: str, waited: float, sender: str, status: str
) -> None:
    """Of the proxy's word, and of nobody else's."""
    told: list[str] = []
    application = behind_proxies(sheds_late(fine, 2), ["127.0.0.1"])
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": "/",
        "REMOTE_ADDR": sender,
        "HTTP_X_REQUEST_START": f"t={time.time() - waited:.3f}",
    }
    application(environ, lambda line, headers: told.append(line))
    assert told[0].startswith(status)


@pytest.mark.parametrize("nonsense", ["", "t=", "yesterday", "t=nan"])
def test_a_time_that_is_none_turns_nobody_away(nonsense: str) -> None:
    told: list[str] = []
    environ = {"REQUEST_METHOD": "GET", "HTTP_X_REQUEST_START": nonsense}
    sheds_late(fine, 2)(environ, lambda line, headers: told.append(line))
    assert told == ["200 OK"]
