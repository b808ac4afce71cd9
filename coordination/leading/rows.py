"""The rows the leaders' page is counted from, below one bureau."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import Cast, Coalesce, TruncWeek

from budget.models import Disbursement
from coordination.burden import event_seconds
from coordination.models import Conflict, Objection, Proposal, ProposalParty
from coordination.models import StationState as State
from coordination.ratios.period import Period
from coordination.savings import CardinalityOf
from organization.models import Bureau
from tasking.models import Assignment, Difficulty, DirectiveParty, Notice

Rows = QuerySet[Any, Any]
WEEK = dt.timedelta(days=7)
WEEKS = 4
SETTLING = (Proposal.State.APPLIED, Proposal.State.DECIDED)
ASKER = {
    **{name: name for name in ("code", "name", "name_en")},
    "home": "bureau__name",
    "home_en": "bureau__name_en",
}
MOMENT = dt.timedelta(microseconds=1)


def below(bureau: Bureau, way: str = "station") -> Q:
    return Q(**{f"{way}__bureau__path__startswith": bureau.path})


def states(bureau: Bureau) -> Rows:
    """Of every open station, as the board counts them."""
    return State.objects.filter(below(bureau), station__closed_on=None)


def short(bureau: Bureau) -> Rows:
    rows = states(bureau).filter(feasible=False).select_related("station__bureau")
    return rows.order_by("station__code")


def unknown(bureau: Bureau) -> Rows:
    rows = states(bureau).filter(feasible=None).select_related("station__bureau")
    return rows.order_by("station__code")


def windows(bureau: Bureau) -> Rows:
    """Deadline conflicts that are open; `week` is the Monday of the last day."""
    rows = Conflict.objects.open().filter(below(bureau), kind=Conflict.Kind.DEADLINE)
    found: Rows = rows.annotate(week=TruncWeek(F("window_end") - MOMENT))
    return found


def ending(monday: dt.date, weeks: int) -> Q:
    """Windows whose last day is in so many weeks from a Monday on."""
    days = Period("own", monday, monday + weeks * WEEK)
    return Q(window_end__gt=days.start, window_end__lte=days.until)


def owed(bureau: Bureau, now: dt.datetime) -> Rows:
    """What departments asked of the stations that are short and is still to be done.

    `left` is in thousandths of an officer-second. Appointments that are over take
    nothing more.
    """
    rows = Assignment.objects.live().filter(
        station__in=short(bureau).order_by().values("station"),
        department__isnull=False,
    )
    rows = rows.exclude(is_event=False, remaining_units=0)
    rows = rows.exclude(is_event=True, due__lte=now)
    event = Cast(event_seconds() * 1000, BigIntegerField())
    return rows.annotate(
        left=Case(
            When(is_event=True, then=event),
            default=Coalesce(F("remaining_units") * 60, 0),
            output_field=BigIntegerField(),
        ),
        guessed=Case(When(is_event=False, remaining_units=None, then=1), default=0),
    )


def joined(bureau: Bureau, during: Period) -> Rows:
    """Tasks that serve another department too; `count` is at how many stations."""
    rows = DirectiveParty.objects.filter(below(bureau, "department"))
    rows = rows.filter(at__gte=during.start, at__lt=during.until)
    found: Rows = rows.annotate(count=CardinalityOf("stations"))
    return found


def replaced(bureau: Bureau, during: Period) -> Rows:
    """Notices sent instead of a meeting, as the list of notices counts them."""
    return Notice.objects.filter(
        below(bureau, "department"),
        issued_at__gte=during.start,
        issued_at__lt=during.until,
        withdrawn_at=None,
        spared_people__gt=0,
    )


def settled(bureau: Bureau, during: Period) -> Rows:
    """Conflicts that a plan people agreed on, or a leader decided, put an end to."""
    return Conflict.objects.filter(
        below(bureau),
        state=Conflict.State.SETTLED,
        settled_at__gte=during.start,
        settled_at__lt=during.until,
        pk__in=Proposal.objects.filter(state__in=SETTLING).values("conflicts"),
    )


def opinions(bureau: Bureau, now: dt.datetime) -> Rows:
    """Departments have let the term of a station's opinion pass."""
    rows = Objection.objects.filter(below(bureau, "assignment__station"))
    return rows.filter(state=Objection.State.FILED, answer_due__lte=now)


def plans(bureau: Bureau, now: dt.datetime) -> Rows:
    """Departments have not answered a plan in time."""
    return ProposalParty.objects.filter(
        below(bureau, "proposal__conflict__station"),
        department__isnull=False,
        answer=ProposalParty.Answer.WAITING,
        due_at__lte=now,
        proposal__state=Proposal.State.OPEN,
    )


def difficulties(bureau: Bureau) -> Rows:
    """Stations wait, and the term of whoever should have answered is over."""
    rows = Difficulty.objects.waiting().filter(below(bureau))
    return rows.exclude(level=Difficulty.Level.DEPARTMENT)


def money_words(bureau: Bureau) -> Rows:
    """Payments whose stations were asked for a word and have not said it."""
    rows = Disbursement.objects.unanswered().filter(below(bureau, "line__station"))
    return rows.filter(reminders__gt=0)


def late_work(bureau: Bureau, now: dt.datetime) -> Rows:
    """Tasks past their date, as the page of burdens counts them."""
    rows = Assignment.objects.overdue(now).filter(below(bureau), is_event=False)
    return rows.filter(department__isnull=False)


def by_asker(bureau: Bureau, now: dt.datetime) -> Rows:
    """What is left, by who asks: code and names, in the order of the tree; None where
    it must stay secret."""
    named = {
        f"of_{name}": Case(
            When(directive__reserved=False, then=F(f"department__{way}"))
        )
        for name, way in ASKER.items()
    }
    found: Rows = owed(bureau, now).order_by().values(**named)
    summed: Rows = found.annotate(units=Sum("left"), unknown=Sum("guessed"))
    return summed.order_by(F("of_code").asc(nulls_last=True))
