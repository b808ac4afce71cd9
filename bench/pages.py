"""Every page of the demo, as somebody comes to it: bytes, statements, time.

One persona of each role begins at home and follows the links. Of every route the
heaviest page is taken whoever opened it; all of them are then asked for in turn, the
sign-in page among them. Writes docs/pages.md and nothing else.
"""

from __future__ import annotations

import re
import statistics
from collections import deque
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import django

from bench.figures import Figure, p95, quick, seconds, tell

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import Resolver404, resolve, reverse  # noqa: E402

from bench import pages_told  # noqa: E402
from config.wall import WALLED  # noqa: E402
from organization import wall  # noqa: E402
from organization.models import User  # noqa: E402
from tests import weighing  # noqa: E402

SIGN_IN = "organization:sign_in"
LINK = re.compile(r"""<a\b[^>]*\shref=["'](/[^"'#?]*)""")
QUERIES = 15
TRIES = 20
EACH = 2  # addresses of one route that a persona looks at
ELSEWHERE = ("/api/", "/static/", "/events/")


@dataclass
class Page:
    """One address of a route, in somebody's eyes."""

    route: str
    path: str
    client: Client
    who: str
    refused: bool = False
    bytes: int = 0
    first: int = 0
    queries: int = 0
    times: list[float] = field(default_factory=list)

    def open(self) -> Any:
        return self.client.get(self.path)


def visitor(user: User | None) -> Client:
    made = Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_ENCODING=weighing.PACKED)
    if user is not None:
        made.force_login(user)
    return made


def route_of(path: str) -> str:
    """Name of the route behind an address; "" where there is none to be measured."""
    if path.startswith(ELSEWHERE):
        return ""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def leads_to(answer: Any) -> list[str]:
    """Addresses that a page names; where it sends whoever asks for it."""
    if "Location" in answer.headers:
        return [answer["Location"].partition("?")[0]]
    if not is_page(answer):
        return []
    return [unescape(one) for one in LINK.findall(weighing.plain(answer.content))]


def is_page(answer: Any) -> bool:
    media = answer.headers.get("Content-Type", "")
    return bool(answer.status_code == 200 and media.startswith("text/html"))


def reached(client: Client, who: str, start: str) -> list[Page]:
    """What one comes to from a page by following links."""
    waiting, seen, found = deque([start]), {start}, []
    opened: dict[str, int] = {}
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        if not route or opened.get(route, 0) == EACH:
            continue
        opened[route] = opened.get(route, 0) + 1
        page = Page(route, path, client, who)
        answer = page.open()
        fresh = [one for one in dict.fromkeys(leads_to(answer)) if one not in seen]
        seen.update(fresh)
        waiting += fresh
        page.refused = answer.status_code in (403, 404)
        if is_page(answer):
            page.bytes = len(answer.content)
            page.first = weighing.first_visit(answer.content)
        if page.bytes or page.refused:
            found.append(page)
    return found


def walked() -> list[Page]:
    """What everybody comes to, and what they are not let into on the way."""
    found = reached(visitor(None), "", reverse(SIGN_IN))
    for user in people()[: 2 if quick() else None]:
        found += reached(visitor(user), user.username, "/")
    return found


def people() -> list[User]:
    """One persona for each set of roles, the first of the demo."""
    first: dict[frozenset[str], User] = {}
    for user in User.objects.filter(is_persona=True).order_by("pk"):
        first.setdefault(frozenset(user.scope.roles()), user)
    return list(first.values())


def heaviest(found: list[Page]) -> dict[str, Page]:
    """Route -> the page of it that weighs most."""
    chosen: dict[str, Page] = {}
    for page in sorted(found, key=lambda one: one.bytes):
        if not page.refused:
            chosen[page.route] = page
    return dict(sorted(chosen.items()))


def measure(pages: list[Page]) -> None:
    for page in pages:
        with CaptureQueriesContext(connection) as seen:
            page.open()
        page.queries = len(seen)
    for _ in range(3 if quick() else TRIES):  # in turn, so that noise meets all alike
        for page in pages:
            page.times.append(seconds(page.open))


def figures(pages: dict[str, Page]) -> list[Figure]:
    floor = p95(pages[SIGN_IN].times)
    ratios = {name: p95(page.times) / floor for name, page in pages.items()}
    slowest = max(ratios, key=lambda name: ratios[name])
    first = max(pages.values(), key=lambda one: one.first)
    after = max(pages.values(), key=lambda one: one.bytes)
    most = max(pages.values(), key=lambda one: one.queries)
    return [
        _bytes("a first visit", first.route, first.first, weighing.FIRST_VISIT),
        _bytes("a next page", after.route, after.bytes, weighing.NEXT_PAGE),
        Figure(
            f"pages of the demo, {len(pages)} of them: most statements ({most.route})",
            str(most.queries),
            f"≤ {QUERIES}",
            most.queries <= QUERIES,
            value=most.queries,
            unit="queries",
        ),
        Figure(
            f"… p95 of the slowest ({slowest}), as a ratio to the sign-in page",
            f"{ratios[slowest]:.1f} x; the middle page {_middle(ratios):.1f} x",
            value=p95(pages[slowest].times) * 1000,
            unit="ms",
            ratio=ratios[slowest],
            against="p95 of the sign-in page",
        ),
    ]


def astray(found: list[Page]) -> Figure:
    """A link that leads to a refusal promises what is not kept."""
    refused = sorted({f"{page.who} {page.path}" for page in found if page.refused})
    return Figure(
        "links that lead whoever follows them to a refusal",
        ", ".join(refused) or "none",
        "none",
        not refused,
        value=len(refused),
        unit="links",
    )


def _middle(ratios: dict[str, float]) -> float:
    return statistics.median(ratios.values())


def _bytes(what: str, route: str, count: int, most: int) -> Figure:
    return Figure(
        f"heaviest page on {what} ({route}), gzipped",
        f"{count / 1024:.1f} KB",
        f"≤ {most // 1024} KB",
        count <= most,
        value=count / 1024,
        unit="KB",
    )


def main() -> None:
    wall.ROLE = WALLED  # requests are answered in the role of the pages
    found = walked()
    pages = heaviest(found)
    measure(list(pages.values()))
    floor = p95(pages[SIGN_IN].times)
    if not quick():
        pages_told.write(
            [
                pages_told.Told(
                    *(page.route, page.who, page.first, page.bytes, page.queries),
                    p95(page.times) / floor,
                )
                for page in pages.values()
            ]
        )
    tell([*figures(pages), astray(found)])


if __name__ == "__main__":
    main()
