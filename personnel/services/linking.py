"""Which account is an officer's own: what he asks for and reads about himself."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import User
from organization.services.problems import Problems, told_as
from personnel.models import Officer
from personnel.naming import plain_name
from personnel.services.scope import authorise_about

UNIQUE = "personnel_officer_user_id_key"
OTHERS = _("This account belongs to another officer.")
ANOTHER = _("This officer has another account.")
NOBODY = _("No open account of this user name has the officer’s name.")


@transaction.atomic
def link_account(
    *, by: User | None, officer: Officer, user: User, reason: str = ""
) -> Officer:
    """Say which account is the officer's own. One account, one officer: neither is
    taken from the other without a word, see `set_account`."""
    row = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    if row.user_id == user.pk:
        return row
    with Problems() as problems:
        if row.user_id is not None:
            problems.add("user", ANOTHER)
    row.user = user
    with told_as(UNIQUE, "user", OTHERS):
        row.save(update_fields=["user"])
    record("officer.link", by=by, subject=row, reason=reason, account=user.username)
    officer.user = user
    return row


@transaction.atomic
def set_account(*, by: User, officer: Officer, username: str, reason: str) -> Officer:
    """The officer's account is that of the user name; "": he has none. It stands in
    the officer's name, so that nobody is given another's file by a slip."""
    authorise_about(by, "ability.edit", [officer])
    row = Officer.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    user = _named(username.strip(), row) if username.strip() else None
    with Problems() as problems:
        reason = problems.require("reason", reason)
        if username.strip() and user is None:
            problems.add("user", NOBODY)
    if (before := row.user) is not None and before != user:
        account, row.user = before.username, None
        row.save(update_fields=["user"])
        record("officer.unlink", by=by, subject=row, reason=reason, account=account)
    if user is None:
        return row
    return link_account(by=by, officer=row, user=user, reason=reason)


def _named(username: str, officer: Officer) -> User | None:
    """One answer for an account there is not and for somebody else's: whoever keeps
    files does not learn here who has accounts."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or plain_name(user.name) != plain_name(officer.name):
        return None
    return user
