"""Letters about money: whose turn it is, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from budget.models import Disbursement, Dispute, Entry
from desk.services import take_away, tell_each
from organization.models import Bureau, Membership, Role, User
from organization.templatetags.formats import yuan
from personnel.holders import heads_of


def keepers(bureau: Bureau, but: int | None = None) -> set[int]:
    """Who keeps a bureau's money, one person apart; where nobody does, who keeps that
    of one above."""
    ids = [int(part) for part in bureau.path.strip("/").split("/")]
    rows = Membership.objects.in_force(timezone.localdate()).filter(
        Q(bureau__in=ids) | Q(department__bureau__in=ids), role=Role.FINANCE
    )
    found = list(rows.values_list("user", "bureau", "department__bureau"))
    for one in reversed(ids):
        here = {user for user, *homes in found if one in homes} - {but}
        if here:
            return here
    return set()


def ask_to_release(row: Disbursement, *, by: User) -> None:
    people = keepers(row.line.bureau, but=row.prepared_by_id)
    _tell(row, people, "money_release", by)


def ask_to_release_many(bureau: Bureau, count: int, file: int, *, by: User) -> None:
    """Of a whole file that one person brought in: one letter, not one each."""
    tell_each(
        keepers(bureau, but=by.pk),
        but=by,
        matter=f"money-file-{bureau.pk}:{file}",
        revision=1,
        kind="money_release_many",
        facts={"count": count, "bureau": bureau.name},
        url=reverse("budget:bureau", args=[bureau.code]),
    )


def ask_station(row: Disbursement, *, by: User) -> None:
    forget(row, "money_release")
    _tell(row, heads_of(row.line.station), "money_confirm", by)


def ask_station_again(
    row: Disbursement, people: Iterable[int], *, by: User | None
) -> None:
    """One letter about it lies in the inbox, the last one."""
    forget(row, *STATION_ASKED)
    left = row.delivery.disbursed - row.delivery.confirmed
    told = {"amount": yuan(left), "times": row.reminders}
    _tell(row, people, "money_reminder", by, **told)


def tell_disputed(row: Dispute, *, by: User) -> None:
    paid = row.disbursement
    people = keepers(paid.line.bureau) | {paid.prepared_by_id, paid.released_by_id or 0}
    _tell(paid, people - {0}, "money_disputed", by, reason=row.reason)


def ask_bureau_again(row: Dispute, people: Iterable[int], *, by: User | None) -> None:
    paid = row.disbursement
    forget(paid, *BUREAU_ASKED)
    told = {"reason": row.reason, "times": row.reminders}
    _tell(paid, people, "money_unanswered", by, **told)


def tell_answered(row: Dispute, *, by: User) -> None:
    people = heads_of(row.disbursement.line.station)
    _tell(row.disbursement, people, "money_answered", by, reason=row.answer)


def tell_returned(row: Entry, paid: Disbursement, *, by: User) -> None:
    _tell(paid, keepers(row.line.bureau), "money_returned", by, reason=row.note)


def tell_taken_back(row: Entry, *, by: User) -> None:
    """The other side: the station of the bureau's steps, the bureau of its own."""
    if row.disbursement is None:
        return
    station_did = row.moved in ("receive", "confirm", "return")
    people: Iterable[int] = (
        keepers(row.line.bureau) if station_did else heads_of(row.line.station)
    )
    if row.moved == Entry.Kind.DISBURSE:
        forget(row.disbursement, *STATION_ASKED)
    _tell(row.disbursement, people, "money_taken_back", by, reason=row.note)


STATION_ASKED = ("money_confirm", "money_reminder")
BUREAU_ASKED = ("money_disputed", "money_unanswered")
"""Letters that ask for a word; when it is said they are gone."""


def forget(row: Disbursement, *kinds: str) -> None:
    """What the letters asked for is done."""
    for kind in kinds:
        take_away(kind=kind, matters=[_matter(row)])


def _matter(row: Disbursement) -> str:
    return f"money:{row.pk}"


def _tell(
    row: Disbursement,
    people: Iterable[int],
    kind: str,
    by: User | None,
    **more: Any,
) -> None:
    tell_each(
        people,
        but=by,
        matter=_matter(row),
        revision=row.version,
        kind=kind,
        facts={
            "title": row.purpose,
            "amount": yuan(row.amount),
            "station": row.line.station.code,
            **more,
        },
        url=reverse("budget:disbursement", args=[row.pk]),
    )
