"""Finding what an address names among what the user may see."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from budget.models import Category, Disbursement, Entry, Line
from budget.services.allocating import YEARS
from organization.models import Bureau, Station, User
from organization.permissions import POLICY, authorise, may

LOOK = "money.view"


def bureau_of(user: User) -> Bureau | None:
    """The bureau whose money one sees; of several the first."""
    for row in user.scope.memberships:
        if row.role in POLICY[LOOK].roles:
            unit = row.unit
            return unit if isinstance(unit, Bureau) else unit.bureau
    return None


def own_bureau(user: User) -> Bureau:
    """As above; 403 without any."""
    found = bureau_of(user)
    if found is None:
        raise PermissionDenied(str(POLICY[LOOK].title))
    return found


def load_bureau(user: User, code: str, action: str = LOOK) -> Bureau:
    """One for which one has the right; 403 for one that is only known to exist."""
    rows = Bureau.objects.visible_to(user)
    bureau: Bureau = get_object_or_404(rows, code=code)
    authorise(user, action, bureau)
    return bureau


def parent_of(bureau: Bureau, user: User, action: str = LOOK) -> Bureau | None:
    """The bureau above, where one has the same right too."""
    above = bureau.path.removesuffix(f"{bureau.pk}/")
    paths = user.scope.bureaus_as(*POLICY[action].roles)
    return bureau.parent if above and any(map(above.startswith, paths)) else None


def load_station(user: User, code: str, action: str = "") -> Station:
    """One whose money one sees; 404 and 403 as above."""
    rows = Station.objects.visible_to(user).select_related("bureau")
    station: Station = get_object_or_404(rows, code=code)
    if action:
        authorise(user, action, station)
    elif not sees(user, station):
        raise PermissionDenied(str(POLICY[LOOK].title))
    return station


def sees(user: User, station: Station) -> bool:
    """Whether the station's money is the user's to see."""
    return may(user, LOOK, station) or may(user, "money.view_own", station)


def load_line(user: User, pk: int) -> Line:
    rows = Line.objects.visible_to(user).select_related("station__bureau", "balance")
    line: Line = get_object_or_404(rows, pk=pk)
    return line


def load_disbursement(user: User, pk: int) -> Disbursement:
    rows = Disbursement.objects.visible_to(user).select_related(
        *("line__station__bureau", "delivery"),
        *("prepared_by", "released_by", "cancelled_by"),
    )
    row: Disbursement = get_object_or_404(rows, pk=pk)
    return row


def load_entry(user: User, pk: int) -> Entry:
    rows = Entry.objects.visible_to(user).select_related(
        *("line__station__bureau", "disbursement", "takes_back", "counter", "by")
    )
    row: Entry = get_object_or_404(rows, pk=pk)
    return row


def year_asked(request: HttpRequest) -> int:
    """The year in the address; this one where there is none or it is none."""
    text = request.GET.get("year", "")
    known = {str(year): year for year in YEARS}
    return known.get(text, timezone.localdate().year)


def category_asked(request: HttpRequest) -> str:
    """The purpose in the address; running costs where there is none or it is none."""
    asked = request.GET.get("category", "")
    return asked if asked in Category.values else Category.RUNNING
