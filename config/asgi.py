"""Pages and live updates in one process: `/events/` as ASGI, the rest as WSGI.

Page views run in a fixed pool of threads, each with its persistent database
connection. A live stream lasts for hours and must cost neither a thread nor a
connection, so it runs on the event loop; its short moments with the database go
through a few shared threads.
"""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import Any

from a2wsgi import WSGIMiddleware
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application

from config import env
from config.guarded import HEADERS
from config.shedding import App, Message, Queue, Receive, Scope, Send, sheds
from config.warming import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

MAX_BODY = 16 * 1024 * 1024
MAX_DROPPED = 4 * MAX_BODY
"""So much is still taken and thrown away: a browser that is cut off while it sends
shows its own error and not what we say of it."""
SEND_QUEUE = 256  # chunks a page may be ahead of its reader before its thread waits
STALLED_SECONDS = 30.0
EVENTS_PREFIX = "/events/"


class ClientGone(Exception):
    """The client left before its request was complete."""


class BodyTooLarge(Exception):
    """More than any form or import of this product needs, by far."""


async def read_body(scope: Scope, receive: Receive) -> tuple[bytes, int]:
    """The whole request body, read on the event loop, and its length; beyond MAX_BODY
    the length alone.

    A slow or broken upload then never occupies one of the few page threads, and a
    truncated form is never taken for a complete one.
    """
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > MAX_DROPPED:
            raise BodyTooLarge
    body, length = bytearray(), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        length += len(part)
        if length > MAX_DROPPED:
            raise BodyTooLarge
        if length <= MAX_BODY:
            body += part
        else:
            body.clear()
        if not message.get("more_body", False):
            return bytes(body), length


def replay(body: bytes) -> Receive:
    """A `receive` that hands out what was read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def forgiving(send: Send) -> Send:
    """A `send` that gives up on a vanished or stalled client: the page's thread must
    come to its end instead of waiting for somebody to take the rest."""
    gone = False

    async def wrapped(message: Message) -> None:
        nonlocal gone
        if gone:
            return
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await send(message)
        except Exception:
            gone = True

    return wrapped


async def refuse(send: Send, status: int, text: bytes) -> None:
    """A short plain answer."""
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"connection", b"close"),
        *((name.lower().encode(), said.encode()) for name, said in HEADERS.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def pages(wsgi: Any, threads: int) -> App:
    """The WSGI application behind a pool of threads."""
    bridge: Any = WSGIMiddleware(wsgi, threads, SEND_QUEUE)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        # A name with an underscore would look like the hyphenated one to WSGI
        # (X_Forwarded_For): dropped, as other servers do.
        headers = [pair for pair in scope["headers"] if b"_" not in pair[0]]
        scope = {**scope, "headers": headers}
        try:
            body, length = await read_body(scope, receive)
        except ClientGone:
            return
        except BodyTooLarge:
            await refuse(send, 413, "Too large / 内容过大".encode())
            return
        if length > MAX_BODY:
            # Whoever reads it hears by its length that it is too much, and says so in
            # the language and the manner of the one who asked.
            told = (b"content-length", str(length).encode())
            kept = [pair for pair in headers if pair[0] != told[0]]
            scope = {**scope, "headers": [*kept, told]}
        await bridge(scope, replay(body), forgiving(send))

    return application


def close_connections() -> None:
    """Close this thread's database connections."""
    from django.db import connections

    connections.close_all()


def streams(asgi: Any, threads: int) -> App:
    """Django's ASGI application; the streams share a few threads for the database."""
    pool = cycle([ThreadPoolExecutor(1, f"events-{n}") for n in range(threads)])

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext(executor=next(pool)):
            try:
                await asgi(scope, receive, send)
            finally:
                await sync_to_async(close_connections)()

    return application


async def lifespan(receive: Receive, send: Send) -> None:
    """Nothing to open, nothing to close; but the server wants to hear it."""
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def numbered(scope: Scope) -> Scope:
    """The scope, without a number of the request that no trusted proxy gave: where one
    was believed, the server has put its client in place, who has no port."""
    client = scope.get("client")
    if client and client[1] == 0:
        return scope
    headers = [pair for pair in scope["headers"] if pair[0] != b"x-request-id"]
    return {**scope, "headers": headers}


def route(pages: App | None, events: App) -> App:
    """Who answers what; without pages everything goes to the live side."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await lifespan(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif pages is None or scope["path"].startswith(EVENTS_PREFIX):
            await events(numbered(scope), receive, send)
        else:
            await pages(numbered(scope), receive, send)

    return application


_streams = streams(get_asgi_application(), env.number("EVENTS_THREADS", default=4))
_threads = env.number("WEB_THREADS", default=8)
_queue = Queue(
    _threads,
    longest=env.number("LONGEST_WAIT", default=2),
    most=env.number("MOST_REQUESTS", default=128),
)
_pages = sheds(pages(get_wsgi_application(), _threads), _queue)
application = route(_pages, _streams)
events = route(None, _streams)
warm()
