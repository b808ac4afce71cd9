"""Which pages of the guide are whose."""

from __future__ import annotations

from organization.models import Role, User

PAGES: dict[str, tuple[str, ...]] = {
    Role.STATION_CHIEF: ("chief",),
    Role.STATION_OFFICER: ("community-officer",),
    Role.DEPARTMENT_STAFF: ("clerk",),
    Role.DEPARTMENT_HEAD: ("head", "clerk"),
    Role.COORDINATOR: ("office", "bureau"),
    Role.LEADER: ("leader", "bureau"),
    Role.PERSONNEL_ADMIN: ("personnel",),
    Role.FINANCE: ("finance",),
    Role.INTERNAL_AUDITOR: ("auditor",),
    Role.AUDIT_ADMIN: ("system-admin",),
    Role.SECURITY_ADMIN: ("system-admin",),
    Role.SYSTEM_ADMIN: ("system-admin",),
}


def own_pages(user: User) -> frozenset[str]:
    """Slugs; the words concern everybody."""
    own = {slug for role in user.scope.roles() for slug in PAGES.get(role, ())}
    return frozenset(own | {"terms"})
