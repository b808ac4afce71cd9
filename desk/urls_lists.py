"""How people look at lists: views that are kept, columns, one act on many rows."""

from django.urls import path

from desk import bulk_pages, list_pages

urlpatterns = [
    path("views/", list_pages.views, name="views"),
    path("views/save/", list_pages.save_view, name="save_view"),
    path("views/<int:pk>/change/", list_pages.change_view, name="change_view"),
    path("views/<int:pk>/copy/", list_pages.copy_view, name="copy_view"),
    path("views/<int:pk>/delete/", list_pages.delete_view, name="delete_view"),
    path("views/<int:pk>/restore/", list_pages.restore_view, name="restore_view"),
    path("views/<int:pk>/open-with/", list_pages.open_with, name="open_with"),
    path("lists/<slug:name>/plain/", list_pages.open_plain, name="open_plain"),
    path("lists/<slug:name>/columns/", list_pages.columns, name="columns"),
    path("bulk/", bulk_pages.runs, name="bulk"),
    path("bulk/<int:pk>/", bulk_pages.run, name="bulk_run"),
    path("bulk/<int:pk>/say/", bulk_pages.say, name="say_bulk"),
    path("bulk/<int:pk>/commit/", bulk_pages.commit, name="commit_bulk"),
    path("bulk/<int:pk>/cancel/", bulk_pages.cancel, name="cancel_bulk"),
]
