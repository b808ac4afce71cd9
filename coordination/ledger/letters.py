"""What a row of the inbox says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coordination.ledger.wording import hours_of
from desk.models import InboxItem
from organization.templatetags.formats import short_hours


@dataclass(frozen=True)
class Letter:
    """One sentence, and the reason that somebody gave."""

    text: str
    reason: str = ""


def letter(item: InboxItem, names: dict[str, str]) -> Letter:
    """The row in the reader's language; `names` maps station codes to names."""
    if item.kind.startswith("directive_"):
        return _about_task(item)
    return Letter(_about_conflict(item, names))


def _about_task(item: InboxItem) -> Letter:
    """What somebody did with a task; reserved strength names nobody."""
    facts: dict[str, Any] = item.facts
    said = {
        "task": facts.get("title") or _("Reserved strength"),
        "number": facts.get("number", ""),
        "name": facts.get("by", ""),
    }
    if item.kind == "directive_sent_back":
        text = _("%(name)s sent “%(task)s” back to be changed.") % said
    elif item.kind == "directive_approved":
        text = _("%(name)s approved “%(task)s”; issued as %(number)s.") % said
    elif said["name"]:
        text = _("%(name)s recalled “%(task)s” (%(number)s); nothing is owed.") % said
    else:
        text = _("“%(task)s” was recalled; nothing is owed.") % said
    return Letter(text, facts.get("reason", ""))


def _about_conflict(item: InboxItem, names: dict[str, str]) -> str:
    facts: dict[str, Any] = item.facts
    station = names.get(facts.get("station", ""), facts.get("station", ""))
    if item.kind == "conflict_settled":
        return _("Settled at %(station)s: everything fits again.") % {
            "station": station
        }
    hours = short_hours(hours_of(facts.get("shortfall_units", 0)))
    if facts.get("kind") != "deadline":
        return _("New conflict at %(station)s.") % {"station": station}
    return _("New conflict at %(station)s: %(hours)s hours short.") % {
        "station": station,
        "hours": hours,
    }
