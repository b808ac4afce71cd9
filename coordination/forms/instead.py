"""A notice instead of a meeting: what the meeting would cost, and what goes over."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from coordination.forms.composing import DirectiveForm
from coordination.summoning import Cost, cost_of, summoned
from tasking.meetings import Meeting, is_of_the_party
from tasking.models import Kind


def meeting_cost(form: DirectiveForm, now: dt.datetime) -> Cost | None:
    """None where nothing may be offered: no meeting, one of the party, or nobody knows
    how many must come and for how long. The form has been judged."""
    meeting = _meeting(form, now)
    if meeting is None or not form.stations_found:
        return None
    return cost_of(
        form.content(),
        form.targets(),
        department=form.department.code,
        minutes=meeting.minutes,
        now=now,
    )


def carried(form: DirectiveForm, now: dt.datetime) -> dict[str, Any]:
    """Title, text and stations of a meeting as a notice's form takes them."""
    form.is_valid()
    content, meeting = form.content(), _meeting(form, now)
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
        "summoned": packed(meeting) if meeting else "",
    }


def packed(meeting: Meeting) -> str:
    """What differs at single stations: «12=3/40;13=/25», officers and minutes."""
    places = sorted({*meeting.heads, *meeting.ways})
    return ";".join(
        f"{pk}={meeting.heads.get(pk, '')}/{meeting.ways.get(pk, '')}" for pk in places
    )


def unpacked(text: str) -> tuple[dict[int, int], dict[int, int]]:
    """(officers, minutes) by station, as `packed` wrote them; else nothing."""
    heads, ways = {}, {}
    for entry in text.split(";") if _PACKED.fullmatch(text) else ():
        station, _equals, rest = entry.partition("=")
        officers, _slash, minutes = rest.partition("/")
        if officers:
            heads[int(station)] = int(officers)
        if minutes:
            ways[int(station)] = int(minutes)
    return heads, ways


_PACKED = re.compile(r"\d{1,17}=\d{0,4}/\d{0,4}(;\d{1,17}=\d{0,4}/\d{0,4})*", re.ASCII)


def _meeting(form: DirectiveForm, now: dt.datetime) -> Meeting | None:
    content = form.content()
    if content.kind != Kind.MEETING or is_of_the_party(content.title):
        return None
    if content.reserved or not (content.release and content.due):
        return None
    length = content.due - content.release
    found = summoned(
        content,
        form.targets(),
        department=form.department.code,
        minutes=int(length.total_seconds()) // 60,
        now=now,
    )
    return found if found.is_likely else None
