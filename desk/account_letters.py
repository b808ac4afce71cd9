"""What the owner of an account is told of it, whoever did it: for if it was not he."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from desk.letters import Kind, Said, register
from desk.services import tell_each
from organization.models import AuditEvent, Membership, Role
from organization.signals import account_touched, sign_in_locked
from organization.wall import unknown


def _failed(said: Said) -> str:
    n = int(said["failed"] or 0)
    text = ngettext(
        "Before your last sign-in %(n)s try had failed. If it was not you, tell"
        " whoever keeps the accounts at once.",
        "Before your last sign-in %(n)s tries had failed. If it was not you, tell"
        " whoever keeps the accounts at once.",
        n,
    )
    return text % {"n": n}


register(
    Kind(
        "account_place",
        gettext_lazy("A sign-in from a place one has not come from"),
        gettext_lazy(
            "You signed in from %(place)s, where you have not been in 90 days. If it"
            " was not you, end that session and tell whoever keeps the accounts at"
            " once."
        ),
        binding=True,
    ),
    Kind(
        "account_failed",
        gettext_lazy("Failed tries to sign in as oneself"),
        _failed,
        binding=True,
    ),
    Kind(
        "account_password",
        gettext_lazy("One's password is changed"),
        gettext_lazy(
            "Your password was changed. If it was not you, tell whoever keeps the"
            " accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_given",
        gettext_lazy("A one-time password is given"),
        gettext_lazy(
            "%(by)s gave out a one-time password for your account; the old one is void."
            " If you did not ask for it, tell whoever keeps the accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_factor_new",
        gettext_lazy("A second factor is added"),
        gettext_lazy(
            "“%(name)s” was added as your second factor. If it was not you, remove it"
            " and tell whoever keeps the accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_factor_gone",
        gettext_lazy("A second factor is removed"),
        gettext_lazy(
            "“%(name)s” is your second factor no more. If it was not you, tell whoever"
            " keeps the accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_factors_reset",
        gettext_lazy("All second factors are taken away"),
        gettext_lazy(
            "All your second factors were taken away, as two of those who keep the"
            " accounts agreed. If you did not ask for it, tell them at once."
        ),
        binding=True,
    ),
    Kind(
        "account_codes",
        gettext_lazy("Recovery codes are made anew"),
        gettext_lazy(
            "Your recovery codes were made anew; the old ones are void. If it was not"
            " you, tell whoever keeps the accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_certificate_new",
        gettext_lazy("A certificate is bound"),
        gettext_lazy(
            "The certificate “%(name)s” lets you in from now on. If it was not you,"
            " tell whoever keeps the accounts at once."
        ),
        binding=True,
    ),
    Kind(
        "account_certificate_gone",
        gettext_lazy("A certificate is revoked"),
        gettext_lazy("The certificate “%(name)s” lets you in no more."),
        binding=True,
    ),
    Kind(
        "account_locked",
        gettext_lazy("Names or addresses are locked after failed tries"),
        gettext_lazy(
            "A name or an address was locked after failed tries to sign in, from"
            " %(place)s. Look who is being guessed; within an hour you are told once."
        ),
        binding=True,
    ),
)

HOUR = 3600
OF = {
    "account.password": "account_password",
    "account.password_given": "account_given",
    "factor.add": "account_factor_new",
    "factor.remove": "account_factor_gone",
    "factor.reset": "account_factors_reset",
    "factor.codes": "account_codes",
    "certificate.bind": "account_certificate_new",
    "certificate.revoke": "account_certificate_gone",
}
"""An act on the trail -> the kind of letter."""


@receiver(account_touched, dispatch_uid="account_letters")
def _tell(sender: Any, event: AuditEvent, facts: dict[str, str], **_more: Any) -> None:
    """One letter for each thing to be told, in the transaction of the act."""
    kind = OF.get(event.action)
    told = [kind] if kind else [f"account_{name}" for name in facts]
    with unknown("whose account it is hears of it, also before he is known here"):
        for one in told:
            tell_each(
                [event.subject_id],
                matter=f"account:{event.pk}-{one.partition('_')[2]}",
                revision=0,
                kind=one,
                facts=dict(facts),
                url=reverse("desk:sessions"),
            )


@receiver(sign_in_locked, dispatch_uid="account_locks")
def _tell_of_locks(sender: Any, place: str, now: dt.datetime, **_more: Any) -> None:
    """Whoever keeps accounts, once in an hour, however many names are tried."""
    with unknown("nobody is signed in yet who is told of a name that is locked"):
        rows = Membership.objects.in_force(timezone.localdate(now))
        rows = rows.filter(role=Role.SECURITY_ADMIN, user__is_active=True)
        tell_each(
            rows.values_list("user", flat=True),
            matter="account:locks",
            revision=int(now.timestamp()) // HOUR,
            kind="account_locked",
            facts={"place": place or "–"},
            url=reverse("desk:accounts"),
        )
