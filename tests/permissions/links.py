"""Where pages lead those who read them: links, parts that are fetched, and forms.

Whatever a page offers lets its reader in. Of what the world knows the table says so,
which `test_matrix` holds against the doors. Of other rows it is asked whether the
reader sees them; of what is open at some places only, one of each route is opened. With
`EVERY_PLACE=1` (`make doors`) all of it is, and addresses with a query too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.apps import apps
from django.urls import Resolver404, resolve

from tests.permissions.matrix import PLACES, Row, rows

if TYPE_CHECKING:
    from tests.permissions.doors import Visitor
    from tests.permissions.world import World

OFFERED = re.compile(r'\s(href|hx-get|hx-post|action|formaction)="([^"]*)"')
NOT_OURS = ("/static/", "mailto:", "tel:", "data:", "http:", "https:", "webcal:")
ROWS: dict[tuple[str, str], Row] = {(row.route, row.method): row for row in rows()}
MODELS = {
    "assignment": "tasking.Assignment",
    "case": "coordination.AdmissionCase",
    "conflict": "coordination.Conflict",
    "directive": "tasking.Directive",
    "officer": "personnel.Officer",
    "proposal": "coordination.Proposal",
}
"""What an address may speak of besides what the world knows -> whose rows it is."""
Known = dict[tuple[str, tuple[str, ...]], str]


class Way(NamedTuple):
    """`url` as a browser would ask for it."""

    method: str
    url: str


def ways(page: str, text: str) -> Iterator[Way]:
    """What a page at this address offers."""
    for found in OFFERED.finditer(text):
        name, to = found[1], unescape(found[2])
        if to.startswith(NOT_OURS) or (not to and name == "href"):
            continue
        url = urljoin(page, to).partition("#")[0]
        yield Way("POST" if _posts(name, text, found.start()) else "GET", url)


def _posts(name: str, text: str, at: int) -> bool:
    if name != "action":
        return name in ("hx-post", "formaction")
    tag = text[text.rfind("<", 0, at) : text.find(">", at)]
    return 'method="post"' in tag


def refused(visitor: Visitor) -> list[str]:
    """Ways that were offered to the visitor and do not let him in."""
    offered, known = dict(visitor.offered), _known(visitor.world)
    opened: set[tuple[str, str]] = set()
    return [
        f"{visitor.persona} at {page}: {way.method} {way.url} {sign}"
        for way, page in offered.items()
        if (sign := _sign(visitor, way, known, opened)) != "."
    ]


def _known(world: World) -> Known:
    """(what an address speaks of, its parts) -> the place it is at."""
    return {
        (of, tuple(map(str, world.address(of, place)))): place
        for place in PLACES
        for of in world.things[place]
    }


def _sign(
    visitor: Visitor, way: Way, known: Known, opened: set[tuple[str, str]]
) -> str:
    """`opened` are the routes of which one has been opened."""
    url, every = urlsplit(way.url), bool(os.environ.get("EVERY_PLACE"))
    try:
        found = resolve(url.path)
    except Resolver404:
        return "nowhere"
    row = ROWS[found.view_name, way.method]
    parts = tuple(str(part) for part in (*found.args, *found.kwargs.values()))
    place = known.get((row.of, parts)) if row.of else "home"
    sign = row.sign(visitor.persona, place) if place else ""
    if sign and not (url.query and (every or sign != ".")):
        return sign
    if row.of in MODELS and not every:
        return _seen(visitor, way, row, int(parts[0]))
    signs = {row.sign(visitor.persona, place) for place in PLACES}
    if not every and (signs == {"."} or (row.route, row.method) in opened):
        return "."
    opened.add((row.route, row.method))
    return visitor.sign_of(way.method, way.url)


def _seen(visitor: Visitor, way: Way, row: Row, pk: int) -> str:
    """In sight as where the persona is let in, 404 out of it."""
    manager: Any = apps.get_model(MODELS[row.of]).objects
    user = visitor.world.force.personas[visitor.persona]
    if not manager.visible_to(user).filter(pk=pk).exists():
        return "4"
    if any(row.sign(visitor.persona, place) == "." for place in PLACES):
        return "."
    return visitor.sign_of(way.method, way.url)
