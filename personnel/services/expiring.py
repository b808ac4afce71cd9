"""Qualifications that a post requires are told of before they expire, once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from desk.services import tell_each
from organization.audit import record
from organization.models import Bureau, Role, User
from personnel.fit.facts import Kind
from personnel.holders import holders
from personnel.models import Ability, Attainment, Post, Posting

AT_ONCE = 500
DAY = dt.timedelta(days=1)
Had = tuple[Kind, DateRange]


@transaction.atomic
def run_clocks(*, now: dt.datetime, by: User | None = None) -> int:
    """Tell the officer and his personnel office of what his present post requires and
    what ends within the bureau's term. How many were told of."""
    found = needed(timezone.localdate(now))
    for row, bureau in found:
        row.told_end = row.during.upper
        row.save(update_fields=["told_end"])
        record(
            "attainment.remind",
            by=by,
            subject=row,
            officer=row.officer.police_number,
            ability=row.ability.code,
            end=str(row.during.upper),
        )
        _tell(row, bureau)
    return len(found)


def needed(today: dt.date) -> list[tuple[Attainment, Bureau]]:
    """What ends soon, was not told of yet, and leaves today's post without what it
    requires; with the bureau. Two queries, and three per term that bureaus have set
    and per 500 rows."""
    kinds = {a.code: Kind(a.code, a.series, a.level) for a in Ability.objects.all()}
    return [
        found
        for days in _terms()
        for rows in _batches(_ending(today, days))
        for found in _lost(rows, kinds, today)
    ]


def _lost(
    rows: list[Attainment], kinds: dict[str, Kind], today: dt.date
) -> Iterator[tuple[Attainment, Bureau]]:
    officers = {row.officer_id for row in rows}
    posts, held = _posts(officers, today), _held(officers, kinds)
    for row in rows:
        post = posts[row.officer_id]
        wanted = [kinds[code] for code in post.required if code in kinds]
        if _leaves_open(row, wanted, held[row.officer_id]):
            yield row, post.unit.bureau


def _batches(rows: QuerySet[Attainment]) -> Iterator[list[Attainment]]:
    """All of them, so many at once: what is not lost comes again every time."""
    after, full = 0, True
    while full:
        batch = list(rows.filter(pk__gt=after)[:AT_ONCE])
        full = len(batch) == AT_ONCE
        if batch:
            after = batch[-1].pk
            yield batch


def _leaves_open(row: Attainment, wanted: list[Kind], held: list[Had]) -> bool:
    """Does it cover something wanted that nothing covers on the day it has ended?"""
    end = row.during.upper
    mine = Kind(row.ability.code, row.ability.series, row.ability.level)
    then = [
        kind
        for kind, during in held
        if during.lower <= end and (during.upper is None or end < during.upper)
    ]
    lost = [kind for kind in wanted if mine.covers(kind)]
    return any(not any(other.covers(kind) for other in then) for kind in lost)


def _terms() -> list[int]:
    """The numbers of days that bureaus have set; 0 means not at all."""
    rows = Bureau.objects.filter(expiry_days__gt=0)
    return list(rows.order_by().values_list("expiry_days", flat=True).distinct())


def _ending(today: dt.date, days: int) -> QuerySet[Attainment]:
    """Of officers whose post of today requires something, in bureaus of that term."""
    here = Q(station__bureau__expiry_days=days) | Q(
        department__bureau__expiry_days=days
    )
    posted = Posting.objects.filter(
        here, during__contains=today, established__required__len__gt=0
    )
    rows = Attainment.objects.expiring(today, today + (days + 1) * DAY)
    rows = rows.filter(officer__in=posted.values("officer"))
    rows = rows.exclude(told_end=F("during__endswith"), told_end__isnull=False)
    return rows.select_related("officer", "ability").order_by("pk")


def _posts(officers: Iterable[int], today: dt.date) -> dict[int, Post]:
    """The established post each fills today."""
    rows = Posting.objects.filter(
        officer__in=officers, during__contains=today, established__isnull=False
    )
    units = ("established__station__bureau", "established__department__bureau")
    named = rows.select_related(*units)
    return {row.officer_id: row.established for row in named if row.established}


def _held(officers: Iterable[int], kinds: dict[str, Kind]) -> dict[int, list[Had]]:
    found: dict[int, list[Had]] = defaultdict(list)
    rows = Attainment.objects.filter(officer__in=officers)
    for officer, code, during in rows.values_list("officer", "ability__code", "during"):
        found[officer].append((kinds[code], during))
    return found


def _tell(row: Attainment, bureau: Bureau) -> None:
    tell_each(
        {row.officer.user_id} | holders(Role.PERSONNEL_ADMIN, bureau),
        matter=f"qualification:{row.pk}",
        revision=row.version,
        kind="qualification_expires",
        facts={
            "name": row.officer.name,
            "ability": row.ability.name,
            "last": str(row.last or ""),
        },
        url=reverse("personnel:officer", args=[row.officer_id]),
    )
