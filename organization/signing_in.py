"""Who is signed in, and what his memberships reach: every page asks for both."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from organization.models import Membership, User
from organization.scope import Scope, shown
from organization.wall import unknown


class SignInBackend(ModelBackend):
    """By name and password; read again with each request together with the scope."""

    def get_user(self, user_id: int) -> User | None:
        """One statement for whoever holds a role today, two for others."""
        held = shown(Membership.objects.in_force().filter(user=user_id))
        with unknown("who is here is read before it is known what he sees"):
            rows = list(held.select_related("user"))
        if not rows:
            return super().get_user(user_id)
        user: User = rows[0].user
        if not self.user_can_authenticate(user):
            return None
        user.scope = Scope.from_rows(rows)
        return user
