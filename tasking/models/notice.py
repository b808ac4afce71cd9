"""Notices: what a department tells stations without putting work on them."""

from __future__ import annotations

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from desk.models import Attachment
from organization.models import Department, Station, User
from organization.models.spelling import SpeltField

OVERSEERS = ("leader", "coordinator")


class Audience(models.TextChoices):
    """Before whom at its stations a notice is put, see `tasking.audience`."""

    CHIEFS = "chiefs", _("The stations' chiefs")
    COMMUNITY = "community", _("Chiefs and community officers")
    EVERYBODY = "everybody", _("Everybody at the stations")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: User) -> NoticeQuerySet:
        """Own department's; below the own bureaus for overseers; own station's."""
        scope, received = user.scope, NoticeReceipt._base_manager.all()
        overseen = Q(pk__in=())
        for path in scope.bureaus_as(*OVERSEERS):
            overseen |= Q(department__bureau__path__startswith=path)
            here = received.filter(station__bureau__path__startswith=path)
            overseen |= Q(Exists(here.filter(notice=OuterRef("pk"))))
        at_own = received.filter(station__in=scope.stations).values("notice")
        own = Q(department__in=scope.departments) | Q(pk__in=at_own)
        return self.filter(own | overseen)

    def whole_for(self, user: User) -> NoticeQuerySet:
        """Of which he sees the receipts of all stations, see there."""
        scope = user.scope
        found = Q(department__in=scope.departments)
        for path in scope.bureaus_as(*OVERSEERS):
            found |= Q(department__bureau__path__startswith=path)
        return self.filter(found)

    def live(self, today: dt.date) -> NoticeQuerySet:
        """In force: not withdrawn, not corrected by another, not past its last day."""
        return self.filter(withdrawn_at=None, correction=None, last__gte=today)

    def matching(self, text: str) -> NoticeQuerySet:
        text = text.strip()
        if not text:
            return self
        return self.filter(Q(title__icontains=text) | Q(body__icontains=text))


class Notice(models.Model):
    """What is said stays as it was sent: it is withdrawn, or corrected by another.

    `todo` is what a station must do, by the end of `due_on` where one is named; `last`
    is the last day on which it holds. `words` are those of the list of classified
    words that stood in it and that the sender looked at again. `spared_people` and
    `spared_minutes` (officer-minutes) are of the meeting it was sent instead of.
    """

    department = models.ForeignKey(Department, models.PROTECT, related_name="notices")
    title = models.CharField(_("title"), max_length=120)
    spelt = SpeltField()
    body = models.TextField(_("what is told"))
    todo = models.TextField(_("what you must do"), blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    last = models.DateField(_("holds until"))
    audience = models.CharField(
        _("who gets a letter"),
        max_length=9,
        choices=Audience.choices,
        default=Audience.CHIEFS,
        db_default=Audience.CHIEFS,
    )
    words = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    files = models.ManyToManyField(Attachment, related_name="+")
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="correction"
    )
    spared_people = models.PositiveIntegerField(null=True, blank=True)
    spared_minutes = models.PositiveBigIntegerField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(db_index=True)
    reminded_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdraw_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_due_says_what",
                condition=Q(due_on=None) | ~Q(todo=""),
            ),
            models.CheckConstraint(
                name="notice_holds_until_due",
                condition=Q(due_on=None) | Q(last__gte=F("due_on")),
            ),
            models.CheckConstraint(
                name="notice_withdrawn_has_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdraw_reason="")
                | Q(
                    ~Q(withdraw_reason=""),
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="notice_spared_people_and_time",
                condition=Q(spared_people=None, spared_minutes=None)
                | Q(spared_people__isnull=False, spared_minutes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def corrected_by(self) -> Notice | None:
        """The notice that says it right; read along with `select_related`."""
        return getattr(self, "correction", None)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def is_live(self, today: dt.date) -> bool:
        return not self.is_withdrawn and not self.corrected_by and self.last >= today


class NoticeReceiptQuerySet(models.QuerySet["NoticeReceipt"]):
    def visible_to(self, user: User) -> NoticeReceiptQuerySet:
        """The own stations'; all of what the own department sent; below the own
        bureaus for overseers."""
        scope = user.scope
        found = Q(station__in=scope.stations)
        found |= Q(notice__department__in=scope.departments)
        for path in scope.bureaus_as(*OVERSEERS):
            found |= Q(station__bureau__path__startswith=path)
            found |= Q(notice__department__bureau__path__startswith=path)
        return self.filter(found)

    def owed(self) -> NoticeReceiptQuerySet:
        """Something must be done, and nobody has said yet that it is understood."""
        return self.filter(understood_at=None).exclude(notice__todo="")

    def read(self) -> NoticeReceiptQuerySet:
        """Somebody at the station has opened it."""
        return self.filter(_opened())

    def unread_by(self, user: User) -> NoticeReceiptQuerySet:
        return self.exclude(_opened(reader=user))


class NoticeReceipt(models.Model):
    """The row is the delivery: this station has the notice. `understood` is said by one
    person for the station, and only where something must be done."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="receipts")
    station = models.ForeignKey(Station, models.PROTECT, related_name="notices")
    understood_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    understood_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice at a station")
        ordering = ["-notice_id", "station_id"]
        constraints = [
            models.UniqueConstraint(
                name="notice_once_per_station", fields=["notice", "station"]
            ),
            models.CheckConstraint(
                name="notice_understood_has_a_name",
                condition=Q(understood_at=None, understood_by=None)
                | Q(understood_at__isnull=False, understood_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} {self.station}"


class NoticeReading(models.Model):
    """Somebody of the station opened it for the first time. Rows are only added."""

    receipt = models.ForeignKey(NoticeReceipt, models.PROTECT, related_name="readings")
    reader = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of a notice")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="notice_read_once_by_each", fields=["receipt", "reader"]
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.reader_id}"


class NoticeQuestionQuerySet(models.QuerySet["NoticeQuestion"]):
    def visible_to(self, user: User) -> NoticeQuestionQuerySet:
        """With the receipt; what was answered to all, with the notice."""
        seen = NoticeReceipt.objects.visible_to(user)
        known = Notice.objects.visible_to(user)
        return self.filter(
            Q(receipt__in=seen) | Q(to_all=True, receipt__notice__in=known)
        )

    def open(self) -> NoticeQuestionQuerySet:
        return self.filter(answered_at=None)


class NoticeQuestion(models.Model):
    """What a station asks, and the department's answer: to it alone, or to all."""

    receipt = models.ForeignKey(NoticeReceipt, models.PROTECT, related_name="questions")
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    to_all = models.BooleanField(default=False)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NoticeQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a notice")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="notice_answer_has_a_name",
                condition=Q(answered_at=None, answered_by=None, answer="", to_all=False)
                | Q(
                    ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return self.text


def _opened(**who: User) -> Exists:
    rows = NoticeReading.objects.filter(receipt=OuterRef("pk"), **who)
    return Exists(rows)
