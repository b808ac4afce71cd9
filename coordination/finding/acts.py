"""Pages of one's own menu and what one may begin, found by name, pinyin and key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models import User
from organization.navigation import usable
from organization.permissions import may_somewhere
from organization.pinyin import pattern, spelt
from organization.sought import Sought

Words = str | Promise

# What is begun, and who may: whoever may do one of the acts named. The last says what
# else people call it.
BEGIN: tuple[tuple[Words, str, tuple[str, ...], str, Words], ...] = (
    (
        _("New task"),
        "coordination:compose",
        ("directive.draft",),
        "n",
        pgettext_lazy("also typed", "create a task, directive, order"),
    ),
    (
        _("Emergency issue"),
        "coordination:compose_emergency",
        ("directive.override", "directive.override_below"),
        "",
        pgettext_lazy("also typed", "urgent order"),
    ),
    (
        _("New notice"),
        "coordination:new_notice",
        ("notice.issue",),
        "",
        pgettext_lazy("also typed", "give notice, tell"),
    ),
    (
        _("Raise a difficulty"),
        "coordination:new_difficulty",
        ("difficulty.raise",),
        "",
        pgettext_lazy("also typed", "help, question"),
    ),
    (
        _("Publish an answer"),
        "coordination:new_article",
        ("knowledge.publish",),
        "",
        "",
    ),
    (
        _("Ask for leave"),
        "personnel:ask_leave",
        ("leave.ask",),
        "",
        pgettext_lazy("also typed", "holiday, time off"),
    ),
    (_("New posting order"), "personnel:new_order", ("posting.prepare",), "", ""),
    (_("New round"), "personnel:new_round", ("round.prepare",), "", ""),
)
# Everybody has these, beside the menu.
OWN: tuple[tuple[Words, str], ...] = (
    (_("My file"), "personnel:own_page"),
    (_("My calendars"), "coordination:calendars"),
    (_("What reaches me"), "coordination:letter_settings"),
)


@dataclass(frozen=True)
class Act:
    """`begins` says that something is begun there, not only looked at; `also` is what
    else it is called, never shown."""

    label: str
    url: str
    keys: str = ""
    begins: bool = False
    also: str = ""

    @property
    def strokes(self) -> list[str]:
        """The keys as they stand on them."""
        return self.keys.upper().split()


def acts(user: User) -> list[Act]:
    """All of the user's, what is begun first; an address stands once."""
    found: dict[str, Act] = {}
    for one in (*_begun(user), *_pages(user), *_own()):
        found.setdefault(one.url, one)
    return list(found.values())


def matching(every: list[Act], sought: Sought) -> list[Act]:
    """Those in whose name every word stands, the nearest first; all for no word."""
    near = [(_near(f"{one.label} {one.also}", sought), one) for one in every]
    found = [(place, one) for place, one in near if place is not None]
    return [one for _place, one in sorted(found, key=lambda pair: pair[0])]


def _near(label: str, sought: Sought) -> int | None:
    low, sound = label.lower(), _sound(label)
    place = 0
    for word in sought.words:
        at = low.find(word)
        heard = re.search(pattern(word), sound) if word.isascii() else None
        if at < 0 and heard is None:
            return None
        place = max(place, at if at >= 0 else heard.start() if heard else 0)
    return place


@lru_cache(maxsize=500)
def _sound(label: str) -> str:
    return spelt(label)


def _begun(user: User) -> Iterator[Act]:
    for label, route, actions, keys, also in BEGIN:
        if any(may_somewhere(user, action) for action in actions):
            yield Act(str(label), reverse(route), keys, begins=True, also=str(also))


def _pages(user: User) -> Iterator[Act]:
    for item, url in usable(user):
        yield Act(str(item.label), url, item.keys)


def _own() -> Iterator[Act]:
    for label, route in OWN:
        yield Act(str(label), reverse(route))
