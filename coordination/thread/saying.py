"""The sentences of a thread: fact first, then what can be done. Nobody is blamed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.core.facts import hours
from coordination.ledger.wording import attendee, listed
from coordination.models import Conflict, Proposal, ProposalParty
from coordination.planned import plan_in
from coordination.services.negotiation.asking import Answer
from coordination.services.negotiation.drafting import because, why_not
from coordination.thread.changing import change_text
from coordination.thread.reading import Reading
from organization.models import SilenceRule
from organization.templatetags import formats
from organization.templatetags.formats import by_when

S = Proposal.State

METHODS = {
    "cheapest": gettext_lazy("Later date"),
    "together": gettext_lazy("One later date for all"),
    "uniform": gettext_lazy("Later date, the same for all stations"),
    "smallest_maximum": gettext_lazy("Later dates, none moved far"),
    "split": gettext_lazy("In two steps"),
    "merge": gettext_lazy("Done together"),
    "reduce": gettext_lazy("Smaller scope"),
    "waive": gettext_lazy("Waived"),
    "lend": gettext_lazy("Officers lent"),
    "move": gettext_lazy("Another time"),
    "fewer": gettext_lazy("Fewer officers"),
    "name": gettext_lazy("Somebody else attends"),
    "own": gettext_lazy("Plan by hand"),
}


def method_name(method: str) -> str:
    """What such a plan is called."""
    return str(METHODS.get(method, method))


def answer(reading: Reading) -> dict[str, str]:
    """The three parts of the page's first sentence, and what follows from it."""
    row = reading.proposal
    fine, trouble = _headline(reading)
    return {"fine": fine, "trouble": trouble, "why": _why(reading), "state": row.state}


def _headline(reading: Reading) -> tuple[str, str]:
    row = reading.proposal
    if row.state in _CLOSED:
        return _closed(reading), ""
    if row.state == S.STALE:
        return _("The facts have changed: "), _verdict(reading)
    refused = _refused_counter(reading)
    if refused:
        return refused
    if row.state == S.SUBMITTED:
        return _("Before the bureau leader for a decision") + _feasible(reading), ""
    blocking = [p for p in reading.parties if p.answer in _BLOCKING]
    if blocking:
        units = listed(party.unit.label for party in blocking)
        text = _("%(units)s: does not agree. ") % {"units": units}
        return text + _("The coordination office goes on from here"), ""
    if not reading.waiting:
        return _("The coordination office goes on from here"), ""
    units = listed(party.unit.label for party in reading.waiting)
    return _("Waiting for %(units)s") % {"units": units} + _feasible(reading), ""


_BLOCKING = (Answer.DECLINED, Answer.ESCALATED)
_CLOSED = (S.APPLIED, S.DECIDED, S.DECLINED, S.WITHDRAWN, S.OVER)


def _closed(reading: Reading) -> str:
    row = reading.proposal
    if row.state in (S.APPLIED, S.DECIDED):
        if row.conflict.state == Conflict.State.SETTLED:
            return _("Settled: everything fits again")
        return _("Carried out; the next check says whether everything fits")
    if row.state == S.DECLINED:
        return _("Not approved by the leader")
    if row.state == S.WITHDRAWN:
        return _("Withdrawn by who proposed it")
    return _("The conflict is gone; nothing was carried out")


def _refused_counter(reading: Reading) -> tuple[str, str] | None:
    """The latest suggestion that does not fit, and the earliest date that would."""
    for party in reading.parties:
        wish = party.wish
        if party.answer != Answer.COUNTERED or not wish or wish["holds"]:
            continue
        head = _("%(unit)s suggests %(what)s: ") % {
            "unit": party.unit.label,
            "what": suggestion(wish),
        }
        return head, because(wish["why"]) + earliest(wish)
    return None


def suggestion(wish: dict[str, Any]) -> str:
    """What a unit wants instead, in a few words."""
    found = []
    for each in wish["changes"].values():
        if each["waive"]:
            found.append(_("to waive it"))
        if each.get("start"):
            found.append(by_when(dt.datetime.fromisoformat(each["start"])))
        elif each["due"]:
            found.append(by_when(dt.datetime.fromisoformat(each["due"])))
        if each.get("officers"):
            count = formats.hours(each["officers"] / 1000)
            found.append(_("%(n)s officers") % {"n": count})
        if each.get("names"):
            found.append(listed(attendee(name) for name in each["names"]))
        if each["effort"] is not None:
            found.append(f"{formats.hours(hours(each['effort']))} h")
    return listed(found)


def earliest(wish: dict[str, Any]) -> str:
    """The earliest date that would do, as a sentence; empty where none is known."""
    dates = [dt.datetime.fromisoformat(d) for d in wish["earliest"].values() if d]
    if not dates:
        return ""
    text = _(" The earliest feasible is %(day)s.")
    return text % {"day": formats.full_day(formats.last_day(max(dates)))}


