"""Up to when somebody has seen what stations answered."""

from __future__ import annotations

import datetime as dt

from organization.models import User
from tasking.models import Directive, FormLook


def look_at_answers(*, by: User, directive: Directive, at: dt.datetime) -> None:
    """One's own mark, which nobody else sees: no act, so no trace of it."""
    FormLook.objects.update_or_create(directive=directive, user=by, defaults={"at": at})
