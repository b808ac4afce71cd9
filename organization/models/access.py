"""Users and the roles they hold in one unit for a period."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organization.models.units import Bureau, Department, Station

if TYPE_CHECKING:
    from organization.scope import Scope


class Role(models.TextChoices):
    DEPARTMENT_STAFF = "department_staff", _("Department staff")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    LEADER = "leader", _("Bureau leader")
    COORDINATOR = "coordinator", _("Coordinator")
    STATION_CHIEF = "station_chief", _("Station chief")
    STATION_OFFICER = "station_officer", _("Station officer")
    PERSONNEL_ADMIN = "personnel_admin", _("Personnel admin")
    FINANCE = "finance", _("Finance")
    INTERNAL_AUDITOR = "internal_auditor", _("Internal auditor")
    AUDIT_ADMIN = "audit_admin", _("Audit admin")
    SECURITY_ADMIN = "security_admin", _("Security admin")
    SYSTEM_ADMIN = "system_admin", _("System admin")


SEPARATED_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, name: str, password: str | None = None
    ) -> User:
        user = User(username=username, name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do follows from its memberships alone."""

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    is_active = models.BooleanField(default=True)
    is_persona = models.BooleanField(default=False, editable=False)
    language = models.CharField(max_length=8, default="zh-hans")
    # Somebody else chose the password: it is good for one sign-in, then changed.
    password_once = models.BooleanField(default=False, db_default=False, editable=False)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")

    def __str__(self) -> str:
        return self.name

    @cached_property
    def scope(self) -> Scope:
        """What the memberships in force today reach; read once per request."""
        from organization.scope import Scope

        return Scope.of(self)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: dt.date | None = None) -> MembershipQuerySet:
        return self.filter(during__contains=on or timezone.localdate())


class Membership(models.Model):
    """A role in exactly one unit for a half-open period of days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    bureau = models.ForeignKey(Bureau, models.PROTECT, null=True, blank=True)
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True)
    station = models.ForeignKey(Station, models.PROTECT, null=True, blank=True)
    acting = models.BooleanField(_("acting"), default=False)
    acting_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    during = DateRangeField()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(
                name="membership_in_exactly_one_unit",
                condition=Q(
                    (Q(bureau=None) & Q(department=None) & Q(station__isnull=False))
                    | (Q(bureau=None) & Q(department__isnull=False) & Q(station=None))
                    | (Q(bureau__isnull=False) & Q(department=None) & Q(station=None))
                ),
            ),
            # int8range instead of btree_gist, which not every server carries.
            ExclusionConstraint(
                name="membership_separated_duties",
                expressions=[
                    (
                        Func("user_id", "user_id", Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=[role.value for role in SEPARATED_ROLES]),
            ),
            models.CheckConstraint(
                name="membership_lasts", condition=Q(during__isempty=False)
            ),
            models.CheckConstraint(
                name="membership_acting_for_somebody_else",
                condition=Q(acting_for=None)
                | (Q(acting=True) & ~Q(acting_for=F("user"))),
            ),
            ExclusionConstraint(
                name="membership_one_deputy_at_a_time",
                expressions=[
                    (
                        Func(column, column, Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    )
                    for column in ("acting_for_id", "station_id")
                ]
                + [("during", RangeOperators.OVERLAPS)],
                condition=Q(acting_for__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.unit}"

    @property
    def unit(self) -> Bureau | Department | Station:
        unit = self.station or self.department or self.bureau
        if unit is None:
            raise ValueError("A membership always has one unit")
        return unit


class ApiToken(models.Model):
    """A token for another system. Only its digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("token")

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def issue(cls, user: User) -> str:
        """Store a new token's digest and return the token, which is shown once."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(user=user, digest=cls.digest_of(token))
        return token


def unit_fields(unit: Bureau | Department | Station) -> dict[str, Any]:
    """Keyword arguments that put a membership into this unit."""
    return {type(unit).__name__.lower(): unit}
