"""Addresses of the search, in the namespace `coordination`."""

from django.urls import path

from coordination.views import finding

urlpatterns = [
    path("search/", finding.find, name="search"),
    path("search/palette/", finding.palette, name="palette"),
]
