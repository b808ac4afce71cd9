"""What makes a directive unusable, said beside the field it concerns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Department, Station
from tasking.content import Content, Targets
from tasking.models import DeadlineClass, Kind, TaskClass
from tasking.rules_place import where

# One station of 14 officers works about 28,000 hours a year.
MAX_UNITS = 30_000 * 60_000
MAX_OFFICERS = Decimal(9999)
MAX_AHEAD = dt.timedelta(days=3 * 366)
MAX_EVENT = dt.timedelta(days=60)

Messages = list[str | Promise]
Problems = dict[str, Messages]
OUT_OF_BOUNDS = _("An estimate lies between 0 and 30,000 hours per station.")


def check(
    content: Content,
    targets: Targets,
    *,
    requester: Department | Station,
    now: dt.datetime,
) -> None:
    """Raise ValidationError {field: [messages]} unless this may be issued."""
    problems: Problems = defaultdict(list)
    _words(content, problems)
    _times(content, now, problems)
    if content.is_event:
        _event(content, problems)
    else:
        _effort(content, problems)
    for name, told in where(content, targets):
        problems[name].append(told)
    _targets(targets, requester, problems)
    _overrides(content, targets, now, problems)
    if problems:
        raise ValidationError(dict(problems))


def check_draft(content: Content, targets: Targets) -> None:
    """What even a draft must satisfy, because the database does."""
    problems: Problems = defaultdict(list)
    for own in targets.overrides.values():
        if own.effort_units is not None and not 0 <= own.effort_units <= MAX_UNITS:
            problems["overrides"].append(OUT_OF_BOUNDS)
            break
    if content.kind not in Kind.values:
        problems["kind"].append(_("Choose one of the kinds."))
    if content.task_class not in TaskClass.values:
        problems["task_class"].append(_("Choose one of the task classes."))
    if content.reserved and content.title:
        problems["title"].append(_("Reserved strength is entered without a title."))
    if content.release and content.due and content.due < content.release:
        problems["due"].append(_("The due date lies before the start."))
    for name, told in where(content, targets):
        problems[name].append(told)
    _bounds(content, problems)
    if problems:
        raise ValidationError(dict(problems))


def _words(content: Content, problems: Problems) -> None:
    if content.kind not in Kind.values:
        problems["kind"].append(_("Choose one of the kinds."))
    if content.deadline_class not in DeadlineClass.values:
        problems["deadline_class"].append(_("Choose one of the deadline classes."))
    if content.task_class not in TaskClass.values:
        problems["task_class"].append(_("Choose one of the task classes."))
    if content.reserved and content.title:
        problems["title"].append(_("Reserved strength is entered without a title."))
    if not content.reserved and not content.title.strip():
        problems["title"].append(_("Give the task a title."))
    if len(content.title) > 120:
        problems["title"].append(_("At most 120 characters."))
    if len(content.basis) > 200:
        problems["basis"].append(_("At most 200 characters."))
    if content.deadline_class == DeadlineClass.STATUTORY and not content.basis.strip():
        problems["basis"].append(
            _("A statutory deadline needs its basis: name the law and the article.")
        )


def _times(content: Content, now: dt.datetime, problems: Problems) -> None:
    start_field, end_field = (
        ("start", "end") if content.is_event else ("release", "due")
    )
    if content.due is None:
        problems[end_field].append(
            _("Say when it ends.") if content.is_event else _("Say when it is due.")
        )
        return
    if content.is_event and content.release is None:
        problems[start_field].append(_("Say when it starts."))
        return
    if content.release and content.due < content.release:
        problems[end_field].append(_("The due date lies before the start."))
    elif content.is_event and content.due == content.release:
        problems[end_field].append(_("The end must be after the start."))
    if content.due <= now:
        problems[end_field].append(_("The due date has already passed."))
    elif content.due - now > MAX_AHEAD:
        problems[end_field].append(_("More than three years ahead: check the year."))
    if (
        content.is_event
        and content.release
        and content.due - content.release > MAX_EVENT
    ):
        problems[end_field].append(_("An event may last at most 60 days."))


def _effort(content: Content, problems: Problems) -> None:
    if content.effort_units == 0:
        problems["effort_hours"].append(
            _("Zero hours is no estimate. Leave it empty if you do not know.")
        )
    _bounds(content, problems)


def _bounds(content: Content, problems: Problems) -> None:
    units = content.effort_units
    if units is not None and not 0 <= units <= MAX_UNITS:
        problems["effort_hours"].append(OUT_OF_BOUNDS)
    if (
        content.max_officers is not None
        and not 0 < content.max_officers <= MAX_OFFICERS
    ):
        problems["max_officers"].append(_("Between 0 and 9,999 officers."))
    if content.officers is not None and not 0 <= content.officers <= MAX_OFFICERS:
        problems["officers"].append(_("Between 0 and 9,999 officers."))
    if not -100 <= content.priority <= 100:
        problems["priority"].append(_("Between -100 and 100."))


def _event(content: Content, problems: Problems) -> None:
    if not content.attendees and not content.officers:
        problems["officers"].append(
            _("Say how many officers are needed, or who must attend.")
        )
    _bounds(content, problems)


def _targets(
    targets: Targets,
    requester: Department | Station,
    problems: Problems,
) -> None:
    if not targets.stations:
        problems["stations"].append(_("Choose at least one station."))
        return
    if isinstance(requester, Station):
        if targets.stations != (requester.pk,):
            problems["stations"].append(_("An own plan concerns the own station only."))
        return
    inside = Station.objects.open().under(requester.bureau)
    found = set(inside.filter(pk__among=targets.stations).values_list("pk", flat=True))
    missing = [pk for pk in targets.stations if pk not in found]
    if missing:
        codes = Station.objects.filter(pk__in=missing[:5]).values_list(
            "code", flat=True
        )
        problems["stations"].append(
            ValidationError(  # type: ignore[arg-type]
                _("Outside %(bureau)s: %(codes)s."),
                params={
                    "bureau": requester.bureau.name,
                    "codes": ", ".join(codes) or len(missing),
                },
            )
        )


def _overrides(
    content: Content, targets: Targets, now: dt.datetime, problems: Problems
) -> None:
    """What differs at single stations, told as `overrides.CODE.due`."""
    if not targets.overrides:
        return
    if content.is_event:
        if any(
            own.due or own.effort_units is not None
            for own in targets.overrides.values()
        ):
            problems["overrides"].append(
                _(
                    "An event is the same for all;"
                    " it has no hours or dates of one station."
                )
            )
        return
    found: Problems = defaultdict(list)
    for station, own in targets.overrides.items():
        if station not in targets.stations:
            found[f"{station}"].append(_("This station was not chosen."))
        if own.effort_units is not None:
            _own_effort(own.effort_units, found[f"{station}.effort_hours"])
        if own.due is not None:
            _own_due(own.due, content.release, now, found[f"{station}.due"])
    _by_code(found, problems)


def _own_effort(units: int, told: Messages) -> None:
    if units == 0:
        told.append(_("Zero hours is no estimate. Leave it empty if you do not know."))
    if not 0 <= units <= MAX_UNITS:
        told.append(OUT_OF_BOUNDS)


def _own_due(
    due: dt.datetime, release: dt.datetime | None, now: dt.datetime, told: Messages
) -> None:
    if release and due < release:
        told.append(_("The due date lies before the start."))
    if due <= now:
        told.append(_("The due date has already passed."))
    elif due - now > MAX_AHEAD:
        told.append(_("More than three years ahead: check the year."))


def _by_code(found: Problems, problems: Problems) -> None:
    """Enter what was found under ids of stations, under their codes instead."""
    wrong = {name: told for name, told in found.items() if told}
    ids = [int(name.partition(".")[0]) for name in wrong]
    codes = dict(Station.objects.filter(pk__in=ids).values_list("pk", "code"))
    for name, told in wrong.items():
        station, dot, member = name.partition(".")
        code = codes.get(int(station), station)
        problems[f"overrides.{code}{dot}{member}"].extend(told)


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Local midnight of the day of `now`."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
