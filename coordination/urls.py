"""Pages that show or need a verdict."""

from django.urls import include, path

from coordination.views import (
    assignments,
    board,
    changes,
    conflicts,
    deploying,
    events,
    fixing,
    inbox,
    ledger,
    planning,
    protected,
    relief,
    staffing,
    system,
    trying,
)

app_name = "coordination"
urlpatterns = [
    path("", include("coordination.urls_directives")),
    path("", include("coordination.urls_opinions")),
    path("", include("coordination.urls_admission")),
    path("", include("coordination.urls_emergency")),
    path("", include("coordination.urls_duplicates")),
    path("", include("coordination.urls_costs")),
    path("stations/<slug:code>/workload/", ledger.workload, name="workload"),
    path(
        "stations/<slug:code>/changes/",
        changes.station_changes,
        name="station_changes",
    ),
    path("stations/<slug:code>/protected/", protected.protected, name="protected"),
    path("protected/<int:pk>/change/", protected.change_block, name="change_block"),
    path("protected/<int:pk>/release/", protected.release_block, name="release_block"),
    path("assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path("assignments/<int:pk>/acknowledge/", ledger.acknowledge, name="acknowledge"),
    path("assignments/<int:pk>/progress/", ledger.progress, name="progress"),
    path("assignments/<int:pk>/report/", ledger.report, name="report"),
    path("conflicts/<int:pk>/", conflicts.conflict, name="conflict"),
    path(
        "conflicts/<int:pk>/working.xlsx",
        conflicts.conflict_file,
        name="conflict_file",
    ),
    path("conflicts/<int:pk>/propose/", planning.propose, name="propose"),
    path("conflicts/<int:pk>/own-plan/", planning.own_plan, name="own_plan"),
    path("conflicts/<int:pk>/risk/", planning.accept_risk, name="accept_risk"),
    path("", include("coordination.urls_proposals")),
    path("conflicts/<int:pk>/fixes/", fixing.fixes, name="fixes"),
    path("conflicts/<int:pk>/fixes/improve/", fixing.improve, name="improve"),
    path("try/", trying.try_table, name="try_table"),
    path("try/template.xlsx", trying.try_template, name="try_template"),
    path("try/<int:pk>/", trying.trial, name="trial"),
    path("try/<int:pk>/answer.xlsx", trying.trial_file, name="trial_file"),
    path("people/leave/<int:pk>/effect/", staffing.leave_effect, name="leave_effect"),
    path("people/alerts/effect/", staffing.alert_effect, name="alert_effect"),
    path(
        "people/alerts/<int:pk>/effect/",
        staffing.alert_end_effect,
        name="alert_end_effect",
    ),
    path(
        "people/orders/<int:pk>/effect/",
        staffing.posting_effect,
        name="posting_effect",
    ),
    path("people/deployment/", deploying.deployment, name="deployment"),
    path(
        "people/deployment/<int:pk>/", deploying.deployment_plan, name="deployment_plan"
    ),
    path("people/deployment/<int:pk>/draft/", deploying.draft_plan, name="draft_plan"),
    path("board/", board.board, name="board"),
    path("board/one-date/<int:pk>/", relief.relief, name="relief"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_inbox, name="read_inbox"),
    path("inbox/<int:pk>/read/", inbox.read_letter, name="read_letter"),
    path("inbox/<int:pk>/open/", inbox.open_letter, name="open_letter"),
    path("inbox/unread/", inbox.unread_count, name="unread_count"),
    path("inbox/settings/", inbox.letter_settings, name="letter_settings"),
    path("system/", system.system, name="system"),
    path("system/sweep/", system.start_sweep, name="start_sweep"),
    path("system/sweep/<int:pk>/cancel/", system.cancel_sweep, name="cancel_sweep"),
    path(
        "system/stations/<slug:code>/release/",
        system.release_station,
        name="release_station",
    ),
    path("events/stations/<slug:code>/", events.station_events, name="station_events"),
    path(
        "events/directives/<int:pk>/", events.directive_events, name="directive_events"
    ),
    path("events/inbox/", events.inbox_events, name="inbox_events"),
    path("events/board/", events.board_events, name="board_events"),
]
