"""What joining two tasks and offering to join them share: the pair held, and moved.

Steps of acts that are on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.utils.translation import gettext as _

from coordination.models import DuplicatePair, JoinOffer
from coordination.models.duplicate import OPEN_PAIRS
from organization import audit
from organization.models import Bureau, Department, User
from tasking.models import Directive, DirectiveParty
from tasking.services.acts import Stale


def departments_of(pair: DuplicatePair) -> list[Department]:
    """The two that ask."""
    both = (pair.first.department, pair.second.department)
    return [department for department in both if department is not None]


def department_of(directive: Directive) -> Department:
    if directive.department is None:
        raise ValueError("Only departments' tasks are compared")
    return directive.department


def locked(pair: DuplicatePair) -> DuplicatePair:
    """The pair and its two directives, held until the transaction ends."""
    row = DuplicatePair.objects.select_for_update(no_key=True).get(pk=pair.pk)
    held = Directive.objects.select_for_update(of=("self",)).select_related(
        "department__bureau"
    )
    both = {
        d.pk: d
        for d in held.filter(pk__in=(row.first_id, row.second_id)).order_by("pk")
    }
    row.first, row.second = both[row.first_id], both[row.second_id]
    return row


def sides(row: DuplicatePair, kept: int) -> tuple[Directive, Directive]:
    """(the one that stays, the one that is folded into it)."""
    if kept == row.first_id:
        return row.first, row.second
    if kept == row.second_id:
        return row.second, row.first
    raise ValidationError({"kept": [_("Choose the task that stays.")]})


def still_open(row: DuplicatePair) -> None:
    """Nobody else has decided, and both tasks stand."""
    live = {row.first.state, row.second.state} == {Directive.State.ISSUED}
    if row.state not in OPEN_PAIRS or not live:
        text = _("That is no longer possible: the state has changed meanwhile.")
        raise ValidationError({"state": [text]})


def decide(
    row: DuplicatePair,
    state: str,
    by: User,
    reason: str,
    now: dt.datetime,
    kept: Directive | None = None,
) -> None:
    end_offers(row, now)
    row.state, row.decided_by, row.decided_at = state, by, now
    row.reason, row.kept = reason.strip(), kept
    row.version += 1
    row.save(
        update_fields=[
            *("state", "decided_by", "decided_at", "reason", "kept", "version")
        ]
    )
    codes: Sequence[str] = [department.code for department in departments_of(row)]
    audit.record(
        f"duplicate.{'join' if kept else 'dismiss'}",
        by=by,
        subject=row,
        unit=codes[0],
        reason=reason,
        departments=codes,
    )


def end_offers(row: DuplicatePair, now: dt.datetime) -> None:
    """What was offered about the pair is overtaken, unless it was answered."""
    offers = JoinOffer.objects.open().filter(pair=row)
    offers.update(
        state=JoinOffer.State.STALE, answered_at=now, version=F("version") + 1
    )


def hold(offer: JoinOffer, version: int | None) -> JoinOffer:
    """The offer with its pair and both tasks, held until the transaction ends.

    ValidationError when it has been answered meanwhile.
    """
    pair = locked(DuplicatePair(pk=offer.pair_id))
    held = JoinOffer.objects.select_for_update().get(pk=offer.pk)
    held.pair = pair
    held.kept, held.folded = sides(pair, held.kept_id)
    if version is not None and version != held.version:
        raise Stale
    if held.state != JoinOffer.State.OPEN:
        raise ValidationError({"state": [_("The offer has been answered meanwhile.")]})
    return held


def end(
    offer: JoinOffer,
    state: str,
    by: User | None,
    answer: str,
    now: dt.datetime,
    party: DirectiveParty | None = None,
) -> None:
    """Close the offer; the pair is open again unless it was decided."""
    offer.state, offer.answer, offer.party = state, answer.strip(), party
    offer.answered_by, offer.answered_at = by, now
    offer.version += 1
    offer.save()
    row = offer.pair
    if row.state == DuplicatePair.State.OFFERED:
        row.state, row.kept, row.offered_by = DuplicatePair.State.OPEN, None, None
        save(row)


def record(act: str, offer: JoinOffer, *, by: User, reason: str) -> None:
    """In the audit log, under both departments."""
    codes = [department.code for department in departments_of(offer.pair)]
    audit.record(
        f"duplicate.{act}",
        by=by,
        subject=offer,
        unit=codes[0],
        reason=reason,
        departments=codes,
    )


def save(row: DuplicatePair) -> None:
    row.version += 1
    row.save(update_fields=["state", "kept", "offered_by", "version"])


def end_overtaken(*, bureau: Bureau, now: dt.datetime) -> None:
    """End those of the bureau's pairs whose tasks have changed since, or are over.

    Called with the bureau's pairs locked; the pair is open again where both stand.
    """
    same = Q(
        kept_version=F("kept__version"),
        folded_version=F("folded__version"),
        pair__state=DuplicatePair.State.OFFERED,
    )
    rows = JoinOffer.objects.open().filter(pair__bureau=bureau).exclude(same)
    found = dict(rows.values_list("pk", "pair"))
    if not found:
        return
    over = JoinOffer.objects.filter(pk__in=found)
    over.update(state="stale", answered_at=now, version=F("version") + 1)
    again = DuplicatePair.objects.filter(pk__in=found.values(), state="offered")
    again.update(state="open", kept=None, offered_by=None, version=F("version") + 1)
