"""Reading one task's page: each station's state, and what HQ may do about it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from coordination.caps.standing import Standing
from coordination.costs import cost_of
from coordination.forms.acts import RedateForm, ReturnForm
from coordination.forms.composing import POSTS
from coordination.ledger.reading import is_overdue
from coordination.models import AdmissionCase, Conflict, Objection
from coordination.parts import labels, lacking_at
from coordination.savings import total
from coordination.services.countersigning import may_sign
from coordination.services.excepting import NOT_ISSUED, standing_of
from coordination.services.recalling import correction_of, may_recall, too_late
from coordination.services.telling_served import unserved
from coordination.views.listing import Counts, counts_of
from coordination.views.part_filters import parts_of
from coordination.views.taken import of_directive
from organization.models import AuditEvent, Department, Station, User
from organization.permissions import may, may_somewhere
from organization.together import together
from organization.wall import lifted
from tasking.lifecycle import ASSIGNMENT, DIRECTIVE, possible
from tasking.models import Assignment, Directive

PER_PAGE = 100
_POSTS = dict(POSTS)
Back = tuple[int, ReturnForm | RedateForm] | None  # where a form was refused
_ACTS = {
    "withdraw": "directive.withdraw",
    "close": "directive.close",
    "approve": "directive.approve",
    "send_back": "directive.approve",
    "submit": "directive.draft",
}


_TRACED: dict[str, str] = {
    Directive.State.RETURNED: "directive.send_back",
    Directive.State.RECALLED: "directive.recall",
    Directive.State.WITHDRAWN: "directive.withdraw",
}


@dataclass(frozen=True)
class StationRow:
    """One station's part of the task."""

    assignment: Assignment
    late: bool
    moved: bool  # its due differs from the task's
    conflicts: tuple[Conflict, ...]
    opinions: tuple[Objection, ...]
    form: ReturnForm | None  # what is needed to return it; None: nothing to review
    dates: RedateForm | None  # None: nothing to re-date, or not by this person

    @property
    def cells(self) -> tuple[Assignment, int, int, bool]:
        """As the list taken out of the page has it, see `lists.tasks`."""
        met, said = len(self.conflicts), len(self.opinions)
        return self.assignment, met, said, self.late


def board(
    user: User,
    row: Directive,
    now: dt.datetime,
    *,
    page: str | None = None,
    show: str = "",
    back: Back = None,
) -> dict[str, Any]:
    """Everything the page says; the same number of queries for any number of rows."""
    unit = row.department or row.own_station
    counts = counts_of(user, [row], now).get(row.pk, Counts())
    rows: Any = parts_of(user, row, show, now) if row.issued_at else row.targets.all()
    shown = _page(rows, None if show else counts.stations, page)
    acts = possible(DIRECTIVE, row.state)
    mine = {act for act in acts if act in _ACTS and may(user, _ACTS[act], unit)}
    if may_sign(user, row):
        mine |= {"approve", "send_back"} & set(acts)
    return {
        "directive": row,
        "unit": unit,
        "page": shown,
        "rows": _rows(user, row, shown, now, back) if row.issued_at else [],
        "targets": [] if row.issued_at else shown.object_list,
        "counts": counts,
        "acts": mine,
        **of_directive(row),
        "traced": _traced(row),
        **_beside(user, row),
        "may_see_order": may_somewhere(user, "override.list"),
        **_recall(user, row, now),
        "attendees": posts_named(row),
        "lacks": labels(lacking_at(row)),
        "cost": cost_of(row),
        "cap": _cap(user, row, now),
        "may_cost": row.department is not None
        and not row.reserved
        and may(user, "directive.draft", row.department),
    }


def _cap(user: User, row: Directive, now: dt.datetime) -> Standing | None:
    """How it stands to the department's budget, while it has not gone out."""
    if row.state not in NOT_ISSUED or not may_somewhere(user, "cap.view"):
        return None
    return standing_of(row, now)


def _page(rows: Any, count: int | None, page: str | None) -> Page[Any]:
    """The stations' parts, or of what was not issued the stations it is meant for.

    All of them are counted already, and put in order by their keys alone: of forty
    thousand only those of the page are read.
    """
    ordered = rows.order_by("station__bureau__code", "station__code")
    pages: Paginator[Any] = Paginator(ordered.values_list("pk", flat=True), PER_PAGE)
    if count is not None:
        pages.count = count
    shown = pages.get_page(page)
    ids = list(shown.object_list)
    known = rows.model.objects.select_related("station__bureau").in_bulk(ids)
    shown.object_list = [known[pk] for pk in ids if pk in known]
    return shown


def posts_named(row: Directive) -> list[Any]:
    """Who must attend, posts by their names."""
    return [_POSTS.get(one, one) for one in row.attendees]


def _rows(
    user: User,
    directive: Directive,
    page: Page[Assignment],
    now: dt.datetime,
    back: Back,
) -> list[StationRow]:
    assignments = list(page.object_list)
    both = together(_conflicts(user, assignments), _opinions(user, assignments))
    met, said = _at(assignments, both[0]), _on(both[1])
    return [
        StationRow(
            assignment=row,
            late=is_overdue(row, now),
            moved=row.due != directive.due,
            conflicts=tuple(met.get(row.pk, ())),
            opinions=tuple(said.get(row.pk, ())),
            form=_return_form(user, directive, row, back),
            dates=_redate_form(user, directive, row, back),
        )
        for row in assignments
    ]


