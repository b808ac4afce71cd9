"""Putting before people what becomes of burden budgets and of exceptions from them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coordination.caps.quarters import Quarter
from coordination.models import BurdenCap, CapNote
from desk.services import tell_each
from organization.models import Department, Membership, Role, User


def tell_cap_proposed(cap: BurdenCap, *, by: User, reason: str) -> None:
    """The leaders of the department's bureau."""
    _tell(cap, "cap_proposed", _leaders(cap.department), by, reason)


def tell_cap_set(
    cap: BurdenCap, proposer: User | None, *, by: User, reason: str
) -> None:
    """The head of the department, and who proposed it."""
    rows = Membership.objects.in_force(timezone.localdate())
    heads = rows.filter(role=Role.DEPARTMENT_HEAD, department=cap.department)
    people = {*heads.values_list("user_id", flat=True)}
    _tell(cap, "cap_set", people | _one(proposer), by, reason)


def tell_cap_declined(
    cap: BurdenCap, proposer: User | None, *, by: User, reason: str
) -> None:
    _tell(cap, "cap_declined", _one(proposer), by, reason)


def tell_cap_asked(note: CapNote, department: Department, *, by: User) -> None:
    """The leaders, who may make an exception."""
    _tell_of_task(note, "cap_asked", _leaders(department), by)


def tell_cap_answered(note: CapNote, asker: User, *, by: User) -> None:
    """Who asked for it."""
    kind = "cap_granted" if note.act == CapNote.Act.GRANT else "cap_refused"
    _tell_of_task(note, kind, [asker.pk], by)


def _leaders(department: Department) -> list[int]:
    rows = Membership.objects.in_force(timezone.localdate())
    found = rows.filter(role=Role.LEADER, bureau=department.bureau_id)
    return list(found.values_list("user_id", flat=True))


def _one(user: User | None) -> set[int]:
    return {user.pk} if user else set()


def _tell(
    cap: BurdenCap, kind: str, users: Iterable[int], by: User, reason: str
) -> None:
    quarter = Quarter.of(cap.quarter)
    facts: dict[str, Any] = {
        "department": cap.department.code,
        "quarter": quarter.code,
        "by": by.name,
        "reason": reason,
    }
    url = reverse("coordination:burden_cap", args=[cap.department.code, quarter.code])
    tell_each(
        users,
        but=by,
        matter=f"cap:{cap.pk}",
        revision=cap.version,
        kind=kind,
        facts=facts,
        url=url,
    )


def _tell_of_task(note: CapNote, kind: str, users: Iterable[int], by: User) -> None:
    directive = note.directive
    tell_each(
        users,
        but=by,
        matter=f"cap_exception:{directive.pk}",
        revision=note.pk,
        kind=kind,
        facts={"title": directive.title, "by": by.name, "reason": note.reason},
        url=reverse("coordination:cap_exception", args=[directive.pk]),
    )
