"""Which pages of the guide are whose."""

from __future__ import annotations

from desk.guide.pages import Section
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

DUTIES = {
    ("system-admin", "system"): Role.SYSTEM_ADMIN,
    ("system-admin", "calendar"): Role.SYSTEM_ADMIN,
    ("system-admin", "accounts"): Role.SECURITY_ADMIN,
    ("system-admin", "locked"): Role.SECURITY_ADMIN,
    ("system-admin", "sessions"): Role.SECURITY_ADMIN,
    ("system-admin", "audit"): Role.AUDIT_ADMIN,
}
"""Nobody holds two of the three duties: of their page one section leads somewhere."""


def own_pages(user: User) -> frozenset[str]:
    """Slugs; the words concern everybody."""
    own = {slug for role in user.scope.roles() for slug in PAGES.get(role, ())}
    return frozenset(own | {"terms"})


def is_own(user: User, section: Section) -> bool:
    """Whether what the section speaks of is open to the user."""
    duty = DUTIES.get((section.page, section.name))
    if duty is not None:
        return duty in user.scope.roles()
    return section.page in own_pages(user)
