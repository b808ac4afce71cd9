"""Lines of a posting order: what may be entered, and what entering it would cut."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station
from organization.services.problems import Problems, overlaps
from personnel.models import Officer, Post, Posting, PostingLine
from personnel.services.barring import Going, what_bars

K = Posting.Kind
RETURNING = (K.SECONDMENT, K.LOAN)


@dataclass(frozen=True)
class Wish:
    """One officer to one unit on [first, end). `late_reason` where `first` is past."""

    officer: Officer
    unit: Station | Department
    kind: str
    first: dt.date
    end: dt.date | None = None
    post: Post | None = None
    late_reason: str = ""


def wish_of(line: PostingLine) -> Wish:
    """The line as it was entered."""
    return Wish(
        officer=line.officer,
        unit=line.unit,
        kind=line.kind,
        first=line.first,
        end=line.end,
        post=line.post,
        late_reason=line.late_reason,
    )


def judged(
    wishes: Sequence[Wish], *, bureau: Bureau, today: dt.date, prefix: str = ""
) -> list[Posting | None]:
    """The posting each cuts, None where the officer is nowhere on that day.

    ValidationError by field (`officer unit kind first until post late_reason`);
    `prefix` is for a bulk and names the row, as in `lines[{}].`.
    """
    known = postings_of(wish.officer for wish in wishes)
    barred = what_bars([Going(w.officer, w.unit, w.post, w.first) for w in wishes])
    found = []
    with Problems() as problems:
        for n, (wish, reasons) in enumerate(zip(wishes, barred, strict=True)):
            problems.prefix = prefix.format(n)
            own = known.get(wish.officer.pk, [])
            _check(wish, bureau, today, problems)
            for reason in reasons:
                problems.add("officer", reason)
            found.append(_cut(wish, own, bureau, problems))
    return found


def postings_of(officers: Iterable[Officer]) -> dict[int, list[Posting]]:
    """Every posting of the officers, in order of time; one query."""
    found: dict[int, list[Posting]] = {}
    named = ("station__bureau", "department__bureau", "established")
    rows = Posting.objects.filter(officer__in={officer.pk for officer in officers})
    for row in rows.select_related(*named).order_by("during"):
        found.setdefault(row.officer_id, []).append(row)
    return found


def period_of(wish: Wish | PostingLine) -> DateRange:
    return DateRange(wish.first, wish.end)


def _check(wish: Wish, bureau: Bureau, today: dt.date, problems: Problems) -> None:
    if wish.kind not in K.values:
        problems.add("kind", _("There is no such kind of posting."))
    if not wish.unit.bureau.path.startswith(bureau.path):
        problems.add("unit", _("This unit is not under the order's bureau."))
    elif wish.unit.closed_on and wish.unit.closed_on <= wish.first:
        problems.add("unit", _("This unit is closed."))
    if wish.end is not None and wish.end <= wish.first:
        problems.add("until", _("The period ends before it begins."))
    elif wish.end is None and wish.kind in RETURNING:
        problems.add("until", _("Who is lent comes back: say until when."))
    if wish.first < today and not wish.late_reason.strip():
        problems.add("late_reason", _("This day is past: say why."))
    if len(wish.late_reason) > 200:
        problems.add("late_reason", _("At most %(n)s characters.") % {"n": 200})
    _check_post(wish, problems)


def _check_post(wish: Wish, problems: Problems) -> None:
    post = wish.post
    if post is None:
        return
    ends = post.during.upper
    if post.unit != wish.unit:
        problems.add("post", _("This post is in another unit."))
    elif post.during.lower > wish.first or (ends is not None and ends <= wish.first):
        problems.add("post", _("There is no such post on that day."))
    elif post.category != wish.officer.category:
        problems.add("post", _("This post is not for this category."))


def _cut(
    wish: Wish, own: Sequence[Posting], bureau: Bureau, problems: Problems
) -> Posting | None:
    if wish.end is not None and wish.end <= wish.first:
        return None
    met = [row for row in own if overlaps(row.during, period_of(wish))]
    later = next((row for row in met if row.during.lower >= wish.first), None)
    if later is not None:
        text = _("Posted to %(unit)s from %(day)s already.")
        day = later.during.lower.isoformat()
        problems.add("first", text % {"unit": later.unit.label, "day": day})
        return None
    held = next(iter(met), None)
    if held is None:
        return None
    if not held.unit.bureau.path.startswith(bureau.path):
        problems.add("officer", _("The officer is posted to another bureau then."))
    elif held.unit == wish.unit and _same(held, wish):
        problems.add("unit", _("The officer is there already."))
    return held


def _same(held: Posting, wish: Wish) -> bool:
    now = held.established.first_id if held.established else None
    then = wish.post.first_id if wish.post else None
    return held.kind == wish.kind and now == then
