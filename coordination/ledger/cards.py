"""Conflict cards: the reason, the proof anyone can add up, the least change."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.urls import reverse

from coordination.ledger import wording
from coordination.ledger.figures import figures
from coordination.ledger.least import Least, fix
from coordination.ledger.reading import Reading
from coordination.models import Conflict
from organization.templatetags.formats import last_day
from tasking.models import Assignment


def numbers(reading: Reading) -> dict[int, int]:
    """Conflict id to the number it carries on the page."""
    return {c.pk: n for n, c in enumerate(reading.conflicts, start=1)}


def cards(
    reading: Reading, looked_at: Conflict | None, least: Least | None
) -> list[dict[str, Any]]:
    """One card per open conflict, in the order in which they fall due; the one that
    is looked at with its proof and, where there is one, the least change."""
    numbered = numbers(reading)
    found = [_card(reading, c, numbered[c.pk]) for c in reading.conflicts]
    for card in found:
        conflict = card["conflict"]
        if looked_at is not None and conflict.pk == looked_at.pk:
            card["open"] = True
            card["proof"] = proof_table(reading, conflict)
            card["fix"] = fix(reading, conflict, least) if least else None
            card["object_to"] = _disputed(reading, conflict, least)
    return found


def _card(reading: Reading, conflict: Conflict, number: int) -> dict[str, Any]:
    url = reverse("coordination:conflict", args=[conflict.pk])
    return {
        "number": number,
        "conflict": conflict,
        "url": url,
        "how_url": f"{url}#capacity",
        "shape": wording.shape(conflict),
        "kind_label": wording.kind_label(conflict),
        "found_at": conflict.first_seen_at,
        "title": wording.title(conflict),
        "reason": wording.short_reason(conflict, reading),
        "free": conflict.state == Conflict.State.OPEN,
    }


def _disputed(
    reading: Reading, conflict: Conflict, least: Least | None
) -> Assignment | None:
    """The order an opinion on the conflict would be about: the one that would move,
    else what weighs most of the minimal set. None where no department's is in it."""
    ranked = sorted(conflict.members, key=lambda m: (not m["minimal"], -m["units"]))
    rows = [least.row] if least else []
    rows += [r for m in ranked if (r := reading.by_id.get(m["assignment"]))]
    orders = (r for r in rows if r.department and not r.directive.reserved)
    return next(orders, None)


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
