"""A person's day in one reading, for the page that says what to do today."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.numbers import numbers
from coordination.today import counted, others, own
from coordination.today.dates import Date, dates
from organization.models import User
from organization.navigation import Entry
from organization.templatetags.formats import by_when
from personnel.todo.lines import Kind, Todo, todos


@dataclass(frozen=True)
class Chip:
    """How much waits of a kind; with the page of its own where the menu has one."""

    label: str
    count: int
    url: str = ""


@dataclass(frozen=True)
class Day:
    """What waits for the user, what he waits for, and the next dates."""

    todo: Todo
    others: Todo
    chips: list[Chip]
    dates: list[Date]
    title: str
    first: str


def day(user: User, now: dt.datetime, menu: Iterable[Entry]) -> Day:
    """A few statements, whatever there is: two for the numbers, one for the rows of all
    kinds of which there is anything."""
    shown = {part.route: part for entry in menu for part in entry.parts or (entry,)}
    there = _there(user, now, shown)
    kinds = [*own.KINDS, *counted.KINDS]
    waiting, asked = todos(
        user,
        now,
        [kind for kind in kinds if there[kind]],
        [kind for kind in others.KINDS if there[kind]],
    )
    chips = _chips({kind: there[kind] for kind in kinds}, shown)
    return Day(
        waiting, asked, chips, dates(user, now), title(waiting), nearest(waiting)
    )


def _there(user: User, now: dt.datetime, shown: Mapping[str, Entry]) -> dict[Kind, int]:
    """How much there is of each kind; of those in the menu as it counted them."""
    asked = {kind: kind.rows(user, now) for kind in (*own.KINDS, *others.KINDS)}
    names = {kind: str(place) for place, kind in enumerate(asked)}
    found = numbers({names[kind]: (rows, "") for kind, rows in asked.items()})
    there = {kind: int(found[name]) for kind, name in names.items()}
    for kind in counted.KINDS:
        entry = shown.get(kind.route) if counted.is_step(kind, user) else None
        there[kind] = (entry.count or 0) if entry else 0
    return there


def _chips(there: Mapping[Kind, int], shown: Mapping[str, Entry]) -> list[Chip]:
    """Kinds of one name stand together."""
    counts: Counter[str] = Counter()
    urls: dict[str, str] = {}
    for kind, count in there.items():
        if count:
            counts[str(kind.label)] += count
        if count and kind.route in shown:
            urls[str(kind.label)] = shown[kind.route].url
    return [Chip(name, count, urls.get(name, "")) for name, count in counts.items()]


def title(waiting: Todo) -> str:
    """«要办16件，今天到期2件»"""
    n = waiting.total
    if not n:
        return _("Nothing waits for you today")
    text = ngettext("%(n)s thing to do", "%(n)s things to do", n) % {"n": n}
    if not waiting.today:
        return text
    told = {"all": text, "n": waiting.today}
    return _("%(all)s, %(n)s of them due today") % told


def nearest(waiting: Todo) -> str:
    """The matter with the nearest clock, in a sentence; "" where none has one."""
    first = next((line for line in waiting.lines if line.at), None)
    if first is None or first.at is None:
        return ""
    facts = {"what": first.what, "step": first.step, "when": by_when(first.at)}
    if first.late:
        return _("The most urgent, overdue since %(when)s: %(what)s.") % facts
    return _("The most urgent, by %(when)s: %(what)s.") % facts
