"""For whom somebody may write a task, or try one out."""

from __future__ import annotations

from django.http import QueryDict

from coordination.views.displaced import urgent_requesters
from organization.models import Department, User
from organization.permissions import authorise, may, may_somewhere


def load_requesters(user: User, action: str) -> list[Department]:
    """Departments the user may act for; PermissionDenied when there is none."""
    rows = Department.objects.open().filter(pk__in=user.scope.departments)
    rows = rows.select_related("bureau").order_by("code")
    found = [row for row in rows if may(user, action, row)]
    if not found:
        authorise(user, action)
    return found


def load_trying(user: User, asked: QueryDict) -> list[Department]:
    """Departments the user may try a task out for: the own, and where he may issue
    urgently, as he has `asked`; PermissionDenied when there is none."""
    found = {row.pk: row for row in urgent_requesters(user, asked).departments}
    if may_somewhere(user, "directive.preview") or not found:
        found |= {row.pk: row for row in load_requesters(user, "directive.preview")}
    return sorted(found.values(), key=lambda row: row.code)
