"""Kinds: stations, departments, officers, posts, posting orders."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.finding.kind import Kind, Rows, name_of
from organization.models import Department, Station, User
from organization.permissions import may_somewhere
from organization.sought import Ground
from personnel.models import Officer, Post, Posting, PostingOrder

NAMED = ("name", "code", "name_en")
# The page of a station, of a department, by what one may do: the first that fits.
OF_STATION = (
    ("workload.view", "coordination:workload"),
    ("workload.oversee", "coordination:workload"),
    ("personnel.view", "personnel:unit"),
    ("money.view", "budget:station"),
)


def _stations(user: User) -> Rows | None:
    able = (*(action for action, _route in OF_STATION), "directive.draft")
    if not any(may_somewhere(user, action) for action in able):
        return None
    return Station.objects.visible_to(user).open()


def _of_station(user: User, code: str) -> str:
    """A department has no page of a station: it begins a task for it."""
    at_own = any(
        row.station and row.station.code == code for row in user.scope.memberships
    )
    for action, route in OF_STATION[not at_own :]:
        if may_somewhere(user, action):
            return reverse(route, args=[code])
    return f"{reverse('coordination:compose')}?station={code}"


def _departments(user: User) -> Rows | None:
    """Whose tasks one may list."""
    if not may_somewhere(user, "directive.list"):
        return None
    return Department.objects.visible_to(user).open()


def _of_department(user: User, pk: str) -> str:
    return f"{reverse('coordination:directives')}?department={pk}"


def _sees_people(user: User) -> bool:
    return may_somewhere(user, "personnel.view") or may_somewhere(
        user, "personnel.view_own"
    )


def _officers(user: User) -> Rows | None:
    return Officer.objects.visible_to(user) if _sees_people(user) else None


def _posts(user: User) -> Rows | None:
    if not _sees_people(user):
        return None
    return Post.objects.visible_to(user).on(timezone.localdate())


def _orders(user: User) -> Rows | None:
    """What is being prepared, only who prepares it and who is asked."""
    return PostingOrder.objects.visible_to(user)


def _at() -> Subquery:
    """Where an officer is posted today."""
    now = Posting.objects.filter(
        officer=OuterRef("pk"), during__contains=timezone.localdate()
    ).order_by("pk")
    return Subquery(now.values_list(name_of("station", "department"))[:1])


def _posted_here(user: User) -> Q:
    today = timezone.localdate()
    here = Posting.objects.filter(
        Q(station__in=user.scope.stations) | Q(department__in=user.scope.departments),
        during__contains=today,
    )
    return Q(pk__in=here.values("officer"))


STATION = Kind(
    name="station",
    label=_("Stations"),
    icon="board",
    rows=_stations,
    ground=Ground(NAMED, ("spelt",), indexed=True, kept=True),
    route="coordination:workload",
    to=_of_station,
    title=lambda: name_of(""),
    code=lambda: F("code"),
    unit=lambda: name_of("bureau"),
    address=lambda: F("code"),
    key="code",
    exact=("code",),
    own=lambda user: Q(pk__in=user.scope.stations),
)
DEPARTMENT = Kind(
    name="department",
    label=_("Departments"),
    icon="board",
    rows=_departments,
    ground=Ground(NAMED, ("spelt",)),
    route="",
    to=_of_department,
    title=lambda: name_of(""),
    code=lambda: F("code"),
    unit=lambda: name_of("bureau"),
    own=lambda user: Q(pk__in=user.scope.departments),
)
OFFICER = Kind(
    name="officer",
    label=_("Officers"),
    icon="me",
    rows=_officers,
    ground=Ground(("name", "police_number"), ("pinyin",), indexed=True),
    route="personnel:officer",
    title=lambda: F("name"),
    code=lambda: F("police_number"),
    unit=_at,
    exact=("police_number",),
    own=_posted_here,
)
POST = Kind(
    name="post",
    label=_("Posts"),
    icon="me",
    rows=_posts,
    ground=Ground(
        ("kind",),
        beside=("station__name", "department__name"),
        beside_spelt=("station__spelt", "department__spelt"),
    ),
    route="",
    to=lambda user, code: reverse("personnel:unit", args=[code]),
    title=lambda: F("kind"),
    unit=lambda: name_of("station", "department"),
    address=lambda: Coalesce("station__code", "department__code"),
    own=lambda user: Q(station__in=user.scope.stations),
)
POSTING = Kind(
    name="posting",
    label=_("Posting orders"),
    icon="file",
    rows=_orders,
    ground=Ground(("title", "number")),
    route="personnel:order",
    title=lambda: F("title"),
    code=lambda: F("number"),
    unit=lambda: name_of("bureau"),
)
