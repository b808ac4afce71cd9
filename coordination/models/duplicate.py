"""Two tasks of different departments that ask the same stations for the same thing."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Station, User
from tasking.models import Assignment, Directive

OPEN_PAIRS = ("open", "offered")


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> DuplicatePairQuerySet:
        """Both departments', and those of the bureaus overseen."""
        scope = user.scope
        condition = Q(first__department__in=scope.departments)
        condition |= Q(second__department__in=scope.departments)
        for path in scope.bureaus_as("leader", "coordinator"):
            condition |= Q(bureau__path__startswith=path)
        return self.filter(condition)

    def open(self) -> DuplicatePairQuerySet:
        """Those that people may still decide about."""
        return self.filter(
            state__in=OPEN_PAIRS, first__state="issued", second__state="issued"
        )


class DuplicatePair(models.Model):
    """What the finder said of two directives, and what people made of it.

    Kept per pair, not per station: one decision settles all stations. `bureau` is the
    lower of the two departments' bureaus. The finder alone writes what it found, and
    opens and ends (`gone`) a pair; what people decided stays. `kept` is the task that
    serves both: offered by the other's department where it would have to ask for more.
    """

    class Basis(models.TextChoices):
        ITEMS = "items", _("Same data")
        VISIT = "visit", _("Same visit")
        TITLE = "title", _("Same title")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        OFFERED = "offered", _("Offered")
        JOINED = "joined", _("Joined")
        DISMISSED = "dismissed", _("Not the same")
        GONE = "gone", _("Over")

    first = models.ForeignKey(Directive, models.CASCADE, related_name="+")
    second = models.ForeignKey(Directive, models.CASCADE, related_name="+")
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    basis = models.CharField(max_length=5, choices=Basis.choices)
    items = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    score = models.PositiveSmallIntegerField()
    window_start = models.DateTimeField()
    window_end = models.DateTimeField()
    saved_units = models.BigIntegerField(null=True)  # per station
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    kept = models.ForeignKey(
        Directive, models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("duplicate")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="duplicate_once_per_pair"
            ),
            models.CheckConstraint(
                name="duplicate_pair_in_order", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="duplicate_window_not_empty",
                condition=Q(window_end__gt=F("window_start")),
            ),
            models.CheckConstraint(
                name="duplicate_decided_by_somebody",
                condition=Q(
                    state__in=["joined", "dismissed"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                )
                | Q(
                    state__in=["open", "offered", "gone"],
                    decided_at=None,
                    decided_by=None,
                ),
            ),
            models.CheckConstraint(
                name="duplicate_offered_by_somebody",
                condition=~Q(state="offered")
                | Q(kept__isnull=False, offered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="duplicate_joined_into_one",
                condition=~Q(state="joined") | Q(kept__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["bureau"],
                name="duplicate_open",
                condition=Q(state__in=OPEN_PAIRS),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.basis}"

    @property
    def both(self) -> tuple[Directive, Directive]:
        return self.first, self.second

    @property
    def is_open(self) -> bool:
        """People may still decide about it."""
        states = {one.state for one in self.both}
        return self.state in OPEN_PAIRS and states == {Directive.State.ISSUED}

    @property
    def saved_hours(self) -> Decimal | None:
        """Of one station."""
        if self.saved_units is None:
            return None
        return Decimal(self.saved_units) / 60_000


class DuplicateStationQuerySet(models.QuerySet["DuplicateStation"]):
    def visible_to(self, user: User) -> DuplicateStationQuerySet:
        """The station's people, both departments, and overseers of the bureau."""
        pairs = DuplicatePair.objects.visible_to(user)
        return self.filter(
            Q(pair__in=pairs.values("pk")) | Q(station__in=user.scope.stations)
        )


class DuplicateStation(models.Model):
    """A station that owes both. Its id comes from the conflicts' own sequence, so that
    the interface can show both kinds in one list."""

    id = models.BigIntegerField(
        primary_key=True,
        db_default=Func(Value("coordination_conflict_id_seq"), function="nextval"),
    )
    pair = models.ForeignKey(DuplicatePair, models.CASCADE, related_name="stations")
    station = models.ForeignKey(Station, models.CASCADE, related_name="duplicates")
    first = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    second = models.ForeignKey(Assignment, models.CASCADE, related_name="+")

    objects = DuplicateStationQuerySet.as_manager()

    class Meta:
        verbose_name = _("duplicate at a station")
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "station"], name="duplicate_once_per_station"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} {self.station_id}"


class DuplicateLook(models.Model):
    """When a bureau was last looked through for duplicates."""

    bureau = models.OneToOneField(
        Bureau, models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("look for duplicates")

    def __str__(self) -> str:
        return f"{self.bureau_id} {self.at:%Y-%m-%d %H:%M}"
