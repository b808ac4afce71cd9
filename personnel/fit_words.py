"""What excludes a person from a post, in words; of private grounds only that there
is one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _

from personnel.fit.bars import Check
from personnel.models import Ability

DAY = dt.timedelta(days=1)
Names = Mapping[str, Ability]


def abilities() -> dict[str, Ability]:
    """The catalogue by code; one query."""
    return {row.code: row for row in Ability.objects.all()}


def why_not(check: Check, names: Names) -> str:
    """Why the hard condition is not met, as everybody may read it."""
    if check.condition == "in_force":
        return _("There is no such post on that day.")
    if check.condition == "category":
        return _("This post is not for this category.")
    if check.private or check.wanted is None:
        return _("Something bars this posting; the personnel office knows what.")
    name = names[check.wanted.code].label
    end = check.held.during[1] if check.held else None
    if end is None:
        return _("“%(name)s” is required and not held.") % {"name": name}
    last = (end - DAY).isoformat()
    told = {"name": name, "day": last}
    return _("“%(name)s” is required; it was valid until %(day)s.") % told
