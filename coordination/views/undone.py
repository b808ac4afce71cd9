"""What a person is told of an act that he may take back."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination import undoing as own
from coordination.models import AdmissionCase, Delegation, Proposal
from desk.undo import offer
from desk.undoing import as_it_is
from organization.http import SignedIn
from tasking import undoing
from tasking.models import Assignment, Directive, PlanItem, ProtectedBlock
from tasking.services import taking_back


def of_assignment(request: SignedIn, act: str, before: Assignment, url: str) -> None:
    """Signed for, how far it is, reported: until somebody goes on from there.

    `before` is the row as it was read. Where somebody was in between, what it was
    before the act is not known, and it is only told.
    """
    after = Assignment.objects.select_related("directive").get(pk=before.pk)
    if after.version != before.version + 1:
        return
    said = {
        "acknowledge": _("Signed for “%(title)s”."),
        "progress": _("Hours left on “%(title)s”: %(hours)s."),
        "report": _("Reported: “%(title)s”."),
    }[act]
    left = after.remaining_hours
    hours = "" if left is None else _("%(h)s hours") % {"h": f"{left.normalize():f}"}
    facts: dict[str, Any] = {"act": act, "version": after.version}
    facts["before"] = as_it_is(before, *taking_back.FIELDS)
    offer(
        request,
        kind=undoing.ACT,
        subject=after,
        facts=facts,
        text=said % {"title": after.directive.display_title, "hours": hours},
        url=url,
    )


def of_closed(request: SignedIn, row: Directive) -> None:
    after = Directive.objects.get(pk=row.pk)
    offer(
        request,
        kind=undoing.CLOSED,
        subject=after,
        facts={"version": after.version},
        text=_("Closed: “%(title)s”.") % {"title": after.display_title},
        url=reverse("coordination:directive", args=[row.pk]),
    )


def of_admission(request: SignedIn, case: AdmissionCase, text: str, url: str) -> None:
    """A piece that waits for the leader's signature, until anybody has read of it."""
    title = case.directive.display_title
    told = _("“%(title)s”: %(text)s") % {"title": title, "text": text}
    offer(request, kind=own.ADMITTED_ONE, subject=case, facts={}, text=told, url=url)


def of_block(
    request: SignedIn, block: ProtectedBlock, text: str, before: ProtectedBlock | None
) -> None:
    """A new block, or one that was changed from `before`."""
    facts: dict[str, Any] = {"version": block.version}
    if before is not None:
        facts["before"] = as_it_is(before, *own.BLOCK)
    offer(
        request,
        kind=own.BLOCK_CHANGED if before else own.BLOCK_KEPT,
        subject=block,
        facts=facts,
        text=text,
        url=reverse("coordination:protected", args=[block.station.code]),
    )


def of_item(
    request: SignedIn,
    kind: str,
    item: PlanItem,
    text: str,
    facts: dict[str, Any] | None = None,
) -> None:
    """An item of a plan: new, changed, or taken out."""
    url = reverse("coordination:station_plan", args=[item.plan.station.code])
    offer(
        request,
        kind=kind,
        subject=item if item.pk else None,
        facts={"version": item.version, **(facts or {})},
        text=text,
        url=f"{url}?year={item.plan.year}",
    )


def of_withdrawal(request: SignedIn, pk: int) -> None:
    """A proposal, until somebody has read that it is withdrawn."""
    row = Proposal.objects.select_related("conflict__station").get(pk=pk)
    offer(
        request,
        kind=own.PROPOSAL_WITHDRAWN,
        subject=row,
        facts={"version": row.version},
        text=_("Withdrawn: the plan for %(station)s.")
        % {"station": row.conflict.station.label},
        url=reverse("coordination:proposal", args=[row.pk]),
    )


def of_delegation(request: SignedIn, row: Delegation) -> None:
    """`row` as it was before it ended."""
    last = row.during.upper
    offer(
        request,
        kind=own.DELEGATION_ENDED,
        subject=None,
        facts={
            "unit": "department" if row.department_id else "station",
            "pk": row.department_id or row.station_id,
            "deputy": row.deputy_id,
            "first": row.during.lower,
            "last": last - own.DAY,
        },
        text=_("%(name)s answers for you no more.") % {"name": row.deputy.name},
        url=reverse("coordination:delegations"),
    )
