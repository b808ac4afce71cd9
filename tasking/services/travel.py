"""What a bureau keeps of the ways to its seat; written here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization import audit
from organization.models import Bureau, Station, User
from organization.permissions import authorise
from organization.services.problems import Problems
from tasking.models import LONGEST_WAY, TravelTime

TOO_LONG = _("A way takes 0 to 720 minutes.")


@transaction.atomic
def keep_ways(*, by: User, bureau: Bureau, minutes: Mapping[int, int | None]) -> int:
    """Enter the ways of some stations, by id; None: nobody knows it any more.

    Returns how many differ from before. ValidationError beside `minutes` or `stations`,
    with nothing written. Tasks already issued keep what they were issued with.
    """
    authorise(by, "travel.keep", bureau)
    with Problems() as problems:
        if not all(0 <= way <= LONGEST_WAY for way in minutes.values() if way):
            problems.add("minutes", TOO_LONG)
        if set(minutes) - _below(bureau, minutes):
            problems.add("stations", _("One of the stations is not of this bureau."))
    Bureau.objects.select_for_update(of=("self",), no_key=True).get(pk=bureau.pk)
    rows = TravelTime.objects.filter(bureau=bureau, station__in=list(minutes))
    before = dict(rows.values_list("station", "minutes"))
    changed = {pk: way for pk, way in minutes.items() if way != before.get(pk)}
    if not changed:
        return 0
    rows.filter(station__in=[pk for pk in changed if changed[pk] is None]).delete()
    TravelTime.objects.bulk_create(
        (
            TravelTime(bureau=bureau, station_id=pk, minutes=way)
            for pk, way in sorted(changed.items())
            if way is not None
        ),
        update_conflicts=True,
        unique_fields=["bureau", "station"],
        update_fields=["minutes"],
    )
    audit.record(
        "travel.keep", by=by, subject=bureau, unit=bureau.code, stations=len(changed)
    )
    return len(changed)


def _below(bureau: Bureau, minutes: Mapping[int, int | None]) -> set[int]:
    inside = Station.objects.open().under(bureau)
    return set(inside.filter(pk__among=list(minutes)).values_list("pk", flat=True))
