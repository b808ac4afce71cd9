"""What the words in a form stand for: stations, leaders, a task above, officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.relays import ancestors, relayable
from organization.models import Bureau, Membership, Role, Station, StationGroup, User
from personnel.models import Posting
from tasking.models import Directive


def chosen_stations(
    user: User,
    bureau: Bureau,
    ids: Sequence[int],
    *,
    groups: Sequence[int] = (),
    bureaus: Sequence[int] = (),
) -> tuple[list[Station], bool]:
    """The stations ticked one by one, by group and by bureau; and: is any unknown?

    Two queries. Single stations outside `bureau` are kept, so that the rules can name
    them, as long as the user may see them.
    """
    if not (ids or groups or bureaus):
        return [], False
    seen = wanted_stations(user, bureau, ids, groups=groups, bureaus=bureaus)
    found = list(seen.prefetch_related("bureau").distinct().order_by("pk"))
    return found, not set(ids) <= {station.pk for station in found}


def wanted_stations(
    user: User,
    bureau: Bureau,
    ids: Sequence[int],
    *,
    groups: Sequence[int] = (),
    bureaus: Sequence[int] = (),
) -> QuerySet[Station]:
    """The same as rows still to be read, where there may be tens of thousands."""
    wanted = Q(pk__in=ids)
    if groups:
        wanted |= Q(groups__in=groups_of(bureau).filter(pk__in=groups), closed_on=None)
    if bureaus:
        paths = Bureau.objects.under(bureau).filter(pk__in=bureaus)
        for path in paths.values_list("path", flat=True):
            wanted |= Q(bureau__path__startswith=path, closed_on=None)
    seen: QuerySet[Station] = Station.objects.visible_to(user).filter(wanted)
    return seen


def groups_of(bureau: Bureau) -> QuerySet[StationGroup]:
    """Named lists kept by the bureau, those above and those below it."""
    above = ancestors(bureau.path)
    return StationGroup.objects.filter(
        Q(bureau__path__startswith=bureau.path) | Q(bureau__path__in=above)
    ).order_by("name", "pk")


def leaders_of(bureau: Bureau) -> QuerySet[User]:
    """Leaders of the bureau in whose name a department writes."""
    rows = Membership.objects.in_force().filter(role=Role.LEADER, bureau=bureau)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by(
        "name", "pk"
    )


def parent_named(number: str, bureau: Bureau) -> Directive | None:
    """The issued task with this number, of the bureau itself or one above it."""
    if not number:
        return None
    rows = relayable(bureau).filter(number=number)[:2]
    if not rows:
        raise ValidationError(
            _("No task “%(number)s” of %(bureau)s or a bureau above it."),
            params={"number": number, "bureau": bureau.label},
        )
    if len(rows) > 1:
        raise ValidationError(_("Several tasks bear this number."))
    return rows[0]


def unknown_officers(
    numbers: Sequence[str], stations: Iterable[Station], first: dt.date, last: dt.date
) -> list[str]:
    """Police numbers of nobody who is posted to one of the stations in these days.

    Whoever works elsewhere is as unknown as who does not exist.
    """
    if not numbers:
        return []
    rows = Posting.objects.filter(
        officer__police_number__in=numbers,
        station__in=[station.pk for station in stations],
        during__overlap=DateRange(first, last + dt.timedelta(days=1)),
    )
    known = set(rows.values_list("officer__police_number", flat=True))
    return [number for number in numbers if number not in known]
