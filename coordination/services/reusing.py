"""A department reads what stations have answered already instead of asking again."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.collating.known import Known, known_answers
from organization.audit import record
from organization.models import Department, User
from organization.permissions import POLICY, authorise
from tasking.asking.reading import Numbered, written
from tasking.models import Directive, FormReuse
from tasking.services.report_forms import form_of, write_form


@transaction.atomic
def read_instead(
    *,
    by: User,
    directive: Directive,
    source: int,
    now: dt.datetime,
    seen: str | None = None,
) -> FormReuse:
    """Leave out of the draft's form what `source`, another task, has answers to; where
    to read them is kept, and counted as spared."""
    department = directive.department
    if department is None:
        raise PermissionDenied(str(POLICY["form.keep"].title))
    authorise(by, "form.keep", department)
    held = form_of(directive)
    found = known_answers(by, directive, held) if held else []
    known = next((one for one in found if one.directive.pk == source), None)
    if held is None or known is None:
        told = _("Nobody has answered the same there.")
        raise ValidationError({"state": [told]})
    left_out = {here.key for here, _there in known.pairs}
    lines = [one for one in written(held.form.fields) if one["key"] not in left_out]
    write_form(
        by=by,
        directive=directive,
        title=held.form.title,
        lines=[Numbered(n, line) for n, line in enumerate(lines, 1)],
        now=now,
        seen=seen,
    )
    return _kept(by, directive, department, known, now)


def _kept(
    by: User, row: Directive, department: Department, known: Known, now: dt.datetime
) -> FormReuse:
    made = FormReuse.objects.create(
        department=department,
        directive=known.directive,
        instead_in=row,
        keys=[there.key for _here, there in known.pairs],
        stations=list(known.stations),
        by=by,
        at=now,
    )
    record(
        "form.reuse",
        by=by,
        subject=row,
        unit=row.requester_code,
        source=known.directive.pk,
        stations=len(made.stations),
    )
    return made
