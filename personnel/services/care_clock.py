"""What the clock does for care: notices, reminds, forgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from organization.audit import record
from organization.models import Bureau, User
from personnel.models import DueVisit, Leave, NoBlameNote, Occasion, Posting
from personnel.services import telling_care
from personnel.services.care import Event, raise_visit

BACK = dt.timedelta(days=30)  # what began earlier is not noticed any more
DAY = dt.timedelta(days=1)
T = Occasion.Trigger


def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Raise what the system notices by itself, tell of what is overdue, forget notes
    and what was noted of visits whose term is over. Returns how many visits were
    raised."""
    raised = 0
    for event in noticed(timezone.localdate(now)):
        with transaction.atomic():
            raise_visit(by=by, event=event, now=now)
        raised += 1
    _remind(now)
    forget_notes(by=by, now=now)
    forget_visit_notes(by=by, now=now)
    return raised


def noticed(today: dt.date) -> Iterator[Event]:
    """Long sick leave and postings to another bureau that have begun of late, where a
    list in force names such an occasion and no visit was raised for them yet."""
    lists = _Lists()
    leaves = list(_long_leaves(today)) if lists.any_for(T.SICK) else []
    postings = _postings_on([leave.officer_id for leave in leaves], today)
    for leave in leaves:
        posting = postings.get(leave.officer_id)
        occasion = lists.find(posting, T.SICK)
        if posting is None or occasion is None:
            continue
        least = posting.unit.bureau.sick_days
        if least and leave.during.upper - leave.during.lower >= least * DAY:
            yield Event(leave.officer, occasion, leave.during.lower, leave=leave)
    for posting in _far_postings(today) if lists.any_for(T.AFAR) else ():
        occasion = lists.find(posting, T.AFAR)
        if occasion is not None:
            first = posting.during.lower
            yield Event(posting.officer, occasion, first, posting=posting)


class _Lists:
    """The occasion a bureau's list has for a trigger, looked up once per bureau."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, str], Occasion | None] = {}

    def any_for(self, trigger: str) -> bool:
        """Whether any list names an occasion for it: most of a country has none."""
        return Occasion.objects.filter(trigger=trigger).exists()

    def find(self, posting: Posting | None, trigger: str) -> Occasion | None:
        if posting is None:
            return None
        bureau: Bureau = posting.unit.bureau
        key = bureau.pk, trigger
        if key not in self.known:
            rows = Occasion.objects.in_force_for(bureau)
            self.known[key] = rows.filter(trigger=trigger).first()
        return self.known[key]


def _long_leaves(today: dt.date) -> QuerySet[Leave]:
    """Sick leave of today that lasts longer than the shortest any bureau asks for."""
    rows = Leave.objects.filter(
        kind=Leave.Kind.SICK, during__contains=today, visit=None
    )
    return rows.filter(during__startswith__gte=today - BACK).select_related("officer")


def _far_postings(today: dt.date) -> QuerySet[Posting]:
    """Postings of today to a unit of another bureau than the one before."""
    bureau = Coalesce("station__bureau", "department__bureau")
    before = Posting.objects.filter(
        officer=OuterRef("officer"),
        during__startswith__lt=OuterRef("during__startswith"),
    ).order_by("-during")
    rows = Posting.objects.filter(
        during__contains=today, during__startswith__gte=today - BACK, visit=None
    ).annotate(here=bureau, there=Subquery(before.values(b=bureau)[:1]))
    rows = rows.filter(there__isnull=False).exclude(there=F("here"))
    return rows.select_related("officer", "station__bureau", "department__bureau")


def _postings_on(officers: list[int], day: dt.date) -> dict[int, Posting]:
    """By officer, who works in one place at a time; one query."""
    rows = Posting.objects.filter(officer__pk__among=officers, during__contains=day)
    rows = rows.select_related("station__bureau", "department__bureau").order_by()
    return {row.officer_id: row for row in rows}


def _remind(now: dt.datetime) -> None:
    """Once for every visit that was not paid in time."""
    rows = DueVisit.objects.waiting().filter(due__lte=now, overdue_at=None)
    named = ("officer", "occasion", "station__bureau", "department__bureau")
    with transaction.atomic():
        late = rows.select_for_update(of=("self",), skip_locked=True)
        for row in late.select_related(*named):
            row.overdue_at = now
            row.version += 1
            row.save(update_fields=["overdue_at", "version"])
            telling_care.tell_overdue(row)


@transaction.atomic
def forget_notes(*, now: dt.datetime, by: User | None = None) -> int:
    """Delete the notes whose term is over. Returns how many."""
    rows = NoBlameNote.objects.filter(forget_on__lte=timezone.localdate(now))
    gone = list(rows.values_list("pk", flat=True))
    if gone:
        rows.filter(pk__in=gone).delete()
        telling_care.forget_letters(gone)
        record("note.forget", by=by, rows=len(gone))
    return len(gone)


@transaction.atomic
def forget_visit_notes(*, now: dt.datetime, by: User | None = None) -> int:
    """Delete what happened and what was noted where the term is over; that the visit
    was paid stays. Returns how many."""
    rows = DueVisit.objects.filter(forget_on__lte=timezone.localdate(now))
    count = rows.update(about="", note="", forget_on=None, version=F("version") + 1)
    if count:
        record("visit.forget", by=by, rows=count)
    return count
