"""What one task does to its department's budget: under, above, or nobody can say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from coordination.burden import asked
from coordination.caps.quarters import Quarter
from coordination.caps.usage import Usage, is_apart, usages
from coordination.models import BurdenCap, CapNote
from organization.models import Department
from tasking.content import Content, Targets
from tasking.models import Directive
from tasking.summons import called_by_post

_SIX = Decimal("0.000001")  # as many decimals as hours ever have
EXCEPTIONS = (CapNote.Act.GRANT, CapNote.Act.REFUSE)


@dataclass(frozen=True)
class Standing:
    """A task beside the budget of its department; officer-hours.

    `level`: `under`, `soft` or `hard` as the task would go above neither cap, the soft
    one or the hard one; `unknown` where nobody has estimated it; `apart` where the law
    or a bureau above has set it, which binds nothing.
    """

    cap: BurdenCap
    quarter: Quarter
    usage: Usage
    hours: Decimal | None
    level: str
    exception: CapNote | None = None  # the last word on it
    notes: tuple[CapNote, ...] = ()

    @property
    def after(self) -> Decimal | None:
        return None if self.hours is None else self.usage.used + self.hours

    @property
    def allowed(self) -> bool:
        """Does an exception carry it?"""
        made: Decimal | None = self.exception.allowed if self.exception else None
        return made is not None and (self.hours is None or self.hours <= made)

    @property
    def barred(self) -> bool:
        """May it not be issued? What nobody can judge is not waved through where
        there is a hard cap."""
        stopped = self.level == "hard" or (
            self.level == "unknown" and self.cap.hard is not None
        )
        return stopped and not self.allowed

    @property
    def hinted(self) -> bool:
        """Is there anything to be told?"""
        return self.level in ("soft", "hard", "unknown")

    @property
    def over(self) -> Decimal | None:
        """By how much it goes above the cap that it goes above."""
        caps = {"soft": self.cap.soft, "hard": self.cap.hard}
        line = caps.get(self.level)
        return None if line is None or self.after is None else self.after - line


def level_of(cap: BurdenCap, used: Decimal, hours: Decimal | None) -> str:
    """See `Standing.level`, of what the department chose itself."""
    if hours is None:
        return "unknown"
    after = (used + hours).quantize(_SIX)
    if cap.hard is not None and after > cap.hard:
        return "hard"
    if cap.soft is not None and after > cap.soft:
        return "soft"
    return "under"


def standing(
    department: Department,
    content: Content | Directive,
    targets: Targets,
    *,
    now: dt.datetime,
    directive: Directive | None = None,
) -> Standing | None:
    """As things are; None without a budget. `directive` is the draft, if it is kept:
    exceptions are made for it. Four queries."""
    if content.reserved:
        return None
    quarter = Quarter.of(now)
    cap = BurdenCap.objects.filter(department=department, quarter=quarter.first).first()
    if cap is None or not cap.is_set:
        return None
    return reckoned(cap, content, targets, now=now, directive=directive)


def reckoned(
    cap: BurdenCap,
    content: Content | Directive,
    targets: Targets,
    *,
    now: dt.datetime,
    directive: Directive | None = None,
) -> Standing:
    """The same where the budget is at hand, held perhaps. Three queries, four where
    posts are summoned."""
    quarter = Quarter.of(cap.quarter)
    usage = usages([cap.department_id], quarter, now)[cap.department_id]
    hours = asked(content, targets, called_by_post(content, targets.stations, on=now))
    level = "apart" if is_apart(content) else level_of(cap, usage.used, hours)
    notes = notes_on([directive.pk], cap).get(directive.pk, ()) if directive else ()
    exception = next((one for one in reversed(notes) if one.act in EXCEPTIONS), None)
    return Standing(cap, quarter, usage, hours, level, exception, notes)


def notes_on(
    directives: Iterable[int], cap: BurdenCap
) -> dict[int, tuple[CapNote, ...]]:
    """By directive what was said of it in the budget's quarter, in order. One query."""
    rows = CapNote.objects.filter(directive__in=list(directives), cap=cap)
    found: dict[int, tuple[CapNote, ...]] = {}
    for row in rows.select_related("by").order_by("pk"):
        found[row.directive_id] = (*found.get(row.directive_id, ()), row)
    return found
