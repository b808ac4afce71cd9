"""Signing in: tries that are counted, sessions, second factors, certificates."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organization.models.access import User


def digest_of(secret: str) -> str:
    """What is kept of a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


class SignInCountQuerySet(models.QuerySet["SignInCount"]):
    def locked(self, now: dt.datetime) -> SignInCountQuerySet:
        return self.filter(locked_until__gt=now)


class SignInCount(models.Model):
    """Failed tries of one name or from one address since the first of them.

    A name is kept as a digest: people type passwords into the wrong field, and a name
    that nobody has is counted like one that somebody has.
    """

    key = models.CharField(primary_key=True, max_length=80)  # e.g. address:10.1.2.3
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="counts")
    began_at = models.DateTimeField()
    tries = models.PositiveIntegerField()
    locked_until = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = SignInCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of tries to sign in")
        constraints = [
            models.CheckConstraint(
                name="signin_locked_after_it_began",
                condition=Q(locked_until=None) | Q(locked_until__gt=F("began_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.tries}"


class AccountSessionQuerySet(models.QuerySet["AccountSession"]):
    def open(self, now: dt.datetime) -> AccountSessionQuerySet:
        """Those that still let somebody in."""
        return self.filter(
            user__isnull=False,
            ended_at=None,
            expires_at__gt=now,
            seen_at__gt=now - dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES),
        )


class AccountSession(models.Model):
    """One browser's session. The key is in its cookie alone, here is its digest.

    What has ended stays for a day, so that who comes back is told why.
    """

    class Why(models.TextChoices):
        IDLE = "idle", _("nothing was done for too long")
        LONG = "long", _("open for too long")
        MORE = "more", _("signed in elsewhere")
        SELF = "self", _("ended by oneself elsewhere")
        ADMIN = "admin", _("ended by the security admin")
        PASSWORD = "password", _("the password was changed")
        BLOCKED = "blocked", _("the account was blocked")

    digest = models.CharField(max_length=64, unique=True)
    data = models.TextField()
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=10, choices=Why.choices, blank=True)

    objects = AccountSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        constraints = [
            models.CheckConstraint(
                name="session_ended_says_why",
                condition=Q(ended_at=None, ended_why="")
                | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
            ),
            models.CheckConstraint(
                name="session_expires_after_it_started",
                condition=Q(expires_at__gt=F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.started_at:%Y-%m-%d %H:%M}"

    def over(self, now: dt.datetime) -> str:
        """Why it lets nobody in any more; "" while it does."""
        if self.ended_why:
            return self.ended_why
        if self.expires_at <= now:
            return self.Why.LONG
        return "" if self.idle_at > now else self.Why.IDLE

    @property
    def idle_at(self) -> dt.datetime:
        """When it ends if nothing is done."""
        return self.seen_at + dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)

    @property
    def ends_at(self) -> dt.datetime:
        return min(self.expires_at, self.idle_at)


class Factor(models.Model):
    """A second proof of who signs in, besides the password."""

    class Kind(models.TextChoices):
        TOTP = "totp", _("Code from an app or token")
        PASSKEY = "passkey", _("Passkey or security key")

    user = models.ForeignKey(User, models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(pgettext_lazy("of a device", "name"), max_length=60)
    # The shared secret of a token, encrypted; the public key of a passkey.
    secret = models.TextField()
    handle = models.CharField(max_length=1400, unique=True, null=True, blank=True)
    # The last step of time taken, the counter of a key: nothing is taken twice.
    counter = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        constraints = [
            models.CheckConstraint(
                name="factor_passkey_has_a_handle",
                condition=Q(kind="totp", handle=None)
                | Q(kind="passkey", handle__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class RecoveryCode(models.Model):
    """Lets somebody in once who has lost his second factor."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        constraints = [
            models.UniqueConstraint(
                name="recovery_code_once", fields=["user", "digest"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.digest[:6]}"


class FactorReset(models.Model):
    """Taking somebody's second factors away: asked by one, confirmed by another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="factor_resets")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    done = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("reset of second factors")
        constraints = [
            models.UniqueConstraint(
                name="factor_reset_one_at_a_time",
                fields=["user"],
                condition=Q(answered_at=None),
            ),
            models.CheckConstraint(
                name="factor_reset_answer_has_a_name",
                condition=Q(answered_at=None, answered_by=None, done=False)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="factor_reset_needs_two",
                condition=Q(done=False)
                | (~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("user"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"


class Certificate(models.Model):
    """A client certificate that lets its owner in; the proxy has verified it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="certificates")
    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 of the DER
    name = models.CharField(pgettext_lazy("of a certificate", "name"), max_length=120)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("client certificate")

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"
