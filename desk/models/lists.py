"""How people look at lists: their columns, and views they keep and share."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organization.models import Bureau, Department, Station, User


class Reach(models.TextChoices):
    """Who finds a view."""

    PRIVATE = "private", _("Only me")
    UNIT = "unit", _("My unit")
    BUREAU = "bureau", _("My bureau")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own, those of the own units, and those of the own bureaus."""
        scope = user.scope
        shared = Q(department__in=scope.departments) | Q(station__in=scope.stations)
        shared |= Q(bureau__path__in=scope.paths)
        return self.filter(Q(owner=user) | shared)

    def alive(self) -> SavedViewQuerySet:
        return self.filter(deleted_at=None)


class SavedView(models.Model):
    """A name for what the address of a list says: filters, order, columns.

    It holds words of the address and no rows: whoever opens it sees of the list what he
    sees anyway. At most one of `department`, `station` and `bureau` is set; its people
    find the view too.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+"
    )
    bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        ordering = ["list_name", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"],
                name="view_named_once",
                condition=Q(deleted_at=None),
            ),
            models.CheckConstraint(
                name="view_shared_with_one_unit",
                condition=(
                    Q(department=None, station=None)
                    | Q(department=None, bureau=None)
                    | Q(station=None, bureau=None)
                ),
            ),
            models.CheckConstraint(name="view_has_a_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(fields=["list_name", name], name=f"view_of_{name}")
            for name in ("department", "station", "bureau")
        ]

    def __str__(self) -> str:
        return f"{self.list_name} {self.name}"

    @property
    def unit(self) -> Bureau | Department | Station | None:
        """Whose people find it; None: the owner alone."""
        return self.department or self.station or self.bureau

    @property
    def reach(self) -> Reach:
        if self.bureau_id is not None:
            return Reach.BUREAU
        shared = self.department_id is not None or self.station_id is not None
        return Reach.UNIT if shared else Reach.PRIVATE


class ListChoice(models.Model):
    """How one person wants one list: its columns in their order (none chosen: the
    usual ones), and the view it opens with."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_choices")
    list_name = models.CharField(max_length=40)
    columns = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    view = models.ForeignKey(
        SavedView, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("choice of columns")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "list_name"], name="choice_once_a_list"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list_name}"
