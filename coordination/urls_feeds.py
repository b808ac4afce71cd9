"""Addresses of calendars, in the namespace `coordination`."""

from django.urls import path

from coordination.views import calendar_feed, calendars

urlpatterns = [
    path("calendars/", calendars.calendars, name="calendars"),
    path("calendars/make/", calendars.make_calendar, name="make_calendar"),
    path("calendars/all/", calendars.all_calendars, name="all_calendars"),
    path(
        "calendars/<int:pk>/rename/", calendars.rename_calendar, name="rename_calendar"
    ),
    path(
        "calendars/<int:pk>/revoke/", calendars.revoke_calendar, name="revoke_calendar"
    ),
    path(
        "calendars/<str:secret>.ics", calendar_feed.calendar_feed, name="calendar_feed"
    ),
]
