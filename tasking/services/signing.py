"""A task that waits for the station's signature lies in its chief's inbox until then.

One matter per assignment; whatever ends the waiting takes the letter away.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from desk.models import InboxItem
from desk.services import deliver, deliver_found, take_away, was_heard
from organization.models import Membership, Role
from tasking.models import Assignment, Directive

KIND, MATTER = "directive_sign", "assignment:"


def ask(*, directive: Directive) -> None:
    """Put it before the chiefs of the stations that have not signed: one statement,
    for there may be forty thousand. An own plan is signed for by writing it."""
    if directive.department is None:
        return
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF
    )
    query, values = chiefs.values("user", "station").query.sql_with_params()
    before, after = reverse("coordination:assignment", args=[0]).split("0")
    deliver_found(
        kind=KIND,
        query=_LETTERS % query,
        values=[
            *(MATTER, json.dumps(_facts(directive, None)), before, after),
            *values,
            *(directive.pk, Assignment.State.ISSUED),
        ],
    )


_LETTERS = """
SELECT chief.who AS recipient, %%s || row.id AS matter, row.version AS revision,
    %%s::jsonb || jsonb_build_object('due', to_char(row.due AT TIME ZONE 'UTC',
        'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')) AS facts,
    %%s || row.id || %%s AS url,
    row_number() OVER (ORDER BY row.station_id, chief.who) AS n
FROM tasking_assignment row JOIN (%s) chief (who, station)
    ON chief.station = row.station_id
WHERE row.directive_id = %%s AND row.state = %%s
"""


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


def _facts(directive: Directive, due: dt.datetime | None) -> dict[str, str | None]:
    facts = {"due": due.isoformat() if due else None}
    if not directive.reserved:
        facts |= {"title": directive.title, "number": directive.number}
        facts["department"] = directive.requester_code
    return facts


def _letter(user: int, directive: Directive, row: Assignment) -> InboxItem:
    return InboxItem(
        recipient_id=user,
        matter=_matter(row.pk),
        revision=row.version,
        kind=KIND,
        facts=_facts(directive, row.due),
        url=reverse("coordination:assignment", args=[row.pk]),
    )


def settled(assignments: Iterable[int]) -> None:
    """These wait no longer: signed for, taken back, or served by another task."""
    take_away(kind=KIND, matters=[_matter(pk) for pk in assignments])


def _matter(assignment: int) -> str:
    return f"{MATTER}{assignment}"
