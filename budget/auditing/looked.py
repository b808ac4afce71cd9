"""What is looked at: the rows of a bureau's year, as far as the user may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from budget.models import Disbursement, Dispute, Entry, Norm, Statement
from budget.models.disbursements import DisbursementQuerySet, DisputeQuerySet
from budget.models.entries import EntryQuerySet
from budget.models.norms import NormQuerySet
from budget.models.statements import StatementQuerySet
from organization.models import Bureau, User

USUAL_DAYS = 30


@dataclass(frozen=True)
class Looked:
    """By whom, at which bureau and year, when; `days` without a word are too many."""

    user: User
    bureau: Bureau
    year: int
    now: dt.datetime
    days: int = USUAL_DAYS

    def lines(self, line: str) -> Q:
        """The bureau's lines of the year, as a condition on what belongs to them."""
        below = {f"{line}__station__bureau__path__startswith": self.bureau.path}
        return Q(**below, **{f"{line}__year": self.year})

    @property
    def paid(self) -> DisbursementQuerySet:
        """Payments that were released."""
        rows = Disbursement.objects.visible_to(self.user)
        return rows.filter(self.lines("line"), released_at__isnull=False)

    @property
    def entries(self) -> EntryQuerySet:
        return Entry.objects.visible_to(self.user).filter(self.lines("line"))

    @property
    def disputes(self) -> DisputeQuerySet:
        rows = Dispute.objects.visible_to(self.user)
        return rows.filter(self.lines("disbursement__line"))

    @property
    def statements(self) -> StatementQuerySet:
        below = {"station__bureau__path__startswith": self.bureau.path}
        rows = Statement.objects.visible_to(self.user)
        return rows.filter(year=self.year, **below)

    @property
    def norms(self) -> NormQuerySet:
        """Those that touch the year, of the bureau, of those above it and below."""
        above = [int(part) for part in self.bureau.path.strip("/").split("/")]
        rows = Norm.objects.visible_to(self.user)
        return rows.filter(
            Q(end=None) | Q(end__gt=self.first),
            Q(bureau__in=above) | Q(bureau__path__startswith=self.bureau.path),
            first__lt=dt.date(self.year + 1, 1, 1),
        )

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 1, 1)

    @property
    def begun(self) -> dt.datetime:
        """When the year began."""
        return timezone.make_aware(dt.datetime.combine(self.first, dt.time()))

    def days_since(self, moment: dt.datetime) -> int:
        return (timezone.localdate(self.now) - timezone.localdate(moment)).days
