"""What pages say about a station's opinion."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from coordination.models import Objection
from organization.templatetags.formats import by_when

S = Objection.State


def headline(row: Objection) -> str:
    """Where the opinion stands, in half a sentence."""
    department = row.assignment.department
    said = {"department": department.label if department else ""}
    told = {
        S.FILED: _("%(department)s is to answer"),
        S.KEPT: _("%(department)s keeps it as it is"),
        S.BROKERING: _("the coordination office is brokering"),
        S.DECIDING: _("the bureau leader is to decide"),
        S.UPHELD: _("upheld, nothing is owed any more"),
        S.CHANGED: _("date or hours were changed"),
        S.CLOSED: _("answered, it stays as it is"),
        S.TAKEN_BACK: _("taken back"),
    }
    return told[S(row.state)] % said


def consequence(row: Objection, now: dt.datetime) -> str:
    """By when, and what happens otherwise; the law says what is done meanwhile."""
    if row.answer_due is None:
        return ""
    late = row.answer_due <= now
    when = {"date": by_when(row.answer_due)}
    if row.state == S.DECIDING:
        if late:
            return _("Due since %(date)s. Carry on meanwhile.") % when
        return _("To be decided by %(date)s. Carry on meanwhile.") % when
    if row.state == S.KEPT:
        return (
            _(
                "The station may put it before the coordination office until %(date)s,"
                " once. Carry on meanwhile."
            )
            % when
        )
    return (
        _("No answer by %(date)s goes to the bureau leader. Carry on meanwhile.") % when
    )


def filed(row: Objection) -> str:
    """What is said to the chief at once."""
    if row.answer_due is None:
        raise ValueError("An opinion just given waits for an answer")
    department = row.assignment.department
    return _(
        "Sent with the figures. %(dept)s answers by %(date)s; carry on meanwhile."
    ) % {
        "dept": department.label if department else "",
        "date": by_when(row.answer_due),
    }
