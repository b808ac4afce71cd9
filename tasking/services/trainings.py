"""A training that answers what was met in practice, and keeps what that was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from organization.audit import record
from organization.models import Department, Station, User
from organization.permissions import authorise
from tasking.content import Content, Targets
from tasking.models import Category, Difficulty, Kind, TrainingPurpose
from tasking.services import directives

NAMED = 8
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Need:
    """What a training is to answer: a category of difficulties or a kind of work, where
    it was met, and what was counted of it."""

    category: str = ""
    kind: str = ""
    difficulties: Sequence[Difficulty] = ()
    stations: Sequence[int] = ()
    counted: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        if self.category:
            return str(Category(self.category).label)
        return str(Kind(self.kind).label)


@transaction.atomic
def draft_training(
    *, by: User, department: Department, need: Need, now: dt.datetime
) -> TrainingPurpose:
    """A draft in the composer: when it is and who attends is still to be said."""
    authorise(by, "directive.draft", department)
    known = need.category in Category.values or need.kind in Kind.values
    if not known or (need.category and need.kind):
        raise ValidationError({"topic": [_("Choose one of the topics.")]})
    here = Station.objects.open().under(department.bureau)
    stations = here.filter(pk__in=list(need.stations)).order_by("code")
    made = directives.draft(
        by=by,
        requester=department,
        content=Content(
            title=(_("Training: %(topic)s") % {"topic": need.label})[:LONGEST_TITLE],
            kind=Kind.TRAINING,
            intent=_intent(need),
            standard=_("Each station can do it by itself afterwards."),
        ),
        targets=Targets(tuple(stations.values_list("pk", flat=True))),
    )
    row = TrainingPurpose.objects.create(
        directive=made,
        category=need.category,
        kind=need.kind,
        counted=need.counted,
        drafted_by=by,
        drafted_at=now,
    )
    row.difficulties.set(need.difficulties)
    detail = {"category": need.category, "kind": need.kind}
    record("training.draft", by=by, subject=row, unit=department.code, **detail)
    return row


def _intent(need: Need) -> str:
    """What was met, with the first few difficulties by their titles."""
    count = len(need.difficulties)
    if not count:
        said = _("Work of the kind “%(kind)s” was returned or overdue.")
        return said % {"kind": need.label}
    told = ngettext(
        "Answers %(n)s difficulty met in practice:",
        "Answers %(n)s difficulties met in practice:",
        count,
    )
    titles = dict.fromkeys(row.title for row in need.difficulties)
    return "\n".join([told % {"n": count}, *list(titles)[:NAMED]])
