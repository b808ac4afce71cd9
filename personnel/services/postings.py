"""Where officers work. An officer is in one place on any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Department, Station, User
from organization.services.problems import Days, Problems, days, told_as
from personnel.models import Officer, Post, Posting
from personnel.services.barring import Going, what_bars
from personnel.services.periods import Diary, judge_all

NO_OVERLAP = "posting_no_overlap"
OVERLAP = _("The officer is posted elsewhere in this period.")
BARRED = _("%(name)s cannot be lent there; the personnel office knows why.")


@dataclass(frozen=True)
class NewPosting:
    """A posting to come: an officer, a unit and a half-open period of days."""

    officer: Officer
    unit: Station | Department
    during: Days
    kind: str = Posting.Kind.PERMANENT
    post: str = ""
    established: Post | None = None


@transaction.atomic
def post_officer(
    *,
    by: User | None,
    officer: Officer,
    unit: Station | Department,
    during: Days,
    kind: str = Posting.Kind.PERMANENT,
    post: str = "",
    established: Post | None = None,
) -> Posting:
    """Post an officer to a station or a department.

    A loan is two acts: end the posting at the station that lends, open one where the
    officer goes.
    """
    row = NewPosting(officer, unit, during, kind, post, established)
    with Problems() as problems:
        posting = _checked(row, Diary(Posting, [officer]), problems)
    with told_as(NO_OVERLAP, "during", OVERLAP):
        posting.save()
    record(
        "posting.create",
        by=by,
        subject=posting,
        unit=unit.code,
        officer=officer.police_number,
        kind=kind,
        start=str(posting.during.lower),
        end=str(posting.during.upper or ""),
    )
    return posting


@transaction.atomic
def enter_posting(
    *,
    by: User,
    officer: Officer,
    unit: Station | Department,
    during: Days,
    kind: str = Posting.Kind.PERMANENT,
    post: str = "",
) -> Posting:
    """Record where somebody works without an order; what bars him bars him here too."""
    made = post_officer(
        by=by, officer=officer, unit=unit, during=during, kind=kind, post=post
    )
    going = Going(officer, unit, None, made.during.lower, post)
    with Problems() as problems:
        for reason in what_bars([going])[0]:
            problems.add("officer", reason)
    return made


@transaction.atomic
def post_officers(*, by: User | None, rows: Sequence[NewPosting]) -> list[Posting]:
    """Post many officers at once, in the order given."""
    postings = judge_all(Posting, rows, _checked)
    with told_as(NO_OVERLAP, "rows", OVERLAP):
        postings = Posting.objects.bulk_create(postings)
    record("posting.create_many", by=by, postings=len(postings))
    return postings


@transaction.atomic
def end_posting(
    *, by: User | None, posting: Posting, on: dt.date, reason: str = ""
) -> Posting:
    """End a posting: `on` is the first day on which the officer is not there."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    period = posting.during
    with Problems() as problems:
        if on <= period.lower:
            problems.add("on", _("The posting begins later than this day."))
        elif period.upper is not None and on > period.upper:
            problems.add("on", _("The posting has ended before this day."))
    posting.during = DateRange(period.lower, on)
    posting.version += 1
    posting.save(update_fields=["during", "version"])
    unit = posting.station or posting.department
    record(
        "posting.end",
        by=by,
        subject=posting,
        unit=unit.code if unit else "",
        reason=reason,
        end=str(on),
    )
    return posting


@transaction.atomic
def cancel_posting(*, by: User | None, posting: Posting, reason: str) -> None:
    """Take back a posting that has not begun. The audit trail keeps what it said."""
    record(
        "posting.cancel",
        by=by,
        subject=posting,
        unit=posting.unit.code,
        reason=reason,
        officer=posting.officer.police_number,
        start=str(posting.during.lower),
        end=str(posting.during.upper or ""),
    )
    posting.delete()


@transaction.atomic
def reopen_posting(
    *, by: User | None, posting: Posting, until: dt.date | None, reason: str
) -> Posting:
    """Let a posting that was cut short last until the day before `until` again."""
    posting.during = DateRange(posting.during.lower, until)
    posting.version += 1
    with told_as(NO_OVERLAP, "during", OVERLAP):
        posting.save(update_fields=["during", "version"])
    record(
        "posting.reopen",
        by=by,
        subject=posting,
        unit=posting.unit.code,
        reason=reason,
        end=str(until or ""),
    )
    return posting


@transaction.atomic
def second(
    *,
    by: User | None,
    officer: Officer,
    to: Station,
    first: dt.date,
    end: dt.date,
    reason: str = "",
) -> Posting:
    """Lend an officer to another station for [first, end), then he is back.

    The posting of that time is interrupted; ValidationError `officers` where he has
    none that lasts from the day before to the end, or where something bars him there.
    """
    eve = first - dt.timedelta(days=1)
    held = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("station", "department", "established")
        .filter(officer=officer, during__contains=DateRange(eve, end))
        .first()
    )
    if held is None:
        text = _("%(name)s is not posted to one unit all that time.")
        raise ValidationError({"officers": [text % {"name": officer.name}]})
    if what_bars([Going(officer, to, None, first, held.post)])[0]:
        raise ValidationError({"officers": [BARRED % {"name": officer.name}]})
    home, last = held.unit, held.during.upper
    end_posting(by=by, posting=held, on=first, reason=reason)
    if last is None or end < last:
        post_officer(
            by=by,
            officer=officer,
            unit=home,
            during=(end, last),
            kind=held.kind,
            post=held.post,
            established=held.established,
        )
    return post_officer(
        by=by,
        officer=officer,
        unit=to,
        during=(first, end),
        kind=Posting.Kind.SECONDMENT,
        post=held.post,
    )


def _checked(row: NewPosting, diary: Diary, problems: Problems) -> Posting:
    period = days(row.during, problems)
    if row.kind not in Posting.Kind.values:
        problems.add("kind", _("There is no such kind of posting."))
    if row.unit.closed_on and row.unit.closed_on <= period.lower:
        problems.add("unit", _("This unit is closed."))
    if row.established and row.established.unit != row.unit:
        problems.add("post", _("This post is in another unit."))
    if not diary.takes(row.officer, period):
        problems.add("during", OVERLAP)
    return Posting(
        officer=row.officer,
        station=row.unit if isinstance(row.unit, Station) else None,
        department=row.unit if isinstance(row.unit, Department) else None,
        kind=row.kind,
        post=row.post or (row.established.kind if row.established else ""),
        established=row.established,
        during=period,
    )
