"""The two-sided server: pages from threads, streams from the loop, nothing leaks."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from config import asgi, places
from config.forwarded import behind_proxies


def scope(path: str = "/", **headers: str) -> dict[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": "http",
        "method": "POST",
        "http_version": "1.1",
        "path": path,
        "query_string": b"",
        "headers": [(name.replace(b"0", b"-"), value) for name, value in pairs],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }


def receiver(*messages: dict[str, Any]) -> asgi.Receive:
    waiting = list(messages)

    async def receive() -> asgi.Message:
        return waiting.pop(0)

    return receive


class Sent(list[Any]):
    async def __call__(self, message: asgi.Message) -> None:
        self.append(message)

    @property
    def status(self) -> int:
        return int(self[0]["status"])

    @property
    def body(self) -> bytes:
        return b"".join(each.get("body", b"") for each in self)


def part(body: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def echo(
    environ: dict[str, Any], start_response: Callable[..., Any]
) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read(), b" ", repr(sorted(environ)).encode()]


def test_a_body_in_parts_arrives_whole() -> None:
    sent = Sent()
    page = asgi.pages(echo, 1)
    asyncio.run(page(scope(), receiver(part(b"a", more=True), part(b"b")), sent))
    assert sent.status == 200
    assert sent.body.startswith(b"ab ")


def test_a_broken_upload_never_reaches_the_view() -> None:
    sent, called = Sent(), []

    def view(*_: Any) -> Iterable[bytes]:
        called.append(True)
        return []

    gone = {"type": "http.disconnect"}
    page = asgi.pages(view, 1)
    asyncio.run(page(scope(), receiver(part(b"half", more=True), gone), sent))
    assert not called
    assert not sent


@pytest.mark.parametrize("honest", [True, False])
def test_a_huge_body_is_refused(honest: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MAX_DROPPED", 10)
    sent = Sent()
    head = scope(content0length="11") if honest else scope()
    parts = receiver(part(b"x" * 6, more=True), part(b"x" * 6))
    asyncio.run(asgi.pages(echo, 1)(head, parts, sent))
    assert sent.status == 413


def test_of_a_large_body_the_pages_hear_only_how_much_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They say so to a person in his language, to a machine as a problem document."""
    monkeypatch.setattr(asgi, "MAX_BODY", 10)
    sent = Sent()
    parts = receiver(part(b"x" * 6, more=True), part(b"x" * 6))
    heard = []

    def told(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        heard.append((environ["CONTENT_LENGTH"], environ["wsgi.input"].read()))
        return echo(environ, start)

    asyncio.run(asgi.pages(told, 1)(scope(content0length="11"), parts, sent))
    assert (sent.status, heard) == (200, [("12", b"")])


def test_a_header_with_an_underscore_is_not_taken_for_another() -> None:
    sent = Sent()
    head = scope(x_forwarded_for="1.1.1.1", x0real="2")
    asyncio.run(asgi.pages(echo, 1)(head, receiver(part(b"")), sent))
    assert b"HTTP_X_REAL" in sent.body
    assert b"HTTP_X_FORWARDED_FOR" not in sent.body


@pytest.mark.parametrize("fault", ["gone", "stalled"])
def test_a_vanished_reader_frees_the_thread(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asgi, "STALLED_SECONDS", 0.05)
    finished = threading.Event()

    def view(_: Any, start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])
        for _number in range(asgi.SEND_QUEUE * 3):
            yield b"x" * 1000
        finished.set()

    async def send(_: asgi.Message) -> None:
        if fault == "gone":
            raise ConnectionResetError
        await asyncio.sleep(3600)

    async def main() -> None:
        page = asgi.pages(view, 1)
        await asyncio.wait_for(page(scope(), receiver(part(b"")), send), 10)

    asyncio.run(main())
    assert finished.is_set()


def test_paths_go_to_their_side() -> None:
    def side(name: str) -> asgi.App:
        async def answer(_: Any, __: Any, send: asgi.Send) -> None:
            await send({"type": name})

        return answer

    both = asgi.route(side("page"), side("event"))
    only = asgi.route(None, side("event"))
    cases = [(both, "/events/x", "event"), (both, "/eventsx", "page")]
    for app, path, wanted in [*cases, (both, "/", "page"), (only, "/healthz", "event")]:
        sent = Sent()
        asyncio.run(app(scope(path), receiver(), sent))
        assert sent[0]["type"] == wanted


def test_lifespan_and_web_sockets_are_answered() -> None:
    sent = Sent()
    app = asgi.route(None, asgi.events)
    steps = receiver({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    asyncio.run(app({"type": "lifespan"}, steps, sent))
    asyncio.run(app({"type": "websocket"}, receiver(), sent))
    assert [each["type"] for each in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
        "websocket.close",
    ]


def test_streams_share_few_threads() -> None:
    from asgiref.sync import sync_to_async

    names: set[str] = set()

    async def stream(*_: Any) -> None:
        name = await sync_to_async(lambda: threading.current_thread().name)()
        names.add(name)
        await asyncio.sleep(0.01)

    async def main() -> None:
        app = asgi.streams(stream, 3)
        await asyncio.gather(*(app(scope(), receiver(), Sent()) for _ in range(50)))

    asyncio.run(main())
    assert len(names) == 3


@pytest.mark.parametrize(
    ("peer", "told", "wanted"),
    [
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),  # a stranger's claim
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),  # forged first hop
        ("10.0.0.1", "203.0.113.9, 10.0.0.7", "203.0.113.9"),  # two proxies of ours
        ("10.0.0.1", "203.0.113.9, rubbish", "10.0.0.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_only_our_proxies_speak_for_others(peer: str, told: str, wanted: str) -> None:
    seen: dict[str, Any] = {}

    def view(environ: dict[str, Any], _: Any) -> Iterable[bytes]:
        seen.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_PROTO": "https"}
    if told:
        environ["HTTP_X_FORWARDED_FOR"] = told
    behind_proxies(view, ["10.0.0.0/24"])(environ, lambda *_: None)
    assert seen["REMOTE_ADDR"] == wanted
    assert ("HTTP_X_FORWARDED_PROTO" in seen) == peer.startswith("10.")


COLD = """
import sys
from config import {module}
from django.template import engines
from django.urls import get_resolver
kept = engines["django"].engine.template_loaders[0].get_template_cache
print(len(kept), "zh-hans" in get_resolver()._reverse_dict)
"""


@pytest.mark.parametrize("module", ["asgi", "wsgi"])
def test_nobody_waits_for_what_a_process_reads_first(module: str) -> None:
    """Addresses, catalogues and templates lie ready before anybody is let in."""
    done = subprocess.run(
        [sys.executable, "-c", COLD.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
        cwd=places.BASE_DIR,
    )
    templates, addresses = done.stdout.split()
    assert int(templates) >= len([*(places.BASE_DIR / "templates").rglob("*.html")])
    assert addresses == "True"
