"""Where the room of people begins: what is to be done now, and what there is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from organization.http import SignedIn
from organization.models import User
from organization.permissions import may_somewhere
from organization.wall import lifted
from personnel.models import Officer
from personnel.todo.lines import todo

FIRST_TABLE = "force"


@login_required
@require_GET
def today(request: SignedIn) -> HttpResponse:
    """Whatever waits for the user, by its clock."""
    found = todo(request.user, timezone.now())
    context = {
        "todo": found,
        "first_table": "" if found.total else first_table(request.user),
    }
    return render(request, "personnel/today.html", context)


def first_table(user: User) -> str:
    """The table to begin with, for who brings a force in while there is none."""
    if not may_somewhere(user, "force.exchange"):
        return ""
    with lifted("whether anybody is entered at all is said, not who"):
        return "" if Officer.objects.exists() else FIRST_TABLE
