"""A rule ends with the task it repeats."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.services import tell_each
from organization.audit import record
from organization.models import User
from tasking.models import Directive, Series


def end_with(*, by: User, template: Directive, reason: str, now: dt.datetime) -> None:
    """The task was taken back, so it comes back no more; whoever answers for the rule
    is told. One query where there is none."""
    rows = Series.objects.running().select_for_update(of=("self",))
    for row in rows.filter(template=template).select_related("department"):
        row.ended_at, row.ended_by = now, by
        row.end_reason = _("The task was taken back: %(reason)s") % {"reason": reason}
        row.version += 1
        row.save()
        unit = row.department.code
        record("series.end", by=by, subject=row, unit=unit, reason=row.end_reason)
        tell_each(
            {row.keeper_id},
            but=by,
            matter=f"directive_series:{row.pk}",
            revision=row.version,
            kind="directive_rule_ended",
            facts={"title": template.title, "reason": row.end_reason},
            url=reverse("coordination:series"),
        )
