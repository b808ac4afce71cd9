"""What happened in a thread, line by line: by whom, for which unit, in which words.

What the system does by itself is said to be its own, also where a person's answer set
it in motion: the answer has a line of its own.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.ledger.wording import listed
from coordination.models import Conflict, Proposal, ProposalEntry
from coordination.services.negotiation.drafting import because
from coordination.thread.reading import Reading
from coordination.thread.saying import earliest, method_name, suggestion

ACTS = {
    "propose": gettext_lazy("proposed the plan"),
    "renew": gettext_lazy("reckoned the plan anew"),
    "switch": gettext_lazy("put another plan forward"),
    "accept": gettext_lazy("agrees"),
    "counter": gettext_lazy("suggests otherwise"),
    "counter_plan": gettext_lazy("suggests another plan instead"),
    "decline": gettext_lazy("does not agree"),
    "escalate": gettext_lazy("asks for coordination"),
    "silence_agrees": gettext_lazy("gave no answer in time: counts as agreement"),
    "silence_escalates": gettext_lazy("gave no answer in time: passed on"),
    "to_office": gettext_lazy("The coordination office goes on from here"),
    "ask": gettext_lazy("asks once more"),
    "remind": gettext_lazy("reminded"),
    "submit": gettext_lazy("Put before the bureau leader"),
    "apply": gettext_lazy("Checked again and carried out"),
    "order": gettext_lazy("decided: to be carried out as planned"),
    "refuse": gettext_lazy("decided: not approved"),
    "withdraw": gettext_lazy("withdrew the plan"),
    "take_back": gettext_lazy("took the withdrawal back"),
    "overtake": gettext_lazy("Checked again: no longer holds, nothing was applied"),
    "lapse": gettext_lazy("The conflict is gone; the thread is closed"),
}


def log_lines(reading: Reading) -> list[dict[str, Any]]:
    """The newest first; that a check has settled it comes from the conflict."""
    lines = [entry_line(reading, entry) for entry in reversed(reading.entries)]
    row = reading.proposal
    done = row.state in (Proposal.State.APPLIED, Proposal.State.DECIDED)
    if done and row.conflict.state == Conflict.State.SETTLED:
        lines.insert(0, _settled(row.conflict))
    return lines


def _settled(conflict: Conflict) -> dict[str, Any]:
    return {
        "at": conflict.settled_at,
        "system": True,
        "act": _("Checked again: the conflict is gone"),
    }


def entry_line(reading: Reading, entry: ProposalEntry) -> dict[str, Any]:
    """One line: when, who, for which unit, what, and in which words."""
    wish = entry.detail.get("wish") if entry.act == "counter" else None
    checked = ""
    if wish:
        checked = _("Checked: it settles the conflict; the plan takes it over.")
        if not wish["holds"]:
            checked = because(wish["why"]) + earliest(wish)
    what = suggestion(wish) if wish else _lent(reading, entry)
    if entry.act == "counter_plan":
        what = method_name(entry.detail["plan"]["method"])
    return {
        "at": entry.at,
        "system": entry.by_system,
        "who": entry.by.name if entry.by and not entry.by_system else "",
        "unit": reading.name(entry.unit_code) if entry.unit_code else "",
        "act": str(ACTS.get(entry.act, entry.act)),
        "what": what,
        "note": entry.note,
        "checked": checked or because(entry.detail.get("why")),
    }


def _lent(reading: Reading, entry: ProposalEntry) -> str:
    """Who is lent: as the chief named them, or as it was carried out."""
    named = entry.detail.get("officers")
    if named:
        return reading.officers(named)
    return listed(
        f"{reading.name(code)} {reading.officers(numbers)}"
        for code, numbers in entry.detail.get("lent", {}).items()
    )
