"""What a task like the one in the form usually takes, for its one-click estimate."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError

from coordination.calibration.measuring import Usual, usual
from coordination.forms.composing import DirectiveForm
from tasking.content import Content


def usual_of(form: DirectiveForm, now: dt.datetime) -> Usual | None:
    """By the kind and the data as they stand in the form, judged or not. One query."""
    try:
        items = form.fields["data_items"].clean(form["data_items"].value() or "")
    except ValidationError:
        items = ()
    kind = str(form["kind"].value() or "")
    content = Content(title="", kind=kind, data_items=items)
    return usual(form.department.pk, content, now)
