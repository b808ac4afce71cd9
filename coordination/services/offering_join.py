"""Offering to give an own task up, if the other department's asks for its rest too."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.duplicates import item_key, part
from coordination.models import DuplicatePair, JoinOffer
from coordination.services import holding_pairs as pairs
from coordination.services import joining
from coordination.services import telling_offers as telling
from organization.models import User
from organization.permissions import authorise
from organization.wall import lifted
from tasking.models import LIVE_STATES, Assignment, DeadlineClass, Directive, Kind
from tasking.rules import MAX_AHEAD, MAX_UNITS

MOST_ITEMS = 40
State = JoinOffer.State


@dataclass(frozen=True)
class Gap:
    """What the kept task lacks to serve the folded one everywhere.

    `items` it does not ask for, `officers` an appointment would take instead of its
    own (None: enough), `elsewhere` stations that owe the folded one alone. `units` is
    the rule's figure for the items at one station: their share of the folded effort;
    None where that is not estimated, 0 where no item is missing, and of an
    appointment: what is looked at besides takes it no longer.
    """

    items: tuple[str, ...]
    officers: Decimal | None
    elsewhere: tuple[int, ...]
    units: int | None

    @property
    def hours(self) -> Decimal | None:
        return None if self.units is None else Decimal(self.units) / 60_000


def gap(kept: Directive, folded: Directive) -> Gap:
    """Three queries at most."""
    asked = {item_key(item) for item in kept.data_items}
    items = tuple(item for item in folded.data_items if item_key(item) not in asked)
    more = joining.need(folded) > joining.need(kept)
    return Gap(
        items,
        Decimal(joining.need(folded)) if more else None,
        tuple(alone(kept, folded)),
        0 if folded.is_event else share(folded.effort_units, folded, len(items)),
    )


def share(effort: int | None, folded: Directive, some: int) -> int | None:
    """What some of its items take of an effort of the folded task (units)."""
    if not some:
        return 0
    return None if effort is None else part(effort, len(folded.data_items), some)


@lifted("whoever joins two tasks knows where only the other one is owed")
def alone(kept: Directive, folded: Directive) -> list[int]:
    """Stations that owe the folded task and never had the kept one, by id."""
    owed = Assignment.objects.filter(directive=folded, state__in=LIVE_STATES)
    had = Assignment.objects.filter(directive=kept).values("station")
    rows = owed.exclude(station__in=had).order_by("station")
    return list(rows.values_list("station", flat=True))


@transaction.atomic
def offer(
    *,
    by: User,
    pair: DuplicatePair,
    kept: int,
    elsewhere: bool,
    units: int | None,
    note: str,
    now: dt.datetime,
    start: dt.datetime | None = None,
) -> JoinOffer:
    """Offer it to the department of the task that would stay.

    `start` is when a visit would begin instead, for both. `units` (per station) is
    what somebody says the missing items take; None: by the rule. ValidationError when
    it asks for all of it, when either department has offered already, and for unusable
    input.
    """
    row = pairs.locked(pair)
    stays, folded = pairs.sides(row, kept)
    authorise(by, "duplicate.join", pairs.department_of(folded))
    pairs.still_open(row)
    _nothing_offered(row, now)
    found = gap(stays, folded)
    _check(stays, folded, found, elsewhere, units, start)
    check_start(row, stays, start, now)
    made = JoinOffer.objects.create(
        pair=row,
        kept=stays,
        folded=folded,
        items=list(found.items),
        elsewhere=elsewhere and bool(found.elsewhere),
        units=None if stays.is_event else found.units if units is None else units,
        start=start,
        note=note.strip(),
        kept_version=stays.version,
        folded_version=folded.version,
        by=by,
        at=now,
    )
    row.state, row.kept, row.offered_by = DuplicatePair.State.OFFERED, stays, by
    pairs.save(row)
    pairs.record("offer", made, by=by, reason=made.note)
    telling.tell_offered(made, by=by)
    return made


@transaction.atomic
def take_back(
    *, by: User, offer: JoinOffer, now: dt.datetime, version: int | None = None
) -> JoinOffer:
    """The offering department thinks better of it."""
    held = pairs.hold(offer, version)
    authorise(by, "duplicate.join", pairs.department_of(held.folded))
    pairs.end(held, State.TAKEN_BACK, by, "", now)
    pairs.record("take_back", held, by=by, reason="")
    telling.tell_taken_back(held, by=by)
    return held


@transaction.atomic
def decline(
    *,
    by: User,
    offer: JoinOffer,
    reason: str,
    now: dt.datetime,
    version: int | None = None,
) -> JoinOffer:
    """The kept task is not to ask for more, and its department says why."""
    held = pairs.hold(offer, version)
    authorise(by, "duplicate.join", pairs.department_of(held.kept))
    if not reason.strip():
        raise ValidationError({"reason": [_("Say why it is not possible.")]})
    pairs.end(held, State.DECLINED, by, reason.strip(), now)
    pairs.record("decline", held, by=by, reason=held.answer)
    telling.tell_declined(held, by=by)
    return held


def _nothing_offered(row: DuplicatePair, now: dt.datetime) -> None:
    """An offer that facts have overtaken gives way to the new one."""
    standing = JoinOffer.objects.open().filter(pair=row).first()
    if standing is None:
        return
    standing.pair, standing.kept = row, pairs.sides(row, standing.kept_id)[0]
    standing.folded = pairs.sides(row, standing.kept_id)[1]
    if standing.is_current:
        text = _("An offer about these two waits for an answer already: see above.")
        raise ValidationError({"state": [text]})
    pairs.end(standing, State.STALE, None, "", now)


def _check(
    kept: Directive,
    folded: Directive,
    found: Gap,
    elsewhere: bool,
    units: int | None,
    start: dt.datetime | None,
) -> None:
    more = found.items or found.officers or (elsewhere and found.elsewhere)
    if not (more or start):
        text = _("“%(task)s” asks for all of it already: join them, nothing is to ask.")
        raise ValidationError({"state": [text % {"task": kept.title}]})
    if not joining.meeting(kept, folded):
        raise ValidationError({"state": [_("No station owes both any more.")]})
    if len(kept.data_items) + len(found.items) > MOST_ITEMS:
        text = _("A task asks for 40 items at most; together they would be more.")
        raise ValidationError({"state": [text]})
    check_units(found, units)


def check_start(
    row: DuplicatePair, kept: Directive, start: dt.datetime | None, now: dt.datetime
) -> None:
    """ValidationError beside `start` unless the visit may begin then."""
    if start is None:
        return
    told = ""
    if not are_visits(row):
        told = _("Only inspections get another time here.")
    elif kept.deadline_class != DeadlineClass.NEGOTIABLE:
        told = _("“%(task)s”: its time is not the department's to change.")
    elif start <= now:
        told = _("This time has already passed.")
    elif start - now > MAX_AHEAD:
        told = _("More than three years ahead: check the year.")
    elif start == kept.release:
        told = _("It begins then already.")
    if told:
        raise ValidationError({"start": [told % {"task": kept.title}]})


def are_visits(pair: DuplicatePair) -> bool:
    """Two inspections of the same stations."""
    kinds = {pair.first.kind, pair.second.kind}
    return pair.basis == DuplicatePair.Basis.VISIT and kinds == {Kind.INSPECTION}


def check_units(found: Gap, units: int | None) -> None:
    """ValidationError beside `hours` unless a figure is there that can be used."""
    if units is None and found.units is None:
        text = _("Nobody has estimated it: say how many hours the items take.")
        raise ValidationError({"hours": [text]})
    if units is not None and not 0 <= units <= MAX_UNITS:
        text = _("An estimate lies between 0 and 30,000 hours per station.")
        raise ValidationError({"hours": [text]})
