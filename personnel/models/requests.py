"""What chiefs ask for: an officer, or so many of a kind of post."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from organization.models import Station, User
from organization.permissions import POLICY
from personnel.models.people import Officer


class StaffingRequestQuerySet(models.QuerySet["StaffingRequest"]):
    def visible_to(self, user: User) -> StaffingRequestQuerySet:
        """The own station's, and those of the bureaus whose people one sees."""
        scope = user.scope
        chiefs = scope.stations_as(*POLICY["posting.request"].roles)
        condition = Q(station__in=chiefs)
        for path in scope.bureaus_as(*POLICY["personnel.view"].roles):
            condition |= Q(station__bureau__path__startswith=path)
        return self.filter(condition)

    def waiting_first(self) -> StaffingRequestQuerySet:
        """The newest of each first."""
        over = Case(When(state="open", then=Value(0)), default=Value(1))
        return self.order_by(over, "-pk")


class StaffingRequest(models.Model):
    """A chief asks for an officer, or for so many of a kind of post."""

    class State(models.TextChoices):
        OPEN = "open", _("To be answered")
        TAKEN = "taken", _("Taken up")
        DECLINED = "declined", _("Not taken up")

    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        Officer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("post"), max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StaffingRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for officers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="request_answered_has_a_name",
                condition=Q(state="open", answered_at=None, answered_by=None)
                | Q(
                    ~Q(state="open") & ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="request_for_somebody", condition=Q(number__range=(1, 99))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.kind}"
