"""Recalling a task that should not have gone out, and putting it right."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.services import owing, telling
from coordination.services.issuing import stored
from coordination.services.owing_again import stand_again
from coordination.services.telling_served import tell_unserved
from organization.models import User
from organization.permissions import POLICY, authorise, may
from organization.templatetags.formats import full_moment
from tasking.lifecycle import DIRECTIVE, step
from tasking.models import Directive
from tasking.services import directives
from tasking.services.ending_series import end_with
from tasking.services.report_forms import carry_form


@dataclass(frozen=True)
class Recalled:
    """The directive, and how many stations had signed for it already."""

    directive: Directive
    signed: int


def may_recall(user: User, directive: Directive) -> bool:
    """Who wrote, issued or approved it, while in the same office; and its head.

    Says nothing of the time: see `Directive.recall_until`.
    """
    unit = directive.department
    if unit is None:
        return False
    if may(user, "directive.recall", unit):
        return True
    mine = user.pk in (directive.created_by_id, directive.issued_by_id)
    return mine and (
        may(user, "directive.issue", unit) or may(user, "directive.approve", unit)
    )


def authorise_recall(user: User, directive: Directive) -> None:
    """Raise PermissionDenied unless `may_recall`."""
    if not may_recall(user, directive):
        raise PermissionDenied(str(POLICY["directive.recall"].title))


@transaction.atomic
def recall(
    *, by: User, directive: Directive, reason: str, now: dt.datetime
) -> Recalled:
    """Take a task back that was issued by mistake, shortly after its issue.

    Where nobody had signed for it, it goes away unheard; where somebody had, the
    station is told. ValidationError when the time is over or no reason is given.
    """
    row = _locked(directive)
    authorise_recall(by, row)
    step(DIRECTIVE, "recall", row.state)
    until = row.recall_until
    if until is None or now >= until:
        raise ValidationError({"state": [too_late(until)]})
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is recalled.")]})
    reason = reason.strip()
    signed = directives.recall(by=by, directive=row, reason=reason, now=now)
    end_with(by=by, template=row, reason=reason, now=now)
    owing.follow(stations=owing.owed_at([row.pk]), now=now, by=by)
    stand_again(by=by, instead=row, now=now)
    tell_unserved(row, by=by, reason=reason)
    telling.tell_recalled(row, signed, by=by, reason=reason)
    return Recalled(row, len(signed))


@transaction.atomic
def correct(*, by: User, directive: Directive) -> tuple[Directive, bool]:
    """A draft that says what the recalled task said, to be put right and issued.

    Asked for twice it is the same draft: (draft, made by this call).
    """
    row = _locked(directive)
    if row.department is None:
        raise PermissionDenied(str(POLICY["directive.draft"].title))
    authorise(by, "directive.draft", row.department)
    if row.state != Directive.State.RECALLED:
        raise ValidationError(
            {"state": [_("Only a recalled task is corrected and issued again.")]}
        )
    found = correction_of(row)
    if found is not None:
        return found, False
    content, targets = stored(row)
    made = directives.draft(
        by=by,
        requester=row.department,
        content=content,
        targets=targets,
        replaces=row,
    )
    carry_form(by=by, source=row, to=made)
    return made, True


def correction_of(directive: Directive) -> Directive | None:
    """The task that stands in the place of a recalled one, unless withdrawn too."""
    rows = directive.corrections.exclude(state=Directive.State.WITHDRAWN)
    return rows.first()


def too_late(until: dt.datetime | None) -> str:
    """Why there is no recall any more, and what there is instead."""
    if until is None:
        return _("This bureau recalls nothing. The task can still be withdrawn.")
    text = _("It could be recalled until %(until)s. It can still be withdrawn.")
    return text % {"until": full_moment(until)}


def _locked(directive: Directive) -> Directive:
    return (
        Directive.objects.select_for_update(of=("self",))
        .select_related("department__bureau", "own_station")
        .get(pk=directive.pk)
    )