def _feasible(reading: Reading) -> str:
    return _(", the plan holds") if reading.holds else f"{_('; ')}{_verdict(reading)}"


def _verdict(reading: Reading) -> str:
    if reading.weighed is None:
        return ""
    if reading.holds:
        return _("with the figures of now the plan holds again")
    return because(why_not(reading.weighed, [reading.proposal.conflict_id]))


def _why(reading: Reading) -> str:
    """Who agreed, until when the others have time, and what silence means."""
    agreed = [p.unit.label for p in reading.parties if p.answer == Answer.ACCEPTED]
    parts = []
    if agreed and reading.proposal.is_active:
        parts.append(_("%(units)s: agreed.") % {"units": listed(agreed)})
    if reading.waiting and reading.proposal.is_active:
        due = min(party.due_at for party in reading.waiting)
        parts.append(
            _("Answer by %(due)s (%(left)s).")
            % {"due": formats.full_moment(due), "left": time_left(due, reading.now)}
        )
        parts.append(silence(reading))
    if reading.proposal.state == S.STALE:
        parts.append(_("Nothing was applied. Reckon anew or choose another plan."))
    return " ".join(parts) if not formats.chinese() else "".join(parts)


def silence(reading: Reading) -> str:
    """What no answer means at this bureau."""
    if reading.conflict.station.bureau.silence_rule == SilenceRule.AGREES:
        return _("No answer by then counts as agreement.")
    return _("No answer by then goes to the bureau leader.")


def time_left(due: dt.datetime, now: dt.datetime) -> str:
    """Days, or hours on the last one."""
    left = due - now
    if left <= dt.timedelta():
        return _("time is up")
    if left >= dt.timedelta(days=1):
        days = left.days
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    count = max(1, int(left.total_seconds() // 3600))
    return ngettext("%(n)s hour left", "%(n)s hours left", count) % {"n": count}


def party_line(reading: Reading, party: ProposalParty) -> dict[str, Any]:
    """One unit's answer as it stands."""
    wish = party.wish if party.answer == Answer.COUNTERED else None
    return {
        "party": party,
        "unit": party.unit.label,
        "label": party.get_answer_display(),
        "part": party.get_part_display(),
        "who": party.answered_by.name if party.answered_by else "",
        "suggests": suggestion(wish) if wish else "",
        "officers": reading.officers(party.officers),
        "checked": because(wish["why"]) + earliest(wish) if wish else "",
        "left": time_left(party.due_at, reading.now),
        "late": party.answer == Answer.WAITING and party.due_at <= reading.now,
    }


def change_lines(reading: Reading) -> list[dict[str, Any]]:
    """The plan, change by change: what, whose, at which station."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for station, change in reading.changes:
        if change.away:
            continue
        row = reading.orders.get(change.demand)
        whose = reading.name(change.lender or station)
        text = change_text(reading, station, change)
        line: dict[str, Any] = {
            "text": text,
            "stations": [],
            "whose": row.requester_label if row else whose,
            "statutory": row is not None and row.deadline_class == "statutory",
        }
        # A meeting that moves is one line, wherever it is held.
        said = lines.setdefault((text, line["whose"]), line)
        said["stations"].append(reading.name(station))
    return [each | {"station": listed(each["stations"])} for each in lines.values()]


def balance_lines(reading: Reading) -> list[dict[str, Any]]:
    """Each station before and after: as of now, or as it was carried out."""
    lines = []
    done = reading.carried_out
    plan = plan_in(done.detail["plan"]) if done else reading.plan
    for each in plan.stations:
        before, after = each.before, each.after
        if reading.weighed is not None and each.station in reading.weighed.found:
            found = reading.weighed.found[each.station]
            before, after = found.before, found.after
        lines.append(
            {
                "station": reading.name(each.station),
                "short_before": _amount(before.deficit),
                "short_after": _amount(after.deficit),
                "slack": _amount(after.slack),
                "tight": after.slack is not None and after.slack < 0,
            }
        )
    return lines


def _amount(units: int | None) -> Any:
    return None if units is None else hours(abs(units))


def steps(reading: Reading) -> list[tuple[str, str]]:
    """(label, done | cur | "") of the way a conflict goes."""
    row = reading.proposal
    agreed = sum(p.answer == Answer.ACCEPTED for p in reading.parties)
    labels = [
        _("Found"),
        _("Proposed"),
        _("Agreed %(n)s/%(all)s") % {"n": agreed, "all": len(reading.parties)},
        _("Checked and carried out"),
        _("Settled"),
    ]
    at = 2
    if row.state in (S.APPLIED, S.DECIDED):
        at = 5 if row.conflict.state == Conflict.State.SETTLED else 4
    marks = ["done" if n < at else "cur" if n == at else "" for n in range(5)]
    return list(zip(labels, marks, strict=True))
