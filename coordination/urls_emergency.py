"""Addresses of emergency issue."""

from django.urls import path

from coordination.views import emergency as views

urlpatterns = [
    path("emergency/", views.emergencies, name="emergencies"),
    path("emergency/new/", views.compose_emergency, name="compose_emergency"),
    path("emergency/<int:pk>/", views.emergency, name="emergency"),
    path(
        "emergency/<int:pk>/review/",
        views.review_emergency,
        name="review_emergency",
    ),
    path("emergency/<int:pk>/renew/", views.renew_emergency, name="renew_emergency"),
]
