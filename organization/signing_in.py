"""Who is signed in, and what his memberships reach: every page asks for both."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from organization.identity import current_address
from organization.kept import plans_unknown
from organization.models import Membership, User
from organization.models.access import MembershipQuerySet
from organization.scope import Scope, shown
from organization.services.guarding import begin_try, settle_try
from organization.together import Shape


class SignInBackend(ModelBackend):
    """By name and password; read again with each request together with the scope."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """None where it is wrong, and without a look where it is locked: the one place
        in which passwords are tried at signing in. Argon2 runs for unknown names too.
        """
        if username is None or password is None:
            return None
        now = timezone.now()
        made = begin_try(username=username, address=current_address(), now=now)
        if made is None:
            return None
        found = super().authenticate(request, username=username, password=password)
        user = found if isinstance(found, User) else None
        settle_try(made=made, right=user is not None, now=now)
        return user

    def get_user(self, user_id: int) -> User | None:
        """One statement for whoever holds a role today, two for others."""
        with plans_unknown("who is here is read before it is known what he sees"):
            rows = _HELD.rows(int(user_id), timezone.localdate())
        if not rows:
            return super().get_user(user_id)
        user: User = rows[0].user
        if not self.user_can_authenticate(user):
            return None
        user.scope = Scope.from_rows(rows)
        return user


def _held(user: int, today: dt.date) -> MembershipQuerySet:
    held = shown(Membership.objects.in_force(today).filter(user=user))
    return held.select_related("user")


_HELD = Shape(_held)
