"""A report by a form that is asked and not answered, and the draft of one, at each of
the places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from coordination.services.issuing import issue, stored
from organization.models import Department, Station, User
from tasking.asking.reading import Numbered
from tasking.content import Content, Targets
from tasking.models import Assignment, Directive
from tasking.services import directives
from tasking.services.report_forms import write_form


def asked(station: Station, department: Department, staff: User) -> dict[str, Any]:
    """Due in a time when nothing else is."""
    titles = f"{department.name}向{station.name}要数", f"{department.name}的表样"
    row, draft = (_draft(station, department, staff, title) for title in titles)
    row.refresh_from_db()
    content, _targets = stored(row)
    given = {"requester": department, "content": content, "now": timezone.now()}
    issue(by=staff, stations=[station], directive=row, reason="要", **given)
    form = draft.task_form.form
    return {
        "asked": row.pk,
        "asked_at": Assignment.objects.get(directive=row).pk,
        "asking": draft.pk,
        "form": form.pk,
        "form_field": [form.pk, "f1"],
    }


def _draft(
    station: Station, department: Department, staff: User, title: str
) -> Directive:
    content = Content(
        title=title,
        kind="report",
        intent="摸清底数",
        standard="数字一致",
        due=timezone.now() + dt.timedelta(days=150),
        effort_units=60,
    )
    row = directives.draft(
        by=staff,
        requester=department,
        content=content,
        targets=Targets((station.pk,)),
    )
    line = {"label": f"{station.name}情况", "kind": "text", "required": "1"}
    given = {"by": staff, "directive": row, "title": title, "now": timezone.now()}
    write_form(lines=[Numbered(1, line)], **given)
    return row
