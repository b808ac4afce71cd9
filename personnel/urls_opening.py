"""Accounts from a file, below the pages of accounts."""

from django.urls import path

from personnel.views import opening

app_name = "opening"
urlpatterns = [
    path("", opening.hand_in_file, name="hand_in"),
    path("empty.xlsx", opening.template_file, name="empty_file"),
    path("present.xlsx", opening.present_file, name="present_file"),
    path("<int:pk>/", opening.import_page, name="import"),
    path("<int:pk>/marked.xlsx", opening.marked_file, name="marked_file"),
    path("<int:pk>/confirm/", opening.confirm, name="confirm_import"),
    path("<int:pk>/cancel/", opening.cancel, name="cancel_import"),
    path("<int:pk>/slips/", opening.slips, name="slips"),
]
