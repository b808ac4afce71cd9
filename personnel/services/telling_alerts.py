"""Letters about an alert level: to the chiefs of the stations at which it holds."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import F
from django.urls import reverse

from desk.services import tell_each
from organization.models import Station, User
from personnel.holders import chiefs
from personnel.models import AlertLevel, Posting


def tell_announced(row: AlertLevel, *, by: User) -> None:
    """Every chief once, with how many of the station are on leave on these days."""
    below = Station.objects.open().under(row.bureau).values_list("pk", flat=True)
    away = _away(row)
    groups: dict[int, list[int]] = defaultdict(list)
    for pk in below:
        groups[away[pk]].append(pk)
    facts = {
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "reason": row.reason,
    }
    for count in sorted(groups, reverse=True):
        tell_each(
            chiefs(groups[count]),
            but=by,
            matter=f"leave:alert-{row.pk}",
            revision=row.version,
            kind="leave_alert_one" if row.level == 1 else "leave_alert_two",
            facts=facts | ({"away": str(count)} if count else {}),
            url=reverse("personnel:alerts"),
        )


def _away(row: AlertLevel) -> Counter[int]:
    """People on leave while it holds, by station; one query."""
    held = Posting.objects.filter(
        station__bureau__path__startswith=row.bureau.path,
        during__overlap=row.during,
        officer__leaves__during__overlap=row.during,
    )
    met = held.filter(during__overlap=F("officer__leaves__during"))
    pairs = met.values_list("station", "officer").distinct()
    return Counter(station for station, _officer in pairs if station is not None)
