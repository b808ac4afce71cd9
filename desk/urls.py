"""What every desk needs: the working-day calendar, taking back, long work."""

from django.urls import path

from desk import (
    audit_list,
    jobs_page,
    sent_pages,
    taken_pages,
    undo,
    urls_accounts,
    urls_lists,
    views,
)
from desk.guide import views as guide

app_name = "desk"
urlpatterns = [
    *urls_lists.urlpatterns,
    *urls_accounts.urlpatterns,
    path("jobs/", jobs_page.jobs, name="jobs"),
    path("jobs/<int:pk>/stop/", jobs_page.stop_job, name="stop_job"),
    path("sent/<int:pk>/", sent_pages.sent, name="sent"),
    path("taken/<int:pk>/", taken_pages.taken, name="taken"),
    path("taken/<int:pk>/file/", taken_pages.taken_file, name="taken_file"),
    path("undo/", undo.undoable, name="undoable"),
    path("undo/<int:pk>/", undo.undo, name="undo"),
    path("audit/list/", audit_list.audit_list, name="audit_list"),
    path(
        "audit/changes/list/",
        audit_list.audit_changes_list,
        name="audit_changes_list",
    ),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/file/", views.calendar_file, name="calendar_file"),
    path("calendar/check/", views.calendar_check, name="calendar_check"),
    path("calendar/apply/", views.calendar_apply, name="calendar_apply"),
    path("guide/", guide.guide, name="guide"),
    path("guide/<slug:slug>/", guide.guide_page, name="guide_page"),
    path(
        "guide/first/<slug:name>/begin/",
        guide.begin_introduction,
        name="begin_introduction",
    ),
    path(
        "guide/first/<slug:name>/close/",
        guide.close_introduction,
        name="close_introduction",
    ),
]
