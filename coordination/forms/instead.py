"""A notice instead of a meeting: what the meeting would cost, and what goes over."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coordination.forms.composing import DirectiveForm
from tasking.meetings import Meeting, is_of_the_party
from tasking.models import Kind


@dataclass(frozen=True)
class Cost:
    """Over the stations chosen; travel is not known and not in it."""

    people: int
    hours: Decimal


def cost_of(form: DirectiveForm) -> Cost | None:
    """None where nothing may be offered: no meeting, one of the party, or nobody knows
    how many must come and for how long. The form has been judged."""
    meeting, stations = _meeting(form), len(form.stations_found)
    if meeting is None or not stations:
        return None
    return Cost(meeting.people(stations), Decimal(meeting.spent(stations)) / 60)


def carried(form: DirectiveForm) -> dict[str, Any]:
    """Title, text and stations of a meeting as a notice's form takes them."""
    form.is_valid()
    content, meeting = form.content(), _meeting(form)
    parts = (content.intent, content.standard)
    return {
        "requester": form.department.pk,
        "title": content.title,
        "body": "\n\n".join(part.strip() for part in parts if part.strip()),
        "stations": [*form.ids("stations"), *(s.pk for s in form.pasted_list.stations)],
        "groups": form.ids("groups"),
        "bureaus": form.ids("bureaus"),
        "officers": meeting.officers if meeting else None,
        "minutes": meeting.minutes if meeting else None,
    }


def _meeting(form: DirectiveForm) -> Meeting | None:
    content = form.content()
    if content.kind != Kind.MEETING or is_of_the_party(content.title):
        return None
    if content.reserved or not (content.release and content.due):
        return None
    officers = max(math.ceil(content.officers or 0), len(content.attendees))
    length = content.due - content.release
    found = Meeting(officers, int(length.total_seconds()) // 60)
    return found if found.is_likely else None
