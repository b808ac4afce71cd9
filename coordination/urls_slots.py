"""Ways to appointments, and visits that could be one."""

from django.urls import path

from coordination.views import travel

urlpatterns = [
    path("travel/<slug:code>/", travel.travel, name="travel"),
    path("travel/<slug:code>/ways.xlsx", travel.travel_file, name="travel_file"),
]
