"""Letters of one sort of matter: each about a row, its version and its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from desk.services import tell_each
from organization.models import User


@dataclass(frozen=True)
class About:
    """`before` is what a matter has before the row's number, `route` its page."""

    before: str
    route: str

    def matter(self, row: Any) -> str:
        return f"{self.before}{row.pk}"


def tell_about(
    what: About,
    row: Any,
    people: Iterable[int | None],
    kind: str,
    facts: Mapping[str, str],
    by: User | None,
) -> None:
    """One letter to each of them but who acts; the row carries its version."""
    tell_each(
        people,
        but=by,
        matter=what.matter(row),
        revision=row.version,
        kind=kind,
        facts=dict(facts),
        url=reverse(what.route, args=[row.pk]),
    )
