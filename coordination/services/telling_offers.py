"""Telling departments what was offered, and stations what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordination.models import JoinOffer
from coordination.services.telling_duplicates import facts_of, people_of
from desk.models import InboxItem
from desk.services import deliver, tell_each
from organization.models import Membership, Role, User
from tasking.models import Assignment, Directive


def tell_offered(offer: JoinOffer, *, by: User) -> None:
    """The department whose task would ask for more is to answer."""
    facts = _facts(offer, by) | {"reason": offer.note}
    _tell(offer, "duplicate_offered", offer.kept, facts, by)


def tell_taken_back(offer: JoinOffer, *, by: User) -> None:
    """There is nothing to answer any more."""
    _tell(offer, "duplicate_taken_back", offer.kept, _facts(offer, by), by)


def tell_declined(offer: JoinOffer, *, by: User) -> None:
    """The department that offered reads why not."""
    facts = _facts(offer, by) | {"reason": offer.answer}
    _tell(offer, "duplicate_declined", offer.folded, facts, by)


def tell_accepted(
    offer: JoinOffer,
    rows: Mapping[int, Assignment],
    items: Sequence[str],
    partly: bool,
    *,
    by: User,
) -> None:
    """The department that offered, and each station once: of its changed task."""
    facts = _facts(offer, by) | {
        "items": "、".join(items),
        "stations": len(rows),
        "partly": "yes" if partly else "",
    }
    _tell(offer, "duplicate_accepted", offer.folded, facts, by)
    chiefs = Membership.objects.in_force(timezone.localdate()).filter(
        role=Role.STATION_CHIEF, station__in=list(rows)
    )
    told = [
        InboxItem(
            recipient_id=user,
            matter=f"directive:{offer.kept_id}",
            revision=offer.kept.version,
            kind="directive_extended",
            facts=facts | {"units": rows[station].effort_units},
            url=reverse("coordination:assignment", args=[rows[station].pk]),
        )
        for user, station in chiefs.values_list("user", "station").order_by("user")
        if station is not None
    ]
    deliver(told)


def _facts(offer: JoinOffer, by: User) -> dict[str, Any]:
    """`department` is who offers; `kept` the title of the task that stays."""
    return facts_of(offer.folded) | {
        "by": by.name,
        "kept": offer.kept.title,
        "items": "、".join(offer.items),
    }


def _tell(
    offer: JoinOffer, kind: str, of: Directive, facts: dict[str, Any], by: User
) -> None:
    """The people of the task's department, but the one who did it."""
    people = people_of([of.department_id]).get(of.department_id or 0, ())
    tell_each(
        people,
        but=by,
        matter=f"duplicate:{offer.pair_id}",
        revision=offer.pair.version,
        kind=kind,
        facts=facts,
        url=f"{reverse('coordination:duplicates')}#offer-{offer.pk}",
    )
