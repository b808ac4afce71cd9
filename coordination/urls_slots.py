"""Ways to appointments, and visits that could be one."""

from django.urls import path

from coordination.views import joint_visits, travel

urlpatterns = [
    path("travel/<slug:code>/", travel.travel, name="travel"),
    path("travel/<slug:code>/ways.xlsx", travel.travel_file, name="travel_file"),
    path("visits/", joint_visits.joint_visits, name="joint_visits"),
    path("visits/<int:pk>/", joint_visits.visit, name="visit"),
    path("visits/<int:pk>/suggest/", joint_visits.suggest_visit, name="suggest_visit"),
    path("visits/reach/<slug:code>/", joint_visits.set_reach, name="visit_reach"),
]
