"""Who at the stations that have a notice gets a letter about it, by role, today.

Everybody of a station reads its notices; a letter brings one before somebody. Its
chief always gets it, and whoever acts for him: he answers for the station.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from organization.models import Membership, Role
from tasking.models import NoticeReceipt
from tasking.models.notice import Audience

MOST_WIDE = 2_000
"""Stations at most, of a notice that goes before more people than the chiefs."""

Told = tuple[int, str, int]
"""(id and code of the station, id of the user)."""


def people_told(
    receipts: QuerySet[NoticeReceipt], audience: str
) -> QuerySet[Membership, Told]:
    """Each once per station; one query."""
    wanted = receipts.order_by().values("station")
    held = Membership.objects.in_force(timezone.localdate()).filter(
        station__in=wanted, user__is_active=True
    )
    found = held.filter(_by_role(audience)).order_by()
    return found.values_list("station", "station__code", "user").distinct()


def _by_role(audience: str) -> Q:
    chiefs = Q(role=Role.STATION_CHIEF)
    if audience == Audience.EVERYBODY:
        return chiefs | Q(role=Role.STATION_OFFICER)
    if audience == Audience.COMMUNITY:
        return chiefs | Q(pk__in=_in_the_community())
    return chiefs


def _in_the_community() -> QuerySet[Membership]:
    """Of officers who look after residents at that station today."""
    today, post = timezone.localdate(), "user__officer__postings"
    return Membership.objects.filter(
        **{
            f"{post}__station": F("station"),
            f"{post}__during__contains": today,
            f"{post}__post__in": settings.COMMUNITY_POSTS,
        }
    )
