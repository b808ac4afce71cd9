"""Accepting an offer: the kept task asks for more, the other is given up or reduced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.facts import Demand, Event, minute_down, minute_up
from coordination.core.preview import Preview, preview
from coordination.models import DuplicatePair, JoinOffer
from coordination.services import holding_pairs as pairs
from coordination.services import joining, offering_join, owing
from coordination.services import telling_offers as telling
from coordination.services.issuing import ReasonNeeded
from coordination.services.locking import lock_stations
from coordination.services.offering_join import (
    Gap,
    check_start,
    check_units,
    share,
)
from coordination.services.previewing import finding
from coordination.services.telling_served import tell_unserved
from coordination.snapshot import snapshot, start_of_day
from organization.models import Station, User
from organization.permissions import authorise
from tasking.models import LIVE_STATES, Assignment, Directive, DirectiveParty
from tasking.services import appointments, extending, parties


@dataclass(frozen=True)
class Terms:
    """What the owner takes of an offer. None: as it was offered.

    `units`: other additional work at each station. `reason` is needed where the task
    would no longer fit.
    """

    items: tuple[str, ...] | None = None
    elsewhere: bool | None = None
    units: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class _Deal:
    """What happens: by station, the additional work, and the whole at new ones."""

    items: tuple[str, ...]
    rest: tuple[str, ...]  # what the folded task goes on asking for
    given: tuple[str, ...]  # what it asks for no more
    here: dict[int, int]
    new: dict[int, int | None]
    spared: dict[int, int | None]


@transaction.atomic
def accept(
    *,
    by: User,
    offer: JoinOffer,
    now: dt.datetime,
    terms: Terms | None = None,
    version: int | None = None,
) -> DirectiveParty:
    """The kept task asks for what was offered, or for the part of it in `terms`.

    Both tasks change together or not at all. ValidationError when facts have overtaken
    the offer or the terms cannot be met; ReasonNeeded where it would no longer fit.
    """
    terms = terms or Terms()
    lock_stations(_stations(offer))
    held = pairs.hold(offer, version)
    kept, folded = held.kept, held.folded
    authorise(by, "duplicate.join", pairs.department_of(kept))
    if held.pair.state != DuplicatePair.State.OFFERED or not held.is_current:
        text = _("The tasks have changed since this was offered: offer it anew.")
        raise ValidationError({"state": [text]})
    check_start(held.pair, kept, held.start, now)
    found = offering_join.gap(kept, folded)
    deal = _deal(held, found, terms)
    more = found.officers
    before = _verdicts(kept, folded, deal, now)
    _give_up(by, kept, folded, deal, now)
    rows = extending.extend(
        by=by,
        directive=kept,
        items=deal.items,
        units=deal.here,
        new=deal.new,
        officers=more,
        note=_note(folded, deal.items),
        now=now,
    )
    _move(by, held, _places(deal), now)
    _owe(by, kept, _places(deal), now)
    _reasoned(before, _verdicts(kept, folded, deal, now), terms.reason)
    party = _joined(by, held, deal, now)
    pairs.end(held, JoinOffer.State.ACCEPTED, by, terms.reason, now, party)
    pairs.decide(held.pair, DuplicatePair.State.JOINED, by, held.note, now, kept=kept)
    tell_unserved(folded, by=by, reason=held.note)
    telling.tell_accepted(held, rows, deal.items, bool(deal.rest), by=by)
    return party


def _stations(offer: JoinOffer) -> list[int]:
    rows = Assignment.objects.filter(directive__in=(offer.kept_id, offer.folded_id))
    return list(rows.values_list("station", flat=True).distinct())


def _deal(offer: JoinOffer, found: Gap, terms: Terms) -> _Deal:
    """ValidationError beside `items`, `hours` where the terms cannot be met."""
    kept, folded = offer.kept, offer.folded
    items = _chosen(offer, terms.items)
    rest = tuple(item for item in found.items if item not in items)
    here = joining.meeting(kept, folded)
    if not here:
        raise ValidationError({"state": [_("No station owes both any more.")]})
    far = offer.elsewhere if terms.elsewhere is None else terms.elsewhere
    others = found.elsewhere if far and offer.elsewhere else ()
    if rest and _asked_elsewhere(folded, here):
        text = _("“%(task)s” also goes to other stations: take all the items, or none.")
        raise ValidationError({"items": [text % {"task": folded.title}]})
    check_units(found, _figure(offer, items, terms.units))
    efforts = _efforts(folded)
    added = {
        station: 0
        if folded.is_event
        else _added(offer, items, terms.units, efforts[station])
        for station in here
    }
    heads = _work(kept, found.officers - joining.need(kept)) if found.officers else 0
    spared = {
        station: _spared(folded, efforts[station], added[station] + heads, len(rest))
        for station in here
    }
    given = tuple(item for item in folded.data_items if item not in rest)
    new = {pk: efforts[pk] for pk in others}
    return _Deal(items, rest, given, added, new, spared)


def _chosen(offer: JoinOffer, items: Sequence[str] | None) -> tuple[str, ...]:
    if items is None:
        return tuple(offer.items)
    chosen = tuple(item for item in offer.items if item in items)
    if set(items) - set(chosen) or (offer.items and not chosen):
        text = _("Choose among the items offered, at least one; or decline.")
        raise ValidationError({"items": [text]})
    return chosen


def _figure(offer: JoinOffer, items: Sequence[str], units: int | None) -> int | None:
    """What was said the items take; of fewer items, of that their part."""
    if units is not None or not offer.items or offer.units is None:
        return units
    return -(-offer.units * len(items) // len(offer.items))


def _added(
    offer: JoinOffer, items: Sequence[str], units: int | None, effort: int | None
) -> int:
    """At one station by the rule, unless somebody said otherwise."""
    by_rule = share(effort, offer.folded, len(items))
    usual = share(offer.folded.effort_units, offer.folded, len(offer.items))
    if units is None and offer.units == usual and by_rule is not None:
        return by_rule
    return _figure(offer, items, units) or 0


def _spared(folded: Directive, effort: int | None, added: int, rest: int) -> int | None:
    """What the folded task took of a station, less what it still takes there."""
    if effort is None:
        return None
    return max(0, effort - added - (share(effort, folded, rest) or 0))


def _efforts(folded: Directive) -> dict[int, int | None]:
    """By station, the whole work of what is still owed; of appointments too."""
    rows = Assignment.objects.filter(directive=folded, state__in=LIVE_STATES)
    if folded.is_event:
        units = _work(folded, Decimal(joining.need(folded)))
        return dict.fromkeys(rows.values_list("station", flat=True), units)
    return dict(rows.values_list("station", "effort_units"))


def _work(event: Directive, officers: Decimal) -> int:
    """Units that so many officers spend on an appointment."""
    if event.release is None or event.due is None:
        raise ValueError("An appointment has a start and an end")
    return int(officers * 1000) * (minute_down(event.due) - minute_up(event.release))


def _asked_elsewhere(folded: Directive, here: Sequence[int]) -> bool:
    rows = folded.assignments.exclude(state__in=parties.GONE)
    return rows.exclude(station__in=here).exists()


def _give_up(
    by: User, kept: Directive, folded: Directive, deal: _Deal, now: dt.datetime
) -> None:
    """The folded task is withdrawn where both are owed, or asks for the rest alone."""
    told = {"number": kept.number, "title": kept.title, "reason": ""}
    note = (_("Done with %(number)s, %(title)s. %(reason)s") % told).strip()
    if not deal.rest:
        stations = [*deal.here, *deal.new]
        parties.fold_in(by=by, directive=folded, stations=stations, note=note, now=now)
        return
    spared = {
        station: share(effort, folded, len(folded.data_items) - len(deal.rest)) or 0
        for station, effort in _efforts(folded).items()
        if station in deal.here
    }
    extending.reduce(
        by=by, directive=folded, items=deal.rest, units=spared, note=note, now=now
    )


def _move(
    by: User, offer: JoinOffer, stations: Sequence[int], now: dt.datetime
) -> None:
    """The visit begins when it was offered to, where it serves both; elsewhere it stays
    as it is."""
    kept, start = offer.kept, offer.start
    if start is None or kept.release is None or kept.due is None:
        return
    end = start + (kept.due - kept.release)
    rows = kept.assignments.live().select_related("station").order_by("pk")
    for row in rows.filter(station__in=stations).select_for_update(of=("self",)):
        reason = _note(offer.folded, offer.items)
        appointments.rearrange(
            by=by, assignment=row, reason=reason, now=now, start=start, end=end
        )
    if not rows.exclude(station__in=stations).exists():
        appointments.retime(by=by, directive=kept, start=start, end=end)


def _owe(by: User, kept: Directive, stations: Sequence[int], now: dt.datetime) -> None:
    """An appointment that leaves protected time owes less; none goes there by the way,
    without the two names that takes: ValidationError."""
    if not kept.is_event:
        return
    rows = kept.assignments.live().filter(station__in=stations).order_by("pk")
    taken = [
        row.station.label
        for row in rows.select_related("station")
        if owing.reckon(by=by, assignment=row, names=owing.Names(by), now=now)
    ]
    if taken:
        text = _("This would take protected time: %(stations)s. Offer another time.")
        raise ValidationError({"state": [text % {"stations": "、".join(taken)}]})


def _joined(
    by: User, offer: JoinOffer, deal: _Deal, now: dt.datetime
) -> DirectiveParty:
    kept, folded = offer.kept, offer.folded
    known = [units for units in deal.spared.values() if units is not None]
    return parties.join(
        by=by,
        directive=kept,
        department=pairs.department_of(folded),
        stations=[*deal.here, *deal.new],
        items=joining.as_asked(kept, deal.given),
        added_items=deal.items,
        added_stations=list(deal.new),
        saves=joining.saves(offer.pair.basis),
        saved_units=sum(known) if len(known) == len(deal.spared) else None,
        reason=offer.note,
        now=now,
        instead_of=folded,
    )


def _verdicts(
    kept: Directive, folded: Directive, deal: _Deal, now: dt.datetime
) -> dict[int, Preview]:
    """How the kept task fits at each station as things stand in the database; where
    it is not owed yet, the folded one."""
    rows = Assignment.objects.filter(
        directive__in=(kept, folded), state__in=LIVE_STATES, station__in=_places(deal)
    )
    ids: dict[int, str] = {}
    for pk, station, directive in rows.values_list("pk", "station", "directive"):
        if directive == kept.pk or station not in ids:
            ids[station] = str(pk)
    as_of = start_of_day(now)
    minute = minute_up(as_of)
    found = {}
    for station, facts in snapshot(ids, as_of=as_of).items():
        for work in (*facts.demands, *facts.events):
            if isinstance(work, Demand | Event) and work.id == ids[station]:
                found[station] = preview(facts, work, as_of=minute, now=minute)
    return found


def _places(deal: _Deal) -> list[int]:
    return [*deal.here, *deal.new]


def _reasoned(
    before: Mapping[int, Preview], after: Mapping[int, Preview], reason: str
) -> None:
    """Where it fitted before and does not now, somebody says why it must."""
    worse = [
        station
        for station, answer in sorted(after.items())
        if answer.verdict == "conflict"
        and (station not in before or before[station].verdict != "conflict")
    ]
    if worse and not reason.strip():
        names = Station.objects.in_bulk(worse)
        raise ReasonNeeded([finding(names[pk], after[pk]) for pk in worse])


def _note(folded: Directive, items: Sequence[str]) -> str:
    """What the stations read in the log of the kept task."""
    told = {
        "department": pairs.department_of(folded).label,
        "items": "、".join(items),
        "title": folded.title,
    }
    if items:
        text = _("Also for %(department)s (“%(title)s”): %(items)s.")
    else:
        text = _("Also for %(department)s (“%(title)s”).")
    return text % told
