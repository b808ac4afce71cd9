"""Visits to one station that could be one: how near they must be, and who is asked."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.models import DuplicatePair, JointVisits
from coordination.models.visits import MOST_DAYS, USUAL_DAYS
from coordination.services import holding_pairs as pairs
from coordination.services.finding_duplicates import look
from coordination.services.offering_join import are_visits
from coordination.services.telling_visits import tell_suggested
from organization import audit
from organization.models import Bureau, User
from organization.permissions import authorise
from tasking.services.acts import Stale


@transaction.atomic
def set_reach(
    *, by: User, bureau: Bureau, days: int, version: int, now: dt.datetime
) -> JointVisits:
    """Inspections so many working days apart may become one; 0: of one day only.

    What is ahead is looked through again at once. ValidationError beside `days`; Stale
    when somebody has changed it meanwhile (version 0: nobody had).
    """
    authorise(by, "joint.configure", bureau)
    if not 0 <= days <= MOST_DAYS:
        told = _("Between 0 and %(n)s working days.") % {"n": MOST_DAYS}
        raise ValidationError({"days": [told]})
    Bureau.objects.select_for_update(of=("self",), no_key=True).get(pk=bureau.pk)
    row = JointVisits.objects.filter(bureau=bureau).first()
    if version != (row.version if row else 0):
        raise Stale
    before = row.days if row else USUAL_DAYS
    row = row or JointVisits(bureau=bureau, version=0)
    row.days, row.version = days, row.version + 1
    row.save()
    audit.record(
        "joint.configure",
        by=by,
        subject=bureau,
        unit=bureau.code,
        before=before,
        days=days,
    )
    look(bureau=bureau, now=now)
    return row


@transaction.atomic
def suggest(*, by: User, pair: DuplicatePair) -> int:
    """Ask both departments to make their inspections one visit; they decide.

    Returns how many people were told, 0 where they had been asked already.
    ValidationError where it is no such pair, or somebody has decided.
    """
    row = pairs.locked(pair)
    authorise(by, "joint.suggest", row.bureau)
    if not are_visits(row):
        raise ValidationError({"state": [_("These two are no inspections.")]})
    pairs.still_open(row)
    told = tell_suggested(row=row, by=by)
    if told:
        codes = [department.code for department in pairs.departments_of(row)]
        audit.record(
            "joint.suggest",
            by=by,
            subject=row,
            unit=row.bureau.code,
            departments=codes,
        )
    return told