def _return_form(
    user: User,
    directive: Directive,
    row: Assignment,
    back: Back,
) -> ReturnForm | None:
    unit = directive.department
    if row.state not in ASSIGNMENT["accept"].sources or unit is None:
        return None
    if not may(user, "assignment.review", unit):
        return None
    if back and back[0] == row.pk and isinstance(back[1], ReturnForm):
        return back[1]
    return ReturnForm(initial={"version": row.version}, auto_id=f"row-{row.pk}-%s")


def _redate_form(
    user: User, directive: Directive, row: Assignment, back: Back
) -> RedateForm | None:
    unit = directive.department or row.station
    if not may_redate(user, row, unit):
        return None
    if back and back[0] == row.pk and isinstance(back[1], RedateForm):
        return back[1]
    return RedateForm(row)


def may_redate(user: User, row: Assignment, unit: Department | Station) -> bool:
    """Is there a date to change here, and is it this person's to change?"""
    if row.is_event or not row.is_live:
        return False
    return may(user, redate_right(unit), unit)


def redate_right(unit: Department | Station) -> str:
    """A department moves its own dates, a chief those of the own plan."""
    return "plan.edit" if isinstance(unit, Station) else "assignment.redate"


def _recall(user: User, row: Directive, now: dt.datetime) -> dict[str, Any]:
    """Until when it may be recalled, or why not any more, or what took its place."""
    said: dict[str, Any] = {}
    if row.replaces_id:
        seen = Directive.objects.visible_to(user)
        said["replaced"] = seen.filter(pk=row.replaces_id).first()
    if row.state == Directive.State.RECALLED:
        correction = correction_of(row)
        if correction and Directive.objects.visible_to(user).filter(pk=correction.pk):
            said["correction"] = correction
        said["may_correct"] = not correction and may(
            user, "directive.draft", row.department
        )
    elif row.state == Directive.State.ISSUED and may_recall(user, row):
        until = row.recall_until
        open_still = until is not None and now < until
        said["recall_until"] = until if open_still else None
        said["no_recall"] = "" if open_still else too_late(until)
    return said


def _beside(user: User, row: Directive) -> dict[str, Any]:
    """Its admission, whom it serves too, and what that spares; what serves it, and
    where that is not asked any more."""
    mine, served, seen, cases = together(
        row.joined_into.select_related("directive__department__bureau"),
        row.parties.select_related("department__bureau"),
        row.parties.visible_to(user),
        AdmissionCase.objects.visible_to(user)
        .filter(directive=row)
        .order_by("-pk")[:1],
    )
    left = unserved(mine) if mine else {}
    stations = {pk for each in left.values() for pk in each}
    again = correction_of(row) if stations else None
    return {
        "case": next(iter(cases), None),
        "saved": total(seen),
        "served": served,
        "served_by": [(party, len(left[party.pk])) for party in mine],
        "again": again,
        "may_again": bool(stations)
        and again is None
        and may(user, "directive.draft", row.department),
    }


def _traced(directive: Directive) -> AuditEvent | None:
    """Who sent it back, recalled or withdrew it last, and why."""
    action = _TRACED.get(directive.state)
    if action is None:
        return None
    rows = AuditEvent.objects.filter(
        action=action,
        subject_type=directive._meta.label_lower,
        subject_id=directive.pk,
    )
    with lifted("whoever sees a task reads who sent it back or withdrew it"):
        return rows.order_by("-pk").first()


def opinions_on(
    user: User, assignments: Iterable[Assignment]
) -> dict[int, list[Objection]]:
    """Opinions on the stations' parts the user may see, by assignment; one query."""
    return _on(_opinions(user, assignments))


def _opinions(user: User, assignments: Iterable[Assignment]) -> QuerySet[Objection]:
    rows = Objection.objects.visible_to(user).with_last_note()
    return rows.filter(assignment__in=list(assignments)).order_by("-pk")


def _on(rows: Iterable[Objection]) -> dict[int, list[Objection]]:
    found: dict[int, list[Objection]] = defaultdict(list)
    for row in rows:
        found[row.assignment_id].append(row)
    return found


def conflicts_at(
    user: User, assignments: Iterable[Assignment]
) -> dict[int, list[Conflict]]:
    """Open conflicts the user may see, by assignment; one query."""
    return _at(assignments, _conflicts(user, assignments))


def _conflicts(user: User, assignments: Iterable[Assignment]) -> QuerySet[Conflict]:
    rows = Conflict.objects.visible_to(user).open()
    here = rows.filter(station__in=[row.station_id for row in assignments])
    return here.most_serious_first()


def _at(
    assignments: Iterable[Assignment], rows: Iterable[Conflict]
) -> dict[int, list[Conflict]]:
    at = {row.station_id: row.pk for row in assignments}
    found: dict[int, list[Conflict]] = defaultdict(list)
    for row in rows:
        mine = str(at[row.station_id])
        if any(member["assignment"] == mine for member in row.members):
            found[at[row.station_id]].append(row)
    return found
