"""Posting orders: prepared by admins, put before chiefs, decided by the leadership."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station, User
from organization.permissions import POLICY
from personnel.models.people import Officer, Posting
from personnel.models.posts import Post
from personnel.models.requests import StaffingRequest

OPEN = ("draft", "consulting")
UNASKED = Q(state="draft") | Q(state="withdrawn", answer_due=None)
"""Orders whose lines, as they are, were put before no chief: drafts, also those that
were withdrawn, and those among them that were taken back before."""


def read_by(user: User) -> Any:
    """Who reads all of an order before it is decided: who prepared it, the readers."""
    readers = PostingOrder.readers.through.objects.filter(user=user)
    return Q(prepared_by=user) | Exists(readers.filter(postingorder=OuterRef("pk")))


class PostingOrderQuerySet(models.QuerySet["PostingOrder"]):
    def visible_to(self, user: User) -> PostingOrderQuerySet:
        """Before the decision: who prepared it, the readers named, the chiefs asked,
        also where it was taken back from them. After it also whoever sees the people
        of the bureau."""
        scope = user.scope
        chiefs = scope.stations_as(*POLICY["posting.say"].roles)
        condition = Q(prepared_by=user) | Q(readers=user)
        condition |= Q(seats__station__in=chiefs)
        for path in scope.bureaus_as(*POLICY["personnel.view"].roles):
            decided = Q(state__in=("decided", "undone"))
            condition |= decided & Q(bureau__path__startswith=path)
        return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))

    def full_for(self, user: User) -> PostingOrderQuerySet:
        """Those of which the user may read every line, answer and reader."""
        condition = read_by(user)
        for path in user.scope.bureaus_as(*POLICY["personnel.view"].roles):
            decided = Q(state__in=("decided", "undone"))
            condition |= decided & Q(bureau__path__startswith=path)
        return self.filter(condition)


class PostingOrder(models.Model):
    """Who goes where on which day, in one decision of the bureau's leadership.

    Postings are decided by the leadership (局党委): its meeting, the day and the number
    are recorded. Whether a decided order is in effect or over its lines' days say.
    `turn` counts how often the chiefs were asked; `change_reason` is why it was last
    taken back from them to be changed.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        CONSULTING = "consulting", _("Chiefs are asked")
        DECIDED = "decided", _("Decided")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        UNDONE = "undone", _("Undone before it took effect")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="posting_orders")
    title = models.CharField(_("title"), max_length=80)
    basis = models.TextField(_("why"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    readers = models.ManyToManyField(User, related_name="+")
    request = models.ForeignKey(
        StaffingRequest,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("made of"),
    )
    turn = models.PositiveSmallIntegerField(default=0)
    change_reason = models.TextField(blank=True)
    answer_due = models.DateTimeField(null=True, blank=True)
    meeting = models.CharField(_("meeting"), max_length=80, blank=True)
    met_on = models.DateField(null=True, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PostingOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting order")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="order_decided_has_meeting",
                condition=Q(decided_at=None, state__in=["draft", "consulting"])
                | Q(decided_at=None, state="withdrawn")
                | Q(
                    ~Q(meeting="") & ~Q(number=""),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                    met_on__isnull=False,
                    state__in=["decided", "undone"],
                ),
            ),
            models.CheckConstraint(
                name="order_ended_has_reason",
                condition=Q(ended_at=None, state__in=["draft", "consulting", "decided"])
                | Q(
                    ~Q(end_reason=""),
                    ended_at__isnull=False,
                    state__in=["withdrawn", "undone"],
                ),
            ),
            models.CheckConstraint(
                name="order_consulting_has_a_term",
                condition=~Q(state="consulting") | Q(answer_due__isnull=False),
            ),
            models.CheckConstraint(
                name="order_asked_in_a_turn",
                condition=Q(state__in=["draft", "withdrawn"]) | Q(turn__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def whole(self) -> bool:
        """Is all of it for this reader? Known where a query reads `seen_whole`."""
        return bool(vars(self)["seen_whole"])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def unasked(self) -> bool:
        """See `UNASKED`."""
        dropped = self.state == self.State.WITHDRAWN and self.answer_due is None
        return self.state == self.State.DRAFT or dropped


class PostingLineQuerySet(models.QuerySet["PostingLine"]):
    def of_stations(self, stations: frozenset[int]) -> PostingLineQuerySet:
        """What takes officers from or brings officers to one of the stations, as far
        as their chiefs may read it: not what they were never asked about."""
        mine = Q(station__in=stations) | Q(loses__in=stations)
        unasked = PostingOrder.objects.filter(UNASKED)
        return self.filter(mine).exclude(order__in=unasked)


class PostingLine(models.Model):
    """One officer to one unit from `first` up to the day before `end`.

    `loses` is the station he leaves, as of the last look. What applying did is kept so
    that it can be undone: `cut` ended on `first` instead of `cut_end`, `made` was
    opened, and `back` is where he returns to after `end`.
    """

    Kind = Posting.Kind

    order = models.ForeignKey(PostingOrder, models.CASCADE, related_name="lines")
    officer = models.ForeignKey(Officer, models.PROTECT, related_name="+")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    loses = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PERMANENT)
    first = models.DateField()
    end = models.DateField(null=True, blank=True)
    late_reason = models.CharField(max_length=200, blank=True)
    cut = models.ForeignKey(
        Posting, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cut_end = models.DateField(null=True, blank=True)
    made = models.ForeignKey(
        Posting, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    back = models.ForeignKey(
        Posting, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PostingLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a posting order")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="order_line_in_exactly_one_unit",
                condition=Q(station=None, department__isnull=False)
                | Q(station__isnull=False, department=None),
            ),
            models.CheckConstraint(
                name="order_line_ends_later",
                condition=Q(end=None) | Q(end__gt=F("first")),
            ),
            models.UniqueConstraint(
                name="order_line_officer_once", fields=["order", "officer"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.station or self.department}"

    @property
    def unit(self) -> Station | Department:
        """Where he goes."""
        found = self.station or self.department
        if found is None:
            raise ValueError("A line always names one unit")
        return found

    @property
    def last(self) -> dt.date | None:
        """The last day there; None while it is open."""
        return self.end - dt.timedelta(days=1) if self.end else None


class OrderSeat(models.Model):
    """A station whose chief is asked, in one of the order's turns. What was said in an
    earlier one stays on record and counts no more. `silent_at`: nobody answered in
    time."""

    order = models.ForeignKey(PostingOrder, models.CASCADE, related_name="seats")
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    reminded_at = models.DateTimeField(null=True, blank=True)
    silent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("station asked about a posting")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="order_seat_once", fields=["order", "station", "turn"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.station}"


class OrderSaying(models.Model):
    """What a chief said, or what was replied to it. Rows are only ever added.

    A reply has `to`, the saying it replies to; its `answer` is blank.
    """

    class Answer(models.TextChoices):
        AGREE = "agree", _("Agrees")
        RESERVATION = "reservation", _("Has reservations")
        OBJECTION = "objection", _("Objects")

    seat = models.ForeignKey(OrderSeat, models.PROTECT, related_name="sayings")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answer = models.CharField(max_length=11, choices=Answer.choices, blank=True)
    text = models.TextField(blank=True)
    to = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reply"
    )

    class Meta:
        verbose_name = _("word on a posting")
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="saying_answers_or_replies",
                condition=(~Q(answer="") & Q(to=None))
                | Q(~Q(text=""), answer="", to__isnull=False),
            ),
            models.CheckConstraint(
                name="saying_no_has_a_reason",
                condition=Q(answer__in=["", "agree"]) | ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.answer}"
