"""The ways out of a conflict as a page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coordination.core.plans import Plan, applied
from coordination.fixes.obstacles import stuck
from coordination.fixes.proving import Proof, changes_at, prove, window_after
from coordination.fixes.strength import Line, strength, tightest
from coordination.fixes.wording import ALIKE, METHODS, Teller
from coordination.ledger.wording import hours_of
from coordination.leeway import may_move
from coordination.models import Conflict
from coordination.pictures import bullet, proof_curve
from coordination.services.fixing_ground import Fixes, Offer
from organization.models import User
from organization.permissions import may
from organization.templatetags.formats import hours, short_hours
from tasking.models import Assignment

MANY = 3
"""From so many changes on only the first are said at once."""


@dataclass(frozen=True)
class Way:
    """One plan as a row of the table."""

    number: int
    digest: str
    url: str
    label: str
    changes: Sequence[str]
    more: Sequence[str]
    bar: SafeString
    left: str
    settles: bool
    known: bool
    touched: str
    cost: str


@dataclass(frozen=True)
class AtStation:
    """Hours short at one of several stations; None where that is not known."""

    label: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Ways:
    """Everything the page says; `chosen` is the plan whose proof is shown."""

    fixes: Fixes
    conflict: Conflict
    ways: tuple[Way, ...]
    chosen: Way | None
    proof: Proof | None
    curve: SafeString | str
    lines: tuple[Line, ...]
    frozen: tuple[Assignment, ...]
    stuck: tuple[str, ...]
    stations: tuple[AtStation, ...]
    searched: str


def shown(
    fixes: Fixes, conflict: Conflict, *, by: User, digest: str, query: dict[str, str]
) -> Ways:
    """The table, and the proof of the plan named or of the first."""
    teller = Teller(fixes, _open_to(fixes, by))
    site = fixes.sites[conflict.station.code]
    url = reverse("coordination:fixes", args=[conflict.pk])
    by_hours = conflict.kind == Conflict.Kind.DEADLINE
    ways = []
    for number, offer in enumerate(fixes.offers, start=1):
        address = f"{url}?{urlencode({**query, 'plan': offer.digest})}"
        weigh = _by_hours if by_hours else _by_heads
        bar, left = weigh(teller, offer.plan, conflict)
        ways.append(_way(teller, offer, number, address, bar, left))
    chosen = next((way for way in ways if way.digest == digest), None)
    chosen = chosen or (ways[0] if ways else None)
    plan = fixes.offers[chosen.number - 1].plan if chosen else None
    proof = prove(site, plan, conflict) if plan and by_hours else None
    lines = () if plan is None or by_hours else _lines(teller, plan, conflict)
    return Ways(
        fixes,
        conflict,
        tuple(ways),
        chosen,
        proof,
        proof_curve(proof.points, note=_("afterwards")) if proof else "",
        lines,
        _frozen(fixes),
        tuple(chain.from_iterable(stuck(each, teller) for each in fixes.obstacles)),
        _stations(fixes, plan),
        _searched(fixes),
    )


def _by_hours(teller: Teller, plan: Plan, conflict: Conflict) -> tuple[SafeString, str]:
    """The window's sum as a bar, and the tightest window afterwards."""
    site = teller.fixes.sites[conflict.station.code]
    asked, there = window_after(site, plan, conflict)
    return bullet(asked / 60_000, there / 60_000), _left(plan)


def _by_heads(teller: Teller, plan: Plan, conflict: Conflict) -> tuple[SafeString, str]:
    """The same in officers, where fewest are to spare afterwards."""
    worst = tightest(_lines(teller, plan, conflict))
    if worst is None:
        return bullet(0, 1), ""
    text = _("%(n)s to spare") % {"n": hours(worst.left_after)}
    return bullet(worst.after, worst.there_after), text


def _lines(teller: Teller, plan: Plan, conflict: Conflict) -> tuple[Line, ...]:
    code = conflict.station.code
    facts, changes = teller.fixes.sites[code].facts, changes_at(plan, code)
    after = applied(facts, changes)
    return strength(conflict, facts, after, changes, teller.title)


def _way(
    teller: Teller, offer: Offer, number: int, url: str, bar: SafeString, left: str
) -> Way:
    plan = offer.plan
    changes = teller.changes(plan)
    short = len(changes) > MANY
    return Way(
        number=number,
        digest=offer.digest,
        url=url,
        label=str(ALIKE if _alike(plan) else METHODS[plan.method]),
        changes=changes[: MANY - 1] if short else changes,
        more=changes[MANY - 1 :] if short else [],
        bar=bar,
        left=left,
        settles=offer.settles,
        known=offer.settles
        or all(each.after.deficit is not None for each in plan.stations),
        touched=teller.touched(plan),
        cost=teller.cost(plan),
    )


def _alike(plan: Plan) -> bool:
    """Something is taken off several tasks, off each the same share."""
    return plan.method == "reduce" and len(plan.stations[0].changes) > 1


def _left(plan: Plan) -> str:
    """The tightest window afterwards, or what is missing still."""
    missing = sum(each.after.deficit or 0 for each in plan.stations)
    if missing:
        return _("%(hours)s h short") % {"hours": short_hours(hours_of(missing))}
    rooms = [each.after.slack for each in plan.stations if each.after.slack is not None]
    if not rooms:
        return ""
    # What is left must not look larger than it is.
    tenths = Decimal(min(rooms) // 6_000) / 10
    return _("%(hours)s h left") % {"hours": hours(tenths)}


def _open_to(fixes: Fixes, by: User) -> frozenset[str]:
    """Whose titles the reader may know: all at a station he belongs to or oversees,
    else those in the conflict and those of his own departments."""
    inside = {m["assignment"] for row in fixes.conflicts for m in row.members}
    ours = {
        row.station.code
        for row in fixes.conflicts
        if may(by, "workload.view", row.station)
        or may(by, "workload.oversee", row.station)
    }
    codes = {
        pk: station.code for station in fixes.stations.values() for pk in [station.pk]
    }
    orders = {fixes.rows[key].directive_id for key in inside if key in fixes.rows}
    return frozenset(
        key
        for key, row in fixes.rows.items()
        if row.directive_id in orders
        or codes.get(row.station_id) in ours
        or row.department_id in by.scope.departments
    )


def _stations(fixes: Fixes, plan: Plan | None) -> tuple[AtStation, ...]:
    def amount(units: int | None) -> Decimal | None:
        return None if units is None else hours_of(units)

    return tuple(
        AtStation(
            fixes.stations[each.station].label,
            amount(each.before.deficit),
            amount(each.after.deficit),
        )
        for each in (plan.stations if plan else ())
    )


def _searched(fixes: Fixes) -> str:
    """How good the best dates found by a worker are known to be."""
    said = fixes.job.result if fixes.job else {}
    cost, bound = said.get("cost"), said.get("bound")
    if not cost or bound is None:
        return ""
    if cost <= bound:
        return _("Looked through: there are no cheaper dates.")
    share = -(-100 * (cost - bound) // cost)
    return _("At most %(percent)s%% could still be saved.") % {"percent": share}


def _frozen(fixes: Fixes) -> tuple[Assignment, ...]:
    """Members of the conflicts whose date nobody may propose to move; appointments
    apart, which have no date that moves."""
    if fixes.conflicts[0].kind != Conflict.Kind.DEADLINE:
        return ()  # said with the reason where no other time is found
    inside = [m["assignment"] for c in fixes.conflicts for m in c.members]
    rows = [fixes.rows[key] for key in dict.fromkeys(inside) if key in fixes.rows]
    return tuple(row for row in rows if not (row.is_event or may_move(row)))
