"""What somebody may have meant who wrote a code that nobody carries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from organization.models import Department, Station
from personnel.exchange.present import UNITS
from personnel.exchange.reach import Reach
from personnel.naming import plain_name

MOST_WRONG = 2  # characters that may differ
MOST_ASKED = 200  # codes of one file that are looked up


class Nearest:
    """Codes within reach, read when the first unknown one is met."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._asked = 0

    @cached_property
    def _units(self) -> dict[str, str]:
        """Names by code."""
        found: dict[str, str] = {}
        for kind in (Station, Department, UNITS["bureaus"]):
            route = "" if kind is UNITS["bureaus"] else "bureau"
            rows = self._reach.within(kind.objects.all(), route)
            found |= dict(rows.values_list("code", "name"))
        return found

    @cached_property
    def _officers(self) -> dict[str, str]:
        rows = self._reach.officers()
        return dict(rows.values_list("police_number", "name"))

    def unit(self, code: str) -> str:
        """Words about an unknown unit code."""
        text = _("No unit has the code “%(code)s”.") % {"code": code[:40]}
        if not self._may_ask():
            return text
        named = [
            c for c, name in self._units.items() if plain_name(name) == plain_name(code)
        ]
        return text + _perhaps(named or closest(code, self._units), self._units)

    def officer(self, number: str) -> str:
        """Words about an unknown police number."""
        text = _("Nobody has the police number “%(number)s”.") % {"number": number[:40]}
        if not self._may_ask():
            return text
        bare = number.lstrip("0")
        padded = [n for n in self._officers if n.lstrip("0") == bare]
        known = self._officers
        return text + _perhaps(padded or closest(number, known), known)

    def _may_ask(self) -> bool:
        self._asked += 1
        return self._asked <= MOST_ASKED


def _perhaps(found: Sequence[str], known: Mapping[str, str]) -> str:
    if not found:
        return ""
    told = {"code": found[0], "name": known[found[0]]}
    return _(" Perhaps %(code)s, %(name)s?") % told


def closest(wanted: str, known: Mapping[str, str]) -> list[str]:
    """The one code that differs least, if it differs little; else nothing."""
    best = [
        (distance(wanted, code), code)
        for code in known
        if abs(len(code) - len(wanted)) <= 1
    ]
    best = [one for one in best if one[0] <= MOST_WRONG]
    return [min(best)[1]] if best else []


def distance(one: str, other: str) -> int:
    """In how many places two codes differ; one left out or doubled, or two exchanged,
    counts as one. More than MOST_WRONG is not told apart."""
    if len(one) == len(other):
        differ = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(differ) == 2 and differ[1] == differ[0] + 1:
            a, b = differ
            if one[a] == other[b] and one[b] == other[a]:
                return 1
        return len(differ)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return MOST_WRONG + 1
    whole = any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
    return 1 if whole else MOST_WRONG + 1
