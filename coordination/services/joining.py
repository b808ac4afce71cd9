"""Making one of two tasks that ask the same, or saying why they stay two.

Nobody takes another department's task away: a department folds its own into the one
that stays. Where that one would have to ask for more, its department agrees first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.duplicates import item_key
from coordination.models import DuplicatePair
from coordination.services import holding_pairs as pairs
from coordination.services import telling_duplicates as telling
from coordination.services.telling_served import tell_unserved
from organization.models import User
from organization.permissions import POLICY, authorise, may
from tasking.models import LIVE_STATES, Assignment, Directive, DirectiveParty
from tasking.services import parties

State = DuplicatePair.State


def may_dismiss(user: User, pair: DuplicatePair) -> bool:
    """People of both departments, and the coordination office above."""
    return any(
        may(user, "duplicate.dismiss", department)
        or may(user, "duplicate.oversee", department)
        for department in pairs.departments_of(pair)
    )


def lacking(kept: Directive, folded: Directive) -> list[str]:
    """What the kept task does not ask for and the folded one does."""
    asked = {item_key(item) for item in kept.data_items}
    missing = [item for item in folded.data_items if item_key(item) not in asked]
    if need(folded) > need(kept):
        missing.append(_("more officers"))
    return missing


def as_asked(kept: Directive, items: Sequence[str]) -> list[str]:
    """The items as the kept task writes them, where it asks for them."""
    known = {item_key(item): item for item in kept.data_items}
    return [known.get(item_key(item), item) for item in items]


@transaction.atomic
def join(
    *, by: User, pair: DuplicatePair, kept: int, reason: str, now: dt.datetime
) -> DirectiveParty:
    """Fold an own task into the other department's, which asks for all of it.

    ValidationError when it does not, when nothing is left to join, or when somebody
    has decided about the pair meanwhile.
    """
    row = pairs.locked(pair)
    stays, folded = pairs.sides(row, kept)
    department = pairs.department_of(folded)
    authorise(by, "duplicate.join", department)
    pairs.still_open(row)
    missing = lacking(stays, folded)
    if missing:
        text = _("“%(task)s” does not ask for: %(missing)s. Keep the other one.")
        told = {"task": stays.title, "missing": "、".join(missing)}
        raise ValidationError({"kept": [text % told]})
    stations = meeting(stays, folded)
    if not stations:
        raise ValidationError({"state": [_("No station owes both any more.")]})
    note = _("Done with %(number)s, %(title)s. %(reason)s") % {
        "number": stays.number,
        "title": stays.title,
        "reason": reason.strip(),
    }
    spared = parties.fold_in(
        by=by, directive=folded, stations=stations, note=note.strip(), now=now
    )
    party = parties.join(
        by=by,
        directive=stays,
        department=department,
        stations=[station for _pk, station in spared],
        items=as_asked(stays, folded.data_items),
        saves=saves(row.basis),
        saved_units=None if row.saved_units is None else row.saved_units * len(spared),
        reason=reason.strip(),
        now=now,
        instead_of=folded,
    )
    tell_unserved(folded, by=by, reason=note.strip())
    pairs.decide(row, State.JOINED, by, reason, now, kept=stays)
    telling.tell_joined(row, stays, folded, spared, by=by)
    return party


@transaction.atomic
def dismiss(
    *, by: User, pair: DuplicatePair, reason: str, now: dt.datetime
) -> DuplicatePair:
    """Say why the two stay two; nobody is asked about this pair again."""
    row = pairs.locked(pair)
    if not may_dismiss(by, row):
        raise PermissionDenied(str(POLICY["duplicate.dismiss"].title))
    pairs.still_open(row)
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why they are not the same.")]})
    pairs.decide(row, State.DISMISSED, by, reason, now)
    telling.tell_dismissed(row, by=by)
    return row


def saves(basis: str) -> str:
    """What is done once instead of twice."""
    visit = basis == DuplicatePair.Basis.VISIT
    return DirectiveParty.Saves.VISIT if visit else DirectiveParty.Saves.FORM


def meeting(one: Directive, two: Directive) -> list[int]:
    """Stations that owe both, by id."""
    both = Assignment.objects.filter(directive=two, state__in=LIVE_STATES)
    rows = Assignment.objects.filter(directive=one, state__in=LIVE_STATES)
    rows = rows.filter(station__in=both.values("station")).order_by("station")
    return list(rows.values_list("station", flat=True))


def need(directive: Directive) -> int:
    """Officers an appointment takes of a station."""
    if not directive.is_event:
        return 0
    return max(int(directive.officers or 0), len(set(directive.attendees)))
