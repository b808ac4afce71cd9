"""What an inbox may hold: every kind of letter, registered with how it reads.

A room keeps one table, `<room>/letters.py`. Who tells people something new adds one
line there and nothing else:

    Kind("proposal_new", _("A proposal to answer"),
         _("%(by)s proposes another date for “%(task)s”; answer by %(until)s."),
         binding=True),

and hands `InboxItem`s of that kind to `desk.services.deliver`, which asks what each
person has chosen, announces what is new and lets nobody be told twice of one revision
of a matter. The parts of a kind:

- `name`: the part before the first "_" is the sort of matter (`proposal`), which
  `MATTERS` names. `InboxItem.matter` is "proposal:17": rows of one matter are shown
  as one, the latest first.
- `label`: what the preferences page calls it.
- `text`: the sentence. Its placeholders are the item's facts, made readable (`said`):
  `station`, `department` hold codes and read as names; `X_units` reads as `X_hours`;
  ISO moments under `due`, `until`, `since` and `X_at` read as days, and so does every
  ISO day; `task` is `title`, or what stands for a reserved one. A function of the same
  values returns the sentence where one pattern is not enough. A fact that is missing
  reads as nothing.
- `binding`: something to sign for, to decide or to answer. It cannot be switched off.

The fact `reason` is shown below the sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from desk.models import InboxItem
from organization.models import Department, Station
from organization.templatetags.formats import by_when, full_day, inner, short_hours

MATTERS: dict[str, str | Promise] = {
    "conflict": gettext_lazy("Conflicts"),
    "directive": gettext_lazy("Tasks"),
    "form": gettext_lazy("Report forms"),
    "notice": gettext_lazy("Notices"),
    "difficulty": gettext_lazy("Difficulties"),
    "proposal": gettext_lazy("Proposals"),
    "objection": gettext_lazy("Objections"),
    "admission": gettext_lazy("Admission"),
    "cap": gettext_lazy("Burden budgets"),
    "override": gettext_lazy("Emergency issues"),
    "duplicate": gettext_lazy("Duplicates"),
    "remit": gettext_lazy("Out-of-remit reports"),
    "owed": gettext_lazy("Owed time"),
    "acting": gettext_lazy("Acting chief"),
    "posting": gettext_lazy("Postings"),
    "leave": gettext_lazy("Leave"),
    "qualification": gettext_lazy("Qualifications"),
    "round": gettext_lazy("Two-way selection"),
    "visit": gettext_lazy("Due visits"),
    "note": gettext_lazy("No-blame notes"),
    "commendation": gettext_lazy("Commendations"),
    "money": gettext_lazy("Money"),
    "account": gettext_lazy("Account"),
    "job": gettext_lazy("Background work"),
    "system": gettext_lazy("Data safety"),
    "digest": gettext_lazy("Daily summary"),
}
"""Sorts of matters, in the order in which people are asked about them."""

Said = Mapping[str, str]
Names = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of letter; see above."""

    name: str
    label: str | Promise
    text: str | Promise | Callable[[Said], str]
    binding: bool = False

    @property
    def matter(self) -> str:
        return self.name.partition("_")[0]


@dataclass(frozen=True)
class Letter:
    """One sentence, and the reason that somebody gave."""

    text: str
    reason: str = ""


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Called by each room as it loads. ValueError for a sort of matter unheard of."""
    for kind in kinds:
        if kind.matter not in MATTERS:
            raise ValueError(f"{kind.name}: name its matter in desk.letters.MATTERS")
        _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Every kind, those of one sort of matter together."""
    order = list(MATTERS)
    return sorted(_kinds.values(), key=lambda kind: order.index(kind.matter))


def kind_of(name: str) -> Kind:
    """The kind of that name. KeyError: a misspelt one must not be lost unheard."""
    return _kinds[name]


def letter(item: InboxItem, names: Names) -> Letter:
    """How the item reads in the present language; `names` as from `names_for`."""
    kind = _kinds.get(item.kind)
    reason = str(item.facts.get("reason", ""))
    if kind is None:  # of a version that knew it
        return Letter(_("Something has changed here."), reason)
    values = said(item.facts, names)
    text = kind.text
    return Letter(text(values) if callable(text) else str(text) % values, reason)


def names_for(items: Iterable[InboxItem]) -> dict[str, str]:
    """Names of the units the items speak of, by code; two queries."""
    codes = {code for item in items for key in _UNITS for code in _codes(item, key)}
    if not codes:
        return {}
    stations = Station.objects.filter(code__in=codes)
    departments = Department.objects.filter(code__in=codes).select_related("bureau")
    return {unit.code: unit.label for unit in (*stations, *departments)}


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS = ("station", "department", "departments")
_MOMENTS = ("due", "until", "since")
_TITLES = ("title", "task", "kept", "own", "other")
"""Facts that stand inside quotation marks."""


class _Said(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def saying(facts: Said, **more: str) -> Said:
    """The same facts, some of them in other words."""
    return _Said({**facts, **more})


def said(facts: Mapping[str, Any], names: Names) -> Said:
    """The facts as words of the present language."""
    values = _Said(task=inner(facts.get("title") or _("Reserved strength")))
    for key, value in facts.items():
        if value is None:
            continue
        if key in _UNITS:
            codes = value if isinstance(value, list) else [value]
            between = pgettext("between departments", ", ")
            values[key] = between.join(names.get(code, code) for code in codes)
        elif key.endswith("_units"):
            hours = short_hours(value / 60_000)
            values[f"{key.removesuffix('_units')}_hours"] = hours
        elif key in _MOMENTS or key.endswith("_at"):
            values[key] = by_when(dt.datetime.fromisoformat(value))
        elif key not in _TITLES and _DAY.fullmatch(str(value)):
            values[key] = full_day(dt.date.fromisoformat(value))
        else:
            text = str(value)
            values[key] = inner(text) if key in _TITLES else text
    return values


def _codes(item: InboxItem, key: str) -> list[str]:
    value = item.facts.get(key) or []
    return value if isinstance(value, list) else [value]
