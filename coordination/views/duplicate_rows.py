"""What the page of duplicates says of each pair, and what the reader may do there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from coordination.core.duplicates import item_key
from coordination.forms.acts import ReasonForm
from coordination.forms.joining import AcceptForm, OfferForm
from coordination.models import DuplicatePair, JoinOffer
from coordination.services import holding_pairs, joining
from coordination.services.offering_join import share
from organization.models import Department, User
from organization.permissions import may
from organization.wall import lifted
from tasking.models import LIVE_STATES, Assignment, Directive


@dataclass(frozen=True)
class Refused:
    """What was refused at which pair, and the form as it was sent."""

    pair: int
    act: str
    problem: str
    reason: str
    form: ReasonForm | OfferForm | AcceptForm


@dataclass(frozen=True)
class Way:
    """One of the two stays; `lacking` says what it would have to ask for besides.

    `items` and `hours` are what would be offered by the rule, `alone` how many
    stations owe the folded task only.
    """

    kept: Directive
    folded: Directive
    lacking: str
    items: tuple[str, ...]
    hours: Decimal | None
    alone: int
    form: OfferForm


@dataclass(frozen=True)
class Standing:
    """An offer that waits, who may answer it and who may take it back."""

    offer: JoinOffer
    alone: int
    mine: bool
    accept: AcceptForm | None


@dataclass(frozen=True)
class Row:
    """A pair with what the reader may do about it; of its tasks he may open `opens`."""

    pair: DuplicatePair
    stations: int
    saved: Decimal | None
    ways: tuple[Way, ...]
    standing: Standing | None
    may_dismiss: bool
    opens: frozenset[int]


def read_rows(
    user: User, pairs: Sequence[DuplicatePair], refused: Refused | None
) -> list[Row]:
    """Three queries for any number of pairs, and a few for the reader's rights."""
    counts, opens = _counts(pairs), may_open(user, pairs)
    offers = {
        offer.pair_id: offer
        for offer in JoinOffer.objects.open()
        .filter(pair__in=pairs)
        .select_related("kept", "folded", "by")
    }
    return [
        _row(user, pair, counts[pair.pk], offers.get(pair.pk), refused, opens)
        for pair in pairs
    ]


def may_open(user: User, pairs: Sequence[DuplicatePair]) -> frozenset[int]:
    """Of the tasks in pairs those the reader sees otherwise too; one query."""
    both = [pk for pair in pairs for pk in (pair.first_id, pair.second_id)]
    seen = Directive.objects.visible_to(user).filter(pk__in=both)
    return frozenset(seen.values_list("pk", flat=True))


def meeting(pairs: Sequence[DuplicatePair]) -> list[tuple[DuplicatePair, int]]:
    """Each with how many stations owe both; one query."""
    counts = _counts(pairs)
    return [(pair, counts[pair.pk]["both"]) for pair in pairs]


@lifted("how many stations are asked twice, and by each of the two alone")
def _counts(pairs: Sequence[DuplicatePair]) -> Mapping[int, dict[str, int]]:
    """Stations that owe both, and by task those that owe it and never had the other."""
    rows = DuplicatePair.objects.filter(pk__in=[pair.pk for pair in pairs])
    found = rows.annotate(
        meeting=Count("stations"),
        alone_first=_alone("first", "second"),
        alone_second=_alone("second", "first"),
    )
    return {
        pk: {"both": both, "alone_first": first, "alone_second": second}
        for pk, both, first, second in found.values_list(
            "pk", "meeting", "alone_first", "alone_second"
        )
    }


def _alone(owed: str, other: str) -> Any:
    had = Assignment.objects.filter(
        directive=OuterRef(OuterRef(other)), station=OuterRef("station")
    )
    rows = Assignment.objects.filter(
        ~Exists(had), directive=OuterRef(owed), state__in=LIVE_STATES
    )
    counted = rows.order_by().values("directive").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _row(
    user: User,
    pair: DuplicatePair,
    counts: Mapping[str, int],
    offer: JoinOffer | None,
    refused: Refused | None,
    opens: frozenset[int],
) -> Row:
    mine = refused if refused and refused.pair == pair.pk else None
    saved = pair.saved_hours
    ways = []
    for n, (kept, folded) in enumerate(((pair.first, pair.second), pair.both[::-1])):
        alone = counts["alone_first" if n else "alone_second"]
        if offer is None and may_join(user, folded.department):
            ways.append(_way(kept, folded, alone, mine))
    return Row(
        pair,
        counts["both"],
        None if saved is None else saved * counts["both"],
        tuple(ways),
        None if offer is None else _standing(user, pair, offer, counts, mine),
        joining.may_dismiss(user, pair),
        opens,
    )


def _way(
    kept: Directive, folded: Directive, alone: int, refused: Refused | None
) -> Way:
    asked = {item_key(item) for item in kept.data_items}
    items = tuple(item for item in folded.data_items if item_key(item) not in asked)
    units = share(folded.effort_units, folded, len(items))
    form = OfferForm(label=_too(alone, folded), auto_id=f"offer-{kept.pk}-%s")
    sent = refused.form if refused and refused.act == f"offer-{kept.pk}" else None
    if isinstance(sent, OfferForm):
        form = sent
        form.fields["elsewhere"].label = _too(alone, folded)
    if not items or folded.is_event:
        del form.fields["hours"]
    if not alone:
        del form.fields["elsewhere"]
    lacking = "、".join(joining.lacking(kept, folded))
    hours = None if units is None else Decimal(units) / 60_000
    return Way(kept, folded, lacking, items, hours, alone, form)


def _standing(
    user: User,
    pair: DuplicatePair,
    offer: JoinOffer,
    counts: Mapping[str, int],
    refused: Refused | None,
) -> Standing:
    alone = counts[
        "alone_first" if offer.folded_id == pair.first_id else "alone_second"
    ]
    kept, folded = holding_pairs.sides(pair, offer.kept_id)
    form = None
    if may_join(user, kept.department) and offer.is_current:
        form = AcceptForm(
            offer, label=_too(alone, folded), auto_id=f"accept-{offer.pk}-%s"
        )
        if refused and isinstance(refused.form, AcceptForm):
            form = refused.form
            if "elsewhere" in form.fields:
                form.fields["elsewhere"].label = _too(alone, folded)
    return Standing(offer, alone, may_join(user, folded.department), form)


def _too(alone: int, folded: Directive) -> str:
    return ngettext(
        "Also at the %(n)s station that has “%(task)s” alone",
        "Also at the %(n)s stations that have “%(task)s” alone",
        alone,
    ) % {"n": alone, "task": folded.title}


def may_join(user: User, department: Department | None) -> bool:
    """May give up, or let others join, what the department asks."""
    return department is not None and may(user, "duplicate.join", department)
