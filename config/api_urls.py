"""Routes for other systems, below /api/v1/."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import include, path, re_path
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter

from budget.api.fees import Fees, RuleViews, SplitRules
from budget.api.ledger import Disputes, Entries
from budget.api.norms import Norms
from budget.api.reports import MoneyReports
from budget.api.views import Allocations, Disbursements, Receipts
from budget.api.years import ClosedYears, Statements
from coordination.api.absence import LeaveEffect
from coordination.api.assignments import Assignments
from coordination.api.caps import BurdenCaps
from coordination.api.changes import StationChanges
from coordination.api.conflicts import Conflicts
from coordination.api.difficulties import Difficulties
from coordination.api.directives import Directives
from coordination.api.expenses import Expenses
from coordination.api.fixes import FixesOf
from coordination.api.forms import ReportForms
from coordination.api.heat import HeatMap
from coordination.api.join_offers import JoinOffers
from coordination.api.notices import Notices
from coordination.api.objections import Objections
from coordination.api.owed import OwedTimes
from coordination.api.proof import Proof
from coordination.api.proposals import Proposals
from coordination.api.protected import ProtectedBlocks
from coordination.api.remit import RemitReports
from coordination.api.search import Search
from coordination.api.station_plans import StationPlans
from coordination.api.workload import Workload, WorkloadFeed
from desk.jobs_api import Jobs
from desk.saved_api import Views
from organization.api.base import Door
from organization.api.units import CODE, Bureaus, Departments, Stations
from personnel.api.abilities import Abilities, Attainments
from personnel.api.alert_levels import AlertLevels
from personnel.api.commendations import Commendations
from personnel.api.leave import LeaveRequests
from personnel.api.orders import PostingOrders
from personnel.api.posts import Posts
from personnel.api.rosters import RosterLines, RosterWeek
from personnel.api.rounds import SelectionRounds
from personnel.api.structure import Structure
from personnel.api.views import Leaves, Officers, Postings


class SchemaView(SpectacularAPIView):
    """The interface described as OpenAPI 3, for signed-in users."""

    permission_classes = [IsAuthenticated]
    metadata_class = None

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        form: BaseRenderer = request.accepted_renderer
        coded = f"; charset={form.charset}" if form.charset else ""
        return HttpResponse(
            described(form.format, get_language()),
            content_type=f"{form.media_type}{coded}",
            headers={"Content-Disposition": f'inline; filename="Yipan.{form.format}"'},
        )


@cache
def described(form: str, language: str | None) -> bytes:
    """The same for everybody, so it is written once per process; a third of a second.

    `form` is "yaml" or "json"; `language` is the active one, in which it is described.
    """
    generator: Any = SchemaGenerator  # its package says nothing of types here
    whole = generator().get_schema(request=None, public=True)
    renderer = OpenApiJsonRenderer if form == "json" else OpenApiYamlRenderer
    written: str | bytes = renderer().render(whole)
    return written.encode() if isinstance(written, str) else written


@extend_schema(exclude=True)
class Nowhere(Door):
    """What is not there is told like every other problem, not as a page."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404


router = SimpleRouter()
router.register("bureaus", Bureaus)
router.register("departments", Departments)
router.register("stations", Stations)
router.register("directives", Directives)
router.register("assignments", Assignments)
router.register("conflicts", Conflicts)
router.register("burden-caps", BurdenCaps)
router.register("notices", Notices)
router.register("difficulties", Difficulties)
router.register("report-forms", ReportForms)
router.register("objections", Objections)
router.register("remit-reports", RemitReports)
router.register("station-plans", StationPlans)
router.register("owed-time", OwedTimes)
router.register("proposals", Proposals)
router.register("join-offers", JoinOffers)
router.register("officers", Officers)
router.register("postings", Postings)
router.register("leaves", Leaves)
router.register("leave-requests", LeaveRequests)
router.register("rosters", RosterLines)
router.register("alert-levels", AlertLevels)
router.register("posts", Posts)
router.register("posting-orders", PostingOrders)
router.register("selection-rounds", SelectionRounds)
router.register("abilities", Abilities)
router.register("attainments", Attainments)
router.register("commendations", Commendations)
router.register("allocations", Allocations, basename="allocation")
router.register("disbursements", Disbursements)
router.register("expenses", Expenses)
router.register("receipts", Receipts, basename="receipt")
router.register("entries", Entries)
router.register("disputes", Disputes)
router.register("norms", Norms)
router.register("fees", Fees, basename="fees")
router.register("split-rules", SplitRules, basename="split-rule")
router.register("rule-views", RuleViews, basename="rule-view")
router.register("statements", Statements)
router.register("jobs", Jobs)
router.register("views", Views, basename="view")
router.register("closed-years", ClosedYears, basename="closed-year")

_station = rf"^stations/(?P<code>{CODE})"
app_name = "api"
urlpatterns = [
    path("structure/", Structure.as_view(), name="structure"),
    path("money-reports/", MoneyReports.as_view(), name="money-reports"),
    path("search/", Search.as_view(), name="search"),
    path("heat/", HeatMap.as_view(), name="heat"),
    path("schema/", SchemaView.as_view(), name="schema"),
    re_path(rf"{_station}/workload/$", Workload.as_view(), name="workload"),
    re_path(rf"{_station}/changes/$", StationChanges.as_view(), name="changes"),
    re_path(rf"{_station}/workload\.ics$", WorkloadFeed.as_view(), name="feed"),
    re_path(rf"{_station}/roster/$", RosterWeek.as_view(), name="roster"),
    re_path(
        rf"{_station}/protected/$",
        ProtectedBlocks.as_view({"get": "list", "post": "create"}, detail=False),
        name="protected",
    ),
    re_path(
        rf"{_station}/protected/(?P<pk>[0-9]{{1,18}})/$",
        ProtectedBlocks.as_view(
            {"get": "retrieve", "patch": "partial_update", "delete": "destroy"},
            detail=True,
        ),
        name="protected-block",
    ),
    re_path(r"^conflicts/(?P<pk>[0-9]{1,18})/proof/$", Proof.as_view(), name="proof"),
    re_path(r"^conflicts/(?P<pk>[0-9]{1,18})/fixes/$", FixesOf.as_view(), name="fixes"),
    re_path(
        r"^leave-requests/(?P<pk>[0-9]{1,18})/effect/$",
        LeaveEffect.as_view(),
        name="leave-effect",
    ),
    path("", include(router.urls)),
    # A line's end in an address is nowhere too.
    re_path(r"^(?:[\s\S]*/)?$", Nowhere.as_view(), name="nowhere"),
    # A file's name is not asked for once more with a slash behind it.
    re_path(r"^(?:[\s\S]*\.[a-z]+)?$", Nowhere.as_view(), name="nowhere"),
]
