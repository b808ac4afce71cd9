"""A payment to a station: prepared by one, released by another, disputed perhaps."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budget.models.fields import reach, yuan
from budget.models.lines import Chain, Line
from desk.models import Attachment
from organization.models import User
from organization.permissions import POLICY

REMINDED = Q(reminders=0, reminded_at=None) | Q(
    reminders__gt=0, reminded_at__isnull=False
)
"""How often who owes a word was asked again, and when last."""


class DisbursementQuerySet(models.QuerySet["Disbursement"]):
    def visible_to(self, user: User) -> DisbursementQuerySet:
        """A station sees what has been released to it, not what is being prepared."""
        whole = Q(pk__in=())
        for path in user.scope.bureaus_as(*POLICY["money.view"].roles):
            whole |= Q(line__station__bureau__path__startswith=path)
        return self.filter(
            reach(user, "line__station") & Q(released_at__isnull=False) | whole
        )

    def unanswered(self) -> DisbursementQuerySet:
        """Money on its way of which the station has confirmed only part, or nothing."""
        open_one = Dispute.objects.filter(closed_at=None).values("disbursement")
        waiting = self.filter(delivery__disbursed__gt=F("delivery__confirmed"))
        return waiting.exclude(pk__in=open_one)

    def to_confirm_by(self, user: User) -> DisbursementQuerySet:
        """Those that wait for a word the user may give."""
        own = user.scope.stations_as(*POLICY["money.confirm"].roles)
        return self.filter(line__station__in=own).unanswered()

    def to_release_by(self, user: User) -> DisbursementQuerySet:
        """Those that somebody else has prepared and the user may release."""
        found = Q(pk__in=())
        for path in user.scope.bureaus_as(*POLICY["money.keep"].roles):
            found |= Q(line__station__bureau__path__startswith=path)
        rows = self.filter(found, released_at=None, cancelled_at=None)
        return rows.exclude(prepared_by=user)


class Disbursement(models.Model):
    """Nothing of it changes once it is released; the ledger says what became of it."""

    class Mode(models.TextChoices):
        QUOTA = "quota", _("Quota")
        REIMBURSEMENT = "reimbursement", _("Reimbursement")
        PETTY_CASH = "petty_cash", _("Petty cash")
        IN_KIND = "in_kind", _("In kind")

    line = models.ForeignKey(Line, models.PROTECT, related_name="disbursements")
    amount = yuan(_("amount"))
    mode = models.CharField(
        _("how"), max_length=13, choices=Mode.choices, default=Mode.QUOTA
    )
    purpose = models.CharField(_("purpose"), max_length=80)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = _("disbursement")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="disbursement_of_something", condition=Q(amount__gt=0)
            ),
            models.CheckConstraint(
                name="disbursement_needs_two",
                condition=Q(released_by=None, released_at=None)
                | Q(
                    ~Q(released_by=F("prepared_by")),
                    released_by__isnull=False,
                    released_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="disbursement_cancelled_has_reason",
                condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
                | Q(
                    ~Q(cancel_reason=""),
                    cancelled_at__isnull=False,
                    cancelled_by__isnull=False,
                    released_at=None,
                ),
            ),
            models.CheckConstraint(
                name="disbursement_reminded_has_a_time", condition=REMINDED
            ),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def is_open(self) -> bool:
        """Prepared, and neither released nor cancelled."""
        return self.released_at is None and self.cancelled_at is None

    @property
    def state(self) -> str:
        if self.cancelled_at is not None:
            return "cancelled"
        return "prepared" if self.released_at is None else "released"


class Delivery(Chain):
    """How far a disbursement's money has come. `disbursed` less what was returned."""

    disbursement = models.OneToOneField(Disbursement, models.PROTECT, primary_key=True)

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            models.CheckConstraint(
                name="delivery_is_a_chain",
                condition=Q(
                    confirmed__gte=0,
                    received__gte=F("confirmed"),
                    disbursed__gte=F("received"),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.disbursement_id}: {self.confirmed}"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: User) -> DisputeQuerySet:
        return self.filter(reach(user, "disbursement__line__station"))


class Dispute(models.Model):
    """A station says that money has not arrived; only the station ends it."""

    disbursement = models.ForeignKey(
        Disbursement, models.PROTECT, related_name="disputes"
    )
    reason = models.TextField(_("what has not arrived"))
    files = models.ManyToManyField(Attachment, related_name="+")
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0, db_default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("money not arrived")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="dispute_one_at_a_time",
                fields=["disbursement"],
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="dispute_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="dispute_answer_has_a_name",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(
                    ~Q(answer=""),
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="dispute_closed_has_a_name",
                condition=Q(closed_by=None, closed_at=None)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_reminded_has_a_time", condition=REMINDED
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:40]
