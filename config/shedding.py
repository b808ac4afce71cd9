"""More readers than one machine can answer: some are asked to come back.

A page that waits a minute for its turn helps nobody and holds up whoever saves. Where
a reader would wait longer than a few seconds, or did so in front of this process, he
is answered at once with 429 and a time after which the browser asks again by itself.
Saving goes through, up to a large number of requests.
"""

from __future__ import annotations

import json
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

SMOOTH = 16  # answers over which the pace is taken
READING = frozenset({"GET", "HEAD"})
# Who asks whether we live must hear it, and pages without their styles are none.
ALWAYS = ("/static/", "/healthz", "/readyz", "/metrics")
REQUEST_START = "HTTP_X_REQUEST_START"  # set by the proxy: t=seconds since 1970
SOONEST, LATEST = 3, 8  # seconds; spread, so that they do not all come back together
TEXT = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8">\
<meta name="viewport" content="width=device-width"><title>一盘棋</title>\
<h1>同时访问的人较多</h1>\
<p>{seconds} 秒后自动重试，无需刷新。已保存的内容不受影响。</p>\
<p lang="en">Many people are here at once. This page tries again by itself in \
{seconds} seconds; whatever was saved is safe.</p>"""


@dataclass
class Queue:
    """Who is under way, and how long the last of them will wait.

    Where several wait, one is done every so many seconds: that and how many stand
    there say how long it takes (Little's law). Each process knows its own: the others
    make its pace slower, and whoever has time takes the next connection.
    """

    threads: int
    longest: float  # seconds that a reader waits
    most: int  # requests of any kind
    under_way: int = 0
    _took: deque[float] = field(default_factory=lambda: deque(maxlen=SMOOTH + 1))
    _last: float = 0.0

    @property
    def pace(self) -> float:
        """Seconds from one answer to the next while all threads work: the mean of the
        last ones without the longest, for what takes the machine once for a moment
        does not make the next answers slow."""
        some = len(self._took) - 1
        return (sum(self._took) - max(self._took)) / some if some > 0 else 0.0

    def full(self, *, reads: bool, now: float) -> bool:
        if self.under_way >= self.most:
            return True
        waits = self.under_way - self.threads + 1
        return reads and waits > 0 and self._wait(waits, now) > self.longest

    def _wait(self, waits: int, now: float) -> float:
        """The present answer may let wait for itself; the next have their pace."""
        pace = self.pace
        due = max(pace, now - self._last) if self._last else pace
        return due + (waits - 1) * pace

    def enter(self, now: float) -> None:
        self.under_way += 1
        if self.under_way <= self.threads:
            self._last = now

    def leave(self, now: float) -> None:
        if self.under_way >= self.threads:
            self._took.append(now - self._last)
        self.under_way -= 1
        self._last = now


def sheds(app: App, queue: Queue, clock: Callable[[], float] = time.monotonic) -> App:
    """The application without readers who would wait too long."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        reads = may_wait(scope["method"], scope["path"])
        always = scope["path"].startswith(ALWAYS)
        if not always and queue.full(reads=reads, now=clock()):
            await _answer(scope, send)
            return
        queue.enter(clock())
        try:
            await app(scope, receive, send)
        finally:
            queue.leave(clock())

    return application


def sheds_late(app: Wsgi, longest: float) -> Wsgi:
    """The application without readers whom the proxy handed on over `longest` seconds
    ago: they stood in this server's queue, and behind them stand others."""

    def wrapped(
        environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        begun = environ.get(REQUEST_START, "").removeprefix("t=")
        path = environ.get("PATH_INFO", "")
        if may_wait(environ["REQUEST_METHOD"], path) and _age(begun) > longest:
            headers, body = refusal(path)
            start_response(STATUS_LINE, headers)
            return [body]
        return app(environ, start_response)

    return wrapped


def may_wait(method: str, path: str) -> bool:
    """Is it a page, which may be asked for once more without harm?"""
    return method in READING and not path.startswith(ALWAYS)


STATUS = HTTPStatus.TOO_MANY_REQUESTS
STATUS_LINE = f"{STATUS.value} {STATUS.phrase}"


def refusal(path: str) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body: a problem for the interface, a page for a browser."""
    seconds = str(random.randint(SOONEST, LATEST))
    headers = [("Retry-After", seconds), ("Cache-Control", "no-store")]
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": STATUS.phrase, "status": STATUS}
        headers.append(("Content-Type", "application/problem+json"))
        return headers, json.dumps(problem).encode()
    headers += [
        ("Refresh", seconds),
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return headers, TEXT.format(seconds=seconds).encode()


async def _answer(scope: Scope, send: Send) -> None:
    headers, body = refusal(scope["path"])
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    # Whoever comes back may find another process with more time.
    encoded.append((b"connection", b"close"))
    start = {"type": "http.response.start", "status": STATUS, "headers": encoded}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _age(begun: str) -> float:
    """Seconds since then; 0 where nobody says when."""
    try:
        return time.time() - float(begun)
    except ValueError:
        return 0.0
