"""Conditions under which the office would let a piece pass, tried out first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.core.facts import hours
from coordination.models import AdmissionCase
from coordination.services.issuing import stored
from coordination.services.previewing import verdicts
from organization.models import Station
from organization.services.problems import Problems
from tasking.content import Content, Override, Targets
from tasking.models import DeadlineClass, Directive

FEW = 5  # stations named where it still does not fit


@dataclass(frozen=True)
class Offer:
    """Another due for all, fewer hours per station (units), stations left out (ids).

    None and empty: as the department asked for.
    """

    due: dt.datetime | None = None
    effort_units: int | None = None
    left_out: frozenset[int] = frozenset()

    @classmethod
    def of(cls, case: AdmissionCase) -> Offer:
        return cls(case.offered_due, case.offered_units, frozenset(case.left_out))

    def told(self) -> dict[str, Any]:
        """For the log: instants as ISO 8601, officer-hours, ids of stations."""
        found: dict[str, Any] = {}
        if self.due is not None:
            found["due"] = self.due.isoformat()
        if self.effort_units is not None:
            found["hours"] = str(hours(self.effort_units))
        if self.left_out:
            found["left_out"] = sorted(self.left_out)
        return found


def applied(
    content: Content, targets: Targets, offer: Offer
) -> tuple[Content, Targets]:
    """The piece as it would be under the conditions.

    A due is for all stations, so dues of their own go; hours are a ceiling, so smaller
    ones of their own stay.
    """
    stations = tuple(pk for pk in targets.stations if pk not in offer.left_out)
    own = {
        pk: override
        for pk, before in targets.overrides.items()
        if pk not in offer.left_out
        and (override := _capped(before, offer)) != Override()
    }
    if offer.due is not None:
        content = replace(content, due=offer.due)
    if offer.effort_units is not None:
        content = replace(content, effort_units=offer.effort_units)
    return content, Targets(stations, own)


def _capped(own: Override, offer: Offer) -> Override:
    if offer.due is not None:
        own = replace(own, due=None)
    ceiling, units = offer.effort_units, own.effort_units
    if ceiling is not None and units is not None and units >= ceiling:
        own = replace(own, effort_units=None)
    return own


def check_offer(directive: Directive, offer: Offer, *, now: dt.datetime) -> None:
    """ValidationError, beside `due`, `effort_hours`, `left_out`, unless it helps.

    Conditions only ask for less or later, they move no date that is fixed, and with
    them no station that can be judged is asked for more than it can do.
    """
    content, targets = stored(directive)
    with Problems() as problems:
        if offer == Offer():
            problems.add("due", _("Set at least one condition, or admit it as it is."))
        _check_due(content, offer, now, problems)
        _check_less(content, targets, offer, problems)
    after, left = applied(content, targets, offer)
    with Problems() as problems:
        _check_room(after, left, directive, now, problems)


def _check_due(
    content: Content, offer: Offer, now: dt.datetime, problems: Problems
) -> None:
    if offer.due is None:
        return
    if content.is_event:
        message = _("A fixed appointment is not moved here: return it, and say when.")
        problems.add("due", message)
    elif offer.due <= now:
        problems.add("due", _("The due date has already passed."))
    elif content.release and offer.due < content.release:
        problems.add("due", _("The due date lies before the start."))
    elif content.deadline_class == DeadlineClass.STATUTORY:
        problems.add("due", _("A statutory date is not the office's to move."))
    elif (
        content.deadline_class == DeadlineClass.SUPERIOR
        and content.due
        and offer.due > content.due
    ):
        message = _("The date was set above the bureau: it can only become earlier.")
        problems.add("due", message)


def _check_less(
    content: Content, targets: Targets, offer: Offer, problems: Problems
) -> None:
    units = offer.effort_units
    if units is not None and content.is_event:
        problems.add("effort_hours", _("An event has no hours to reduce."))
    elif units is not None and units <= 0:
        problems.add("effort_hours", _("More than 0 hours."))
    elif (
        units is not None
        and content.effort_units is not None
        and units > content.effort_units
    ):
        problems.add("effort_hours", _("Not more hours than were asked for."))
    if not offer.left_out <= set(targets.stations):
        problems.add("left_out", _("This station is not among those of the task."))
    elif offer.left_out and len(offer.left_out) == len(targets.stations):
        problems.add("left_out", _("Leave at least one station, or return the task."))


def _check_room(
    content: Content,
    targets: Targets,
    directive: Directive,
    now: dt.datetime,
    problems: Problems,
) -> None:
    code = directive.requester_code
    found = verdicts(content, targets, department=code, now=now)
    short = sorted(one.station for one in found if one.verdict == "conflict")
    if not short:
        return
    names = Station.objects.filter(pk__in=short[:FEW]).order_by("pk")
    said = "、".join(names.values_list("short_name", flat=True))
    text = ngettext(
        "With these conditions it still does not fit at %(n)s station (%(names)s).",
        "With these conditions it still does not fit at %(n)s stations (%(names)s).",
        len(short),
    )
    problems.add("due", text % {"n": len(short), "names": said})
