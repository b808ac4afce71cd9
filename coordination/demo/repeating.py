"""Returns of the year's plan that go on by a rule."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coordination.services.recurring import REPEATED, Terms, begin_series
from organization.permissions import may
from tasking.models import Directive
from tasking.recurrence import Rule

RULES = {
    "治安形势分析月报": Rule("month", 1, "workday", -1),
    "绩效月度数据报送": Rule("month", 1, "day", 27),
    "零案件创建周报": Rule("week", 1, "workday", -1),
}
LEAD = 4


def repeat(now: dt.datetime) -> None:
    """Each from the last time it was issued; whoever issued it answers for it."""
    since = timezone.localdate(now)
    for title, rule in RULES.items():
        rows = Directive.objects.filter(title__startswith=title, state__in=REPEATED)
        row = rows.select_related("department", "issued_by").order_by("-pk").first()
        if row is None or row.issued_by is None:
            continue
        if not may(row.issued_by, "directive.draft", row.department):
            continue
        terms = Terms(Rule(**vars(rule) | {"since": since}), dt.time(18), LEAD)
        begin_series(by=row.issued_by, directive=row, terms=terms, now=now)
