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
from tasking.models import DeadlineClass, Kind

# One station of 14 officers works about 28,000 hours a year.
MAX_UNITS = 30_000 * 60_000
MAX_OFFICERS = Decimal(9999)
MAX_AHEAD = dt.timedelta(days=3 * 366)
MAX_EVENT = dt.timedelta(days=60)

Problems = dict[str, list[str | Promise]]


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
    _targets(content, targets, requester, problems)
    if problems:
        raise ValidationError(dict(problems))


def check_draft(content: Content) -> None:
    """What even a draft must satisfy, because the database does."""
    problems: Problems = defaultdict(list)
    if content.kind not in Kind.values:
        problems["kind"].append(_("Choose one of the kinds."))
    if content.reserved and content.title:
        problems["title"].append(_("Reserved strength is entered without a title."))
    if content.release and content.due and content.due < content.release:
        problems["due"].append(_("The due date lies before the start."))
    _bounds(content, problems)
    if problems:
        raise ValidationError(dict(problems))


def _words(content: Content, problems: Problems) -> None:
    if content.kind not in Kind.values:
        problems["kind"].append(_("Choose one of the kinds."))
    if content.deadline_class not in DeadlineClass.values:
        problems["deadline_class"].append(_("Choose one of the deadline classes."))
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
        problems["effort_hours"].append(
            _("An estimate lies between 0 and 30,000 hours per station.")
        )
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
    content: Content,
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
    found = set(inside.filter(pk__in=targets.stations).values_list("pk", flat=True))
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
    _overrides(content, targets, problems)


def _overrides(content: Content, targets: Targets, problems: Problems) -> None:
    for station, override in targets.overrides.items():
        early = override.due and content.release and override.due < content.release
        if station not in targets.stations or early:
            problems["overrides"].append(
                _("An override needs a chosen station and a due after the start.")
            )
            return


def start_of_day(now: dt.datetime) -> dt.datetime:
    """Local midnight of the day of `now`."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
