"""Qualifications and skills in a cell: `law-1 2024-07-01~2027-06-30; drone`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from desk.importing import as_day
from personnel.exchange.columns import listed
from personnel.models import Ability
from personnel.naming import plain_name
from personnel.services.posts import Terms

APART = re.compile(r"[;；,，、\n]+")
UNTIL = "~"
TO = re.compile(r"(?<=[0-9日])\s*(?:[~–—至起]|-(?=[0-9]{4}[^0-9]))\s*")
Term = tuple[dt.date | None, dt.date | None]
"""First and last day: a first one that is not said stays as it is, without a last one
it is open."""
Held = dict[str, Term]


def as_held(text: str) -> Held:
    """A cell that was written here."""
    parts = (part.split(" ") for part in text.split("; ") if part)
    return {code: _term(days[0] if days else "") for code, *days in parts}


def held_text(held: Held) -> str:
    """The cell of what is held."""
    said = []
    for code in sorted(held):
        first, last = (str(day or "") for day in held[code])
        said.append(f"{code} {first}{UNTIL}{last}" if first or last else code)
    return "; ".join(said)


def _term(text: str) -> Term:
    """`2024-07-01~2027-06-30`, `2024-07-01~`, or a last day alone."""
    first, _until, last = text.rpartition(UNTIL)
    begins, ends = (as_day(day) if day else None for day in (first, last))
    if begins and ends and ends < begins:
        raise ValidationError(_("The period ends before it begins."))
    return begins, ends


def points_text(points: Mapping[str, int]) -> str:
    return "; ".join(f"{code} {points[code]}" for code in sorted(points))


def as_points(text: str) -> dict[str, int]:
    """A cell of points that was written here."""
    parts = (part.split(" ") for part in text.split("; ") if part)
    return {code: int(points) for code, points in parts}


def terms_in(values: Mapping[str, Any]) -> Terms:
    """The terms of a post as a line has them."""
    names = ("kind", "approved", "category", "rank_from", "rank_to", "leading")
    said = {name: values[name] for name in (*names, "nights", "weight")}
    required = [code for code in values["required"].split("; ") if code]
    return Terms(**said, required=required, desired=as_points(values["desired"]))


class Catalogue:
    """The abilities there are, by code and by name; read when the first is met."""

    def held(self, text: str) -> Held:
        """What a cell says, with or without days; ValidationError for what is none."""
        text = TO.sub(UNTIL, text.replace("～", UNTIL))
        return {code: _term(rest) for code, rest in self._parts(text)}

    def codes(self, text: str) -> list[str]:
        """Qualifications of a cell."""
        return sorted({code for code, _rest in self._parts(text)})

    def points(self, text: str) -> dict[str, int]:
        """Points by code."""
        found = {}
        for code, rest in self._parts(text):
            if not (rest.isascii() and rest.isdecimal() and len(rest) <= 3):
                raise ValidationError(_("Write points behind it, such as drone 20."))
            found[code] = int(rest)
        return found

    def _parts(self, text: str) -> Iterable[tuple[str, str]]:
        """(code, what stands behind it), in order."""
        for part in filter(None, map(str.strip, APART.split(text))):
            name, _blank, rest = part.rpartition(" ")
            if plain_name(part).casefold() in self._known:
                name, rest = part, ""
            known = self._known.get(plain_name(name).casefold())
            if known is None:
                told = {"name": part[:40], "known": listed(self._codes[:8])}
                text = _(
                    "No qualification or skill is “%(name)s”; some are: %(known)s."
                )
                raise ValidationError(text % told)
            yield known, rest

    @cached_property
    def _codes(self) -> list[str]:
        return sorted(set(self._known.values()))

    @cached_property
    def _known(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for code, name, name_en in Ability.objects.values_list(
            "code", "name", "name_en"
        ):
            names = filter(None, (code, plain_name(name), name_en))
            found |= dict.fromkeys((one.casefold() for one in names), code)
        return found
