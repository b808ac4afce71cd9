"""Letters about reports by a form that are owed: one per station, to its chief and
whoever acts for him."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from desk.models import InboxItem
from desk.services import deliver, take_away
from organization.models import Membership, Role
from tasking.models import Assignment, Directive, FormReminder

When = FormReminder.When
KINDS: dict[str, str] = {When.BEFORE: "form_due", When.AFTER: "form_late"}


def tell_owed(directive: Directive, when: str, rows: Sequence[Assignment]) -> None:
    """That these have not reported yet."""
    at = {row.station_id: row for row in rows}
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(at)
    )
    told = chiefs.order_by("station", "user").values_list("station", "user").distinct()
    deliver(
        [
            InboxItem(
                recipient_id=user,
                matter=_matter(when, at[station].pk),
                revision=at[station].version,
                kind=KINDS[when],
                facts=_facts(directive, at[station]),
                url=reverse("coordination:answer_form", args=[at[station].pk]),
            )
            for station, user in told
            if station is not None
        ]
    )


def forget(assignments: Iterable[int]) -> None:
    """These owe no report any more."""
    owed = list(assignments)
    for when, kind in KINDS.items():
        take_away(kind=kind, matters=[_matter(when, pk) for pk in owed])


def _matter(when: str, assignment: int) -> str:
    return f"form_{when}:{assignment}"


def _facts(directive: Directive, row: Assignment) -> dict[str, str | None]:
    return {
        "title": directive.title,
        "department": directive.requester_code,
        "station": row.station.code,
        "due": row.due.isoformat() if row.due else None,
    }
