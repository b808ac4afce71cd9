"""Who may be let in on a posting order before it is decided."""

from __future__ import annotations

from django.db.models import Q

from organization.models import Bureau, Membership, Role, User
from organization.permissions import POLICY


def possible_readers(bureau: Bureau, but: User) -> list[tuple[User, bool]]:
    """Leaders, True: named unless one says otherwise; and personnel admins."""
    rows = Membership.objects.in_force().filter(
        Q(bureau=bureau) | Q(department__bureau=bureau),
        role__in=POLICY["personnel.view"].roles,
    )
    found: dict[User, bool] = {}
    for row in rows.exclude(user=but).select_related("user").order_by("pk"):
        found[row.user] = found.get(row.user, False) or row.role == Role.LEADER
    return list(found.items())
