"""Addresses of what a person sees first: his day, the guide beside it."""

from django.urls import path

from coordination.views import today

urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/sign/<int:pk>/", today.sign_today, name="sign_today"),
]
