"""One-click dates and hours: what the preview's buttons put into the form."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.http import QueryDict

_OWN_DUE = re.compile(r"^due_(time_)?\d+$", re.ASCII)


def apply(data: QueryDict) -> QueryDict:
    """The posted form with the chosen button's dates, and a key if it had none.

    `all:2026-06-18` is the due of every station and ends what differs;
    `some:7=2026-06-18,9=` gives single stations theirs, or none any more;
    `slot:2026-06-18T09:00/2026-06-18T11:00` is the start and the end of an event;
    `usual:6.5` the estimate for every station. A column of the picture posts a second
    `due`.
    """
    choice = data.get("apply", "")
    made = data.copy()
    if not _is_key(made.get("key", "")):
        made["key"] = str(uuid.uuid4())
    if choice.startswith("all:"):
        _same_for_all(made, choice.removeprefix("all:"))
    elif choice.startswith("some:"):
        for entry in choice.removeprefix("some:").split(","):
            pk, _sep, day = entry.partition("=")
            if pk.isdigit() and (not day or _is_date(day)):
                made[f"due_{pk}"], made[f"due_time_{pk}"] = day, ""
    elif choice.startswith("slot:"):
        _slot(made, choice.removeprefix("slot:"))
    elif choice.startswith("usual:"):
        made["effort_hours"] = choice.removeprefix("usual:")
    elif len(data.getlist("due")) > 1:
        _same_for_all(made, data.getlist("due")[-1])
    return made


def _same_for_all(data: QueryDict, day: str) -> None:
    if not _is_date(day):
        return
    data["due"], data["due_time"] = day, ""
    for name in [name for name in data if _OWN_DUE.match(name)]:
        del data[name]


def _slot(data: QueryDict, text: str) -> None:
    try:
        start, end = map(dt.datetime.fromisoformat, text.split("/"))
    except ValueError:
        return
    for name, moment in (("release", start), ("due", end)):
        data[name] = moment.date().isoformat()
        data[f"{name}_time"] = moment.strftime("%H:%M")


def _is_key(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
