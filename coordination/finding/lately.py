"""What somebody opened lately, told anew by what he may see now.

His browser keeps addresses alone, no title and no name, and forgets them when he signs
out: nothing is written down about what somebody looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import Resolver404, resolve

from coordination.finding.kind import Kind
from coordination.finding.search import KINDS, Hit, again
from organization.http import whole_number
from organization.models import User

SHOWN, MOST_READ = 6, 30
BY_ROUTE = {kind.route: kind for kind in KINDS if kind.route}


def lately(user: User, paths: Iterable[str]) -> list[tuple[Kind, Hit]]:
    """The things under the addresses, in their order; what is none is left out."""
    asked: dict[tuple[str, str], None] = {}
    for path in list(paths)[:MOST_READ]:
        found = _thing(path)
        if found:
            asked[found] = None
    wanted: dict[str, list[str]] = {}
    for name, address in asked:
        wanted.setdefault(name, []).append(address)
    known = {
        (kind.name, hit.line.address): (kind, hit) for kind, hit in again(user, wanted)
    }
    return [known[one] for one in asked if one in known][:SHOWN]


def _thing(path: str) -> tuple[str, str] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    kind = BY_ROUTE.get(match.view_name)
    if kind is None:
        return None
    address = str(next(iter(match.kwargs.values())))
    if kind.key == "pk" and whole_number(address) is None:
        return None
    return kind.name, address
