"""A task that waits for the station's signature lies in its chief's inbox until then.

One matter per assignment; whatever ends the waiting takes the letter away.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from desk.models import InboxItem
from desk.services import deliver, take_away, was_heard
from organization.models import Membership, Role
from tasking.models import Assignment, Directive

KIND = "directive_sign"


def ask(*, directive: Directive) -> None:
    """Put it before the chiefs of the stations that have not signed. Two queries, and
    those of the letters. An own plan is signed for by writing it."""
    if directive.department is None:
        return
    rows = Assignment.objects.filter(directive=directive, state=Assignment.State.ISSUED)
    waiting = {row.station_id: row for row in rows.only(*_READ)}
    found = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(waiting)
    )
    chiefs: dict[int, set[int]] = defaultdict(set)
    for user, station in found.values_list("user", "station"):
        chiefs[station or 0].add(user)
    deliver(
        [
            _letter(user, directive, row)
            for station, row in sorted(waiting.items())
            for user in sorted(chiefs[station])
        ]
    )


def ask_again(row: Assignment, *, day: dt.date) -> int:
    """A further letter of the same matter, at most one a day. Returns to how many."""
    chiefs = Membership.objects.in_force(day).filter(
        role=Role.STATION_CHIEF, station=row.station_id
    )
    found = sorted(set(chiefs.values_list("user", flat=True)))
    letters = [_letter(user, row.directive, row) for user in found]
    for letter in letters:
        letter.revision = AGAIN + day.toordinal()
        letter.facts["again"] = "yes"
    deliver(letters)
    return len(letters)


def ask_no_more(row: Assignment, *, day: dt.date) -> bool:
    """Take the reminder of that day away; False where somebody has read it."""
    matter, sent = _matter(row.pk), AGAIN + day.toordinal()
    if was_heard(kind=KIND, matter=matter, revision=sent):
        return False
    take_away(kind=KIND, matters=[matter], revision=sent)
    return True


AGAIN = 1_000_000
"""Revisions of reminders lie above those of the rows, one for each day."""
_READ = ("station_id", "version", "due")


def _letter(user: int, directive: Directive, row: Assignment) -> InboxItem:
    facts = {"due": row.due.isoformat() if row.due else None}
    if not directive.reserved:
        facts |= {"title": directive.title, "number": directive.number}
        facts["department"] = directive.requester_code
    return InboxItem(
        recipient_id=user,
        matter=_matter(row.pk),
        revision=row.version,
        kind=KIND,
        facts=facts,
        url=reverse("coordination:assignment", args=[row.pk]),
    )


def settled(assignments: Iterable[int]) -> None:
    """These wait no longer: signed for, taken back, or served by another task."""
    take_away(kind=KIND, matters=[_matter(pk) for pk in assignments])


def _matter(assignment: int) -> str:
    return f"assignment:{assignment}"
