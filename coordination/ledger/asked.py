"""What the address of a ledger asks for, and the addresses of what is next to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from coordination.ledger.reading import ZOOMS, Span
from desk.lists.look import kept_words

BY = ("department", "due")
SHOWS = ("all", "to_sign", "inside", "overdue", "statutory")
FAR = 3 * 366  # days from today that can be looked at
MOST_OPEN = 40


@dataclass(frozen=True)
class Link:
    """One of several things to choose from; `key` presses it."""

    label: str
    url: str
    chosen: bool = False
    key: str = ""


@dataclass(frozen=True)
class Asked:
    """Which days, rows by what, which rows, and the conflict that is looked at."""

    span: Span
    by: str = "department"
    show: str = "all"
    conflict: int | None = None
    opened: tuple[str, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    """The view and the columns that the address names; links hand them on."""

    def address(self, **changes: Any) -> str:
        """The query of the same page with something else; what is usual is left out."""
        other = replace(self, **changes)
        parts: list[tuple[str, object]] = []
        if other.span.zoom != "month":
            parts.append(("zoom", other.span.zoom))
        if not other.span.is_usual:
            parts.append(("from", other.span.start.isoformat()))
        if other.by != BY[0]:
            parts.append(("by", other.by))
        if other.show != SHOWS[0]:
            parts.append(("show", other.show))
        if other.conflict:
            parts.append(("conflict", other.conflict))
        parts += [("open", key) for key in other.opened]
        parts += other.kept
        return f"?{urlencode(parts)}"

    def opens(self, key: str) -> str:
        return self.address(opened=(*self.opened, key)[-MOST_OPEN:])

    @property
    def zooms(self) -> list[Link]:
        labels = {"week": _("Week"), "month": _("4 weeks"), "quarter": _("Quarter")}
        return [
            Link(
                labels[zoom],
                self.address(span=replace(self.span, zoom=zoom)),
                self.span.zoom == zoom,
                str(n),
            )
            for n, zoom in enumerate(ZOOMS, start=1)
        ]

    @property
    def earlier(self) -> str:
        return self.address(span=self._moved(-1))

    @property
    def later(self) -> str:
        return self.address(span=self._moved(1))

    @property
    def now(self) -> str:
        return self.address(span=self.span.around_today)

    def _moved(self, steps: int) -> Span:
        return replace(self.span, start=self.span.moved(steps))

    @property
    def ways(self) -> list[Link]:
        labels = {"department": _("By department"), "due": _("By due date")}
        return [
            Link(labels[by], self.address(by=by, opened=()), self.by == by) for by in BY
        ]


def asked(query: QueryDict, today: dt.date) -> Asked:
    """Nonsense in the address shows the usual four weeks."""
    monday = today - dt.timedelta(days=today.weekday())
    try:
        first = dt.date.fromisoformat(query.get("from") or "")
    except ValueError:
        first = monday
    if abs((first - today).days) > FAR:
        first = monday
    zoom, conflict = query.get("zoom") or "", query.get("conflict") or ""
    known = conflict.isascii() and conflict.isdigit()
    return Asked(
        span=Span(first, zoom if zoom in ZOOMS else "month", monday),
        by=_one_of(BY, query.get("by")),
        show=_one_of(SHOWS, query.get("show")),
        conflict=int(conflict[:17]) if known else None,
        opened=tuple(key[:40] for key in query.getlist("open")[:MOST_OPEN]),
        kept=tuple(kept_words(query).items()),
    )


def _one_of(known: tuple[str, ...], value: str | None) -> str:
    return value if value in known else known[0]


def chips(asked: Asked, counts: Mapping[str, int]) -> list[tuple[Link, int]]:
    """The filters of the list, each with how many it shows."""
    labels = {
        "all": _("All"),
        "to_sign": _("To sign for"),
        "inside": _("In a critical window"),
        "overdue": _("Overdue"),
        "statutory": _("Statutory"),
    }
    return [
        (Link(label, asked.address(show=show), asked.show == show), counts[show])
        for show, label in labels.items()
    ]
