"""Conflict cards: the reason, the proof anyone can add up, the least change."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.repair.single import single
from coordination.core.repair.terms import Site
from coordination.ledger import wording
from coordination.ledger.figures import figures
from coordination.ledger.reading import Reading
from coordination.leeway import may_move, movables
from coordination.models import Conflict
from coordination.moments import instant
from organization.templatetags.formats import full_day, hours, inner, last_day
from tasking.models import Assignment


def numbers(reading: Reading) -> dict[int, int]:
    """Conflict id to the number it carries on the page."""
    return {c.pk: n for n, c in enumerate(reading.conflicts, start=1)}


def cards(reading: Reading) -> list[dict[str, Any]]:
    """One card per open conflict, in the order in which they fall due."""
    numbered = numbers(reading)
    return [_card(reading, c, numbered[c.pk]) for c in reading.conflicts]


def _card(reading: Reading, conflict: Conflict, number: int) -> dict[str, Any]:
    url = reverse("coordination:conflict", args=[conflict.pk])
    return {
        "number": number,
        "conflict": conflict,
        "url": url,
        "how_url": f"{url}#capacity",
        "shape": wording.shape(conflict),
        "kind_label": wording.kind_label(conflict),
        "kind_text": wording.kind_text(conflict),
        "found_at": conflict.first_seen_at,
        "title": wording.title(conflict),
        "reason": wording.reason(conflict, reading),
        "proof": proof_table(reading, conflict),
    }


def proof_table(reading: Reading, conflict: Conflict) -> dict[str, Any]:
    """Departments with their members and hours, then the sum against what there is."""
    shown = figures(conflict)
    by_department: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member, line in zip(conflict.members, shown.members, strict=True):
        by_department[member["department"]].append(_item(reading, member, line))
    shares: list[dict[str, Any]] = []
    for code, items in by_department.items():
        items.sort(key=lambda item: (-item["hours"], item["id"]))
        total = sum((item["hours"] for item in items), Decimal(0))
        name = reading.names.get(code, code)
        shares.append({"name": name, "hours": total, "items": items})
    shares.sort(key=lambda share: -share["hours"])
    return {
        "caption": wording.title(conflict),
        "departments": shares,
        "demand": shown.demand,
        "capacity": shown.capacity,
        "shortfall": shown.short,
        "slack": max(Decimal(0), -shown.short),
    }


def title_of(reading: Reading, assignment: str) -> str:
    """What a member of a conflict is called before those who may see the conflict."""
    row = reading.by_id.get(assignment)
    return row.directive.display_title if row else f"#{assignment}"


def _item(reading: Reading, member: dict[str, Any], line: Decimal) -> dict[str, Any]:
    row = reading.by_id.get(member["assignment"])
    return {
        "id": member["assignment"],
        "title": title_of(reading, member["assignment"]),
        "due": last_day(row.due) if row and row.due else None,
        "hours": line,
        "core": member["minimal"],
    }


TRIED, MUCH = 9, 300


def least_change(reading: Reading) -> str:
    """The one later date that settles the first conflict and makes nothing worse.

    On the terms of every way out; empty when no single date settles it.
    """
    first = next(iter(reading.deadline_conflicts), None)
    if first is None or reading.facts.capacity is None:
        return ""
    terms = movables(_members(reading, first), reading.calendar)
    site = Site(reading.facts, terms, as_of=reading.minute, now=reading.minute)
    change = single(site)
    if change is None or change.due is None:
        return ""
    row = reading.by_id[change.demand]
    return _("Moving “%(title)s” to %(day)s settles it.") % {
        "title": inner(row.directive.display_title),
        "day": full_day(last_day(instant(change.due))),
    }


def _members(reading: Reading, conflict: Conflict) -> list[Assignment]:
    """Members of the minimal set that may move: a few, so that the page of a station
    that owes very much does not wait for them."""
    members = [m for m in conflict.members if m["minimal"] and not m["event"]]
    rows = [reading.by_id.get(m["assignment"]) for m in members]
    found = [row for row in rows if row is not None and may_move(row)]
    return found[: TRIED if len(reading.facts.demands) <= MUCH else TRIED // 3]


def counted(reading: Reading) -> dict[str, Any]:
    """Figures for the list's head."""
    inside = {m["assignment"] for c in reading.deadline_conflicts for m in c.members}
    return {
        "all": len(reading.rows),
        "to_sign": sum(1 for r in reading.live if r.state == "issued"),
        "inside": sum(1 for r in reading.live if str(r.pk) in inside),
        "overdue": len(reading.overdue),
        "statutory": sum(1 for r in reading.live if r.deadline_class == "statutory"),
        "overdue_text": _overdue_text(reading),
    }


def _overdue_text(reading: Reading) -> str:
    late = reading.overdue
    if not late:
        return ""
    left = wording.hours_of(sum(row.remaining_units or 0 for row in late))
    return ngettext(
        "%(count)s task is overdue, about %(hours)s officer-hours."
        " Report progress, ask for another date or for help.",
        "%(count)s tasks are overdue, about %(hours)s officer-hours."
        " Report progress, ask for another date or for help.",
        len(late),
    ) % {"count": len(late), "hours": hours(left)}
