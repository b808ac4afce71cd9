"""More readers than one machine can answer: some are asked to come back.

A page that waits a minute for its turn helps nobody and holds up whoever saves. Beyond
a number of pages under way, and for requests that waited long in front of this
process, reading is answered at once with 429 and a few seconds after which the browser
asks again by itself. Saving goes through, up to a much larger number.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from http import HTTPStatus
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

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


def sheds(app: App, most_reads: int, most: int) -> App:
    """The application for so many readers at once, and so many requests of any kind."""
    under_way = 0

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal under_way
        reads = may_wait(scope["method"], scope["path"])
        if under_way >= (most_reads if reads else most):
            await _answer(scope, send)
            return
        under_way += 1
        try:
            await app(scope, receive, send)
        finally:
            under_way -= 1

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
    start = {"type": "http.response.start", "status": STATUS, "headers": encoded}
    await send(start)
    await send({"type": "http.response.body", "body": body})


def _age(begun: str) -> float:
    """Seconds since then; 0 where nobody says when."""
    try:
        return time.time() - float(begun)
    except ValueError:
        return 0.0
