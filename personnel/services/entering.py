"""What a judged file asks for is written, sheet by sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _

from organization.models import Department, Station, User
from personnel.exchange.abilities import terms_in
from personnel.exchange.entries import CHANGED, NEW, Entry
from personnel.exchange.judging import Judged
from personnel.exchange.present import DAY, LEVELS, UNITS
from personnel.models import Officer, Post
from personnel.naming import plain_name
from personnel.services import correcting, leave, postings
from personnel.services.beside import (
    Unwritten,
    by_code,
    people_by_number,
    said_beside,
)
from personnel.services.entering_officers import enter_officers
from personnel.services.entering_units import (
    close_units,
    enter_residents,
    enter_units,
)
from personnel.services.leave import LeaveChange, NewLeave
from personnel.services.postings import NewPosting

PART = 500  # lines between two words about progress
Told = Callable[[int, int], None]


class Refused(Exception):
    """Nothing may be kept of it; lines of the verdict say what is wrong."""

    def __init__(self, judged: Judged) -> None:
        super().__init__()
        self.judged = judged


def enter(
    *,
    by: User | None,
    judged: Judged,
    reason: str,
    told: Told = lambda done, total: None,
) -> None:
    """Write all of it, inside the caller's transaction; `told` how many lines.

    Refused where a service says no to a line, which then says why.
    """
    total = sum(row.act in (CHANGED, NEW) for row in judged.every)
    done = 0
    told(done, total)
    try:
        for sheet, act, rows in _in_parts(judged):
            _WRITERS[sheet](by=by, rows=rows, act=act, reason=reason)
            done += len(rows)
            told(done, total)
        # Last, when nobody is posted there any more.
        close_units(by=by, judged=judged, reason=reason)
    except Unwritten:
        raise Refused(judged) from None


def _in_parts(judged: Judged) -> Iterator[tuple[str, str, list[Entry]]]:
    """(sheet, act, lines) in the order in which they are to be written.

    What ends makes room for what begins; what began earlier is there for what goes on
    from it.
    """
    for sheet in _WRITERS:
        rows = judged.entries.get(sheet, ())
        for act in (CHANGED, NEW):
            asked = [row for row in rows if row.act == act]
            asked.sort(key=_turn)
            for n in range(0, len(asked), PART):
                yield sheet, act, asked[n : n + PART]


def _turn(row: Entry) -> tuple[int, dt.date]:
    """Bureaus from the top down; the rest by the first day."""
    level = row.values.get("level")
    return LEVELS.index(level) if level else 0, row.values.get("first") or dt.date.min


class Write(Protocol):
    """Write lines of one sheet that are all new or all changed."""

    def __call__(
        self, *, by: User | None, rows: list[Entry], act: str, reason: str
    ) -> None: ...


def _posts(*, by: User | None, rows: list[Entry], act: str, reason: str) -> None:
    units = _places(rows)
    with said_beside(rows):
        if act == NEW:
            new = [
                correcting.NewPost(
                    units[row.values["unit"]],
                    terms_in(row.values),
                    row.values["first"],
                    _end(row),
                )
                for row in rows
            ]
            correcting.add_posts(by=by, rows=new, reason=reason)
        else:
            changes = [
                correcting.PostChange(row.kept.row, terms_in(row.values), _end(row))
                for row in rows
                if row.kept
            ]
            correcting.correct_posts(by=by, rows=changes, reason=reason)


def _end(row: Entry) -> Any:
    """The first day after the last one."""
    last = row.values["last"]
    return last + DAY if last else None


def _postings(*, by: User | None, rows: list[Entry], act: str, reason: str) -> None:
    units, people = _places(rows), people_by_number(rows)
    established = _Established(rows, people)
    with said_beside(rows):
        if act == NEW:
            new = [
                NewPosting(
                    people[row.values["number"]],
                    units[row.values["unit"]],
                    (row.values["first"], _end(row)),
                    row.values["kind"],
                    row.values["post"],
                    established.of(row),
                )
                for row in rows
            ]
            postings.post_officers(by=by, rows=new)
        else:
            changes = [
                correcting.PostingChange(
                    row.kept.row,
                    units[row.values["unit"]],
                    row.values["kind"],
                    row.values["post"],
                    established.of(row),
                    _end(row),
                )
                for row in rows
                if row.kept
            ]
            correcting.correct_postings(by=by, rows=changes, reason=reason)


def _leave(*, by: User | None, rows: list[Entry], act: str, reason: str) -> None:
    people = people_by_number(rows)
    with said_beside(rows):
        if act == NEW:
            new = [
                NewLeave(
                    people[row.values["number"]],
                    row.values["kind"],
                    (row.values["first"], _end(row)),
                )
                for row in rows
            ]
            leave.record_leaves(by=by, rows=new)
        else:
            changes = [
                LeaveChange(row.kept.row, row.values["kind"], _end(row))
                for row in rows
                if row.kept
            ]
            leave.correct_leaves(by=by, rows=changes, reason=reason)


class _Established:
    """Posts of the establishment as lines name them."""

    def __init__(self, rows: Iterable[Entry], people: Mapping[str, Officer]) -> None:
        self._people = people
        codes = sorted({row.values["unit"] for row in rows})
        self._found: dict[tuple[str, str], list[Post]] = {}
        for route in ("station", "department"):
            posts = Post.objects.select_related(route)
            for post in posts.filter(**{f"{route}__code__among": codes}).order_by("pk"):
                key = (post.unit.code, plain_name(post.kind))
                self._found.setdefault(key, []).append(post)

    def of(self, row: Entry) -> Post | None:
        """The one in force on the first day, of the officer's category if there is one;
        what is unchanged stays itself."""
        values = row.values
        if not values["established"]:
            return None
        if row.kept and not {"established", "unit"} & set(row.changes):
            found: Post | None = row.kept.row.established
            return found
        key = (values["unit"], plain_name(values["established"]))
        posts = [p for p in self._found.get(key, ()) if _begun(p, values["first"])]
        if not posts:
            text = _("The unit has no such post on the first day.")
            row.refuse("established", text)
            raise Unwritten
        category = self._people[values["number"]].category
        return next((post for post in posts if post.category == category), posts[0])


def _begun(post: Post, day: Any) -> bool:
    upper = post.during.upper
    return bool(post.during.lower <= day and (upper is None or day < upper))


def _places(rows: Iterable[Entry]) -> dict[str, Any]:
    """Stations and departments by code."""
    codes = {row.values["unit"] for row in rows}
    return by_code(Station, codes) | by_code(Department, codes)


_WRITERS: dict[str, Write] = {
    **dict.fromkeys(UNITS, enter_units),
    "posts": _posts,
    "officers": enter_officers,
    "postings": _postings,
    "leave": _leave,
    "residents": enter_residents,
}
