"""One value of a draft put right, where its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.services.issuing import stored
from organization import audit
from organization.models import User
from organization.permissions import authorise
from tasking.lifecycle import DIRECTIVE
from tasking.models import Directive
from tasking.services import directives
from tasking.services.acts import Stale


@transaction.atomic
def correct_draft(
    *,
    by: User,
    directive: Directive,
    title: str,
    effort_units: int | None,
    due: dt.datetime | None,
    version: int | None = None,
) -> Directive:
    """Another title, estimate or due date; all else stays as it was written. Stale when
    somebody changed the draft first; ValidationError with fields."""
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau").get(pk=directive.pk)
    authorise(by, "directive.draft", row.department)
    if version is not None and version != row.version:
        raise Stale
    if row.department is None or row.state not in DIRECTIVE["submit"].sources:
        raise ValidationError({"state": [_("This has been sent on meanwhile.")]})
    before = _said(row)
    content, targets = stored(row)
    content = replace(content, title=title, effort_units=effort_units, due=due)
    made = directives.draft(
        by=by,
        requester=row.department,
        content=content,
        targets=targets,
        directive=row,
    )
    audit.record(
        "directive.correct_draft",
        by=by,
        subject=made,
        unit=made.requester_code,
        before=before,
        **_said(made),
    )
    return made


def _said(row: Directive) -> dict[str, str]:
    """In the trail, under the names the form has."""
    return {
        "title": row.title,
        "effort_hours": str(row.effort_hours),
        "due": row.due.isoformat() if row.due else "",
    }
