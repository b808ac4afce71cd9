"""The office's queue in words: what, who must act, until when, where to open it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.ledger import wording
from coordination.ledger.wording import listed
from coordination.models import (
    AdmissionCase,
    Conflict,
    EmergencyOrder,
    Objection,
    Proposal,
    RemitReport,
)
from coordination.office import queue
from coordination.office.clock import calendar_for, time_left
from coordination.office.queue import Entries, Tally
from organization.models import Department, Station
from organization.templatetags.formats import hours
from tasking.models import RESERVED

NAMED = 2
"""So many units are named; of the others their number is said."""

KINDS: dict[str, str | Promise] = {
    queue.THREAD: gettext_lazy("Consultation"),
    queue.PIECE: gettext_lazy("Admission"),
    queue.OPINION: gettext_lazy("Opinion"),
    queue.REMIT: gettext_lazy("Out of remit"),
    queue.URGENT: gettext_lazy("Emergency issue"),
    queue.CONFLICT: gettext_lazy("No plan yet"),
}

OFFICE = gettext_lazy("the coordination office")
LEADER = gettext_lazy("the bureau leader")
Names = Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """What a row says of itself: matter, where it is, who has to act, its page."""

    what: str
    where: str
    who: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the queue."""

    kind: str
    label: str
    said: Said
    at: dt.datetime
    left: str
    late: bool


def lines(found: Entries, now: dt.datetime) -> list[Line]:
    """One query: the calendar."""
    names = labels_of(found.units)
    calendar = calendar_for((mark.at for mark, _row in found.rows), now)
    return [
        Line(
            mark.kind,
            str(KINDS[mark.kind]),
            SAYERS[mark.kind](row, names),
            mark.at,
            time_left(mark.at, calendar, now),
            mark.at <= now,
        )
        for mark, row in found.rows
    ]


def chips(counted: Tally) -> list[tuple[str, str, int]]:
    """(value, label, count) of the filters; kinds with nothing in them are left out."""
    there = [(kind, str(KINDS[kind]), counted.kinds.get(kind, 0)) for kind in KINDS]
    return [("", _("All"), counted.total), *(one for one in there if one[2])]


def labels_of(units: Iterable[Department | Station]) -> dict[str, str]:
    """By code, with what stands for departments that must not be named."""
    found = {unit.code: unit.label for unit in units}
    return found | {RESERVED: _("Reserved strength")}


def _thread(row: Proposal, names: Names) -> Said:
    conflict = row.conflict
    return Said(
        what=wording.title(conflict),
        where=conflict.station.label,
        who=whose_turn(row),
        url=reverse("coordination:proposal", args=[row.pk]),
        note=row.get_state_display(),
    )


def whose_turn(row: Proposal) -> str:
    state = row.state
    if state == Proposal.State.SUBMITTED:
        return str(LEADER)
    asked: list[Any] = getattr(row, "asked", [])
    if state == Proposal.State.OPEN and asked:
        return _some([party.unit.label for party in asked])
    return str(OFFICE)


def _some(labels: Sequence[str]) -> str:
    if len(labels) <= NAMED:
        return listed(labels)
    more = len(labels) - NAMED
    text = ngettext("%(units)s and %(n)s more", "%(units)s and %(n)s more", more)
    return text % {"units": listed(labels[:NAMED]), "n": more}


def _piece(row: AdmissionCase, names: Names) -> Said:
    department = row.directive.department
    return Said(
        what=row.directive.display_title,
        where=department.label if department else "",
        who=row.office.label,
        url=reverse("coordination:admission_case", args=[row.pk]),
    )


def _opinion(row: Objection, names: Names) -> Said:
    turn = {
        Objection.State.FILED: row.assignment.requester_label,
        Objection.State.BROKERING: str(OFFICE),
        Objection.State.DECIDING: str(LEADER),
    }
    return Said(
        what=row.assignment.directive.display_title,
        where=row.assignment.station.label,
        who=turn.get(Objection.State(row.state), ""),
        url=reverse("coordination:objection", args=[row.pk]),
        note=row.get_state_display(),
    )


def _remit(row: RemitReport, names: Names) -> Said:
    return Said(
        what=row.matter,
        where=row.station.label,
        who=_("the coordination office or a leader"),
        url=reverse("coordination:remit_report", args=[row.pk]),
    )


def _urgent(row: EmergencyOrder, names: Names) -> Said:
    department = row.directive.department
    return Said(
        what=row.directive.display_title,
        where=department.label if department else "",
        who=_("the coordination office or a leader"),
        url=reverse("coordination:emergency", args=[row.pk]),
        note=_("to be reviewed"),
    )


def _conflict(row: Conflict, names: Names) -> Said:
    amounts = wording.departments(row, dict(names))
    return Said(
        what=wording.title(row),
        where=row.station.label,
        who=_("whoever puts a plan forward"),
        url=reverse("coordination:conflict", args=[row.pk]),
        note=listed(f"{name} {hours(amount)} h" for name, amount in amounts),
    )


SAYERS: dict[str, Callable[[Any, Names], Said]] = {
    queue.THREAD: _thread,
    queue.PIECE: _piece,
    queue.OPINION: _opinion,
    queue.REMIT: _remit,
    queue.URGENT: _urgent,
    queue.CONFLICT: _conflict,
}
